// The way to a fault, step by step on the diagram: [data-trace] holds the ids of the elements that a case passes.
// Each gets its number; the bar below the diagram goes through them by button or arrow key, "play" by itself.
"use strict";
(() => {
  const bar = document.getElementById("trace");
  if (!bar) return;
  const SECONDS = 0.9, kinds = JSON.parse(bar.dataset.kinds);
  let ids = [], now = 0, timer = null, opener = null;
  const told = bar.querySelector("[data-trace-told]");
  const viewer = () => window.laneway.viewers.get("drawn");

  function clear() {
    stop();
    const canvas = viewer()?.get("canvas"), registry = viewer()?.get("elementRegistry");
    if (canvas) for (const id of ids) if (registry.get(id)) for (const kind of ["mark-way", "mark-way-now"]) canvas.removeMarker(id, kind);
    viewer()?.get("overlays").remove({ type: "trace" });
  }

  function number(id, numbers) {
    const element = viewer().get("elementRegistry").get(id);
    if (!element) return;
    viewer().get("canvas").addMarker(id, "mark-way");
    if (element.waypoints) return;  // numbers stand on what a case passes, not on the arrows between
    const html = document.createElement("span");
    html.className = "way-number";
    html.textContent = numbers.join(", ");
    viewer().get("overlays").add(id, "trace", { position: { top: -11, left: -8 }, scale: { min: 0.8, max: 1.2 }, html });
  }

  function passed() {
    const registry = viewer().get("elementRegistry"), at = new Map();
    let count = 0;
    for (const id of ids) {
      if (!registry.get(id)?.waypoints) count += 1;
      at.set(id, [...(at.get(id) || []), count]);
    }
    return at;
  }

  function called(element) {
    const { name, $type = "" } = element?.businessObject || {};
    if (element?.waypoints) return [called(element.source), name, called(element.target)].filter(Boolean).join(" → ");
    return name || kinds[$type.replace(/^bpmn:./, (start) => start[5].toLowerCase())];
  }

  async function step(to) {
    const canvas = viewer().get("canvas"), registry = viewer().get("elementRegistry");
    if (registry.get(ids[now])) canvas.removeMarker(ids[now], "mark-way-now");
    now = Math.max(0, Math.min(ids.length - 1, to));
    const element = await window.laneway.bring("drawn", ids[now]);
    if (element) {
      canvas.addMarker(element, "mark-way-now");
      canvas.scrollToElement(element, 20);
    }
    // Counted as on the diagram: an arrow belongs to what it comes from.
    const stops = ids.map((id) => !registry.get(id)?.waypoints), count = (some) => some.filter(Boolean).length;
    const words = { n: Math.max(1, count(stops.slice(0, now + 1))), all: count(stops) || ids.length, name: called(element) || ids[now] };
    told.textContent = bar.dataset.step.replace(/\{(\w+)\}/g, (_, word) => words[word]);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  function play() {
    if (timer) { stop(); return; }
    if (now >= ids.length - 1) step(0);
    timer = setInterval(() => { if (now >= ids.length - 1) stop(); else step(now + 1); }, SECONDS * 1000);
  }

  function open(link) {
    if (!viewer() || document.getElementById("drawn").dataset.state !== "shown") return;
    clear();
    opener = link;
    ids = JSON.parse(link.dataset.trace).map(window.laneway.shown);
    now = 0;
    bar.hidden = false;
    const canvas = viewer().get("canvas");
    canvas.zoom("fit-viewport");
    for (const [id, numbers] of passed()) number(id, numbers);
    step(0);
    bar.querySelector("[data-trace-next]").focus({ preventScroll: true });
    bar.parentElement.scrollIntoView({ block: "nearest" });
    if (!window.laneway.calm()) play();
  }

  function close() {
    clear();
    ids = [];
    bar.hidden = true;
    opener?.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-trace]");
    if (link) open(link);
  });
  bar.addEventListener("click", (event) => {
    const has = (name) => event.target.closest(`[data-trace-${name}]`);
    if (has("back") || has("next")) { stop(); step(now + (has("next") ? 1 : -1)); }
    if (has("play")) play();
    if (has("close")) close();
  });
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    if (!by) return;
    event.preventDefault();
    stop();
    step(now + by);
  });
})();
