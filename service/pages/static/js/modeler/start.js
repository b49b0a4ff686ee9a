// Puts the modeler together: the diagram of the version that was asked for, or what was being drawn when this browser
// was last here. On a small screen the diagram is shown, and not drawn.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say } = M;
  const SMALL = "(max-width: 767.98px)";

  async function drawing(address) {
    if (!address) return config.empty;
    const answer = await fetch(address, { headers: { Accept: "application/xml" } });
    if (!answer.ok) throw new M.Refused(answer.status, {});
    return M.decoded(await answer.arrayBuffer());
  }

  const translate = (template, replacements = {}) => (config.bpmn_texts[template] || template).replace(/\{([^}]+)\}/g, (whole, name) => replacements[name] ?? whole);

  // The whole diagram, beside the palette.
  function fit(modeler) {
    const canvas = modeler.get("canvas"), { inner, outer } = canvas.viewbox();
    const left = 125, edge = 25;
    const scale = Math.min(1, (outer.width - left - edge) / inner.width, (outer.height - 2 * edge) / inner.height);
    canvas.viewbox({ x: inner.x - left / scale, y: inner.y - edge / scale, width: outer.width / scale, height: outer.height / scale });
  }

  async function look(container) {
    await M.load(config.viewer);
    const viewer = new BpmnJS({ container });
    await viewer.importXML(await drawing(config.shown_url));
    viewer.get("canvas").zoom("fit-viewport");
  }

  function tools(modeler) {
    const acts = {
      undo: () => modeler.get("commandStack").undo(),
      redo: () => modeler.get("commandStack").redo(),
      in: () => modeler.get("zoomScroll").stepZoom(1),
      out: () => modeler.get("zoomScroll").stepZoom(-1),
      fit: () => fit(modeler),
      save: () => modeler.get("lanewaySaving").save(),
      export: () => modeler.get("lanewaySaving").exportFile(),
      picture: () => modeler.get("lanewaySaving").exportPicture(),
      import: () => document.getElementById("modeler-file").click(),
    };
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-tool]");
      if (button) acts[button.dataset.tool]();
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && !document.querySelector(".builder-over")) {
        event.preventDefault();
        acts.save();
      }
    });
    const file = document.getElementById("modeler-file");
    file.addEventListener("change", () => {
      if (file.files[0]) modeler.get("lanewaySaving").importFile(file.files[0]);
      file.value = "";
    });
    const able = () => {
      document.querySelector("[data-tool=undo]").disabled = !modeler.get("commandStack").canUndo();
      document.querySelector("[data-tool=redo]").disabled = !modeler.get("commandStack").canRedo();
    };
    modeler.on(["commandStack.changed", "import.done"], able);
    addEventListener("beforeunload", () => modeler.get("lanewayPanel").leave());
  }

  // A file may hold several diagrams: one is drawn on at a time. What was changed in one stays when another is opened,
  // but can't be taken back any more.
  function chooser(modeler) {
    const select = document.getElementById("modeler-diagrams");
    const fill = () => {
      const all = M.diagrams(modeler), root = modeler.get("canvas").getRootElement()?.businessObject;
      select.hidden = all.length < 2;
      select.replaceChildren(...all.map((one, number) => M.element("option", { value: String(number) }, one.name || one.plane.bpmnElement.name || say("diagram", { number: number + 1 }))));
      const now = all.findIndex((one) => one.plane.bpmnElement === root);
      if (now >= 0) select.value = String(now);
    };
    modeler.on("import.render.complete", fill);
    select.addEventListener("change", async () => {
      modeler.get("lanewayPanel").leave();
      await modeler.open(M.diagrams(modeler)[Number(select.value)]);
      fit(modeler);
      modeler.get("eventBus").fire("laneway.opened", {});
    });
  }

  // What was being drawn is there again at once; who doesn't want it begins anew from what is saved.
  function restored(modeler, kept) {
    const anew = M.element("button", { type: "button", className: "btn btn-sm btn-outline-secondary ms-2" }, say("begin_anew"));
    anew.addEventListener("click", () => {
      if (!window.confirm(say("begin_anew_sure"))) return;
      modeler.get("lanewayKept").forget();
      location.reload();
    });
    M.tell("info", [say("restored", { at: new Date(kept.at).toLocaleString(document.documentElement.lang) })], anew);
  }

  async function draw(container) {
    await M.load(config.modeler);
    const modules = [M.iconsModule, M.foreignModule, M.settingsModule, M.modelModule, M.formsModule, M.placesModule, M.findingsModule, M.fieldsModule, M.panelModule, M.keptModule, M.savingModule];
    const modeler = new BpmnJS({ container, additionalModules: [{ translate: ["value", translate] }, ...modules] });
    M.modeler = modeler;
    tools(modeler);
    chooser(modeler);
    const kept = M.keptBefore();
    modeler.get("lanewaySettings").begin(kept?.settings || config.settings);
    modeler.get("lanewayForms").begin(kept?.forms);
    const made = await M.open(modeler, kept ? kept.xml : await drawing(config.diagram_url));
    if (!kept) modeler.get("lanewaySettings").begin(M.settingsUnder(config.settings, made.renamed));
    fit(modeler);
    modeler.get("lanewayKept").begin(kept?.seen || config.seen);
    if (kept) {
      restored(modeler, kept);
      modeler.get("lanewayKept").dirty = true;
    } else {
      if (M.opened(made).length) M.tell("info", M.opened(made));
      M.warn(made.warnings);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const container = document.getElementById("modeler-canvas"), small = matchMedia(SMALL).matches;
    (small ? look : draw)(container).then(() => { container.dataset.state = "shown"; }, (error) => {
      container.dataset.state = "failed";
      document.getElementById("modeler-save").disabled = true;
      M.tell("danger", [say("import_failed", { file: config.file_name }), M.reason(error), say("import_advice")]);
    });
  });
})();
