// The list of findings: one lane at a time, and "accept all shown" takes what is shown, not what the lane filter hides.
"use strict";
(() => {
  const list = document.querySelector("[data-findings]");
  const only = list?.querySelector("[data-only-lane]");
  if (!only) return;

  function filter() {
    for (const group of list.querySelectorAll("details")) {
      const lines = [...group.querySelectorAll("[data-lane]")];
      for (const line of lines) line.hidden = Boolean(only.value) && line.dataset.lane !== only.value;
      group.querySelector("[data-count]").textContent = String(lines.filter((line) => !line.hidden).length);
    }
  }
  only.addEventListener("change", filter);
  filter();  // a browser may bring a choice back with the page

  list.addEventListener("click", (event) => {
    if (event.target.closest("button")?.value !== "accept_all") return;
    for (const line of list.querySelectorAll("[data-lane]")) {
      const shown = line.querySelector("input[name=shown]");
      if (shown) shown.disabled = line.hidden && !line.querySelector("input[name=accept]").checked;
    }
  });

  // A link to a finding opens the group that it is in, and shows it whatever the filter says.
  function reveal() {
    const line = location.hash && document.getElementById(location.hash.slice(1));
    const group = line && list.contains(line) && line.closest("details");
    if (!group) return;
    group.open = true;
    if (line.hidden) { only.value = ""; filter(); }
    line.scrollIntoView({ block: "center" });
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
