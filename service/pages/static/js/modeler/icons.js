// bpmn-js's pictures for aligning and distributing hold style attributes, which the pages' policy forbids: the same
// things said by attributes of their own may stand.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const LAST = 1;

  function plain(html) {
    return html.replace(/style="([^"]*)"/g, (_, styles) => styles.split(";").filter(Boolean).map((one) => one.replace(":", '="') + '"').join(" "));
  }

  function rewritten(entries) {
    for (const entry of Object.values(entries)) for (const key of ["html", "imageHtml"]) if (entry[key]) entry[key] = plain(entry[key]);
    return entries;
  }

  function Icons(contextPad, popupMenu) {
    contextPad.registerProvider(LAST, { getMultiElementContextPadEntries: () => rewritten, getContextPadEntries: () => rewritten });
    popupMenu.registerProvider("align-elements", LAST, { getPopupMenuEntries: () => rewritten });
  }
  Icons.$inject = ["contextPad", "popupMenu"];

  M.iconsModule = { __init__: ["lanewayIcons"], lanewayIcons: ["type", Icons] };
})();
