// The step table's form: asks for a system's name only where one is meant, and keeps what was typed until it is saved.
// Kept in this browser's session under the page's address, with the revision that it was typed over: a saved form has a
// newer revision, so what was kept for the older one is dropped.
"use strict";
(() => {
  const form = document.querySelector("form[data-steps]");
  if (!form) return;
  const key = `laneway:steps:${location.pathname.replace(/\/(settings|publish)$/, "")}`;
  const NOT_KEPT = new Set(["csrf_token", "revision", "by", "shown", "accept", "effective_shown", "act"]);

  function showSystem(select) {
    document.getElementById(select.dataset.bind).hidden = select.value !== "system";
  }
  const showSystems = () => form.querySelectorAll("select[data-bind]").forEach(showSystem);

  const fields = () => [...form.elements].filter((field) => field.name && !NOT_KEPT.has(field.name) && field.type !== "submit");
  const isTick = (field) => field.type === "checkbox";
  const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
  const valueOf = (field) => (isTick(field) ? field.checked : field.value);

  function keep() {
    const values = Object.fromEntries(fields().map((field) => [nameOf(field), valueOf(field)]));
    try {
      sessionStorage.setItem(key, JSON.stringify({ revision: form.dataset.steps, values }));
    } catch { /* a full or forbidden store: the page works without */ }
  }

  function restore(quiet) {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(key) || "null"); } catch { return; }
    if (!kept || form.dataset.returned) return;
    if (kept.revision !== form.dataset.steps) {
      sessionStorage.removeItem(key);
      return;
    }
    let changed = false;
    for (const field of fields()) {
      const was = kept.values[nameOf(field)];
      if (was === undefined || was === valueOf(field) || field.name === "effective_from") continue;
      changed = true;
      if (isTick(field)) field.checked = was;
      else field.value = was;
    }
    document.getElementById("restored").hidden = quiet || !changed;
  }

  // A suggestion is taken by a click: a label alone binds nothing.
  const showSuggestions = () => form.querySelectorAll("[data-suggest]").forEach((button) => { button.hidden = false; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-suggest]");
    if (!button) return;
    const field = document.getElementById(button.dataset.suggest);
    field.value = button.dataset.value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    field.focus();
  });

  // Parts that saving.js has put in place: after a save they say what is kept, otherwise what is typed goes back in.
  function begin(event) {
    if (event) document.getElementById("restored").hidden = true;
    restore(Boolean(event));
    showSystems();
    showSuggestions();
  }

  begin();
  document.addEventListener("page:replaced", begin);
  form.addEventListener("input", keep);
  form.addEventListener("change", (event) => {
    if (event.target.matches("select[data-bind]")) showSystem(event.target);
    keep();
  });
})();
