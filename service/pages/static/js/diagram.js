// Shows a BPMN diagram with marks. Markup:
//   <div class="diagram" data-diagram="/…/diagram.bpmn" data-marks="ID-of-JSON-script" aria-label="…"></div>
// The JSON: {"markers": {"elementId": ["token", "visited", …]}, "badges": [{"element": "id", "text": "2", "kind": "token", "title": "…"}]}
// Anything with data-element="id" (and optional data-in="diagram element's id") focuses that element when clicked.
"use strict";
(() => {
  const viewers = new Map();
  const READABLE = 0.75;

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
      if (!registry.get(element)) continue;
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

  function tools(container, viewer) {
    const bar = document.createElement("div");
    bar.className = "diagram-tools";
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

  // The whole diagram where it can be read, else the place that the page is about.
  function begin(container, viewer, marks) {
    const canvas = viewer.get("canvas");
    canvas.zoom("fit-viewport");
    const kinds = Object.entries(marks.markers || {});
    const place = kinds.find(([, named]) => named.includes("here")) || (container.clientWidth < 700 && kinds.find(([, named]) => named.includes("token")));
    const element = place && viewer.get("elementRegistry").get(shown(place[0]));
    if (!element || canvas.zoom() >= READABLE) return;
    canvas.zoom(READABLE);
    const { x, y, width, height } = canvas.viewbox();
    const middle = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
    canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
  }

  async function show(container) {
    const viewer = new BpmnJS({ container });
    viewers.set(container.id, viewer);
    try {
      const answer = await fetch(container.dataset.diagram, { headers: { Accept: "application/xml" } });
      if (!answer.ok) throw new Error(String(answer.status));
      await viewer.importXML(await answer.text());
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
      text.textContent = container.dataset.failed || String(error);
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

  function goTo(link) {
    const id = link.dataset.element;
    for (const [name, viewer] of viewers) {
      if (link.dataset.in && link.dataset.in !== name) continue;
      const element = viewer.get("elementRegistry").get(shown(id));
      if (!element) continue;
      const root = viewer.get("canvas").findRoot(element);  // contents of a closed subprocess are a picture of their own
      if (root && root !== viewer.get("canvas").getRootElement()) viewer.get("canvas").setRootElement(root);
      document.querySelectorAll(".mark-here").forEach((was) => was.classList.remove("mark-here"));
      viewer.get("canvas").scrollToElement(element, 80);
      viewer.get("canvas").addMarker(element, "mark-here");
      document.getElementById(name).scrollIntoView({ block: "nearest", behavior: "smooth" });
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-element]");
    if (link && !link.closest(".djs-container")) goTo(link);
  });

  document.addEventListener("DOMContentLoaded", async () => {
    const containers = [...document.querySelectorAll("[data-diagram]")];
    await Promise.all(containers.map(show));
    const groups = Object.groupBy ? Object.groupBy(containers, (c) => c.dataset.together || "") : {};
    for (const [name, members] of Object.entries(groups)) if (name && members.length > 1) together(members);
  });

  window.laneway = Object.assign(window.laneway || {}, { viewers });
})();
