// The small forms beside findings: what is typed is read by the server while it is typed ([data-read] names the place where
// it says what it understood), and a timer's pickers write the ISO 8601 text, which is what is sent.
"use strict";
(() => {
  const form = document.querySelector("form[data-reading]");
  if (!form) return;
  const WAIT = 300;
  const ISO = /^P(?:(\d+)([YMWD])|T(\d+)([HM]))$/;
  const waiting = new Map();

  async function read(field) {
    const place = document.getElementById(field.dataset.read);
    const kind = field.closest("[data-timer]")?.querySelector("[data-timer-kind]")?.value || "";
    const asked = new URLSearchParams({ kind: field.dataset.kind, text: field.value, timer: kind });
    try {
      const answer = await fetch(`${form.dataset.reading}?${asked}`, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
    } catch { /* without an answer there is nothing to say */ }
  }

  function soon(field) {
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => read(field), WAIT));
  }

  const parts = (box) => Object.fromEntries(["kind", "pick", "amount", "unit", "at", "date"].map((name) => [name, box.querySelector(`[data-timer-${name}]`)])
    .concat([["text", box.querySelector("[data-kind=timer]")]]));

  // The pickers say what the text says, where they can.
  function show(box) {
    const { kind, pick, amount, unit, at, date, text } = parts(box);
    pick.hidden = kind.value === "date";
    at.hidden = kind.value !== "date";
    const spelled = kind.value === "cycle" ? text.value.trim().replace(/^R\d*\//, "") : text.value.trim();
    const found = ISO.exec(spelled);
    if (document.activeElement !== amount) amount.value = found ? found[1] || found[3] : "";
    if (found) unit.value = found[2] || `T${found[4]}`;
    const local = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)/.exec(text.value.trim());
    if (local && document.activeElement !== date) date.value = local[1];
  }

  function write(box, field) {
    const { kind, amount, unit, date, text } = parts(box);
    if (field === date) text.value = date.value ? `${date.value}:00` : "";
    else if (/^\d{1,6}$/.test(amount.value.trim())) {
      const [hours, letter] = unit.value.length === 2 ? ["T", unit.value[1]] : ["", unit.value];
      text.value = `${kind.value === "cycle" ? "R/" : ""}P${hours}${amount.value.trim()}${letter}`;
    } else if (!amount.value.trim() && field === amount) text.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function changed(event) {
    const field = event.target, box = field.closest("[data-timer]");
    if (field.matches("[data-read]")) soon(field);
    if (!box) return;
    if (field.matches("[data-timer-amount], [data-timer-unit], [data-timer-date]")) write(box, field);
    else {
      show(box);
      if (field.matches("[data-timer-kind]")) soon(parts(box).text);
    }
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => { if (event.target.matches("select")) changed(event); });

  const begin = () => form.querySelectorAll("[data-timer]").forEach(show);
  document.addEventListener("page:replaced", begin);
  begin();
})();
