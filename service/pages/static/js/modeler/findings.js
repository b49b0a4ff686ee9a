// What the server finds in the drawing while it is drawn: asked for a moment after the last change, never twice at once;
// shown as marks on the diagram, as a list to go by, and in the panel of the selected element.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say, element: make } = M;
  const PAUSE = 900, MARKS = ["error", "warning", "note"];

  class Findings {
    constructor(eventBus, bpmnjs, canvas, elementRegistry, overlays, selection, settings, forms) {
      Object.assign(this, { bus: eventBus, bpmnjs, canvas, registry: elementRegistry, overlays, selection, settings, forms, found: [], busy: false, again: false });
      this.place = document.getElementById("modeler-findings");
      eventBus.on(["import.done", "laneway.opened", "commandStack.changed", "laneway.forms"], () => this.soon(PAUSE));
    }

    of(id) {
      return this.found.filter((one) => one.element === id);
    }

    soon(milliseconds) {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.ask(), milliseconds);
    }

    async ask() {
      if (M.opening) {  // a file that isn't drawn yet can't be written either
        this.soon(PAUSE);
        return;
      }
      if (this.busy) {
        this.again = true;
        return;
      }
      this.busy = true;
      this.again = false;
      this.place.setAttribute("aria-busy", "true");
      try {
        const told = await M.send(config.check_url, { body: await M.parcel(this.bpmnjs, this.settings, this.forms) });
        this.show(told.findings, told.blocking);
      } catch (refused) {
        this.refuse(refused);
      }
      this.busy = false;
      this.place.removeAttribute("aria-busy");
      if (this.again) this.soon(PAUSE);
    }

    refuse(refused) {
      if (refused.status === 429 || refused.status === 503) this.soon(1000 * Math.max(refused.after, 2));
      this.place.replaceChildren(make("p", { className: "small" }, say("check_failed")), ...(refused.lines || [String(refused)]).map((line) => make("p", { className: "small text-danger" }, line)));
      this.place.dataset.state = "failed";
    }

    mark() {
      this.overlays.remove({ type: "laneway-finding" });
      this.registry.forEach((element) => MARKS.forEach((level) => this.canvas.removeMarker(element, `mark-${level}`)));
      for (const level of MARKS) {
        for (const id of new Set(this.found.filter((one) => one.level === level).map((one) => one.element))) {
          const element = id && this.registry.get(id);
          if (!element || !element.parent || MARKS.some((other) => this.canvas.hasMarker(element, `mark-${other}`))) continue;
          this.canvas.addMarker(element, `mark-${level}`);
          if (level === "note") continue;
          const html = make("div", { className: `badge-on-diagram badge-on-diagram--${level}`, title: this.of(id).filter((one) => one.level === level).map((one) => one.message).join(" · ") }, config.signs[level]);
          this.overlays.add(element, "laneway-finding", { position: { top: -12, right: 14 }, scale: { min: 0.5, max: 1.2 }, html });
        }
      }
    }

    show(found, blocking) {
      this.found = found;
      this.mark();
      const groups = MARKS.map((level) => [level, found.filter((one) => one.level === level)]).filter(([, some]) => some.length);
      const open = new Set([...this.place.querySelectorAll("details[open]")].map((one) => one.dataset.level));
      this.place.replaceChildren(
        make("p", { className: "mb-1" }, blocking ? say("blocking", { count: blocking }) : `✓ ${say("nothing_blocks")}`),
        ...groups.map(([level, some]) => this.group(level, some, level !== "note" || open.has(level))),
      );
      this.place.dataset.state = "shown";
      this.bus.fire("laneway.checked", {});
    }

    group(level, some, open) {
      const lines = some.map((one) => {
        const element = one.element && this.registry.get(one.element);
        if (!element?.parent) return make("li", { className: "small mb-1 break-anywhere" }, one.message);
        const link = make("button", { type: "button", className: "btn btn-link btn-sm p-0 text-start break-anywhere" }, one.message);
        link.addEventListener("click", () => {
          const there = this.registry.get(one.element);
          if (!there) return;
          this.selection.select(there);
          this.canvas.scrollToElement(there, 100);
        });
        return make("li", { className: "small mb-1" }, link);
      });
      const box = make("details", { open }, make("summary", {}, make("span", { className: `sign sign--${level}` }, `${config.signs[level]} ${config.levels[level]}`), `: ${some.length}`), make("ul", { className: "ps-3 mb-1" }, ...lines));
      box.dataset.level = level;
      return box;
    }
  }
  Findings.$inject = ["eventBus", "bpmnjs", "canvas", "elementRegistry", "overlays", "selection", "lanewaySettings", "lanewayForms"];

  // What is sent to be checked or saved: the diagram, what stands beside it, and the forms that were made here.
  M.parcel = async (bpmnjs, settings, forms, more = {}) => {
    const { xml } = await bpmnjs.saveXML({ format: true });
    const body = new FormData();
    body.append("file", new Blob([xml], { type: "text/xml" }), config.file_name);
    for (const [name, schema] of Object.entries(forms.made)) body.append("forms", new Blob([JSON.stringify(schema)], { type: "application/json" }), name);
    body.append("settings", JSON.stringify(settings.sent()));
    if (config.from) body.append("forms_of", config.from);
    for (const [name, value] of Object.entries(more)) body.append(name, value);
    return body;
  };
  M.findingsModule = { __init__: ["lanewayFindings"], lanewayFindings: ["type", Findings] };
})();
