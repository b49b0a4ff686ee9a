// Reads and writes what stands in the diagram itself: forms, conditions, timers, messages, documentation. Everything is
// written as the standard or the usual modelers do, and through commands, so that it can be undone.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const ZEEBE = "http://camunda.org/schema/zeebe/1.0";
  const FORM_ATTRIBUTES = /:(formRef|formKey)$/;
  const SPIFF_FORMS = ["formJsonSchemaFilename", "formUiSchemaFilename"];
  const TIMERS = { duration: "timeDuration", date: "timeDate", cycle: "timeCycle" };

  class Model {
    constructor(modeling, moddle, bpmnFactory, bpmnReplace, settings, bpmnjs) {
      Object.assign(this, { modeling, moddle, factory: bpmnFactory, replacer: bpmnReplace, settings, bpmnjs });
    }

    is(element, ...types) {
      return types.some((type) => element.businessObject?.$instanceOf?.(`bpmn:${type}`));
    }

    name(element) {
      const owner = element.businessObject;
      return owner.$type === "bpmn:TextAnnotation" ? owner.text || "" : owner.name || "";
    }

    rename(element, name) {
      if (this.is(element, "Process", "Collaboration")) this.modeling.updateProperties(element, { name });
      else this.modeling.updateLabel(element, name);
    }

    // Forms

    _extensions(owner) {
      return owner.extensionElements?.values || [];
    }

    _isLink(one) {
      return one.$descriptor?.ns?.localName === "formDefinition" || one.$type?.endsWith(":formDefinition");
    }

    // SpiffWorkflow's modeler names the files of a form among properties of its own.
    _spiff(owner) {
      return this._extensions(owner).find((one) => one.$type?.endsWith(":properties") && (one.$children || []).some((inner) => SPIFF_FORMS.includes(inner.name)));
    }

    form(element) {
      const owner = element.businessObject;
      for (const [name, value] of Object.entries(owner.$attrs || {})) if (FORM_ATTRIBUTES.test(name)) return value;
      const link = this._extensions(owner).find((one) => this._isLink(one));
      const file = this._spiff(owner)?.$children.find((one) => one.name === SPIFF_FORMS[0])?.value;
      return link?.formId || link?.externalReference || link?.formKey || file?.split("/").pop() || "";
    }

    // In the spelling that the element has already, else in Camunda 8's: other modelers keep both.
    setForm(element, id) {
      const owner = element.businessObject;
      const attribute = Object.keys(owner.$attrs || {}).find((name) => FORM_ATTRIBUTES.test(name));
      if (attribute) {
        this.modeling.updateProperties(element, { [attribute]: id || undefined });
        return;
      }
      const spiff = this._spiff(owner);
      const values = this._extensions(owner).filter((one) => !this._isLink(one) && one !== spiff);
      const rest = (spiff?.$children || []).filter((one) => !SPIFF_FORMS.includes(one.name));
      if (rest.length) values.push(this._again(spiff, rest));
      if (id) values.push(this.moddle.createAny("zeebe:formDefinition", ZEEBE, { formId: id }));
      const extensionElements = values.length ? this._made("ExtensionElements", { values }, owner) : undefined;
      values.forEach((one) => { one.$parent = extensionElements; });
      this.modeling.updateProperties(element, { extensionElements });
    }

    // A foreign element with some of its children.
    _again(one, children) {
      const said = Object.fromEntries(Object.entries(one).filter(([name]) => !name.startsWith("$")));
      return Object.assign(this.moddle.createAny(one.$type, one.$descriptor.ns.uri, said), { $children: children });
    }

    _made(type, properties, parent) {
      const made = this.factory.create(`bpmn:${type}`, properties);
      made.$parent = parent;
      return made;
    }

    documentation(element) {
      return element.businessObject.documentation?.[0]?.text || "";
    }

    setDocumentation(element, text) {
      const documentation = text ? [this._made("Documentation", { text }, element.businessObject)] : [];
      this.modeling.updateProperties(element, { documentation });
    }

    setType(element, type) {
      return this.replacer.replaceElement(element, { type: `bpmn:${type}` });
    }

    // Conditions

    _expression(text, parent, was) {
      if (!text) return undefined;
      const language = was?.language;
      // A bare expression is FEEL in every modeler that has conditions, and begins with "=" in their files.
      const body = language || /^(=|[$#]\{)/.test(text) ? text : `=${text}`;
      return this._made("FormalExpression", language ? { body, language } : { body }, parent);
    }

    condition(flow) {
      return flow.businessObject.conditionExpression?.body || "";
    }

    setCondition(flow, text) {
      const owner = flow.businessObject;
      this.modeling.updateProperties(flow, { conditionExpression: this._expression(text, owner, owner.conditionExpression) });
    }

    isDefault(flow) {
      return flow.source.businessObject.default === flow.businessObject;
    }

    setDefault(flow, yes) {
      this.modeling.updateProperties(flow.source, { default: yes ? flow.businessObject : undefined });
    }

    // Events

    definition(element, type) {
      return (element.businessObject.eventDefinitions || []).find((one) => one.$type === `bpmn:${type}EventDefinition`);
    }

    timer(definition) {
      const kind = Object.keys(TIMERS).find((one) => definition[TIMERS[one]]) || "duration";
      return { kind, value: definition[TIMERS[kind]]?.body || "" };
    }

    setTimer(element, definition, kind, value) {
      const was = definition[TIMERS[kind]], properties = {};
      for (const name of Object.values(TIMERS)) properties[name] = undefined;
      if (value) properties[TIMERS[kind]] = this._made("FormalExpression", was?.language ? { body: value, language: was.language } : { body: value }, definition);
      this.modeling.updateModdleProperties(element, definition, properties);
    }

    eventCondition(definition) {
      return definition.condition?.body || "";
    }

    setEventCondition(element, definition, text) {
      this.modeling.updateModdleProperties(element, definition, { condition: this._expression(text, definition, definition.condition) });
    }

    // Messages and signals: shared ones of the file, found by their name. `holder` refers to one under `messageRef` or `signalRef`.
    called(holder, kind) {
      return holder[`${kind}Ref`]?.name || "";
    }

    setCalled(element, holder, kind, name) {
      const type = `bpmn:${kind[0].toUpperCase()}${kind.slice(1)}`, key = `${kind}Ref`;
      const definitions = this.bpmnjs.getDefinitions();
      this.settings.several(() => {
        let found = name && definitions.rootElements.find((one) => one.$type === type && one.name === name);
        if (name && !found) {
          found = this.factory.create(type, { name });
          found.$parent = definitions;
          this.modeling.updateModdleProperties(element, definitions, { rootElements: [...definitions.rootElements, found] });
        }
        this.modeling.updateModdleProperties(element, holder, { [key]: found || undefined });
      });
    }
  }
  Model.$inject = ["modeling", "moddle", "bpmnFactory", "bpmnReplace", "lanewaySettings", "bpmnjs"];

  M.modelModule = { lanewayModel: ["type", Model] };
})();
