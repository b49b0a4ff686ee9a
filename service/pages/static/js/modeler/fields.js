// Which fields the selected element has: each with a name, a label, how it is read and how it is written.
// kind: text, lines, choice, tick, note or button; `options` of a choice is a list of [value, label] or of {label, options}.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say } = M;
  const STEPS = ["Task", "CallActivity"];
  const DECIDING = ["ExclusiveGateway", "InclusiveGateway", "ComplexGateway"];
  const VALUE_KEY = { agency: "code", kind: "kind", system: "name" };

  const choiceOf = (bind) => (bind ? [bind.to, VALUE_KEY[bind.to] && bind.to !== "system" ? bind[VALUE_KEY[bind.to]] : null].filter(Boolean).join(":") : "");

  function bindOf(choice, was) {
    if (!choice) return null;
    const at = choice.indexOf(":"), to = at < 0 ? choice : choice.slice(0, at), value = choice.slice(at + 1);
    if (to === "system") return { to, name: was?.to === "system" ? was.name : say("system_name") };
    return VALUE_KEY[to] ? { to, [VALUE_KEY[to]]: value } : { to };
  }

  class Fields {
    constructor(model, settings, forms, places) {
      Object.assign(this, { model, settings, forms, places });
    }

    of(element) {
      const { model } = this;
      if (!element || model.is(element, "Process", "Collaboration")) return this.whole(element);
      if (element.type === "label") return this.of(element.labelTarget);
      const found = [this.named(element)];
      if (model.is(element, "Participant")) found.push(...this.bound(element), ...this.whole(null));
      if (model.is(element, "Lane")) found.push(...this.bound(element));
      if (model.is(element, "FlowNode")) found.push(...this.placed(element));
      if (model.is(element, ...DECIDING)) found.push(...this.decision(element));
      if (model.is(element, ...STEPS)) found.push(...this.step(element));
      if (model.is(element, "StartEvent")) found.push(...this.form(element));
      if (model.is(element, "SendTask", "ReceiveTask")) found.push(this.called(element, element.businessObject, "message"));
      if (model.is(element, "Event")) found.push(...this.event(element));
      if (model.is(element, "SequenceFlow")) found.push(...this.flow(element));
      return found;
    }

    named(element) {
      const { model } = this;
      const label = model.is(element, "Gateway") ? "question" : model.is(element, "SequenceFlow") ? "answer" : "name";
      const help = model.is(element, "ExclusiveGateway", "InclusiveGateway") ? "question_help" : "";
      return { name: "name", kind: "lines", label: say(label), help: help && say(help), read: () => model.name(element), write: (text) => model.rename(element, text) };
    }

    whole(element) {
      const found = element && this.model.is(element, "Process") ? [this.named(element), ...this.bound(element)] : [];
      return [...found, ...this.limit(say("whole_limit"), () => this.settings.value.limit, (limit) => {
        this.settings.change(element, (all) => { all.limit = limit; });
      })];
    }

    limit(label, read, write) {
      const amount = {
        name: "amount", kind: "text", label, inputMode: "numeric", read: () => String(read()?.amount ?? ""),
        wrong: (text) => (text && !/^[1-9][0-9]{0,4}$/.test(text) ? say("limit_wrong") : ""),
        write: (text) => write(text ? { amount: Number(text), unit: read()?.unit || config.units[0][0] } : null),
      };
      const unit = {
        name: "unit", kind: "choice", label: say("unit"), options: config.units, read: () => read()?.unit || config.units[0][0],
        write: (value) => { if (read()) write({ amount: read().amount, unit: value }); },
        disabled: () => !read(),
      };
      return [amount, unit];
    }

    bound(element) {
      const lane = element.businessObject;
      const process = lane.$type === "bpmn:Participant" ? lane.processRef : lane;  // without lanes it is one itself
      if ((process?.laneSets || []).some((set) => (set.lanes || []).length)) return [];
      const read = () => this.settings.bound(lane);
      const child = lane.$type === "bpmn:Lane" && lane.$parent?.$parent?.$type === "bpmn:Lane";
      const options = [
        child ? ["inherit", say("inherit")] : ["", say("unbound")], ["applicant", say("applicant")], ["system", say("system")],
        { label: say("kinds"), options: config.kinds.map(([code, name]) => [`kind:${code}`, name]) },
        { label: say("agencies"), options: config.agencies.map(([code, name]) => [`agency:${code}`, `${name} (${code})`]) },
      ];
      return [
        { name: "bound", kind: "choice", label: say("bound"), help: say(config.may_bind ? "bound_help" : "bound_not"), options, disabled: () => !config.may_bind,
          read: () => choiceOf(read()) || (child ? "inherit" : ""), write: (choice) => this.settings.bind(element, bindOf(choice, read())) },
        { name: "system", kind: "text", label: say("system_name"), hidden: () => read()?.to !== "system", disabled: () => !config.may_bind,
          read: () => read()?.name || "", wrong: (text) => (text.trim() ? "" : say("system_missing")),
          write: (name) => this.settings.bind(element, { to: "system", name }) },
      ];
    }

    placed(element) {
      const lanes = this.places.lanes(element);
      if (element.host || lanes.length < 2) return [];
      return [{ name: "lane", kind: "choice", label: say("lane"), options: lanes.map((lane) => [lane.id, lane.businessObject.name || lane.id]),
        read: () => this.places.laneOf(element)?.id || "", write: (id) => this.places.move(element, id) }];
    }

    // Who decides where the branches have no conditions: what the drawing has no place for stands beside it, as on the
    // version's page.
    decision(element) {
      const { settings, places } = this, id = element.businessObject.id, out = element.businessObject.outgoing || [];
      const said = (key) => settings.decision(id)[key] || "";
      const bare = out.length > 1 && out.some((flow) => !flow.conditionExpression && flow !== element.businessObject.default);
      const hidden = () => !bare && !Object.keys(settings.decision(id)).length;
      const part = (key, kind, more) => ({ name: `decision-${key}`, kind, label: say(`decision_${key}`), hidden, read: () => said(key), write: (text) => settings.decide(element, key, text.trim()), ...more });
      const lanes = () => {
        const known = places.lanes(element).map((lane) => [settings.laneKey(lane.businessObject), lane.businessObject.name || lane.id]);
        return [["", say("decision_lane_own")], ...known, ...(said("lane") && !known.some(([key]) => key === said("lane")) ? [[said("lane"), said("lane")]] : [])];
      };
      return [
        part("by", "choice", { options: [["", say("decision_by_read")], ["before", say("decision_before")], ["apart", say("decision_apart")]], help: say("decision_help") }),
        part("lane", "choice", { options: lanes, hidden: () => hidden() || said("by") === "before" }),
        part("question", "text", { longest: 500 }),
      ];
    }

    step(element) {
      const { model, settings } = this, id = element.businessObject.id;
      const found = [];
      if (model.is(element, "Task")) {
        found.push({ name: "type", kind: "choice", label: say("type"), options: config.types, read: () => element.businessObject.$type.slice("bpmn:".length),
          write: (type) => model.setType(element, type) });
        found.push(...this.form(element));
      }
      found.push(...this.limit(say("limit"), () => settings.step(id).limit, (limit) => settings.setStep(element, "limit", limit)));
      found.push({ name: "role", kind: "choice", label: say("role"), options: [["", say("role_unsaid")], ...config.roles],
        read: () => settings.step(id).role || "", write: (role) => settings.setStep(element, "role", role) });
      found.push({ name: "output", kind: "text", label: say("output"), longest: 500, read: () => settings.step(id).output || "",
        write: (text) => settings.setStep(element, "output", text.trim()) });
      found.push({ name: "content", kind: "lines", label: say("content"), read: () => model.documentation(element), write: (text) => model.setDocumentation(element, text) });
      return found;
    }

    form(element) {
      const { model, forms } = this;
      const options = () => {
        const known = forms.all(), linked = model.form(element);
        const more = linked && !known.some(([id]) => id === linked) ? [[linked, say("form_missing", { form: linked })]] : [];
        return [["", say("form_none")], ...known, ...more];
      };
      return [
        { name: "form", kind: "choice", label: say("form"), options, read: () => model.form(element), write: (id) => model.setForm(element, id) },
        { name: "form-new", kind: "button", label: say("form_new"), act: () => forms.open(null, (id) => model.setForm(element, id)) },
        { name: "form-edit", kind: "button", label: say("form_edit"), hidden: () => !forms.has(model.form(element)), act: () => forms.open(model.form(element), () => {}) },
      ];
    }

    called(element, holder, kind) {
      return { name: kind, kind: "text", label: say(kind), read: () => this.model.called(holder, kind), write: (text) => this.model.setCalled(element, holder, kind, text.trim()) };
    }

    event(element) {
      const { model } = this, found = [];
      const timer = model.definition(element, "Timer"), condition = model.definition(element, "Conditional");
      if (timer) {
        found.push({ name: "timer-kind", kind: "choice", label: say("timer"), options: config.timers, read: () => model.timer(timer).kind,
          write: (kind) => model.setTimer(element, timer, kind, model.timer(timer).value) });
        found.push({ name: "timer", kind: "text", label: say("timer_value"), help: say("timer_help"), read: () => model.timer(timer).value,
          write: (text) => model.setTimer(element, timer, model.timer(timer).kind, text.trim()) });
      }
      if (condition) found.push(this.expression("condition", () => model.eventCondition(condition), (text) => model.setEventCondition(element, condition, text)));
      for (const kind of ["message", "signal"]) {
        const definition = model.definition(element, kind === "message" ? "Message" : "Signal");
        if (definition) found.push(this.called(element, definition, kind));
      }
      return found;
    }

    expression(name, read, write) {
      return { name, kind: "lines", label: say("condition"), help: say("condition_help"), code: true, read, write: (text) => write(text.trim()) };
    }

    flow(element) {
      const { model } = this;
      if (!model.is({ businessObject: element.source.businessObject }, "ExclusiveGateway", "InclusiveGateway", "ComplexGateway", "Activity")) return [];
      return [
        { ...this.expression("condition", () => model.condition(element), (text) => model.setCondition(element, text)), disabled: () => model.isDefault(element) },
        { name: "default", kind: "tick", label: say("default"), read: () => model.isDefault(element), write: (yes) => model.setDefault(element, yes) },
      ];
    }
  }
  Fields.$inject = ["lanewayModel", "lanewaySettings", "lanewayForms", "lanewayPlaces"];

  M.fieldsModule = { lanewayFields: ["type", Fields] };
})();
