// What every part of the modeler and of the form builder stands on: the page's configuration, its texts, and requests.
//   <script type="application/json" id="modeler-config">{"texts": {…}, …}</script>
// A request that is refused is an error of the class Refused: nothing that was drawn or typed is touched by it.
"use strict";
(() => {
  const config = JSON.parse(document.getElementById("modeler-config").textContent);

  function say(key, values = {}) {
    const text = config.texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  class Refused extends Error {
    constructor(status, told) {
      super(told.detail || say(status ? "refused" : "offline", { status }));
      Object.assign(this, { status, code: told.code || "", values: told.values || {}, problems: told.errors || [], after: 0 });
    }

    // What is wrong, one line each.
    get lines() {
      const told = this.problems.map((one) => one.message).filter(Boolean);
      return told.length ? told : [this.message];
    }
  }

  const token = () => document.querySelector('meta[name="csrf-token"]');

  // Somebody who signed in again in another tab has another session, and its token: this page asks for itself to get it.
  async function renewed() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('meta[name="csrf-token"]');
    if (!fresh || fresh.content === token().content) return false;
    token().content = fresh.content;
    return true;
  }

  async function once(address, options) {
    const headers = { Accept: "application/json", ...options.headers, "X-CSRF-Token": token().content };
    try {
      return await fetch(address, { method: "POST", ...options, headers });
    } catch {
      throw new Refused(0, {});
    }
  }

  function read(body) {
    try { return JSON.parse(body); } catch { return {}; }
  }

  // What the server says to it as JSON, or with `text: true` as it stands.
  async function send(address, options = {}) {
    let answer = await once(address, options), body = await answer.text(), told = read(body);
    if ((answer.status === 401 || told.code === "csrf") && await renewed().catch(() => false)) {
      answer = await once(address, options);
      body = await answer.text();
      told = read(body);
    }
    if (answer.ok) return options.text ? body : told;
    const refused = new Refused(answer.status, answer.status === 401 ? { ...told, detail: say("signed_out") } : told);
    refused.after = Number(answer.headers.get("Retry-After")) || 0;
    throw refused;
  }

  const loading = new Map();

  // A script of somebody else's that is large and not needed at once.
  function load(address) {
    if (!loading.has(address)) {
      loading.set(address, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", done);
        script.addEventListener("error", () => { loading.delete(address); failed(new Refused(0, {})); });
        document.head.append(script);
      }));
    }
    return loading.get(address);
  }

  function element(name, properties = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (key in made && key !== "list") made[key] = value;
      else made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  }

  // An alert with what went wrong, at the top of the page; the next one takes its place.
  function tell(kind, lines, ...more) {
    const place = document.getElementById("modeler-told");
    const list = lines.length > 1 ? [element("ul", { className: "mb-0" }, ...lines.map((line) => element("li", {}, line)))] : [element("span", {}, lines[0])];
    const box = element("div", { className: `alert alert-${kind} mb-2`, role: kind === "danger" ? "alert" : "status", tabIndex: -1 }, ...list, ...more);
    place.replaceChildren(box);
    if (kind === "danger") box.focus();
    return box;
  }

  function untell() {
    document.getElementById("modeler-told").replaceChildren();
  }

  function download(name, text, type) {
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  window.lanewayModeler = { config, say, send, load, element, tell, untell, download, Refused };
})();
