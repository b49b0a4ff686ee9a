// Saves the form of a version without leaving the page: the diagram stays as it is looked at, the rest is put in place anew.
// What is replaced are the elements marked data-part, by their ids; what was open stays open. Without scripts the form works
// as any form. A link with data-replace="part id" shows the part of the page that it leads to in the same way.
"use strict";
(() => {
  const form = document.querySelector("form[data-steps]");

  function kept() {
    return { open: [...document.querySelectorAll("[data-part] details[id]")].map((box) => [box.id, box.open]),
      sifted: [...document.querySelectorAll("[data-sift] select, [data-sift] input")].map((field) => [field.id, field.value, field.checked]),
      focus: document.activeElement?.id };
  }

  function restore(state) {
    for (const [id, open] of state.open) {
      const box = document.getElementById(id);
      if (box) box.open = open;
    }
    for (const [id, value, checked] of state.sifted) {
      const field = document.getElementById(id);
      if (field) { field.value = value; field.checked = checked; }
    }
  }

  function put(page, only) {
    const state = kept();
    for (const part of document.querySelectorAll("[data-part]")) {
      const next = page.getElementById(part.id);
      if (next && (!only || part.id === only)) part.replaceWith(document.importNode(next, true));
    }
    const next = page.querySelector("form[data-steps]");
    if (form && next && !only) {
      for (const name of ["steps", "returned"]) {
        if (next.dataset[name]) form.dataset[name] = next.dataset[name];
        else delete form.dataset[name];
      }
    }
    restore(state);
    document.dispatchEvent(new CustomEvent("page:replaced", { detail: { only } }));
    return state;
  }

  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // A page that is no version's any more (signed out, gone) is opened as what it is.
  const isOurs = (page) => Boolean(page.querySelector("form[data-steps]"));

  function told(state) {
    const wrong = form.querySelector("[aria-invalid=true], .is-invalid"), said = document.querySelector("#part-told [data-focus]");
    if (wrong) {
      for (let box = wrong.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      wrong.focus({ preventScroll: true });
      wrong.scrollIntoView({ block: "center" });
      return;
    }
    if (said) { said.focus(); return; }
    const field = state.focus && document.getElementById(state.focus);
    if (field) field.focus({ preventScroll: true });
    else document.getElementById("findings-title")?.focus({ preventScroll: true });
  }

  async function save(event) {
    const button = event.submitter;
    if (event.defaultPrevented || button?.formAction.endsWith("/publish")) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(button?.getAttribute("formaction") || form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)), headers: { Accept: "text/html" } });
      const page = await parsed(answer);
      if (!isOurs(page)) { location.assign(answer.url); return; }
      const state = put(page);
      const notices = document.getElementById("notices");
      notices.classList.add("notices--near");  // it was pressed far below the top of the page
      notices.replaceChildren(...[...page.getElementById("notices").children].map((one) => document.importNode(one, true)));
      told(state);
    } catch {
      const said = document.createElement("div");
      said.className = "alert alert-danger";
      said.setAttribute("role", "alert");
      said.textContent = form.dataset.failed;
      document.getElementById("part-told").replaceChildren(said);
      said.scrollIntoView({ block: "center" });
    } finally {
      form.removeAttribute("aria-busy");
      delete form.dataset.sending;
    }
  }
  if (form && window.laneway?.viewers) form.addEventListener("submit", save);

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-replace]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      put(await parsed(answer), link.dataset.replace);
      history.replaceState(null, "", link.href.split("#")[0]);
      const by = form?.querySelector("input[name=by]");
      if (by) by.value = new URL(link.href).searchParams.get("by");
      document.getElementById("findings-title")?.focus({ preventScroll: true });
    } catch {
      location.assign(link.href);
    }
  });
})();
