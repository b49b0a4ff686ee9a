"""The step table as a form: settings spelled as fields, and what was typed read back as settings.

Fields are named after what they are about (``bind:<lane key>``, ``amount:<element>``), never by position, so that a
form that was opened before somebody else's change still says what it meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug import datastructures

from bpmn import settings as st
from bpmn import steptable
from bpmn.lint import finding
from service import errors
from service.usecases import versions

WHOLE = ""
"""Stands for the whole case where an element's id would stand."""
LONGEST_OUTPUT = 500
LONGEST_SYSTEM = 200
_UNITS = frozenset(unit.value for unit in st.Unit)


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says: the settings that it asks for, and what is wrong with it by field."""

    settings: st.Settings
    problems: Mapping[str, errors.Problem] = field(default_factory=dict)


def spelled(view: versions.VersionView, rows: Sequence[steptable.StepRow]) -> dict[str, str]:
    """The fields of a version as it is kept."""
    fields = _limit_fields(WHOLE, view.settings.limit)
    for lane in view.lanes:
        bound = view.settings.lanes.get(lane.key)
        if bound is not None and bound.label and not st.same_label(bound.label, lane.label):
            bound = None
        if bound is None and lane.parent is not None:
            bound = st.Binding(st.BindTo.INHERIT)
        fields[f"bind:{lane.key}"] = _choice(bound)
        fields[f"system:{lane.key}"] = bound.value if bound and bound.to is st.BindTo.SYSTEM else ""
    for row in rows:
        step = view.settings.steps.get(row.element, st.Step())
        fields |= _limit_fields(row.element, step.limit)
        fields[f"role:{row.element}"] = step.role or ""
        fields[f"output:{row.element}"] = step.output or ""
    return fields


def _limit_fields(element: str, limit: st.Limit | None) -> dict[str, str]:
    amount, unit = (str(limit.amount), limit.unit.value) if limit else ("", st.Unit.WORKING_DAY.value)
    return {f"amount:{element}": amount, f"unit:{element}": unit}


def _choice(bound: st.Binding | None) -> str:
    """A binding as the value of one select: ``agency:H26.1``, ``kind:so``, ``applicant``, ``system``, ``inherit``."""
    if bound is None:
        return ""
    return f"{bound.to.value}:{bound.value}" if bound.to in {st.BindTo.AGENCY, st.BindTo.KIND} else bound.to.value


def read(
    form: datastructures.MultiDict[str, str], view: versions.VersionView, rows: Sequence[steptable.StepRow]
) -> Read:
    """What a form asks for. What it has no field for stays as it is kept.

    Parameters:
        form: as sent; ``accept`` holds the keys of the accepted warnings, ``shown`` those that could have been.
    """
    problems: dict[str, errors.Problem] = {}
    lanes, steps = dict(view.settings.lanes), dict(view.settings.steps)
    for lane in view.lanes:
        if (asked := form.get(f"bind:{lane.key}")) is not None:
            kept = lanes.pop(lane.key, None)
            bound = _binding(asked, form, lane.key, problems)
            if (bound := _as_kept(bound, kept, lane.label, child=lane.parent is not None)) is not None:
                lanes[lane.key] = bound
    for row in rows:
        if f"amount:{row.element}" in form:
            was = steps.pop(row.element, st.Step())
            role = form.get(f"role:{row.element}", was.role or "")
            step = st.Step(
                limit=_limit(form, row.element, problems),
                role=role if role in st.ROLES else None,
                output=_output(form, row.element, problems),
            )
            if step != st.Step():
                steps[row.element] = step
    whole = _limit(form, WHOLE, problems) if f"amount:{WHOLE}" in form else view.settings.limit
    asked_for = replace(view.settings, lanes=lanes, steps=steps, limit=whole, accepted=accepted(form, view))
    return Read(asked_for, problems)


def _as_kept(asked: st.Binding | None, kept: st.Binding | None, label: str, *, child: bool) -> st.Binding | None:
    """The binding that is kept where the one asked for is the same, so that saving changes nothing by itself."""
    holds = kept is not None and (not kept.label or st.same_label(kept.label, label))
    if kept is not None and asked is not None and holds and (kept.to, kept.value) == (asked.to, asked.value):
        return kept
    if child and asked is not None and asked.to is st.BindTo.INHERIT and (kept is None or not holds):
        return None  # what a child lane does unless it is bound
    return asked


def _binding(
    asked: str, form: datastructures.MultiDict[str, str], key: str, problems: dict[str, errors.Problem]
) -> st.Binding | None:
    to, _, value = asked.partition(":")
    if not asked:
        return None
    if to not in {one.value for one in st.BindTo}:
        problems[f"bind:{key}"] = errors.Problem(f"bind:{key}", "not_allowed")
        return None
    target = st.BindTo(to)
    if target is st.BindTo.SYSTEM:
        value = form.get(f"system:{key}", "").strip()
        if not value or len(value) > LONGEST_SYSTEM:
            code = "too_long" if value else "missing"
            problems[f"system:{key}"] = errors.Problem(f"system:{key}", code)
    return st.Binding(target, value)


def _limit(
    form: datastructures.MultiDict[str, str], element: str, problems: dict[str, errors.Problem]
) -> st.Limit | None:
    amount, unit = form.get(f"amount:{element}", "").strip(), form.get(f"unit:{element}", "")
    if not amount:
        return None
    if not (amount.isascii() and amount.isdigit() and 1 <= int(amount[:9]) <= st.MAX_AMOUNT) or len(amount) > 9:
        problems[f"amount:{element}"] = errors.Problem(f"amount:{element}", "limit_amount", {"most": st.MAX_AMOUNT})
        return None
    if unit not in _UNITS:
        problems[f"amount:{element}"] = errors.Problem(f"amount:{element}", "not_allowed")
        return None
    return st.Limit(int(amount), st.Unit(unit))


def _output(form: datastructures.MultiDict[str, str], element: str, problems: dict[str, errors.Problem]) -> str | None:
    text = form.get(f"output:{element}", "").strip()
    if len(text) > LONGEST_OUTPUT:
        problems[f"output:{element}"] = errors.Problem(f"output:{element}", "too_long")
    return text or None


def accepted(form: datastructures.MultiDict[str, str], view: versions.VersionView) -> frozenset[str]:
    """The warnings that are accepted after this form: all shown ones if it says so, else those that it names of them.

    ``accept_rule`` accepts all shown ones of a rule, ``reopen`` takes an acceptance back.
    """
    warnings = {one.key: one.rule for one in view.findings if one.level is finding.Level.WARNING}
    shown = set(form.getlist("shown")) & warnings.keys()
    named, rule = set(form.getlist("accept")) - set(form.getlist("reopen")), form.get("accept_rule")
    taken = {key for key in shown if key in named or warnings[key] == rule or form.get("act") == "accept_all"}
    return frozenset((view.settings.accepted - shown) | taken)


def field_of(key: str) -> str:
    """The field that a problem of the settings is about: ``lanes.<lane key>.bind.code`` is ``bind:<lane key>``."""
    if key.startswith("lanes."):
        lane = key.removeprefix("lanes.")
        for ending in (".bind.code", ".bind.kind", ".bind.name", ".bind.to", ".bind", ".label"):
            lane = lane.removesuffix(ending)
        return f"bind:{lane}"
    if key.startswith("steps."):
        step = key.removeprefix("steps.")
        for ending, name in ((".output", "output"), (".role", "role")):
            if step.endswith(ending):
                return f"{name}:{step.removesuffix(ending)}"
        return f"amount:{step.removesuffix('.amount').removesuffix('.unit').removesuffix('.limit')}"
    return f"amount:{WHOLE}" if key.startswith("limit") else key
