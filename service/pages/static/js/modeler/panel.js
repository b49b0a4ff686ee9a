// The panel beside the diagram: the fields of the selected element, what was found in it, and what may follow it.
// A field is written when it is left; it isn't drawn anew while somebody is in it.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { say, element: make } = M;

  function option([value, label]) {
    return make("option", { value }, label);
  }

  function choices(options) {
    return options.map((one) => (Array.isArray(one) ? option(one) : make("optgroup", { label: one.label }, ...one.options.map(option))));
  }

  class Panel {
    constructor(eventBus, selection, fields, places, findings, canvas) {
      Object.assign(this, { selection, fields, places, findings, canvas, shown: [], signature: "" });
      this.place = document.getElementById("modeler-panel");
      eventBus.on(["selection.changed", "import.done", "laneway.opened", "elements.changed", "laneway.checked", "laneway.forms"], () => this.soon());
    }

    soon() {
      this.waiting ||= setTimeout(() => { this.waiting = 0; this.draw(); });
    }

    selected() {
      const some = this.selection.get();
      return some.length === 1 ? some[0].labelTarget || some[0] : null;
    }

    draw() {
      if (this.selection.get().length > 1) {
        this.signature = "";
        this.place.replaceChildren(make("p", { className: "text-body-secondary" }, say("several", { count: this.selection.get().length })));
        return;
      }
      const element = this.selected(), root = this.canvas.getRootElement();
      if (!(element || root)?.businessObject) return;  // nothing is drawn
      const fields = this.fields.of(element || root), about = element || root;
      const signature = [about.id, about.businessObject?.$type, ...fields.map((one) => one.name)].join(" ");
      if (signature !== this.signature) this.build(about, element, fields);
      else this.shown.forEach((row, number) => { row.field = fields[number]; });
      this.signature = signature;
      this.shown.forEach((row) => this.refresh(row));
      this.tell(element);
    }

    build(about, element, fields) {
      const focused = this.place.contains(document.activeElement) ? document.activeElement.id : "";
      const kind = element ? M.typeName(about) : say("procedure");
      this.shown = fields.map((field) => this.row(field));
      this.told = make("ul", { className: "list-unstyled mb-0", id: "panel-findings" });
      this.place.replaceChildren(
        make("h2", { className: "h6 mb-2" }, kind),
        ...this.shown.map((row) => row.box),
        this.told,
        ...(element ? [this.places.actions(element)] : [make("p", { className: "form-text" }, say("select_hint"))]),
      );
      if (focused) document.getElementById(focused)?.focus();
    }

    row(field) {
      const id = `panel-${field.name}`, help = `${id}-help`;
      if (field.kind === "button") {
        const row = { field, input: make("button", { type: "button", className: "btn btn-sm btn-outline-secondary mb-2 me-2", id }, field.label) };
        row.input.addEventListener("click", () => row.field.act());
        row.box = row.input;
        return row;
      }
      const type = { text: "input", lines: "textarea", choice: "select", tick: "input" }[field.kind];
      const look = { choice: "form-select form-select-sm", tick: "form-check-input" }[field.kind] || "form-control form-control-sm";
      const input = make(type, { id, className: `${look}${field.code ? " font-monospace" : ""}`, autocomplete: "off", spellcheck: field.kind === "lines" && !field.code });
      if (field.kind === "tick") input.type = "checkbox";
      if (field.kind === "lines") input.rows = 2;
      if (field.inputMode) input.inputMode = field.inputMode;
      if (field.longest) input.maxLength = field.longest;
      const label = make("label", { htmlFor: id, className: field.kind === "tick" ? "form-check-label" : "form-label mb-0" }, field.label);
      const said = make("div", { className: "small text-danger", id: `${id}-said` });
      const parts = field.kind === "tick" ? [input, label] : [label, input];
      const box = make("div", { className: field.kind === "tick" ? "form-check mb-2" : "mb-2" }, ...parts,
        field.help ? make("div", { className: "form-text", id: help }, field.help) : null, said);
      if (field.help) input.setAttribute("aria-describedby", `${help} ${id}-said`);
      const row = { field, input, box, said };
      input.addEventListener("change", () => this.write(row));
      return row;
    }

    write(row) {
      const value = row.field.kind === "tick" ? row.input.checked : row.input.value.normalize("NFC");
      const wrong = row.field.wrong?.(value) || "";
      row.said.textContent = wrong ? `✕ ${wrong}` : "";
      row.input.setAttribute("aria-invalid", String(Boolean(wrong)));
      if (!wrong && value !== row.field.read()) row.field.write(value);
    }

    refresh({ field, input, box, said }) {
      box.hidden = Boolean(field.hidden?.());
      if (field.kind === "button") return;
      input.disabled = Boolean(field.disabled?.());
      if (field.kind === "choice") {
        const options = typeof field.options === "function" ? field.options() : field.options;
        const drawn = JSON.stringify(options);
        if (input.dataset.drawn !== drawn) {
          input.replaceChildren(...choices(options));
          input.dataset.drawn = drawn;
        }
      }
      const value = field.read();
      if (field.kind === "tick") input.checked = value;
      else if (document.activeElement !== input || field.kind === "choice") {
        if (input.getAttribute("aria-invalid") === "true" && input.value !== value && document.activeElement !== input && said.textContent) return;
        input.value = value;
      }
    }

    tell(element) {
      const found = element ? this.findings.of(element.id) : [];
      this.told.replaceChildren(...found.map((one) => make("li", { className: "mb-1 small" },
        make("span", { className: `sign sign--${one.level}` }, `${M.config.signs[one.level]} ${M.config.levels[one.level]}`), ` ${one.message}`)));
    }

    // What is being typed is written down before the page goes.
    leave() {
      const row = this.shown.find((one) => one.input === document.activeElement && one.field.kind !== "button");
      if (row) this.write(row);
    }
  }
  Panel.$inject = ["eventBus", "selection", "lanewayFields", "lanewayPlaces", "lanewayFindings", "canvas"];

  M.panelModule = { __init__: ["lanewayPanel"], lanewayPanel: ["type", Panel] };
})();
