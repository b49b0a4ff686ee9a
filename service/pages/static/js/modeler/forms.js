// The forms that steps can be given: those of the version, and those made or changed here until they are saved with it.
"use strict";
(() => {
  const M = window.lanewayModeler;
  const { config, say } = M;

  class Forms {
    constructor(eventBus) {
      this.bus = eventBus;
      this.made = {};
    }

    begin(made) {
      this.made = made || {};
    }

    // [id, label] of each form that can be linked to.
    all() {
      const ids = new Set([...config.forms.map((one) => one.id), ...Object.values(this.made).map((one) => one.id)].filter(Boolean));
      return [...ids].sort().map((id) => [id, id]);
    }

    has(id) {
      return Boolean(id) && this.all().some(([known]) => known === id);
    }

    file(id) {
      return Object.keys(this.made).find((name) => this.made[name].id === id) || config.forms.find((one) => one.id === id)?.name;
    }

    async schema(id) {
      const name = this.file(id);
      if (this.made[name]) return this.made[name];
      // Of a JSON schema a copy that the editor can take.
      const answer = await fetch(`${config.form_url.replace("NAME", encodeURIComponent(name))}?as=form-js`, { headers: { Accept: "application/json" } });
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new M.Refused(answer.status, told);
      return told;
    }

    // Opens the builder over the page; `done` gets the form's id when it is taken over.
    async open(id, done) {
      const back = document.activeElement;
      try {
        const schema = id ? await this.schema(id) : null;
        const made = await M.builder.dialog({ schema, taken: this.all().map(([known]) => known).filter((known) => known !== id) });
        if (made) {
          const name = id ? this.file(id) : `${made.id}.form`;
          this.made = { ...this.made, [name]: made };
          this.bus.fire("laneway.forms", {});
          done(made.id);
        }
      } catch (refused) {
        M.tell("danger", refused.lines || [String(refused)]);
        return;
      }
      (document.getElementById(back?.id) || document.getElementById("panel-form"))?.focus();
    }
  }
  Forms.$inject = ["eventBus"];

  M.formsModule = { lanewayForms: ["type", Forms] };
})();
