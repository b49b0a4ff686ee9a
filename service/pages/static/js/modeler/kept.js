// Keeps the drawing in this browser from one change to the next, under the person, the procedure and the version that it
// began from, until it has been saved: a closed tab, a crash or an ended session loses nothing.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say } = M;
  const PAUSE = 400;

  class Kept {
    constructor(eventBus, bpmnjs, settings, forms) {
      Object.assign(this, { bpmnjs, settings, forms, dirty: false, failed: false, stopped: true });
      eventBus.on(["commandStack.changed", "laneway.forms"], () => { if (!this.stopped) this.soon(); });
      addEventListener("storage", (event) => { if (event.key === config.key && event.newValue && !this.stopped) M.tell("warning", [say("other_tab")]); });
      addEventListener("pagehide", () => this.write());
      addEventListener("beforeunload", (event) => { if (this.dirty && this.failed) event.preventDefault(); });
    }

    static read() {
      try {
        const kept = JSON.parse(localStorage.getItem(config.key) || "null");
        return kept && typeof kept.xml === "string" ? kept : null;
      } catch {
        return null;
      }
    }

    // From now on changes are somebody's own.
    begin(seen) {
      this.seen = seen;
      this.stopped = false;
    }

    soon() {
      this.dirty = true;
      this.say("keeping");
      // Signing out empties what the browser keeps: who shares a desk leaves nothing behind.
      document.querySelector('form[action$="/sign-out"]').dataset.confirm = say("sign_out_sure");
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.write(), PAUSE);
    }

    async write() {
      clearTimeout(this.waiting);
      if (!this.dirty || this.stopped) return;
      const { xml } = await this.bpmnjs.saveXML();
      if (this.stopped) return;
      try {
        localStorage.setItem(config.key, JSON.stringify({ xml, settings: this.settings.value, forms: this.forms.made, seen: this.seen, at: new Date().toISOString() }));
        this.failed = false;
        this.say("kept");
      } catch {
        this.failed = true;
        this.say("keep_failed");
      }
    }

    say(key) {
      document.getElementById("modeler-kept").textContent = say(key);
    }

    forget() {
      this.stopped = true;
      this.dirty = false;
      clearTimeout(this.waiting);
      localStorage.removeItem(config.key);
    }
  }
  Kept.$inject = ["eventBus", "bpmnjs", "lanewaySettings", "lanewayForms"];

  M.keptModule = { __init__: ["lanewayKept"], lanewayKept: ["type", Kept], lanewayRead: ["value", Kept.read] };
  M.keptBefore = Kept.read;
})();
