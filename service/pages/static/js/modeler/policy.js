// The form builder's code fields (CodeMirror) put their style sheets into <style> elements, which the pages' policy
// forbids. Scripts may make style sheets: so a <style> that is asked for here is a stand-in whose text becomes one.
"use strict";
(() => {
  const create = document.createElement.bind(document);
  document.createElement = (name, options) => {
    if (String(name).toLowerCase() !== "style") return create(name, options);
    const sheet = new CSSStyleSheet(), made = create("template");
    let text = "";
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(made, "textContent", {
      get: () => text,
      set: (value) => { text = String(value); sheet.replaceSync(text); },
    });
    return made;
  };
})();
