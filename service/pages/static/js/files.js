// File fields of a form-js form: a file is sent to the server as it is picked or dropped, and the answer is the list of
// references {id, name, size, type} that the server gave. Markup inside the form: <script type="application/json" data-files>
// {"to": "address of uploads", "at": "/documents/0", "most": bytes, "texts": {…}}</script>
//   laneway.fileFields.show(form, view)   takes the place of form-js's own file field; before a schema is imported
//   laneway.fileFields.busy(form)         whether a file is on its way; then says so at its field
// Who leaves the page while a file is on its way is asked first.
// A failed upload says why at the field; what else was typed stays.
"use strict";
(() => {
  const MOST = 50, KB = 1024;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  function make(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function size(bytes) {
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
    return bytes < KB * KB ? `${number.format(Math.max(bytes / KB, 0.1))} KB` : `${number.format(bytes / KB / KB)} MB`;
  }

  // As the server judges it: bpmn/forms/documents.py, accepted.
  function accepted({ name, type }, accept) {
    const kinds = (accept || "").split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
    return !kinds.length || kinds.some((kind) => {
      if (kind.startsWith(".")) return name.toLowerCase().endsWith(kind);
      return kind.endsWith("/*") ? type.startsWith(kind.slice(0, -1)) : type === kind;
    });
  }

  function send(file, settings, progress) {
    const { texts } = settings, request = new XMLHttpRequest(), body = new FormData();
    body.append("file", file);
    request.open("POST", settings.to);
    request.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf-token"]').content);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; });
    return new Promise((done, failed) => {
      request.addEventListener("error", () => failed(new Error(texts.away)));
      request.addEventListener("load", () => {
        let answer = {};
        try { answer = JSON.parse(request.responseText); } catch { /* a proxy's page */ }
        if (request.status === 201) done({ id: answer.id, name: answer.name, size: answer.size, type: answer.type });
        else if (request.status === 401) failed(new Error(texts.signed_out));
        else if (request.status === 413) failed(new Error(filled(texts.too_large, { most: size(settings.most) })));
        else failed(new Error(answer.errors?.[0]?.message || answer.detail || texts.away));
      });
      request.send(body);
    });
  }

  class Field {
    constructor(node, form, settings) {
      Object.assign(this, { form, settings, sending: 0 });
      const { texts } = settings;
      this.list = make("ul", "files-list");
      this.input = make("input", "visually-hidden");
      this.input.type = "file";
      this.pick = make("label", "btn btn-outline-primary btn-sm", texts.pick);
      this.drop = make("div", "files-drop");
      this.drop.append(this.input, this.pick, make("span", "files-hint", texts.drop));
      this.status = make("p", "visually-hidden");
      this.status.setAttribute("role", "status");
      this.refusals = make("div", "files-refused");
      this.refusals.setAttribute("role", "alert");
      node.append(this.list, this.drop, this.refusals, this.status);
      this.input.addEventListener("change", () => {
        const picked = [...this.input.files];
        this.input.value = "";
        this.take(picked);
      });
      for (const kind of ["dragover", "dragleave", "drop"]) this.drop.addEventListener(kind, (event) => this.dragged(event));
    }

    get files() {
      return Array.isArray(this.props.value) ? this.props.value : [];
    }

    update(props, multiple) {
      Object.assign(this, { props, multiple });
      const fixed = props.disabled || props.readonly;
      this.input.id = props.domId;
      this.pick.htmlFor = props.domId;
      this.input.multiple = multiple;
      this.input.accept = props.field.accept || "";
      this.input.disabled = fixed;
      this.input.toggleAttribute("required", Boolean(props.field.validate?.required) && !this.files.length);
      this.input.setAttribute("aria-describedby", `${props.domId}-error-message`);
      this.input.setAttribute("aria-invalid", String(Boolean(props.errors?.length)));
      this.drop.hidden = fixed;
      const shown = JSON.stringify([this.files, fixed]);
      if (shown !== this.shown) this.list.replaceChildren(...this.files.map((one) => this.row(one, fixed)));
      this.shown = shown;
    }

    row(one, fixed) {
      const { texts, at } = this.settings, row = make("li"), link = make("a", "break-anywhere", one.name);
      link.href = at.replace(/0$/, encodeURIComponent(one.id));
      row.append(link, make("span", "files-size", size(one.size)));
      if (fixed) return row;
      const remove = make("button", "btn btn-link btn-sm", texts.remove);
      remove.type = "button";
      remove.setAttribute("aria-label", filled(texts.remove_one, one));
      remove.addEventListener("click", () => {
        this.change(this.files.filter(({ id }) => id !== one.id));
        this.status.textContent = filled(texts.removed, one);
        this.input.focus();
      });
      row.append(remove);
      return row;
    }

    change(files) {
      this.props.onChange({ value: files.length ? files : null });
      this.update({ ...this.props, value: files }, this.multiple);
    }

    dragged(event) {
      event.preventDefault();
      this.drop.classList.toggle("files-drop--over", event.type === "dragover");
      if (event.type === "drop" && !this.input.disabled) this.take([...event.dataTransfer.files]);
    }

    async take(picked) {
      const { texts, most } = this.settings;
      this.refusals.replaceChildren();
      if (!this.multiple && picked.length > 1) return this.refuse(texts.one_only);
      this.sending += 1;
      for (const file of picked) {
        if (this.multiple && this.files.length >= MOST) this.refuse(filled(texts.too_many, { most: MOST }));
        else if (file.size > most) this.refuse(`${file.name}: ${filled(texts.too_large, { most: size(most) })}`);
        else await this.one(file);
      }
      this.sending -= 1;
      return undefined;
    }

    async one(file) {
      const { texts } = this.settings, row = make("p", "files-sending", file.name), progress = make("progress");
      progress.max = 1;
      progress.setAttribute("aria-label", filled(texts.sending, file));
      row.append(progress);
      this.drop.before(row);
      this.status.textContent = filled(texts.sending, file);
      try {
        const stored = await send(file, this.settings, progress);
        const { accept } = this.props.field;
        if (!accepted(stored, accept)) throw new Error(filled(texts.not_accepted, { accept }));
        // Two scans may be called alike: both are kept, and she is told.
        if (this.multiple && this.files.some(({ name, size: bytes }) => name === stored.name && bytes === stored.size)) this.refuse(filled(texts.twice, stored));
        this.change(this.multiple ? [...this.files, stored] : [stored]);
        this.status.textContent = filled(texts.sent, stored);
      } catch (error) {
        this.status.textContent = "";
        this.refuse(`${file.name}: ${error.message}`);
      } finally {
        row.remove();
      }
    }

    refuse(text) {
      this.refusals.append(make("p", "", text));
    }
  }

  const fields = (form) => [...form.querySelectorAll(".files-here")].map((node) => node.laneway).filter(Boolean);

  function busy(form) {
    const waiting = fields(form).find((one) => one.sending);
    if (!waiting) return false;
    waiting.status.textContent = waiting.settings.texts.wait;
    waiting.refusals.replaceChildren(make("p", "", waiting.settings.texts.wait));
    waiting.input.focus();
    return true;
  }

  function show(form, view) {
    const holder = form.querySelector("script[data-files]");
    if (!holder) return;
    const settings = JSON.parse(holder.textContent);
    // form-js gives away no function that makes elements: what its list of errors returns is one, to be filled anew.
    const element = (type, props, ref) => Object.assign(FormViewer.Errors({ errors: ["-"], id: "" }), { type, props, ref });
    function Files(props) {
      const { field, domId, errors = [] } = props;
      const multiple = FormViewer.useExpressionEvaluation(field.multiple) === true;
      const here = (node) => {
        if (!node) return;
        node.laneway ||= new Field(node, form, settings);
        node.laneway.update(props, multiple);
      };
      return element("div", {
        class: `fjs-form-field fjs-form-field-filepicker${errors.length ? " fjs-has-errors" : ""}`,
        children: [
          element(FormViewer.Label, { htmlFor: domId, label: field.label, required: field.validate?.required }),
          element("div", { class: "files-here" }, here),
          element(FormViewer.Description, { description: field.description }),
          element(FormViewer.Errors, { id: `${domId}-error-message`, errors }),
        ],
      });
    }
    addEventListener("beforeunload", (event) => { if (fields(form).some((one) => one.sending)) event.preventDefault(); });
    Files.config = FormViewer.FilePicker.config;
    view.get("formFields").register("filepicker", Files);
  }

  window.laneway = Object.assign(window.laneway || {}, { fileFields: { show, busy } });
})();
