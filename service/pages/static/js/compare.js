// Two diagrams move and zoom together, and a change shows its element in both.
// Both show the same scale; how far apart their centres are stays as it was until a change is looked at, because the
// same step may be drawn at another place in the other version.
"use strict";
(() => {
  const NAMES = ["old", "new"];
  const viewers = {};
  let moving = false;
  let apart = { x: 0, y: 0 };  // from the old one's centre to the new one's, in diagram units

  const canvas = (name) => viewers[name].get("canvas");
  const centre = (name) => {
    const box = canvas(name).viewbox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  function put(name, at, scale) {
    const { outer } = canvas(name).viewbox();
    const width = outer.width / scale, height = outer.height / scale;
    canvas(name).viewbox({ x: at.x - width / 2, y: at.y - height / 2, width, height });
  }

  function alone(act) {
    moving = true;
    try { act(); } finally { moving = false; }
  }

  function follow(name, { scale }) {
    if (moving) return;
    const sign = name === "old" ? 1 : -1, at = centre(name);
    alone(() => put(name === "old" ? "new" : "old", { x: at.x + sign * apart.x, y: at.y + sign * apart.y }, scale));
  }

  function begin() {
    const scale = Math.min(...NAMES.map((name) => canvas(name).viewbox().scale));
    alone(() => { for (const name of NAMES) put(name, centre(name), scale); });
    apart = { x: centre("new").x - centre("old").x, y: centre("new").y - centre("old").y };
    for (const name of NAMES) viewers[name].on("canvas.viewbox.changed", ({ viewbox }) => follow(name, viewbox));
  }

  document.addEventListener("diagram:shown", (event) => {
    viewers[event.target.id] = event.detail.viewer;
    if (NAMES.every((name) => viewers[name])) begin();
  });

  function middle(element) {
    const points = element.waypoints || [{ x: element.x, y: element.y }, { x: element.x + element.width, y: element.y + element.height }];
    const xs = points.map((point) => point.x), ys = points.map((point) => point.y);
    return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
  }

  function look(link) {
    const found = {};
    for (const name of NAMES) {
      const element = viewers[name]?.get("elementRegistry").get(link.dataset[name] || "");
      document.querySelectorAll(`#${name} .mark-here`).forEach((was) => was.classList.remove("mark-here"));
      if (!element) continue;
      canvas(name).addMarker(element, "mark-here");
      found[name] = middle(element);
    }
    const shown = Object.keys(found);
    if (!shown.length) return;
    const scale = Math.max(canvas(shown[0]).viewbox().scale, 0.6);
    if (shown.length === 2) apart = { x: found.new.x - found.old.x, y: found.new.y - found.old.y };
    if (viewers.old && viewers.new) {
      if (!found.old) found.old = { x: found.new.x - apart.x, y: found.new.y - apart.y };
      if (!found.new) found.new = { x: found.old.x + apart.x, y: found.old.y + apart.y };
    }
    alone(() => { for (const [name, at] of Object.entries(found)) put(name, at, scale); });
    document.getElementById(shown[0]).scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-old][data-new]");
    if (link) look(link);
  });
})();
