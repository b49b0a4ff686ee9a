// Dates and times typed into a form-js form: what is no date or time is refused at its field, and what was typed stays to be
// mended. Left alone, the calendar makes 02/03 of 31/02, and takes away what it can't read, without a word.
//   laneway.formDates.prepared(schema)      the schema, with times from 0 to 24 hours where it doesn't say otherwise
//   laneway.formDates.watch(holder, view)   before the schema is imported
//   laneway.formDates.wrong(view, instance) why what was typed there is none, in form-js's English; "" where it is one
"use strict";
(() => {
  const SETTLED_MS = 80, FIRST_YEAR = 1900, PARTS = ["-date", "-time"];
  const TOKENS = { d: "day", j: "day", m: "month", n: "month", Y: "year", y: "year" };
  const refused = new WeakMap();

  function prepared(schema) {
    const again = (one) => ({
      ...(one.type === "datetime" ? { use24h: true } : {}), ...one,
      ...(Array.isArray(one.components) ? { components: one.components.map(again) } : {}),
    });
    return again(schema);
  }

  // Day, month and year in the order of the field's own format, with anything between them, or as ISO 8601 writes them.
  function numbers(text, format) {
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
    if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
    const order = [...format].map((token) => TOKENS[token]).filter(Boolean);
    const widths = order.map((part) => (part === "year" ? 4 : 2));
    const joined = new RegExp(`^${widths.map((width) => `(\\d{${width}})`).join("")}$`).exec(text);
    const found = joined ? joined.slice(1) : /^\d+\D+\d+\D+\d+\D*$/.test(text) ? text.match(/\d+/g) : null;
    if (!found) return null;
    const read = Object.fromEntries(order.map((part, at) => [part, found[at]]));
    if (read.year.length === 2 && format.includes("y")) read.year = `20${read.year}`;
    return read.year.length === 4 ? { year: Number(read.year), month: Number(read.month), day: Number(read.day) } : null;
  }

  function parsed(input, text) {
    const { config } = input._flatpickr, read = numbers(text.trim(), config.dateFormat);
    const date = read && new Date(read.year, read.month - 1, read.day);
    if (!date || date.getMonth() !== read.month - 1 || date.getDate() !== read.day) return refuse(input, text, `${text} is not a date.`);
    if (read.year < FIRST_YEAR) return refuse(input, text, `${text}: only dates from ${FIRST_YEAR} on.`);
    if (config.minDate && date < config.minDate) return refuse(input, text, `${text} is in the past.`);
    refused.delete(input);
    return date;
  }

  function refuse(input, text, why) {
    refused.set(input, { text, why });
    return undefined;
  }

  const id = (view, instance, part) => ["fjs-form", view._id, instance.id].filter(Boolean).join("-") + Object.values(instance.indexes || {}).map((index) => `_${index}`).join("") + part;

  function why(input) {
    const told = input && refused.get(input);
    // Something was picked from the list meanwhile.
    if (told && input.value && input.value !== told.text) refused.delete(input);
    return (input && refused.get(input)?.why) || "";
  }

  function wrong(view, instance) {
    return PARTS.map((part) => why(document.getElementById(id(view, instance, part)))).find(Boolean) || "";
  }

  // Says it at the field, and puts back what form-js and its calendar have taken away meanwhile.
  function tell(view, input) {
    const told = refused.get(input);
    if (told && !input.value && document.activeElement !== input) {
      input.value = told.text;
      if (!input._flatpickr) input.dispatchEvent(new Event("input", { bubbles: true }));
      refused.set(input, told);
    }
    const found = view.get("formFieldInstanceRegistry").getAllKeyed().find((one) => PARTS.some((part) => input.id === id(view, one, part)));
    if (!found) return;
    const value = found.valuePath.reduce((inner, part) => inner?.[part], view._getState().data);
    view.get("viewerCommands").updateFieldInstanceValidation(found, value);
  }

  function left(view, input) {
    const typed = input.value.trim(), had = refused.has(input);
    setTimeout(() => {
      if (!input._flatpickr && typed && !input.value) refuse(input, typed, `${typed} is not a time.`);
      if (had || refused.has(input)) tell(view, input);
    }, SETTLED_MS);
  }

  function watch(holder, view) {
    // Before the calendar, which reads what was typed when Enter is pressed and when the field is left.
    for (const kind of ["keydown", "blur"]) {
      holder.addEventListener(kind, ({ target }) => {
        if (target._flatpickr) target._flatpickr.config.parseDate = (text) => parsed(target, text);
      }, true);
    }
    // The calendar tells of an empty field when it has emptied it itself.
    holder.addEventListener("input", ({ target, isTrusted }) => {
      if ((isTrusted || target.value) && refused.delete(target)) setTimeout(() => tell(view, target));
    }, true);
    holder.addEventListener("blur", ({ target }) => { if (target.matches(".fjs-datepicker input, .fjs-timepicker input")) left(view, target); }, true);
  }

  window.laneway = Object.assign(window.laneway || {}, { formDates: { prepared, watch, wrong } });
})();
