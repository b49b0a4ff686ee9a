// What a form-js form needs so that it takes exactly what the server's check (bpmn/forms/check.py) takes.
//   laneway.formRules.watch(view, say)   the server's further limits, told at the field; say translates form-js's texts
//   laneway.formRules.answers(view)      {data, errors} as form-js submits them, texts as the server keeps them
//   laneway.formRules.settled(view)      false after it has emptied hidden fields: the form must be shown anew first
//   laneway.formRules.tell(view, problems)   shows [{key, text}] of the server at their fields
"use strict";
(() => {
  const LONGEST_TEXT = 20000, LONGEST_MATCHED = 4000;
  const PLAIN_NUMBER = /^-?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/;
  const USUAL_INTERVAL = 15;
  const CONTAINERS = ["group", "dynamiclist", "default"];
  const { get, set } = {
    get: (data, path) => path.reduce((inner, part) => inner?.[part], data),
    set: (data, path, value) => {
      const last = path[path.length - 1];
      let inner = data;
      path.slice(0, -1).forEach((part, at) => { inner = inner[part] ??= typeof path[at + 1] === "number" ? [] : {}; });
      if (value === undefined) delete inner[last]; else inner[last] = value;
    },
  };

  // Texts are kept in NFC, and in a field of one line without line breaks and tabs.
  function kept(field, value) {
    if (typeof value !== "string") return value;
    const text = value.normalize("NFC");
    return field.type === "textfield" ? text.replace(/[\r\n\t]/g, " ") : text;
  }

  function beyond(field, value) {
    if (value === null || value === undefined || value === "") return [];
    if (field.type === "number") {
      const readable = field.serializeToString ? PLAIN_NUMBER.test(value) : Number.isFinite(value);
      if (!readable) return ["Value is not a number."];
      const size = field.serializeToString ? 0 : Math.abs(value);
      return size > Number.MAX_SAFE_INTEGER ? [`Field must have maximum value of ${Number.MAX_SAFE_INTEGER}.`] : [];
    }
    if (field.type === "datetime") return offInterval(field, value);
    if (typeof value !== "string" || !["textfield", "textarea"].includes(field.type)) return [];
    if (value.includes("\0") || !value.isWellFormed()) return ["Value has characters that can't be used."];
    const most = field.validate?.pattern ? LONGEST_MATCHED : LONGEST_TEXT;
    return value.length > most ? [`Field must have maximum length of ${most}.`] : [];
  }

  // form-js rounds a time down to its interval when it is typed, but not always one that the case brought along.
  function offInterval(field, value) {
    const time = field.subtype !== "date" && /(?:^|T)(\d\d):(\d\d)(Z?)/.exec(value);
    if (!time) return [];
    const every = field.timeInterval || USUAL_INTERVAL;
    const step = time[3] && every > USUAL_INTERVAL ? USUAL_INTERVAL : every; // zones differ by quarters of an hour
    return (60 * time[1] + Number(time[2])) % step ? [`Minutes must be a multiple of ${every}.`] : [];
  }

  function readonly(view, field, instance) {
    if (typeof field.readonly !== "string") return Boolean(field.readonly);
    const context = FormViewer.buildExpressionContext(instance.expressionContextInfo);
    return view.get("expressionLanguage").evaluateUnaryTest(field.readonly, context) === true;
  }

  function watch(view, say) {
    const validator = view.get("validator"), fields = view.get("formFieldRegistry");
    const original = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => {
      const field = fields.get(instance.id);
      // What can't be changed isn't judged: nobody could mend it.
      if (!field || readonly(view, field, instance)) return [];
      const clean = kept(field, value), wrong = window.laneway.formDates?.wrong(view, instance);
      const own = wrong ? [wrong] : beyond(field, clean);
      return (own.length ? own : original(instance, clean)).map(say);
    };
  }

  const instances = (view) => view.get("formFieldInstanceRegistry").getAllKeyed();

  // The data paths of all keyed fields and of all lists, hidden ones too; visit(field, path).
  function walk(view, visit) {
    const { schema, data } = view._getState();
    const inner = (component, path) => (component.components || []).forEach((one) => each(one, path));
    const each = (one, outer) => {
      const named = one.type === "group" || one.type === "dynamiclist" ? one.path : one.key;
      const path = named ? [...outer, ...named.split(".")] : outer;
      if (one.type === "dynamiclist") {
        visit(one, path);
        (get(data, path) || []).forEach((_, row) => inner(one, [...path, row]));
      } else if (CONTAINERS.includes(one.type)) inner(one, path);
      else if (one.key) visit(one, path);
    };
    inner(schema, []);
  }

  // A condition may look at what was typed into a field that has been hidden since. The server never sees that, so it
  // is taken back to what the form began with before anything is sent.
  function settled(view) {
    const { data, initialData } = view._getState();
    const shown = new Set(instances(view).map(({ valuePath }) => JSON.stringify(valuePath)));
    const next = JSON.parse(JSON.stringify(data));
    let same = true;
    walk(view, (field, path) => {
      if (field.type === "dynamiclist" || shown.has(JSON.stringify(path))) return;
      const began = get(initialData, path);
      if (JSON.stringify(get(next, path)) === JSON.stringify(began)) return;
      set(next, path, began);
      same = false;
    });
    if (!same) view._setState({ data: next });
    return same;
  }

  function answers(view) {
    const { data, errors } = view.submit();
    const fields = view.get("formFieldRegistry");
    for (const { id, valuePath } of instances(view)) {
      const value = get(data, valuePath);
      if (typeof value === "string") set(data, valuePath, kept(fields.get(id), value));
    }
    // A list from which all rows were removed is empty, not unanswered.
    const all = view._getState().data, lists = new Set(view.get("formFieldInstanceRegistry").getAll().map(({ valuePath }) => JSON.stringify(valuePath)));
    walk(view, (field, path) => {
      const rows = field.type === "dynamiclist" && lists.has(JSON.stringify(path)) ? get(all, path) : null;
      if (Array.isArray(rows) && !rows.length) set(data, path, []);
    });
    return { data, errors };
  }

  // A key of the server is a path with rows counted from 0: children[2].name
  function tell(view, problems) {
    const errors = JSON.parse(JSON.stringify(view._getState().errors));
    for (const { key, text } of problems) {
      const path = key.split(".").flatMap((part) => part.split(/[[\]]/).filter(Boolean).map((name, at) => (at ? Number(name) : name)));
      const found = instances(view).find(({ valuePath }) => JSON.stringify(valuePath) === JSON.stringify(path));
      if (found) set(errors, [found.id, ...Object.values(found.indexes || {})], [text]);
    }
    view._setState({ errors });
  }

  window.laneway = Object.assign(window.laneway || {}, { formRules: { watch, settled, answers, tell } });
})();
