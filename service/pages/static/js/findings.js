// The list of findings: what is shown of it, and the way from a marker on the diagram to its line and back.
// "Accept all shown" takes what is shown, not what a filter hides. Works on what saving.js puts in place, too.
"use strict";
(() => {
  const list = () => document.querySelector("[data-findings]");
  const pick = (name) => list()?.querySelector(`[data-only-${name}]`);
  if (!list()) return;

  function wanted(line) {
    const level = pick("level")?.value, lane = pick("lane")?.value;
    return (!level || line.dataset.level === level) && (!lane || line.dataset.lane === lane) && (!pick("open")?.checked || line.dataset.open === "1");
  }

  function filter() {
    if (!pick("level")) return;
    const hidden = new Set();
    for (const line of list().querySelectorAll("[data-finding]")) {
      line.hidden = !wanted(line);
      if (line.hidden) hidden.add(line.id);
    }
    for (const box of list().querySelectorAll("details.findings, details.alike, [data-group]")) {
      const shown = box.querySelectorAll("[data-finding]:not([hidden])").length;
      box.hidden = !shown;
      const count = box.matches("details") && box.querySelector(":scope > summary [data-count]");
      if (count) count.textContent = String(shown);
    }
    if (pick("level").value === "note") for (const box of list().querySelectorAll("details.findings:not([hidden])")) box.open = true;
    document.dispatchEvent(new CustomEvent("findings:filtered", { detail: { hidden } }));
  }

  // Everything again, so that what is looked for can't be hidden.
  function clear() {
    for (const name of ["level", "lane"]) if (pick(name)) pick(name).value = "";
    if (pick("open")) pick("open").checked = false;
    filter();
  }

  function only(level) {
    clear();
    pick("level").value = level;
    filter();
  }

  function show(places, focus) {
    document.querySelectorAll(".finding--here").forEach((was) => was.classList.remove("finding--here"));
    if (!places.length) return;
    if (places.some((place) => place.hidden)) clear();
    for (const place of places) {
      for (let box = place.parentElement?.closest("details"); box; box = box.parentElement?.closest("details")) box.open = true;
      place.classList.add("finding--here");
    }
    places[0].scrollIntoView({ block: "center", behavior: window.laneway.calm?.() ? "auto" : "smooth" });
    if (focus) places[0].focus({ preventScroll: true });
  }

  // An element without findings: its lane's row or its row of the step table.
  function rowOf(element) {
    const link = [...document.querySelectorAll("[data-row] [data-element]")].find((one) => window.laneway.shown(one.dataset.element) === element);
    return link ? [link.closest("[data-row]")] : [];
  }

  function reveal() {
    const place = document.getElementById(location.hash.slice(1));
    if (place?.matches("[data-finding]")) show([place], false);
  }

  document.addEventListener("findings:reveal", ({ detail: { anchors, element } }) => {
    const places = anchors.map((anchor) => document.getElementById(anchor)).filter(Boolean);
    show(places.length ? places : rowOf(element), places.length > 0);
  });
  document.addEventListener("change", (event) => { if (event.target.closest("[data-sift]")) filter(); });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-only]");
    if (chip && pick("level")) only(chip.dataset.only);
    const button = event.target.closest("button");
    if (button?.value === "accept_all" || button?.name === "accept_rule") {
      for (const line of list().querySelectorAll("[data-finding]")) {
        const shown = line.querySelector("input[name=shown]");
        if (shown) shown.disabled = line.hidden && !line.querySelector("input[name=accept]");
      }
    }
    const field = event.target.closest("a[data-field]");
    if (field) {
      event.preventDefault();
      const place = document.getElementById(field.hash.slice(1));
      show([place.closest("[data-row]")], false);
      place.focus({ preventScroll: true });
    }
    // What was looked at on the diagram stays marked in the list.
    const line = event.target.closest("[data-element]")?.closest("[data-finding]");
    if (line) {
      document.querySelectorAll(".finding--here").forEach((was) => was.classList.remove("finding--here"));
      line.classList.add("finding--here");
    }
  });
  // After a look at the diagram: the way back where it isn't beside the list, or that nothing is drawn for it.
  const back = document.querySelector("[data-back]"), missing = document.querySelector("[data-missing]");
  document.addEventListener("diagram:went", ({ target, detail: { found } }) => {
    missing.textContent = found ? "" : missing.dataset.missing.replace("{name}", target.textContent.trim());
    if (!found) missing.scrollIntoView({ block: "nearest" });
    const side = target.closest(".workbench__side");
    const beside = side && side.getBoundingClientRect().left >= back.parentElement.getBoundingClientRect().right;
    back.hidden = !found || Boolean(beside);
    back.onclick = () => {
      back.hidden = true;
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    };
  });
  window.addEventListener("hashchange", reveal);

  function begin() {
    const sift = list()?.querySelector("[data-sift]");
    if (sift) sift.hidden = false;
    filter();  // a browser may bring a choice back with the page
  }
  document.addEventListener("page:replaced", begin);
  begin();
  reveal();
})();
