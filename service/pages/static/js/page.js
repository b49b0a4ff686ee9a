// What every page needs: the CSRF token on htmx requests, questions before what can't be undone, no double submits.
"use strict";
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf-token"]').content;
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  // A page that comes back from the history is usable again.
  window.addEventListener("pageshow", () => { delete form.dataset.sending; }, { once: true });
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("DOMContentLoaded", () => {
  // What went wrong is read out first.
  document.querySelector("[data-focus]")?.focus();
});
document.addEventListener("DOMContentLoaded", () => {
  // A page that says what was sent clears what was kept for it.
  for (const sent of document.querySelectorAll("[data-sent]")) {
    for (const part of ["", ":fields"]) sessionStorage.removeItem(`laneway:${sent.dataset.sent}${part}`);
  }
});
