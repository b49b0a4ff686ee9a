// Drawing without a mouse: what follows a step, a flow to another one, the lane that it stands in, lanes above and below;
// and the list of everything that is drawn, by lane.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say, element: make } = M;
  const EDGE = 20;  // pixels between an element and the edge of its lane
  const NEXT = ["UserTask", "ExclusiveGateway", "ParallelGateway", "EndEvent"];

  class Places {
    constructor(injector, eventBus, elementRegistry, elementFactory, autoPlace, modeling, selection, canvas, rules, commandStack) {
      Object.assign(this, { stack: commandStack, injector, registry: elementRegistry, factory: elementFactory, autoPlace, modeling, selection, canvas, rules });
      this.place = document.getElementById("modeler-outline");
      eventBus.on(["import.done", "laneway.opened", "elements.changed"], () => { this.waiting ||= setTimeout(() => { this.waiting = 0; this.outline(); }, 200); });
    }

    is(element, type) {
      return Boolean(element.businessObject?.$instanceOf?.(`bpmn:${type}`)) && element.type !== "label";
    }

    inner(pool) {
      const lanes = (pool.children || []).filter((one) => this.is(one, "Lane"));
      return lanes.flatMap((lane) => { const within = this.inner(lane); return within.length ? within : [lane]; });
    }

    // The lanes of an element's pool that steps can stand in, from the top.
    lanes(element) {
      let around = element.parent;
      if (!around || !this.is(around, "Participant")) return [];
      return this.inner(around).sort((one, other) => one.y - other.y);
    }

    laneOf(element) {
      const y = element.y + element.height / 2;
      return this.lanes(element).find((lane) => y >= lane.y && y <= lane.y + lane.height);
    }

    move(element, id) {
      const lane = this.registry.get(id);
      const y = Math.round(lane.y + lane.height / 2 - (element.y + element.height / 2));
      this.modeling.moveElements([element], { x: 0, y }, element.parent);
    }

    select(element) {
      this.selection.select(element);
      this.canvas.scrollToElement(element, 100);
    }

    // What follows stands in the lane of what it follows: a lane that is too low for it grows first.
    append(source, type) {
      const add = () => this.autoPlace.append(source, this.factory.createShape({ type: `bpmn:${type}` }));
      let made = add();
      const lane = this.laneOf(source.host || source), lacking = lane ? made.y + made.height + EDGE - (lane.y + lane.height) : 0;
      if (lacking > 0) {
        this.stack.undo();
        this.stack.execute("laneway.several", { run: () => {
          this.modeling.resizeLane(lane, { x: lane.x, y: lane.y, width: lane.width, height: lane.height + lacking }, false);
          made = add();
        } });
      }
      this.select(made);
      document.getElementById("panel-name")?.focus();
    }

    // What a flow may lead to from here.
    targets(source) {
      return this.registry.filter((one) => one !== source && (this.is(one, "FlowNode") || this.is(one, "Participant"))
        && one.parent && this.rules.allowed("connection.create", { source, target: one }));
    }

    actions(element) {
      const box = make("div", { className: "border-top pt-2 mt-2" });
      const button = (label, act) => {
        const made = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary mb-1 me-1" }, label);
        made.addEventListener("click", act);
        return made;
      };
      if (this.is(element, "FlowNode") && !this.is(element, "EndEvent") && !element.businessObject.triggeredByEvent) {
        box.append(make("div", { className: "small mb-1" }, say("append")), ...NEXT.map((type) => button(config.next[type], () => this.append(element, type))), this.connector(element));
      }
      if (this.is(element, "Lane") || this.is(element, "Participant")) {
        for (const [key, where] of [["lane_above", "top"], ["lane_below", "bottom"]]) box.append(button(say(key), () => this.select(this.modeling.addLane(element, where))));
      }
      box.append(button(say("remove"), () => this.modeling.removeElements([element])));
      return box;
    }

    connector(element) {
      const select = make("select", { className: "form-select form-select-sm", id: "panel-connect" });
      const fill = () => select.replaceChildren(make("option", { value: "" }, say("connect_none")),
        ...this.targets(element).map((one) => make("option", { value: one.id }, `${one.businessObject.name || M.typeName(one)}`)));
      fill();
      select.addEventListener("focus", fill);
      const act = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary" }, say("connect_do"));
      act.addEventListener("click", () => {
        const target = this.registry.get(select.value);
        if (target) this.select(this.modeling.connect(element, target));
      });
      return make("div", { className: "mb-2" }, make("label", { className: "form-label small mb-0", htmlFor: "panel-connect" }, say("connect")), make("div", { className: "input-group input-group-sm" }, select, act));
    }

    outline() {
      if (!this.place) return;
      const groups = new Map();
      const add = (title, element) => { if (!groups.has(title)) groups.set(title, []); groups.get(title).push(element); };
      const drawn = this.registry.filter((one) => one.parent && one.type !== "label");
      for (const one of drawn) if (this.is(one, "Participant") || this.is(one, "Lane")) add(say("lanes"), one);
      const nodes = drawn.filter((one) => this.is(one, "FlowNode")).sort((one, other) => one.x - other.x);
      for (const one of nodes) add(this.laneOf(one.host || one)?.businessObject.name || say("no_lane"), one);
      for (const one of drawn) if (this.is(one, "SequenceFlow") && (one.businessObject.name || this.is(one.source, "Gateway"))) add(say("branches"), one);
      const label = (one) => one.businessObject.name || (this.is(one, "SequenceFlow") ? `${one.source.businessObject.name || M.typeName(one.source)} → ${one.target.businessObject.name || M.typeName(one.target)}` : M.typeName(one));
      this.place.replaceChildren(...[...groups].flatMap(([title, some]) => [make("h3", { className: "h6 mt-2 mb-1" }, title), make("ul", { className: "list-unstyled mb-0" }, ...some.map((one) => {
        const link = make("button", { type: "button", className: "btn btn-link btn-sm p-0 text-start break-anywhere" }, label(one));
        link.addEventListener("click", () => this.select(this.registry.get(one.id) || one));
        return make("li", {}, link);
      }))]));
    }
  }
  Places.$inject = ["injector", "eventBus", "elementRegistry", "elementFactory", "autoPlace", "modeling", "selection", "canvas", "rules", "commandStack"];

  // What an element is called, in the reader's language.
  M.typeName = (element) => {
    const owner = element.businessObject, type = owner.$type.slice("bpmn:".length);
    const event = owner.eventDefinitions?.[0]?.$type.slice("bpmn:".length).replace("EventDefinition", "");
    const name = config.elements[type] || type;
    return event ? `${name} (${config.events[event] || event})` : name;
  };
  M.placesModule = { __init__: ["lanewayPlaces"], lanewayPlaces: ["type", Places] };
})();
