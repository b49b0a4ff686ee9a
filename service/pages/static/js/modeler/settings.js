// What stands beside the diagram: bindings by lane key, limits, roles and outputs by element. A change of it is a
// command like any other, so that undo takes it back in turn with what was drawn.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const escaped = (id) => id.replaceAll("/", "%2F");
  const EMPTY = { format: 1, lanes: {}, steps: {}, limit: null, accepted: [] };

  function Handler(settings) {
    this.execute = (context) => {
      context.before = settings.value;
      settings.value = context.after;
      return context.element ? [context.element] : [];
    };
    this.revert = (context) => {
      settings.value = context.before;
      return context.element ? [context.element] : [];
    };
  }

  // Several commands that are one for whoever takes them back.
  function Several() {
    this.preExecute = (context) => context.run();
  }

  class Settings {
    constructor(commandStack, bpmnjs) {
      this.value = EMPTY;
      this.stack = commandStack;
      this.bpmnjs = bpmnjs;
      commandStack.register("laneway.settings", new Handler(this));
      commandStack.register("laneway.several", new Several());
    }

    begin(value) {
      this.value = { ...EMPTY, ...value };
    }

    change(element, change) {
      const after = structuredClone(this.value);
      change(after);
      if (JSON.stringify(after) !== JSON.stringify(this.value)) this.stack.execute("laneway.settings", { element, after });
    }

    several(run) {
      this.stack.execute("laneway.several", { run });
    }

    step(id) {
      return this.value.steps[id] || {};
    }

    setStep(element, key, value) {
      this.change(element, (all) => {
        const step = { ...all.steps[element.businessObject.id] };
        if (value === null || value === "") delete step[key];
        else step[key] = value;
        if (Object.keys(step).length) all.steps[element.businessObject.id] = step;
        else delete all.steps[element.businessObject.id];
      });
    }

    // Who decides at a gateway: an answer beside the diagram, {question, by, lane, …}.
    decision(id) {
      return this.value.answers?.[id]?.decision || {};
    }

    decide(element, key, value) {
      const id = element.businessObject.id;
      this.change(element, (all) => {
        const answers = { ...all.answers }, decision = { ...answers[id]?.decision, [key]: value };
        if (!value) delete decision[key];
        if (decision.by === "before") delete decision.lane;  // whoever does the step before decides there
        answers[id] = { ...answers[id], decision };
        if (!Object.keys(decision).length) delete answers[id].decision;
        if (!Object.keys(answers[id]).length) delete answers[id];
        all.answers = answers;
        if (!Object.keys(answers).length) delete all.answers;
      });
    }

    // Who a lane is bound to: {to, code | kind | name}, null while nobody has said.
    bound(lane) {
      return this.value.lanes[this.laneKey(lane)]?.bind || null;
    }

    bind(element, bind) {
      const lane = element.businessObject;
      this.change(element, (all) => {
        if (bind) all.lanes[this.laneKey(lane)] = { label: lane.name || "", bind };
        else delete all.lanes[this.laneKey(lane)];
      });
    }

    // As bpmn/lanes.py makes it: pool (or process) and lanes from the outside in.
    laneKey(lane) {
      if (lane.$type !== "bpmn:Lane") return escaped(lane.id);
      const around = lane.$parent?.$parent;
      return `${this.outerKey(around)}/${escaped(lane.id)}`;
    }

    outerKey(around) {
      if (!around) return "";
      if (around.$type === "bpmn:Lane") return this.laneKey(around);
      if (around.$type === "bpmn:Process") return escaped(this.pool(around)?.id || around.id);
      const holder = this.lanes().find((lane) => (lane.flowNodeRef || []).includes(around));
      return holder ? this.laneKey(holder) : this.outerKey(around.$parent);
    }

    pool(process) {
      return this.pools().find((pool) => pool.processRef === process);
    }

    pools() {
      return this.bpmnjs.getDefinitions().rootElements.flatMap((root) => root.participants || []);
    }

    lanes() {
      const inside = (set) => (set?.lanes || []).flatMap((lane) => [lane, ...inside(lane.childLaneSet)]);
      return this.bpmnjs.getDefinitions().rootElements.flatMap((root) => (root.laneSets || []).flatMap(inside));
    }

    // As it is sent: each binding with its lane's present label. Who may not bind can't carry one over to another label.
    sent() {
      const labels = new Map([...this.lanes(), ...this.pools()].map((lane) => [this.laneKey(lane), (lane.name || "").trim()]));
      const all = structuredClone(this.value);
      for (const [key, one] of Object.entries(all.lanes)) {
        const label = labels.get(key);
        if (label === undefined || label === one.label) continue;
        if (M.config.may_bind) one.label = label;
        else delete all.lanes[key];
      }
      return all;
    }
  }
  Settings.$inject = ["commandStack", "bpmnjs"];

  M.settingsModule = { __init__: ["lanewaySettings"], lanewaySettings: ["type", Settings] };
})();
