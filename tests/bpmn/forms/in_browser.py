"""Forms as our pages show them, in a real browser: filled in by hand, and what they then submit.

A page holds many forms, each with what is known of its case and what somebody types; all are filled in and submitted
at once. The scripts are those of the service, and form-js as it is installed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Route

from bpmn.forms import form, formjs, initial
from tests.support import servers

ADDRESS = "http://forms.test/"
SCRIPTS = {
    "viewer.js": servers.ROOT / "node_modules/@bpmn-io/form-js/dist/form-viewer.umd.js",
    "formrules.js": servers.ROOT / "service/pages/static/js/formrules.js",
    "formdates.js": servers.ROOT / "service/pages/static/js/formdates.js",
    "form.js": servers.ROOT / "service/pages/static/js/form.js",
}
FORM = """<form data-form><input type="hidden" name="answers">
<script type="application/json" data-schema>{schema}</script>
<script type="application/json" data-values>{values}</script>
<script type="application/json" data-problems>{problems}</script>
<div class="form-js-here"></div></form>"""
FILL = """async (typed) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const forms = [...document.querySelectorAll("form[data-form]")];
  while (forms.some((one) => !one.dataset.state)) await wait(5);
  const failed = forms.findIndex((one) => one.dataset.state === "failed");
  if (failed >= 0) throw new Error(`form ${failed}: ${forms[failed].textContent.slice(-300)}`);
  await wait(50);
  const enter = (input, text) => {
    input.value = text;
    input.dispatchEvent(new Event("input", {bubbles: true}));
    return wait(0).then(() => input.dispatchEvent(new FocusEvent("blur")));
  };
  await Promise.all(forms.map(async (one, at) => {
    for (const [id, what, text] of typed[at]) {
      const inputs = [...one.querySelectorAll(`:is(input, textarea)[id^="fjs-form-"][id*="-${id}"]`)];
      const input = inputs.find((each) => what === "time" ? each.id.endsWith("-time") : true);
      if (!input || input.disabled || input.readOnly) continue;
      if (what === "click") inputs[text % inputs.length].click();
      else await enter(input, text);
      await wait(0);
    }
  }));
  await wait(350);
  const rules = window.laneway.formRules;
  return Promise.all(forms.map(async (one) => {
    let rounds = 0;
    while (!rules.settled(one.laneway) && rounds++ < 10) await wait(20);
    const {data, errors} = rules.answers(one.laneway);
    return [JSON.stringify(data), JSON.stringify(errors)];
  }));
}"""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form, what is known of its case, and what is typed: (id of the component, how, text or number of a choice)."""

    components: Sequence[Mapping[str, Any]]
    known: Mapping[str, Any] = field(default_factory=dict)
    typed: Sequence[tuple[str, str, Any]] = ()
    problems: Sequence[Mapping[str, str]] = ()
    """What the server said of an earlier sending: key and text."""

    @property
    def form(self) -> form.Form:
        return formjs.parse(json.dumps({"id": "f", "components": list(self.components)}).encode())

    @property
    def begun(self) -> dict[str, object]:
        """What the page gets: what is known, as far as the fields can hold it."""
        return initial.shown(self.form.fields, self.known)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the browser submits, and what it says is wrong, by the component's id."""

    data: Mapping[str, Any]
    errors: Mapping[str, Any]


def submitted(page: Page, those: Sequence[Filled]) -> list[Submitted]:
    """What the browser makes of some forms, all on one page."""
    opened(page, those)
    results = page.evaluate(FILL, [list(one.typed) for one in those])
    return [Submitted(json.loads(data), json.loads(errors)) for data, errors in results]


def opened(page: Page, those: Sequence[Filled]) -> None:
    """Open a page with some forms."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name in SCRIPTS:
            route.fulfill(path=SCRIPTS[name], content_type="text/javascript")
        elif name == "":
            route.fulfill(body=_page(those), content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page.route(f"{ADDRESS}**", serve)
    page.goto(ADDRESS)
    page.unroute(f"{ADDRESS}**")


def _page(those: Sequence[Filled]) -> str:
    scripts = "".join(f'<script src="{name}"></script>' for name in SCRIPTS)
    forms = "".join(
        FORM.format(schema=_json(formjs.schema(one.form)), values=_json(one.begun), problems=_json(list(one.problems)))
        for one in those
    )
    return f'<!doctype html><meta name="csrf-token" content="x"><title>forms</title>{scripts}{forms}'


def _json(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")
