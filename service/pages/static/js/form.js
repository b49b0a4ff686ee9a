// Shows a form-js form inside an ordinary <form>, so that the server's answer is an ordinary page. Markup:
//   <form method="post" data-form data-claim="/…/claim" data-keep="task-ID">
//     <input type="hidden" name="csrf_token" …><input type="hidden" name="answers">
//     <script type="application/json" data-schema>…</script><script type="application/json" data-values>…</script>
//     <script type="application/json" data-problems>[{"key": "children[2].name", "text": "…"}]</script>
//     <div class="form-js-here" role="group" aria-label="…"></div>
//     <button type="submit">…</button></form>
// What is typed is kept in this browser's session under data-keep until it has been sent; the first edit claims the task.
// What it takes is what the server takes: see formrules.js and formdates.js. form-js speaks English only: <script type="application/json" id="form-texts"> holds what it says in the page's language.
"use strict";
(() => {
  const read = (holder) => JSON.parse(holder?.textContent || "{}");

  function translator() {
    const { texts = {}, patterns = [] } = read(document.getElementById("form-texts"));
    const known = patterns.map(([from, to]) => [new RegExp(`^${from}$`), to]);
    return (text) => {
      const exact = texts[text.trim()];
      if (exact) return exact;
      for (const [from, to] of known) if (from.test(text)) return text.replace(from, (...parts) => to.replace(/\{(\d)\}/g, (_, n) => texts[parts[n]] || parts[n]));
      return text;
    };
  }

  const MOST_ROUNDS = 10, SETTLED_MS = 200;
  const ATTRIBUTES = ["placeholder", "aria-label", "title"];

  function translate(node, say) {
    if (node.nodeType === Node.TEXT_NODE) {
      // Labels are the analyst's words, not form-js's.
      if (node.parentElement?.closest(".fjs-form-field-label, .fjs-form-field-description, .fjs-form-field-text, .files-here")) return;
      const said = say(node.data);
      if (said !== node.data) node.data = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ATTRIBUTES) {
      const value = node.getAttribute(name), said = value && say(value);
      if (value && said !== value) node.setAttribute(name, said);
    }
    node.childNodes.forEach((child) => translate(child, say));
  }

  function speak(holder, say) {
    new MutationObserver((changes) => {
      for (const change of changes) {
        change.addedNodes.forEach((node) => translate(node, say));
        if (change.type !== "childList") translate(change.target, say);
      }
    }).observe(holder, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
    translate(holder, say);
  }

  // Plain fields around the form-js form are kept as well.
  function keepFields(form, keep) {
    const fields = () => [...form.querySelectorAll("input[name]:not([type=hidden]), select[name], textarea[name]")].filter((field) => field.form === form);
    if (!form.dataset.returned) {
      const kept = JSON.parse(sessionStorage.getItem(`${keep}:fields`) || "{}");
      for (const field of fields()) if (kept[field.name]) field.value = kept[field.name];
    }
    form.addEventListener("input", () => {
      sessionStorage.setItem(`${keep}:fields`, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value]))));
    });
  }

  function claim(form) {
    const note = form.querySelector("[data-claim-note]");
    return fetch(form.dataset.claim, {
      method: "POST",
      headers: { "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content, "X-Fragment": "1" },
    }).then(async (answer) => {
      if (note && (answer.ok || answer.status === 409)) note.innerHTML = await answer.text();
    });
  }

  async function show(form) {
    const dates = window.laneway.formDates, schema = dates.prepared(read(form.querySelector("script[data-schema]")));
    const keep = form.dataset.keep && `laneway:${form.dataset.keep}`;
    let values = read(form.querySelector("script[data-values]"));
    if (keep && !form.dataset.returned) values = { ...values, ...JSON.parse(sessionStorage.getItem(keep) || "{}") };
    if (keep) keepFields(form, keep);
    const holder = form.querySelector(".form-js-here");
    // form-js reads a field late, 300 ms after it was typed: if it shows the form anew until then, what was typed is gone.
    // Not at once either: its number fields then never stop reading a text such as -Infinity that was pasted.
    const view = new FormViewer.Form({ container: holder, debounce: 20 });
    const say = translator(), rules = window.laneway.formRules;
    rules.watch(view, say);
    dates.watch(holder, view);
    window.laneway.fileFields?.show(form, view);
    await view.importSchema(schema, values);
    speak(holder, say);
    const problems = JSON.parse(form.querySelector("script[data-problems]")?.textContent || "[]");
    // form-js judges what the form began with when it shows it, and forgets what was said before.
    if (problems.length) setTimeout(() => rules.tell(view, problems), SETTLED_MS);
    const asked = new Set(FormViewer.getSchemaVariables(schema, { inputs: false }));
    // form-js tells of changes that nobody made while it settles: only what follows a person's act counts.
    let rounds = 0, touched = false, before = null, claimed = !form.dataset.claim;
    const touch = (event) => { touched ||= event.isTrusted; };
    for (const kind of ["pointerdown", "keydown", "input", "change", "drop"]) holder.addEventListener(kind, touch, true);
    view.on("changed", ({ data }) => {
      const typed = JSON.stringify(Object.fromEntries(Object.entries(data).filter(([name]) => asked.has(name))));
      if (!touched || typed === before) {
        before = typed;
        return;
      }
      if (keep) sessionStorage.setItem(keep, typed);
      if (claimed) return;
      claimed = true;
      claim(form).catch(() => { claimed = false; });
    });
    // Enter in a field of form-js's own inner form sends the outer one; a form that a text brings along sends nothing.
    holder.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.target.matches(".fjs-form")) form.requestSubmit();
    }, true);
    form.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      if (window.laneway.fileFields?.busy(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (!rules.settled(view) && rounds++ < MOST_ROUNDS) {
        event.preventDefault();
        event.stopImmediatePropagation();
        setTimeout(() => form.requestSubmit());
        return;
      }
      rounds = 0;
      const { data, errors } = rules.answers(view);
      if (Object.keys(errors).length) {
        event.preventDefault();
        event.stopImmediatePropagation();
        setTimeout(() => holder.querySelector(".fjs-has-errors :is(input, textarea, select, [tabindex])")?.focus());
        return;
      }
      form.elements.answers.value = JSON.stringify(data);
    }, true);
    form.dataset.state = "shown";
    form.laneway = view;
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-form]").forEach((form) => show(form).catch((error) => {
      form.dataset.state = "failed";
      form.querySelector(".form-js-here").textContent = form.dataset.failed || String(error);
      throw error;
    }));
  });
})();
