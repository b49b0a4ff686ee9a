// form-js speaks English only: what it says is replaced as it appears, by the page's table. What the analyst wrote
// (labels and texts of her form) is left alone.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const OWN = ".fjs-form-field-label, .fjs-form-field-description, .fjs-form-field-text, .cm-editor, .bio-properties-panel-header-label, [contenteditable]";
  const ATTRIBUTES = ["placeholder", "aria-label", "title", "alt"];

  M.speech = () => {
    const { texts = {}, patterns = [] } = M.config.form_texts || {};
    const known = patterns.map(([from, to]) => [new RegExp(`^${from}$`), to]);
    const watching = [];

    function said(text) {
      const exact = texts[text.trim()];
      if (exact) return text.replace(text.trim(), exact);
      for (const [from, to] of known) if (from.test(text)) return text.replace(from, (...parts) => to.replace(/\{(\d)\}/g, (_, n) => texts[parts[n]] || parts[n]));
      return text;
    }

    function speak(node) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.parentElement?.closest(OWN)) return;
        const text = said(node.data);
        if (text !== node.data) node.data = text;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) return;
      for (const name of ATTRIBUTES) {
        const value = node.getAttribute(name), text = value && said(value);
        if (value && text !== value) node.setAttribute(name, text);
      }
      node.childNodes.forEach(speak);
    }

    return {
      // With `only`, what appears inside of elements of that kind.
      watch(holder, only) {
        if (!Object.keys(texts).length) return;
        const mine = (node) => !only || (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest?.(only);
        const observer = new MutationObserver((changes) => {
          for (const change of changes) {
            change.addedNodes.forEach((node) => { if (mine(node)) speak(node); });
            if (change.type !== "childList" && mine(change.target)) speak(change.target);
          }
        });
        observer.observe(holder, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
        watching.push(observer);
        if (!only) speak(holder);
      },
      end: () => watching.forEach((one) => one.disconnect()),
    };
  };
})();
