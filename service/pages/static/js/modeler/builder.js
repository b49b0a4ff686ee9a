// form-js's editor with a preview: as a dialog over the modeler (`dialog`) or in a page of its own (`show`).
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say, element: make } = M;
  const PAUSE = 400;

  // An id that a file can be called by: "Giấy tiếp nhận" is giay-tiep-nhan.
  function slug(name) {
    const plain = name.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  }

  async function scripts() {
    for (const address of config.form_styles) {
      if (!document.head.querySelector(`link[href="${address}"]`)) document.head.append(make("link", { rel: "stylesheet", href: address }));
    }
    await M.load(config.form_editor);
    await M.load(config.form_viewer);
  }

  // The editor and the preview in their place; `schema()` is the form as it is drawn now.
  async function show(place, schema, changed) {
    await scripts();
    const holder = make("div", { className: "builder__editor" }), preview = make("div", { className: "builder__preview form-js-here", hidden: true });
    place.replaceChildren(holder, preview);
    const speech = M.speech(), words = config.form_texts.texts || {};
    speech.watch(holder);
    speech.watch(preview);
    speech.watch(document.body, ".bio-properties-panel-tooltip, .bio-properties-panel-popup, .fjs-drag-preview");
    const editor = new FormEditor.FormEditor({ container: holder });
    await editor.importSchema(schema);
    // A new field is labelled by its kind, in English: a label in the reader's language is as good a beginning.
    editor.on("formField.add", ({ formField }) => {
      for (const one of [formField, ...(formField.values || [])]) for (const key of ["label", "dateLabel", "timeLabel"]) if (words[one[key]]) one[key] = words[one[key]];
    });
    editor.on("changed", () => changed?.());
    const shown = new FormViewer.Form({ container: preview });
    return {
      schema: () => editor.saveSchema(),
      async preview(yes) {
        if (yes) await shown.importSchema(editor.saveSchema());
        holder.hidden = yes;
        preview.hidden = !yes;
      },
      end() {
        speech.end();
        editor.destroy();
        shown.destroy();
      },
    };
  }

  function toggle(button, view) {
    button.addEventListener("click", async () => {
      const yes = button.getAttribute("aria-pressed") !== "true";
      await view.preview(yes);
      button.setAttribute("aria-pressed", String(yes));
    });
  }

  const empty = (id) => ({ type: "default", schemaVersion: 18, id, components: [] });

  // Whether the server can use a form: what is wrong, or nothing.
  async function unfit(schema) {
    const body = JSON.stringify(schema);
    try {
      await M.send(config.form_check_url, { body, headers: { "Content-Type": "application/json" } });
      return [];
    } catch (refused) {
      return refused.lines || [String(refused)];
    }
  }

  // What is being built over the modeler, kept like the drawing until it is taken over or given up.
  function draft(id) {
    const key = `${config.key}:form:${id || ""}`;
    let waiting = 0;
    return {
      read() { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } },
      keep(values, note) {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          try {
            localStorage.setItem(key, JSON.stringify(values()));
            note.textContent = say("kept");
          } catch {
            note.textContent = say("keep_failed");
          }
        }, PAUSE);
      },
      forget() { clearTimeout(waiting); localStorage.removeItem(key); },
    };
  }

  // Resolves to the form, null where it was given up.
  async function dialog({ schema, taken }) {
    const kept = draft(schema?.id), before = kept.read();
    const title = make("h2", { className: "h5 mb-0", id: "builder-title" }, say(schema ? "form_title" : "form_title_new", { form: schema?.id }));
    const name = make("input", { className: "form-control form-control-sm", id: "builder-name", autocomplete: "off", maxLength: 80, hidden: Boolean(schema) });
    const label = make("label", { htmlFor: "builder-name", className: "form-label mb-0", hidden: Boolean(schema) }, say("form_name"));
    const look = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary", "aria-pressed": "false" }, say("form_preview"));
    const take = make("button", { type: "button", className: "btn btn-sm btn-primary" }, say("form_take"));
    const leave = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary" }, say("form_leave"));
    const note = make("span", { role: "status", className: "text-body-secondary small ms-auto" });
    const told = make("div", { role: "alert", className: "text-danger small" }), place = make("div", { className: "builder" });
    const box = make("div", { className: "builder-over", role: "dialog", "aria-modal": "true", "aria-labelledby": "builder-title" },
      make("div", { className: "builder-bar" }, title, label, name, look, take, leave, told, note), place);
    const rest = [...document.body.children];
    rest.forEach((one) => { one.inert = true; });
    document.body.append(box);
    let view = null;
    const values = () => ({ name: name.value, schema: view.schema() });
    const close = () => {
      view?.end();
      box.remove();
      rest.forEach((one) => { one.inert = false; });
    };
    try {
      view = await show(place, before?.schema || schema || empty("form"), () => view && kept.keep(values, note));
    } catch (error) {
      close();
      throw error;
    }
    if (before) {
      name.value = before.name;
      told.textContent = say("restored_form");
    }
    name.addEventListener("input", () => kept.keep(values, note));
    toggle(look, view);
    (schema ? take : name).focus();
    return new Promise((done) => {
      const give = () => { if (window.confirm(say("form_leave_sure"))) { kept.forget(); close(); done(null); } };
      leave.addEventListener("click", give);
      take.addEventListener("click", async () => {
        const drawn = view.schema(), id = schema ? schema.id || drawn.id : slug(name.value);
        const wrong = !id ? [say("form_name_missing")] : taken.includes(id) ? [say("form_name_taken", { form: id })] : await unfit({ ...drawn, id });
        told.textContent = wrong.join(" ");
        if (wrong.length) return;
        kept.forget();
        close();
        done({ ...drawn, id });
      });
    });
  }

  M.builder = { show, dialog, toggle, slug, empty, unfit };
})();
