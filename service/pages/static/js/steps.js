// The step table's form: asks for a system's name only where one is meant, and keeps what was typed until it is saved.
// Kept in this browser's session under the page's address, with the revision that it was typed over: a saved form has a
// newer revision, so what was kept for the older one is dropped.
"use strict";
(() => {
  const form = document.querySelector("form[data-steps]");
  if (!form) return;
  const key = `laneway:steps:${location.pathname.replace(/\/(settings|publish)$/, "")}`;
  const NOT_KEPT = new Set(["csrf_token", "revision", "shown", "effective_shown", "act"]);

  for (const select of form.querySelectorAll("select[data-bind]")) {
    const system = document.getElementById(select.dataset.bind);
    const show = () => { system.hidden = select.value !== "system"; };
    select.addEventListener("change", show);
    show();
  }

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

  function restore() {
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
      field.dispatchEvent(new Event("change"));
    }
    document.getElementById("restored").hidden = !changed;
  }

  restore();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
})();
