// Findings as markers on the diagram "drawn": a badge per element that leads to its findings in the list, and back.
// The JSON in #findings-marks: {"findings": {"elementId": [{"level", "sign", "anchor", "title"}, …]}}, the heaviest first.
// The badges are one stop of the tab key; arrow keys go from one to the next in reading order.
"use strict";
(() => {
  const HEAVY = ["error", "warning", "accepted", "note"];
  const SIZE = 20, ROW = 60;  // in diagram units: a badge; what stands in one row when the arrow keys go through them
  let viewer = null, outlined = [], at = new Map();  // at: drawn element's id → its findings
  let hidden = new Set();  // anchors that the list's filter hides

  const container = () => document.getElementById("drawn");
  const read = () => JSON.parse(document.getElementById("findings-marks")?.textContent || "{}").findings || {};

  // Findings by the element that stands for them; a collapsed subprocess stands for what is inside it too.
  function placed() {
    const found = new Map(), known = window.laneway.files.get("drawn"), registry = viewer.get("elementRegistry");
    const add = (id, lines) => found.set(id, [...(found.get(id) || []), ...lines]);
    for (const [id, all] of Object.entries(read())) {
      const lines = all.filter((line) => !hidden.has(line.anchor));
      const place = lines.length && window.laneway.places.find(viewer, known, window.laneway.shown(id));
      if (!place || place.diagram) continue;
      add(place.element, lines);
      const outer = window.laneway.places.holder(viewer, registry.get(place.element));
      if (outer && outer.id !== place.element) add(outer.id, lines.map((line) => ({ ...line, inside: true })));
    }
    for (const lines of found.values()) lines.sort((one, other) => HEAVY.indexOf(one.level) - HEAVY.indexOf(other.level));
    return found;
  }

  // On the corner of a shape, beside an event, on the middle of a flow, in the title of a lane.
  function position(element) {
    if (element.waypoints) {
      const xs = element.waypoints.map((point) => point.x), ys = element.waypoints.map((point) => point.y);
      const middle = element.waypoints[Math.floor((element.waypoints.length - 1) / 2)], next = element.waypoints[Math.floor((element.waypoints.length - 1) / 2) + 1] || middle;
      return { left: (middle.x + next.x) / 2 - Math.min(...xs) - SIZE / 2, top: (middle.y + next.y) / 2 - Math.min(...ys) - SIZE / 2 };
    }
    if (isLane(element)) return { top: 6, left: 5 };
    return { top: -SIZE / 2, right: element.width < 60 ? SIZE / 4 : SIZE / 2 };
  }

  const isLane = (element) => ["bpmn:Lane", "bpmn:Participant"].includes(element.type);

  function badge(element, lines) {
    const first = lines[0], link = document.createElement("a");
    link.href = `#${first.anchor}`;
    link.className = `spot spot--${first.level}`;
    link.textContent = first.sign;
    link.title = lines.filter((line) => line.level === first.level).map((line) => line.title).join("\n");
    link.setAttribute("aria-label", `${element.businessObject?.name || element.id}. ${link.title}`);
    link.dataset.marker = element.id;
    link.tabIndex = -1;
    link.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); reveal(element.id); });
    viewer.get("overlays").add(element.id, "finding", { position: position(element), scale: { min: 0.7, max: 1.1 }, html: link });
  }

  function draw() {
    if (!viewer) return;
    const canvas = viewer.get("canvas"), registry = viewer.get("elementRegistry");
    viewer.get("overlays").remove({ type: "finding" });
    for (const [id, kind] of outlined) if (registry.get(id)) canvas.removeMarker(id, kind);
    outlined = [];
    at = placed();
    for (const [id, lines] of at) {
      const element = registry.get(id), level = lines[0].level;
      if (!element || (level === "note" && !notesWanted())) continue;
      if (!lines[0].inside) {
        outlined.push([id, `mark-${level}`]);
        canvas.addMarker(id, `mark-${level}`);
      }
      badge(element, lines);
    }
    const first = badges()[0];
    if (first) first.tabIndex = 0;
  }

  // Nearly every step of a fresh draft has a note: they are marked only when they are asked for.
  const notesWanted = () => document.querySelector("[data-only-level]")?.value === "note";

  function badges() {
    const registry = viewer.get("elementRegistry");
    const place = (link) => { const { x, y, waypoints } = registry.get(link.dataset.marker); return [Math.round((waypoints ? waypoints[0].y : y) / ROW), waypoints ? waypoints[0].x : x]; };
    return [...container().querySelectorAll("a[data-marker]")].filter((link) => link.offsetParent)
      .map((link) => [place(link), link]).sort(([one], [other]) => one[0] - other[0] || one[1] - other[1]).map(([, link]) => link);
  }

  function reveal(id) {
    const all = at.get(id) || [], heavier = all.filter((line) => line.level !== "note"), lines = heavier.length ? heavier : all;
    document.dispatchEvent(new CustomEvent("findings:reveal", { detail: { anchors: lines.map((line) => line.anchor) } }));
  }

  function step(event) {
    const link = event.target.closest("a[data-marker]");
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!link || !(by || ["Home", "End"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    const all = badges(), here = all.indexOf(link);
    const next = all[by ? (here + by + all.length) % all.length : event.key === "Home" ? 0 : all.length - 1];
    link.tabIndex = -1;
    next.tabIndex = 0;
    viewer.get("canvas").scrollToElement(next.dataset.marker, 60);
    next.focus({ preventScroll: true });
  }

  // A click on an element leads to its findings, on a lane without any to who it belongs to.
  function clicked({ element }) {
    const id = element.labelTarget?.id || element.id;
    if (at.has(id)) reveal(id);
    else document.dispatchEvent(new CustomEvent("findings:reveal", { detail: { anchors: [], element: id } }));
  }

  document.addEventListener("diagram:shown", (event) => {
    if (event.target.id !== "drawn" || !document.getElementById("findings-marks")) return;
    viewer = event.detail.viewer;
    viewer.on("element.click", clicked);
    container().addEventListener("keydown", step, true);
    draw();
  });
  document.addEventListener("diagram:opened", (event) => { if (event.target.id === "drawn") { outlined = []; draw(); } });
  document.addEventListener("findings:filtered", (event) => { hidden = event.detail.hidden; draw(); });
})();
