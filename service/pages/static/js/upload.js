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
  const busy = form.querySelector("[data-busy]");
  if (busy) busy.hidden = false;
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
    if (busy) busy.hidden = true;
    form.removeAttribute("aria-busy");
    delete form.dataset.sending;
  }
});

// Files dropped on [data-drop] are added to its field; with a diagram among them they are sent at once.
(() => {
  const DIAGRAM = /\.(bpmn|xml)$/i, FORM = /\.(form|json)$/i;

  function list(drop, files) {
    const place = drop.querySelector("[data-drop-files]");
    place.replaceChildren(...[...files].map((file) => {
      const line = document.createElement("li");
      const kind = DIAGRAM.test(file.name) ? "kindDiagram" : FORM.test(file.name) ? "kindForm" : "kindOther";
      line.textContent = `${file.name} – ${place.dataset[kind]}`;
      line.className = kind === "kindOther" ? "text-danger" : "";
      return line;
    }));
  }

  function take(drop, files) {
    const field = drop.querySelector("input[type=file]"), all = new DataTransfer();
    const dropped = [...files], hasDiagram = dropped.some((file) => DIAGRAM.test(file.name));
    const names = new Set(dropped.map((file) => file.name));
    // A new diagram takes the place of the one before; forms of the same name do too.
    for (const file of field.files) if (!names.has(file.name) && !(hasDiagram && DIAGRAM.test(file.name))) all.items.add(file);
    for (const file of dropped) all.items.add(file);
    field.files = all.files;
    list(drop, field.files);
    if (hasDiagram) drop.closest("form").requestSubmit();
  }

  for (const drop of document.querySelectorAll("[data-drop]")) {
    const field = drop.querySelector("input[type=file]");
    drop.querySelector("[data-drop-hint]").hidden = false;
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("drop--over");
    };
    drop.addEventListener("dragenter", over);
    drop.addEventListener("dragover", over);
    drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("drop--over"); });
    drop.addEventListener("drop", (event) => {
      drop.classList.remove("drop--over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      take(drop, event.dataTransfer.files);
    });
    field.addEventListener("change", () => list(drop, field.files));
  }
})();
