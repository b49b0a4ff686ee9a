// Shows a form-js form inside an ordinary <form>, so that the server's answer is an ordinary page. Markup:
//   <form method="post" data-form data-claim="/…/claim" data-keep="task-ID">
//     <input type="hidden" name="csrf_token" …><input type="hidden" name="answers">
//     <script type="application/json" data-schema>…</script><script type="application/json" data-values>…</script>
//     <div class="form-js-here" role="group" aria-label="…"></div>
//     <button type="submit">…</button></form>
// What is typed is kept in this browser's session under data-keep until it has been sent; the first edit claims the task.
"use strict";
(() => {
  async function show(form) {
    const read = (name) => JSON.parse(form.querySelector(`script[data-${name}]`)?.textContent || "{}");
    const keep = form.dataset.keep && `laneway:${form.dataset.keep}`;
    let values = read("values");
    if (keep && !form.dataset.returned) {
      try { values = { ...values, ...JSON.parse(sessionStorage.getItem(keep) || "{}") }; } catch { /* nothing kept */ }
    }
    const holder = form.querySelector(".form-js-here");
    const view = new FormViewer.Form({ container: holder });
    await view.importSchema(read("schema"), values);
    let claimed = !form.dataset.claim;
    view.on("changed", ({ data }) => {
      if (keep) sessionStorage.setItem(keep, JSON.stringify(data));
      if (claimed) return;
      claimed = true;
      fetch(form.dataset.claim, {
        method: "POST", headers: { "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content, Accept: "text/html" },
      }).then(async (answer) => {
        const note = form.querySelector("[data-claim-note]");
        if (note) note.innerHTML = await answer.text();
      }).catch(() => { claimed = false; });
    });
    form.addEventListener("submit", (event) => {
      const { data, errors } = view.submit();
      if (Object.keys(errors).length) {
        event.preventDefault();
        event.stopImmediatePropagation();
        delete form.dataset.sending;
        holder.querySelector("[aria-invalid=true], .fjs-has-errors input, .fjs-has-errors textarea, .fjs-has-errors select")?.focus();
        return;
      }
      form.elements.answers.value = JSON.stringify(data);
    }, true);
    form.dataset.state = "shown";
    form.laneway = view;
  }
  document.addEventListener("DOMContentLoaded", () => {
    // A page that says what was sent clears what was kept for it.
    document.querySelectorAll("[data-sent]").forEach((sent) => sessionStorage.removeItem(`laneway:${sent.dataset.sent}`));
    document.querySelectorAll("form[data-form]").forEach((form) => show(form).catch((error) => {
      form.dataset.state = "failed";
      form.querySelector(".form-js-here").textContent = String(error);
    }));
  });
})();
