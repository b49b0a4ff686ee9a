// What other modelers wrote, and bpmn-js alone would lose: references with a prefix (they are QNames) are followed, and
// extension elements and attributes stay with an element when its type is changed and when it is copied.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const OWN = new Set(["$type", "$parent", "$children", "$descriptor"]);

  function Foreign(eventBus, moddle) {
    const isForeign = (one) => Boolean(one?.$type && one.$descriptor?.isGeneric);

    function again(one, parent) {
      const said = Object.fromEntries(Object.entries(one).filter(([name]) => !OWN.has(name)));
      const made = moddle.createAny(one.$type, one.$descriptor.ns.uri, said);
      made.$parent = parent;
      if (one.$children) made.$children = one.$children.map((inner) => again(inner, made));
      return made;
    }

    eventBus.on("import.parse.complete", ({ references, elementsById, warnings }) => {
      for (const { element, property, id } of references || []) {
        const found = !elementsById[id] && elementsById[id.slice(id.indexOf(":") + 1)];
        if (!found) continue;
        if (element.$descriptor.propertiesByName[property]?.isMany) element.get(property).push(found);
        else element.set(property, found);
        const told = warnings.findIndex((one) => one.element === element && one.property === property && one.value === id);
        if (told >= 0) warnings.splice(told, 1);
      }
    });
    eventBus.on("moddleCopy.canCopyProperty", 2000, ({ property, parent }) => (isForeign(property) ? again(property, parent) : undefined));
    eventBus.on("moddleCopy.canCopyProperties", 2000, ({ sourceElement, targetElement }) => {
      for (const [name, value] of Object.entries(sourceElement.$attrs || {})) if (!(name in targetElement.$attrs)) targetElement.$attrs[name] = value;
    });
  }
  Foreign.$inject = ["eventBus", "moddle"];

  M.foreignModule = { __init__: ["lanewayForeign"], lanewayForeign: ["type", Foreign] };
})();
