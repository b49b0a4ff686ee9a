// Where an element of a file is drawn: on the shown plane, on that of a subprocess, in another of the file's diagrams,
// or, when it is drawn nowhere (a message, a data object, a process), what it belongs to. Used by diagram.js.
"use strict";
(() => {
  const BELONGS = ["messageRef", "signalRef", "errorRef", "escalationRef", "operationRef", "dataObjectRef", "dataStoreRef", "processRef",
    "itemSubjectRef", "flowNodeRef", "eventDefinitionRef", "categoryValueRef"];
  const MOST_STEPS = 50;
  const DRAWN = ["bpmn:Process", "bpmn:Collaboration", "bpmn:SubProcess"];  // whose planes bpmn-js draws

  // What the file says, kept while it is parsed; `users`: id → the elements that refer to it. `open` is the shown diagram,
  // `undrawn` are ids that another one says to draw and bpmn-js doesn't.
  function watch(viewer) {
    const known = { elements: {}, users: new Map(), open: null, undrawn: new Set() };
    viewer.on("import.parse.complete", ({ elementsById, references }) => {
      known.elements = elementsById || {};
      const uses = (id, user) => known.users.set(id, [...(known.users.get(id) || []), user]);
      for (const { element, property, id } of references || []) if (BELONGS.includes(property.split(":").pop())) uses(id, element);
      // A process that has no picture of its own is looked at where it is called.
      for (const element of Object.values(known.elements)) if (element.calledElement) uses(element.calledElement.split(":").pop(), element);
    });
    return known;
  }

  const isDiagram = (element) => element?.$instanceOf?.("bpmndi:BPMNDiagram");

  // Ids that a diagram of the file draws.
  function drawnBy(diagram) {
    const shapes = DRAWN.some((type) => diagram.plane?.bpmnElement?.$instanceOf(type)) ? diagram.plane.planeElement || [] : [];
    return new Set(shapes.map((shape) => shape.bpmnElement?.id).filter(Boolean));
  }

  // The nearest drawn thing to `id`: itself, what refers to it, or what it stands in. `has`: whether an id is drawn.
  function nearest(known, id, has) {
    const seen = new Set();
    let waiting = [id];
    for (let step = 0; waiting.length && step < MOST_STEPS; step += 1) {
      const found = waiting.find(has);
      if (found) return found;
      const next = [];
      for (const one of waiting) {
        if (seen.has(one)) continue;
        seen.add(one);
        for (const user of known.users.get(one) || []) next.push(...chain(user));
        next.push(...chain(known.elements[one]?.$parent));
      }
      waiting = next;
    }
    return null;
  }

  // Ids from an element outwards.
  function chain(element) {
    const ids = [];
    for (let at = element; at && !isDiagram(at); at = at.$parent) if (at.id) ids.push(at.id);
    return ids;
  }

  // The place of `id` now: { element, diagram } with `diagram` only where another one must be opened first.
  function find(viewer, known, id) {
    const registry = viewer.get("elementRegistry"), roots = new Set(viewer.get("canvas").getRootElements());
    const shown = (one) => { const element = registry.get(one); return Boolean(element) && !roots.has(element) && !element.labelTarget; };
    if (shown(id)) return { element: id };
    const diagrams = viewer.getDefinitions()?.diagrams || [];
    const other = diagrams.find((one) => one !== (known.open || diagrams[0]) && drawnBy(one).has(id));
    if (other && !known.undrawn.has(id)) return { element: id, diagram: other };
    const near = nearest(known, id, shown);
    return near && { element: near };
  }

  // The shape of the subprocess on whose plane an element lies; none where that is the first plane.
  function holder(viewer, element) {
    const root = viewer.get("canvas").findRoot(element), shape = root && viewer.get("elementRegistry").get(root.id.replace(/_plane$/, ""));
    return shape && shape !== root && shape.parent ? shape : null;
  }

  window.laneway = Object.assign(window.laneway || {}, { places: { watch, find, holder } });
})();
