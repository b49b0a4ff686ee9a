"""How a version's times are counted, as part of the step table's form: spelled as fields, and read back.

Few things are picked; what names steps and lanes is written a line each, by the ids of the drawing:
``Catch_Paid: payment``, ``Một cửa: 1 working_day: Task_A, Task_B``, ``Task_Consult: 2 working_day``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from werkzeug import datastructures

from bpmn import clocking
from bpmn import settings as st
from service import errors
from service.usecases import versions

START, CUT_OFF, SUPPLEMENT = "clock-start", "clock-cut_off", "clock-supplement"
PAUSES, BUDGETS, CONSENTS = "clock-pauses", "clock-budgets", "clock-consents"
EXTENSION, ACKNOWLEDGEMENT, LANE = "clock-extension", "clock-acknowledgement", "clock-lane:"
Form = datastructures.MultiDict[str, str]


def spelled(view: versions.VersionView) -> dict[str, str]:
    """The fields of a version as it is kept."""
    terms = view.settings.clocks
    told = clocking.to_json(terms)
    fields = {
        START: terms.start.when.value if terms.start.when else "",
        CUT_OFF: terms.start.cut_off or "",
        SUPPLEMENT: terms.supplement.value if terms.supplement else "",
        EXTENSION: _spelled(told.get("extension")),
        ACKNOWLEDGEMENT: _spelled(told.get("acknowledgement")),
        PAUSES: "\n".join(_pause(one) for one in terms.pauses),
        BUDGETS: "\n".join(f"{one.name}: {_limit(one.limit)}: {', '.join(one.steps)}" for one in terms.budgets),
        CONSENTS: "\n".join(f"{element}: {_limit(one.limit)}" for element, one in terms.consents.items()),
    }
    return fields | {f"{LANE}{lane.key}": _limit(terms.lanes.get(lane.key)) for lane in view.lanes}


def _spelled(told: object) -> str:
    return f"{told['amount']} {told['unit']}" if isinstance(told, dict) else str(told or "")


def _limit(limit: st.Limit | None) -> str:
    return "" if limit is None else f"{limit.amount} {limit.unit.value}"


def _pause(one: clocking.Pause) -> str:
    clocks = "" if one.clocks == (clocking.CASE,) else f": {', '.join(one.clocks)}"
    return f"{', '.join(one.at)}: {one.reason}{clocks}"


def read(form: Form, view: versions.VersionView, problems: dict[str, errors.Problem]) -> clocking.Terms:
    """The terms that a form asks for; what it has no field for, or says as it is kept, stays as it is."""
    kept = view.settings.clocks
    if START not in form:
        return kept
    told, before = clocking.to_json(kept), spelled(view)
    same = {name for name, was in before.items() if _folded(form.get(name, was)) == _folded(was)}
    start = dict(told["start"]) if isinstance(told.get("start"), dict) else {}  # type: ignore[call-overload]
    start |= {"when": form[START] or None, "cut_off": form.get(CUT_OFF, "").strip() or None}
    parts: dict[str, tuple[str, object]] = {
        START: ("start", start),
        SUPPLEMENT: ("supplement", form.get(SUPPLEMENT) or None),
        EXTENSION: ("extension", form.get(EXTENSION, "").strip() or None),
        ACKNOWLEDGEMENT: ("acknowledgement", form.get(ACKNOWLEDGEMENT, "").strip() or None),
        PAUSES: ("pauses", list(_pauses(form.get(PAUSES, "")))),
        BUDGETS: ("budgets", list(_budgets(form.get(BUDGETS, "")))),
        CONSENTS: ("consents", dict(_consents(form.get(CONSENTS, ""), kept.consents))),
    }
    found = kept
    for name, (key, value) in parts.items():
        if name not in same or (name == START and CUT_OFF not in same):
            found = _with(found, key, value, name, problems)
    lanes = {key: limit for key, limit in kept.lanes.items() if f"{LANE}{key}" not in form}
    for lane in view.lanes:
        name = f"{LANE}{lane.key}"
        if typed := form.get(name, "").strip():
            lanes |= _with(clocking.Terms(), "lanes", {lane.key: typed}, name, problems).lanes
    return replace(found, lanes=lanes)


def _folded(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def _with(
    terms: clocking.Terms, key: str, value: object, name: str, problems: dict[str, errors.Problem]
) -> clocking.Terms:
    """Terms with one part as it was typed; a part that can't be read is told at its field."""
    try:
        part = clocking.from_json({key: value})
    except st.SettingsError as wrong:
        problems[name] = errors.Problem(name, wrong.code, {"value": wrong.value})
        return terms
    return replace(terms, **{key: getattr(part, key)})


def _lines(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.strip():
            yield [part.strip() for part in line.split(":")]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pauses(text: str) -> Iterator[dict[str, object]]:
    for at, *rest in _lines(text):
        told: dict[str, object] = {"at": _listed(at), "reason": rest[0] if rest else clocking.SUPPLEMENT}
        yield told if len(rest) < 2 else {**told, "clocks": _listed(rest[1])}


def _budgets(text: str) -> Iterator[dict[str, object]]:
    for name, *rest in _lines(text):
        limit, steps = (*rest, "", "")[:2]
        yield {"name": name, "limit": limit, "steps": _listed(steps)}


def _consents(text: str, kept: Mapping[str, clocking.Consent]) -> Iterator[tuple[str, object]]:
    """What is answered for who is silent stays as it is kept: it is written in the settings beside the file."""
    for element, *rest in _lines(text):
        answers = dict(kept[element].answers) if element in kept else {}
        yield element, {"limit": rest[0] if rest else "", "answers": answers}
