"""Terms of clocks that an analyst has written into the diagram, in our own namespace (`urn:laneway:bpmn:1`).

At a process: ``start`` (intake, agency), ``cutOff`` (HH:MM), ``last`` (minutes), ``ends``, ``supplement`` (go_on,
restart), ``extension`` and ``acknowledgement`` (none, open, or a limit such as ``2 working_hour``). At a step or event:
``pauses`` (supplement, payment, tax, consent), ``consent`` (a limit after which silence is consent), ``budget`` (a name
and a limit, ``Một cửa: 1 working_day``: steps that name the same share it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bpmn import clocking, limits, strict
from bpmn import diagram as dg

_START = {"start": "when", "cutOff": "cut_off", "last": "last", "ends": "ends"}
_CHOICES = ("supplement", "extension", "acknowledgement")
_AT_STEPS = ("pauses", "consent", "budget")


def read(diagram: dg.Diagram) -> clocking.Terms:
    """What the diagram says; what can't be read is passed over."""
    found = clocking.Terms()
    for process in diagram.processes.values():
        for key in (*_START, *_CHOICES):
            if (told := _of_process(key, process.properties)) is not None:
                found = clocking.over(found, told)
    budgets: dict[str, clocking.Budget] = {}
    pauses, consents = list[clocking.Pause](), dict[str, clocking.Consent]()
    for node in diagram.nodes.values():
        said = node.properties
        if said.get("pauses") in clocking.REASONS:
            pauses.append(clocking.Pause((node.id,), said["pauses"]))
        if (limit := _limit(said.get("consent"))) is not None:
            consents[node.id] = clocking.Consent(limit)
        if (budget := _budget(said.get("budget"), node.id)) is not None:
            known = budgets.get(budget.name)
            budgets[budget.name] = budget if known is None else replace(known, steps=(*known.steps, node.id))
    return replace(found, budgets=tuple(budgets.values()), pauses=tuple(pauses), consents=consents)


def unreadable(diagram: dg.Diagram) -> Iterator[tuple[str, str, str]]:
    """Element, key and text of what can't be read."""
    for process in diagram.processes.values():
        for key in (*_START, *_CHOICES):
            if process.properties.get(key) and _of_process(key, process.properties) is None:
                yield process.id, key, process.properties[key]
    for node in diagram.nodes.values():
        said = node.properties
        wrong = {
            "pauses": said.get("pauses") not in clocking.REASONS,
            "consent": _limit(said.get("consent")) is None,
            "budget": _budget(said.get("budget"), node.id) is None,
        }
        yield from ((node.id, key, said[key]) for key in _AT_STEPS if said.get(key) and wrong[key])


def _of_process(key: str, said: Mapping[str, str]) -> clocking.Terms | None:
    text: object = said.get(key)
    if not text:
        return None
    if key == "last":
        text = int(str(text)) if str(text).isascii() and str(text).isdigit() and len(str(text)) < 5 else text
    try:
        return clocking.from_json({"start": {_START[key]: text}} if key in _START else {key: text})
    except strict.SettingsError:
        return None


def _limit(text: str | None) -> limits.Limit | None:
    try:
        return limits.parse_limit(text or None)
    except strict.SettingsError:
        return None


def _budget(text: str | None, element: str) -> clocking.Budget | None:
    name, _, told = (text or "").rpartition(":")
    limit = _limit(told.strip())
    return clocking.Budget(name.strip(), (element,), limit) if limit is not None and name.strip() else None
