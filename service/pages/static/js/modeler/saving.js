// Saving as a new draft version, and files: a diagram into the modeler, and out of it as .bpmn or SVG.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say, element: make } = M;
  const MOST_WARNINGS = 5;

  class Saving {
    constructor(bpmnjs, settings, forms, kept, panel) {
      Object.assign(this, { bpmnjs, settings, forms, kept, panel, busy: false });
    }

    async save() {
      if (this.busy) return;
      this.busy = true;
      this.panel.leave();
      const button = document.getElementById("modeler-save");
      button.disabled = true;
      try {
        await this.kept.write();
        const { number, revision } = this.kept.seen;
        const made = await M.send(config.save_url, { body: await M.parcel(this.bpmnjs, this.settings, this.forms, { fit: "1", after: number, after_revision: revision }) });
        this.kept.forget();
        location.assign(config.version_url.replace("/0", `/${made.number}`));
      } catch (refused) {
        this.refuse(refused);
        button.disabled = false;
      }
      this.busy = false;
    }

    refuse(refused) {
      if (refused.code === "drawn_meanwhile") {
        this.meanwhile(refused.values);
        return;
      }
      const lines = refused.lines || [String(refused)];
      const more = refused.status === 401 ? [" ", make("a", { href: config.sign_in_url, target: "_blank", rel: "noopener", className: "alert-link" }, say("sign_in"))] : [];
      M.tell("danger", [...lines, say("still_here")], ...more);
    }

    // Nothing is overwritten by saving: the question is only whether the other's change was seen.
    meanwhile({ number, revision, who, at }) {
      const values = { number, who: who || say("somebody"), at: new Date(at).toLocaleString(document.documentElement.lang), next: number + 1 };
      const look = make("a", { href: config.version_url.replace("/0", `/${number}`), target: "_blank", rel: "noopener", className: "btn btn-sm btn-outline-secondary" }, say("look_at", values));
      const anyway = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary" }, say("save_anyway", values));
      anyway.addEventListener("click", () => {
        this.kept.seen = { number, revision };
        M.untell();
        this.save();
      });
      M.tell("danger", [say("meanwhile", values)], make("div", { className: "d-flex flex-wrap gap-2 mt-2" }, look, anyway));
    }

    async exportFile() {
      this.panel.leave();
      M.download(config.file_name, (await this.bpmnjs.saveXML({ format: true })).xml, "application/xml");
    }

    async exportPicture() {
      M.download(config.file_name.replace(/\.[^.]*$/, "") + ".svg", (await this.bpmnjs.saveSVG()).svg, "image/svg+xml");
    }

    async importFile(file) {
      try {
        const { warnings } = await M.importXML(this.bpmnjs, decoded(await file.arrayBuffer()));
        this.kept.soon();
        M.tell("info", [say("imported", { file: file.name })]);
        M.warn(warnings);
      } catch (error) {
        M.tell("danger", [say("import_failed", { file: file.name }), M.reason(error), say("import_advice")]);
      }
    }
  }
  Saving.$inject = ["bpmnjs", "lanewaySettings", "lanewayForms", "lanewayKept", "lanewayPanel"];

  // The text of an XML file: by its byte order mark, else by what its first line says, else UTF-8.
  function decoded(buffer) {
    const head = new TextDecoder("latin1").decode(buffer.slice(0, 200));
    const marked = { "ÿþ": "utf-16le", "þÿ": "utf-16be" }[head.slice(0, 2)];
    const named = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(head)?.[1];
    try {
      return new TextDecoder(marked || named || "utf-8").decode(buffer);
    } catch {
      return new TextDecoder().decode(buffer);
    }
  }

  // A diagram that can't be drawn leaves the one that is shown as it was.
  M.importXML = async (bpmnjs, xml) => {
    const before = bpmnjs.getDefinitions() ? (await bpmnjs.saveXML()).xml : null;
    try {
      return await bpmnjs.importXML(xml);
    } catch (error) {
      if (before) await bpmnjs.importXML(before);
      throw error;
    }
  };
  M.reason = (error) => config.bpmn_texts[error.message] || String(error.message || error);

  // What bpmn-js could not make out would be missing in what is saved: said once, with the first of it.
  M.warn = (warnings) => {
    const told = [...new Set(warnings.map((one) => one.message.split("\n")[0]))];
    if (told.length) M.tell("warning", [say("left_out", { count: warnings.length }), ...told.slice(0, MOST_WARNINGS)]);
  };
  M.savingModule = { lanewaySaving: ["type", Saving] };
})();
