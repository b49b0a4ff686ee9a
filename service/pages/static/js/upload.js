// Sends chosen files without leaving the page, so that they stay chosen when the server can't read them. Markup:
//   <form method="post" enctype="multipart/form-data" data-upload="ID-of-the-place-for-problems" data-failed="…">
// The server's answer is the ordinary page: its problems are shown in place of ours. Without scripts it works as a form.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.upload || event.defaultPrevented) return;
  event.preventDefault();
  const place = document.getElementById(form.dataset.upload), button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "text/html" } });
    if (answer.redirected && answer.ok) {
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.getElementById(form.dataset.upload)?.firstElementChild || page.querySelector("main");
    if (!told) throw new Error(String(answer.status));
    place.replaceChildren(document.importNode(told, true));
    (place.querySelector("[tabindex]") || place).focus();
  } catch {
    const told = document.createElement("p");
    told.className = "alert alert-danger";
    told.setAttribute("role", "alert");
    told.textContent = form.dataset.failed;
    place.replaceChildren(told);
  } finally {
    button.disabled = false;
    form.removeAttribute("aria-busy");
    delete form.dataset.sending;
  }
});
