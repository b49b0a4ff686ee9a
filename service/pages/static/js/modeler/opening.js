// Makes a file of any tool ready for bpmn-js, which loses what has an id that isn't ASCII or stands there twice, and shows
// nothing that has no place: ids are written as the server's pictures write them (`bpmn/writing/tags.py`), and places that
// are missing are asked of the server and put into the file. Everything else of the file stays as it came.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config } = M;
  const MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL", DI = "http://www.omg.org/spec/BPMN/20100524/DI";
  const LEGAL = /^([a-z][\w-.]*:)?[a-z_][\w-.]*$/i;  // what bpmn-js takes for an id
  const REFUSED = /illegal ID|duplicate ID|unrecognized element/;
  const DRAWN = ["bpmn:Process", "bpmn:Collaboration"];
  const DRAWABLE = /(Flow|Event|Gateway|Task|^task|Activity|Process|^transaction|^lane|^participant|^collaboration|^process)$/;
  const HOLDERS = new Set(["definitions", "process", "subProcess", "adHocSubProcess", "transaction", "laneSet", "collaboration"]);
  const TEXTS = new Set(["documentation", "text"]);
  const OWN = new Set([MODEL, DI]);

  // The text of an XML file: by its byte order mark, else by what its first line says, else UTF-8; without what that
  // line says of the encoding, which is no longer so.
  function decoded(buffer) {
    const head = new TextDecoder("latin1").decode(buffer.slice(0, 200));
    const marked = { "ÿþ": "utf-16le", "þÿ": "utf-16be" }[head.slice(0, 2)];
    const named = /^<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(head)?.[1];
    let text = "";
    try {
      text = new TextDecoder(marked || named || "utf-8").decode(buffer);
    } catch {
      text = new TextDecoder().decode(buffer);
    }
    return text.replace(/^(<\?xml[^>]*?)\s+encoding=["'][\w.-]+["']/, "$1");
  }

  // As `tags.shown` writes an id.
  function plain(id) {
    const made = Array.from(id, (c) => (/^[A-Za-z0-9_.-]$/.test(c) ? c : `-${c.codePointAt(0).toString(16)}-`)).join("");
    return /^[A-Za-z_]/.test(made) ? made : `_${made}`;
  }

  function parsed(xml) {
    const tree = new DOMParser().parseFromString(xml, "application/xml");
    return tree.getElementsByTagName("parsererror").length ? null : tree;
  }

  const own = (tree) => [...tree.getElementsByTagName("*")].filter((one) => OWN.has(one.namespaceURI));

  // Gives each id that bpmn-js would refuse another one, and what refers to it the same; old id → new id.
  function named(tree) {
    const all = own(tree), taken = new Set(all.map((one) => one.getAttribute("id")).filter(Boolean)), seen = new Set(), renamed = new Map();
    const fresh = (id) => {
      let made = id;
      for (let number = 2; taken.has(made); number += 1) made = `${id.replace(/_\d+$/, "")}_${number}`;
      taken.add(made);
      return made;
    };
    for (const one of all) {
      const id = one.getAttribute("id");
      if (!id && one.namespaceURI === MODEL && DRAWABLE.test(one.localName) && HOLDERS.has(one.parentElement?.localName)) one.setAttribute("id", fresh(`${one.localName}_1`));
      if (!id) continue;
      if (seen.has(id)) one.setAttribute("id", fresh(plain(id)));
      else if (!LEGAL.test(id)) {
        renamed.set(id, fresh(plain(id)));
        one.setAttribute("id", renamed.get(id));
      }
      seen.add(id);
    }
    if (renamed.size) for (const one of all) refer(one, renamed);
    // A text with markup inside would be lost whole: its words stay.
    for (const one of all) if (TEXTS.has(one.localName) && one.namespaceURI === MODEL && one.children.length) one.textContent = one.textContent.trim();
    return renamed;
  }

  function refer(one, renamed) {
    for (const { name, value } of [...one.attributes]) {
      if (/(Ref|Element|^default)$/i.test(name) && !name.includes(":") && renamed.has(value.trim())) one.setAttribute(name, renamed.get(value.trim()));
    }
    const text = one.children.length || one.namespaceURI !== MODEL ? "" : one.textContent.trim();
    if (renamed.has(text) && /(Ref|Refs|incoming|outgoing|source|target)$/.test(one.localName)) one.textContent = renamed.get(text);
  }

  const drawnIds = (tree) => new Map([...tree.getElementsByTagNameNS(DI, "*")].filter((one) => one.getAttribute("bpmnElement")).map((one) => [one.getAttribute("bpmnElement"), one]));
  const bounds = (shape) => ["x", "y", "width", "height"].map((name) => Math.round(Number([...shape.children].find((one) => one.localName === "Bounds")?.getAttribute(name)))).join(" ");

  // Puts the places that `picture` has, and `tree` lacks, into `tree`; all of them where the two are drawn otherwise.
  function placed(tree, picture, whole) {
    const there = whole ? new Map() : drawnIds(tree), elements = new Map(own(tree).map((one) => [one.getAttribute("id"), one]));
    const moved = ([id, shape]) => shape.localName === "BPMNShape" && there.has(id) && bounds(shape) !== bounds(there.get(id));
    if (whole || !tree.getElementsByTagNameNS(DI, "BPMNPlane").length || [...drawnIds(picture)].some(moved)) {
      [...tree.getElementsByTagNameNS(DI, "BPMNDiagram")].forEach((one) => one.remove());
      there.clear();
    }
    const pools = tree.getElementsByTagNameNS(MODEL, "collaboration")[0]?.getAttribute("id");
    [...picture.getElementsByTagNameNS(DI, "BPMNPlane")].forEach((plane, number) => {
      const groups = new Map();
      for (const shape of [...plane.children]) {
        const id = shape.getAttribute("bpmnElement");
        if (!elements.has(id) || there.has(id)) continue;
        const about = elements.has(plane.getAttribute("bpmnElement")) ? plane.getAttribute("bpmnElement") : pools || processOf(elements.get(id));
        groups.set(about, [...(groups.get(about) || []), shape]);
      }
      for (const [about, shapes] of groups) {
        const into = planeOf(tree, about, number === 0 && there.size) || newPlane(tree, plane, about);
        for (const shape of shapes) into.append(bare(tree.importNode(shape, true)));
      }
    });
  }

  function processOf(element) {
    for (let at = element; at; at = at.parentElement) if (at.localName === "process" && at.namespaceURI === MODEL) return at.getAttribute("id");
    return null;
  }

  function planeOf(tree, about, any) {
    const all = [...tree.getElementsByTagNameNS(DI, "BPMNPlane")];
    return all.find((one) => one.getAttribute("bpmnElement") === about) || (any ? all[0] : null);
  }

  function newPlane(tree, plane, about) {
    const diagram = tree.importNode(plane.parentElement, false), made = tree.importNode(plane, false);
    made.setAttribute("bpmnElement", about);
    diagram.append(made);
    tree.documentElement.append(bare(diagram));
    return made;
  }

  // Without ids, which the file may have already: nothing refers to a shape.
  function bare(shape) {
    for (const one of [shape, ...shape.querySelectorAll("*")]) one.removeAttribute("id");
    return shape;
  }

  // Whether steps, events, gateways or flows are drawn in no diagram of the file.
  function undrawn(bpmnjs) {
    const definitions = bpmnjs.getDefinitions(), shown = new Set();
    for (const { plane } of definitions.diagrams || []) for (const shape of plane?.planeElement || []) if (shape.bpmnElement) shown.add(shape.bpmnElement);
    const inside = (holder) => (holder.flowElements || []).flatMap((one) => [one, ...inside(one)]);
    return definitions.rootElements.flatMap(inside).some((one) => (one.$instanceOf("bpmn:FlowNode") || one.$instanceOf("bpmn:SequenceFlow")) && !shown.has(one));
  }

  // The drawing as the server reads it, as text.
  function picture(xml) {
    const body = new FormData();
    body.append("file", new Blob([xml], { type: "text/xml" }), "a.bpmn");
    return M.send(config.picture_url, { body, text: true, headers: { Accept: "application/xml" } });
  }

  // Opens the first diagram that can be drawn, where the file's first one is none.
  async function drawn(bpmnjs, xml) {
    const before = bpmnjs.getDefinitions();
    try {
      return await bpmnjs.importXML(xml);
    } catch (error) {
      for (const diagram of bpmnjs.getDefinitions() === before ? [] : M.diagrams(bpmnjs)) {
        try { await bpmnjs.open(diagram); return { warnings: error.warnings || [] }; } catch { /* the next one */ }
      }
      throw error;
    }
  }

  // The file in a form that bpmn-js draws whole, after it has tried it as it is; `wrong` is why it drew nothing.
  async function mended(bpmnjs, xml, wrong) {
    // bpmn-js reads more than browsers do: what it can't read isn't tried here, as a browser would complain of it.
    const tree = bpmnjs.getDefinitions() && !/^unparsable|^failed to parse/.test(wrong?.message || "") ? parsed(xml) : null;
    if (!tree) {
      const read = wrong && await picture(xml).catch(() => null);
      if (!read) return null;
      return { ...await drawn(bpmnjs, read), read: true };
    }
    const renamed = named(tree), written = () => new XMLSerializer().serializeToString(tree);
    let made = null, failed = null;
    try { made = await drawn(bpmnjs, written()); } catch (error) { failed = error; }
    const shown = (failed || undrawn(bpmnjs)) && await picture(written()).then(parsed, () => null);
    if (shown) {
      placed(tree, shown, Boolean(failed));
      made = await drawn(bpmnjs, written());
    }
    return made && { ...made, renamed, placed: Boolean(shown) };
  }

  // Draws a file; `placed` says whether places had to be found for it, `read` whether only what the server reads of it is
  // drawn. One that can't be drawn leaves what is shown.
  M.open = async (bpmnjs, xml) => {
    const before = bpmnjs.getDefinitions() ? (await bpmnjs.saveXML()).xml : null;
    let made = null, wrong = null;
    M.opening = true;
    try { made = await bpmnjs.importXML(xml); } catch (error) { wrong = error; }
    try {
      if (wrong || undrawn(bpmnjs) || made.warnings.some((one) => REFUSED.test(one.message))) made = await mended(bpmnjs, xml, wrong) || made;
      if (!made) throw wrong;
      return made;
    } catch (error) {
      if (before) await bpmnjs.importXML(before);
      throw wrong || error;
    } finally {
      M.opening = false;
    }
  };

  // What stands beside the diagram under ids that it was drawn with, under those that it has now.
  M.settingsUnder = (settings, renamed) => {
    if (!renamed?.size) return settings;
    const one = (id) => renamed.get(id) ?? id;
    const lane = (key) => key.split("/").map((part) => one(part.replaceAll("%2F", "/")).replaceAll("/", "%2F")).join("/");
    const keyed = (all, key) => Object.fromEntries(Object.entries(all || {}).map(([name, value]) => [key(name), value]));
    const said = (answer) => ({
      ...answer,
      ...(answer.lane ? { lane: lane(answer.lane) } : {}),
      ...(answer.decision ? { decision: { ...answer.decision, ...(answer.decision.lane ? { lane: lane(answer.decision.lane) } : {}),
        ...(answer.decision.default ? { default: one(answer.decision.default) } : {}), ...(answer.decision.labels ? { labels: keyed(answer.decision.labels, one) } : {}) } } : {}),
    });
    const answers = Object.fromEntries(Object.entries(settings.answers || {}).map(([id, answer]) => [one(id), said(answer)]));
    return { ...settings, lanes: keyed(settings.lanes, lane), steps: keyed(settings.steps, one), ...(settings.answers ? { answers } : {}) };
  };

  // The file's diagrams that can be shown one by one; subprocesses come with them.
  M.diagrams = (bpmnjs) => (bpmnjs.getDefinitions()?.diagrams || []).filter((one) => DRAWN.some((type) => one.plane?.bpmnElement?.$instanceOf(type)));
  M.decoded = decoded;
})();
