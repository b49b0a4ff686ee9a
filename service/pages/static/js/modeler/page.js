// The page of one form: form-js's editor, kept in this browser until it is saved into the version or its next draft.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say, element: make } = M;
  const PAUSE = 400;

  function kept() {
    try { return JSON.parse(localStorage.getItem(config.key) || "null"); } catch { return null; }
  }

  function keep(values) {
    try { localStorage.setItem(config.key, JSON.stringify(values)); } catch { /* the page works without */ }
  }

  async function save(view, name, revision) {
    const drawn = view.schema(), id = config.name ? drawn.id : M.builder.slug(name.value);
    if (!config.name && !id) { M.tell("danger", [say("form_name_missing")]); name.focus(); return; }
    if (!config.name && config.taken.includes(id)) { M.tell("danger", [say("form_name_taken", { form: id })]); name.focus(); return; }
    const file = config.name || `${id}.form`;
    const headers = { "Content-Type": "application/json", ...(revision.held ? { "If-Match": `"r${revision.held}"` } : {}) };
    try {
      const made = await M.send(config.form_url.replace("NAME", encodeURIComponent(file)), { method: "PUT", headers, body: JSON.stringify({ ...drawn, id }) });
      localStorage.removeItem(config.key);
      location.assign(config.version_url.replace("/0", `/${made.number}`));
    } catch (refused) {
      const more = refused.status === 401 ? [" ", make("a", { href: config.sign_in_url, target: "_blank", rel: "noopener", className: "alert-link" }, say("sign_in"))] : [];
      if (refused.code === "stale") {
        const anyway = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary mt-2 d-block" }, say("save_over"));
        anyway.addEventListener("click", () => { M.untell(); save(view, name, { held: refused.values.revision }); });
        more.push(anyway);
      }
      M.tell("danger", [...(refused.lines || [String(refused)]), say("still_here")], ...more);
    }
  }

  document.addEventListener("DOMContentLoaded", async () => {
    const place = document.getElementById("builder-place"), name = document.getElementById("builder-name");
    const before = kept(), revision = { held: before?.revision ?? config.revision };
    let waiting = 0, view = null;
    const write = () => { clearTimeout(waiting); if (view) keep({ schema: view.schema(), name: name?.value, revision: revision.held }); };
    try {
      view = await M.builder.show(place, before?.schema || config.schema || M.builder.empty("form"), () => { clearTimeout(waiting); waiting = setTimeout(write, PAUSE); });
    } catch (error) {
      M.tell("danger", [say("form_failed"), String(error.message || error)]);
      place.dataset.state = "failed";
      return;
    }
    const told = [...(config.told || []), ...(before ? [say("restored_form")] : [])];
    if (told.length) M.tell("info", told);
    if (name && before?.name) name.value = before.name;
    M.builder.toggle(document.getElementById("builder-preview"), view);
    document.getElementById("builder-save").addEventListener("click", () => save(view, name, revision));
    place.dataset.state = "shown";
    M.view = view;
  });
})();
