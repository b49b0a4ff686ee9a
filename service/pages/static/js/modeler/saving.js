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
        const made = await M.open(this.bpmnjs, M.decoded(await file.arrayBuffer()));
        this.kept.soon();
        M.tell("info", [say("imported", { file: file.name }), ...M.opened(made)]);
        M.warn(made.warnings);
      } catch (error) {
        M.tell("danger", [say("import_failed", { file: file.name }), M.reason(error), say("import_advice")]);
      }
    }
  }
  Saving.$inject = ["bpmnjs", "lanewaySettings", "lanewayForms", "lanewayKept", "lanewayPanel"];

  // What bpmn-js says of a file, by its English: what is only about looks or types is left out, as nothing of a procedure
  // is in it; the rest is said in the reader's language.
  const HARMLESS = [/^unsupported document encoding/, /^no bpmnElement referenced/, /^correcting missing bpmnElement/];
  const LOOKS = new Set(["bpmndi:labelStyle", "bpmndi:bpmnElement", "bpmndi:sourceElement", "bpmndi:targetElement", "bpmn:evaluatesToTypeRef", "bpmn:incoming", "bpmn:outgoing"]);
  const REASONS = [
    [/^unparsable content <([^>]*)>/, "warn_content"],
    [/^unresolved reference <([^>]*)>/, "warn_reference"],
    [/^unknown attribute <([^>]*)>/, "warn_attribute"],
    [/^element <[^>]*?id="([^"]*)"[\s\S]*not yet drawn/, "warn_undrawn"],
    [/^<[^>]*?id="([^"]*)"[^>]*>#\w+ Ref not specified/, "warn_end"],
  ];

  function reason(message) {
    for (const [pattern, key] of REASONS) {
      const found = pattern.exec(message);
      if (found) return say(key, { what: found[1] });
    }
    return config.bpmn_texts[message] || message.split("\n")[0];
  }

  M.reason = (error) => reason(String(error.message || error));

  // What bpmn-js could not make out would be missing in what is saved: said once, with the first of it.
  M.warn = (warnings) => {
    const some = warnings.filter((one) => !LOOKS.has(one.property) && !HARMLESS.some((known) => known.test(one.message)));
    const told = [...new Set(some.map((one) => reason(one.message)))];
    if (told.length) M.tell("warning", [say("left_out", { count: told.length }), ...told.slice(0, MOST_WARNINGS), ...(told.length > MOST_WARNINGS ? [`… (${told.length - MOST_WARNINGS})`] : [])]);
  };
  // What was done to a file so that it could be drawn.
  M.opened = ({ placed, read }) => [...(placed ? [say("placed")] : []), ...(read ? [say("as_read")] : [])];

  M.savingModule = { lanewaySaving: ["type", Saving] };
})();
