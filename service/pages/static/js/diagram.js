// Shows a BPMN diagram with marks. Markup:
//   <div class="diagram" data-diagram="/…/diagram.bpmn" data-marks="ID-of-JSON-script" aria-label="…"></div>
// A page that needs elements found which aren't drawn where the diagram begins loads places.js before this.
// The JSON: {"markers": {"elementId": ["token", "visited", …]}, "badges": [{"element": "id", "text": "2", "kind": "token", "title": "…"}]}
// Anything with data-element="id" (and optional data-in="diagram element's id") focuses that element when clicked.
"use strict";
(() => {
  const viewers = new Map(), files = new Map();  // by the container's id; files: what places.js knows of the file
  const READABLE = 0.75, LEGIBLE = 0.5, SPECKS = 0.05;

  function readJson(id) {
    const holder = id && document.getElementById(id);
    return holder ? JSON.parse(holder.textContent) : {};
  }

  // The id under which the picture shows an element; `bpmn/writing/tags.py` says why and does the same.
  const OF_OBJECTS = ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"];
  function shown(id) {
    if (OF_OBJECTS.includes(id)) return `${id}-`;
    const plain = Array.from(id, (c) => (/^[A-Za-z0-9_.-]$/.test(c) ? c : `-${c.codePointAt(0).toString(16)}-`)).join("");
    return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
  }

  function mark(viewer, marks) {
    const canvas = viewer.get("canvas"), overlays = viewer.get("overlays"), registry = viewer.get("elementRegistry");
    for (const [id, kinds] of Object.entries(marks.markers || {})) {
      const element = shown(id);
      if (!registry.get(element)?.parent) continue;  // what holds the whole diagram: its mark would be on everything
      for (const kind of kinds) canvas.addMarker(element, `mark-${kind}`);
    }
    for (const badge of marks.badges || []) {
      if (!registry.get(shown(badge.element))) continue;
      const html = document.createElement("div");
      html.className = `badge-on-diagram badge-on-diagram--${badge.kind || "plain"}`;
      html.textContent = badge.text;
      if (badge.title) html.title = badge.title;
      overlays.add(shown(badge.element), { position: { top: -12, right: 14 }, scale: { min: 0.85, max: 1.2 }, html });
    }
  }

  // A file may hold several diagrams: one is shown at a time.
  function chooser(container, viewer) {
    const diagrams = pictures(viewer);
    if (diagrams.length < 2 || !files.get(container.id)) return null;
    const select = document.createElement("select");
    select.className = "form-select form-select-sm w-auto";
    select.setAttribute("aria-label", container.dataset.labelDiagrams || "");
    diagrams.forEach((one, number) => select.add(new Option(one.name || one.plane.bpmnElement.name || String(number + 1), one.id)));
    const current = () => { select.selectedIndex = Math.max(diagrams.indexOf(files.get(container.id)?.open), 0); };
    select.addEventListener("change", () => open(container.id, diagrams[select.selectedIndex]));
    viewer.on("import.render.complete", current);
    current();
    return select;
  }

  function tools(container, viewer) {
    const bar = document.createElement("div");
    bar.className = "diagram-tools";
    const select = chooser(container, viewer);
    if (select) bar.append(select);
    const canvas = viewer.get("canvas");
    const actions = [["+", "zoomIn", () => canvas.zoom(canvas.zoom() * 1.25)],
      ["−", "zoomOut", () => canvas.zoom(canvas.zoom() / 1.25)],
      ["⤢", "fit", () => canvas.zoom("fit-viewport")]];
    for (const [text, name, act] of actions) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-light border";
      button.textContent = text;
      button.setAttribute("aria-label", container.dataset[`label${name[0].toUpperCase()}${name.slice(1)}`] || text);
      button.addEventListener("click", act);
      bar.append(button);
    }
    container.append(bar);
  }

  // The whole diagram where it can be read, else the place that the page is about; of one too large to be seen, its start.
  function begin(container, viewer, marks) {
    const canvas = viewer.get("canvas");
    canvas.zoom("fit-viewport");
    const kinds = Object.entries(marks.markers || {});
    const place = kinds.find(([, named]) => named.includes("here")) || (container.clientWidth < 700 && kinds.find(([, named]) => named.includes("token")));
    const registry = viewer.get("elementRegistry");
    const element = place ? registry.get(shown(place[0])) : canvas.zoom() < SPECKS && registry.find(({ type }) => type === "bpmn:StartEvent");
    if (!element || canvas.zoom() >= READABLE) return;
    canvas.zoom(READABLE);
    const { x, y, width, height } = canvas.viewbox();
    const middle = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
    canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
  }

  const WHOLE = ["bpmn:Process", "bpmn:Collaboration"];  // what bpmn-js can begin with; subprocesses come with them
  const pictures = (viewer) => (viewer.getDefinitions()?.diagrams || []).filter((one) => WHOLE.some((type) => one.plane?.bpmnElement?.$instanceOf(type)));
  const size = (diagram) => diagram.plane.planeElement?.length || 0;

  // The fullest of the file's diagrams, whichever comes first; where one can't be drawn, the next.
  async function draw(container, viewer, xml) {
    let failed = null;
    try { await viewer.importXML(xml); } catch (error) { failed = error; }
    const all = pictures(viewer).sort((one, other) => size(other) - size(one));
    if (all.length < 2) {
      if (failed) throw failed;
      return;
    }
    for (const diagram of all) {
      try {
        await viewer.open(diagram);
        if (files.get(container.id)) files.get(container.id).open = diagram;
        return;
      } catch (error) { failed = error; }
    }
    throw failed;
  }

  async function text(address) {
    const answer = await fetch(address, { headers: { Accept: "application/xml" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  }

  async function show(container) {
    const viewer = new BpmnJS({ container });
    viewers.set(container.id, viewer);
    files.set(container.id, window.laneway?.places?.watch(viewer) || null);
    try {
      await draw(container, viewer, await text(container.dataset.diagram));
      const marks = readJson(container.dataset.marks);
      begin(container, viewer, marks);
      mark(viewer, marks);
      tools(container, viewer);
      container.dataset.state = "shown";
      container.dispatchEvent(new CustomEvent("diagram:shown", { bubbles: true, detail: { viewer } }));
    } catch (error) {
      container.dataset.state = "failed";
      const text = document.createElement("p");
      text.className = "p-3 mb-0";
      const none = /no diagram|no process or collaboration/.test(error.message);  // as bpmn-js says it
      text.textContent = (none && container.dataset.failedNone) || container.dataset.failed || String(error);
      container.replaceChildren(text);
    }
    return viewer;
  }

  // Two diagrams side by side move together: data-together="name" on both.
  function together(containers) {
    for (const container of containers) {
      const viewer = viewers.get(container.id);
      viewer.on("canvas.viewbox.changed", ({ viewbox }) => {
        if (container.dataset.following) return;
        for (const other of containers) {
          if (other === container) continue;
          other.dataset.following = "1";
          const { x, y, width, height } = viewbox;
          viewers.get(other.id).get("canvas").viewbox({ x, y, width, height });
          delete other.dataset.following;
        }
      });
    }
  }

  // Show another of the file's diagrams, with its marks.
  async function open(name, diagram) {
    const viewer = viewers.get(name), container = document.getElementById(name);
    files.get(name).open = diagram;
    await viewer.open(diagram);
    viewer.get("canvas").zoom("fit-viewport");
    mark(viewer, readJson(container.dataset.marks));
    container.dispatchEvent(new CustomEvent("diagram:opened", { bubbles: true, detail: { viewer } }));
  }

  // The shape to look at for an id, brought to where it can be seen; null where nothing of the diagram stands for it.
  async function bring(name, id) {
    const viewer = viewers.get(name), registry = viewer.get("elementRegistry"), canvas = viewer.get("canvas");
    const known = files.get(name), find = () => (known ? window.laneway.places.find(viewer, known, shown(id)) : { element: shown(id) });
    let place = find();
    if (place?.diagram) {
      await open(name, place.diagram);
      if (!registry.get(place.element)) {
        known.undrawn.add(shown(id));
        place = find();
      }
    }
    const element = place && registry.get(place.element);
    if (!element) return null;
    const root = canvas.findRoot(element);
    if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
    return element;
  }

  // Whether anything of the diagrams stands for it.
  async function goTo(id, only) {
    let found = false;
    for (const name of viewers.keys()) {
      if (only && only !== name) continue;
      const element = await bring(name, id);
      if (!element) continue;
      found = true;
      const canvas = viewers.get(name).get("canvas");
      document.querySelectorAll(".mark-here").forEach((was) => was.classList.remove("mark-here"));
      if (canvas.zoom() < LEGIBLE) canvas.zoom(LEGIBLE);
      canvas.scrollToElement(element, 80);
      canvas.addMarker(element, "mark-here");
      document.getElementById(name).scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    }
    return found;
  }

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-element]");
    if (!link || link.closest(".djs-container")) return;
    goTo(link.dataset.element, link.dataset.in).then((found) => link.dispatchEvent(new CustomEvent("diagram:went", { bubbles: true, detail: { found } })));
  });

  document.addEventListener("DOMContentLoaded", async () => {
    const containers = [...document.querySelectorAll("[data-diagram]")];
    await Promise.all(containers.map(show));
    const groups = Object.groupBy ? Object.groupBy(containers, (c) => c.dataset.together || "") : {};
    for (const [name, members] of Object.entries(groups)) if (name && members.length > 1) together(members);
  });

  window.laneway = Object.assign(window.laneway || {}, { viewers, files, shown, bring, goTo, calm });
})();
