"""The settings that hold: what stands beside the file, and under it what the diagram itself says.

Analysts who can may write limit, role and output into the diagram (`urn:laneway:bpmn:1`); what was typed on the page
afterwards wins, value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn import clocking, drawnclocks
from bpmn import diagram as dg
from bpmn import settings as st


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A property of the diagram that says nothing: `element` bears it, `key` and `text` are as written."""

    element: str
    key: str
    text: str


def effective(diagram: dg.Diagram, settings: st.Settings) -> st.Settings:
    """The settings beside the file over those of the diagram; unreadable ones of the diagram are passed over."""
    steps: dict[str, st.Step] = {}
    for node in diagram.nodes.values():
        drawn = _drawn(node.properties)
        beside = settings.steps.get(node.id)
        if beside is not None:
            steps[node.id] = _over(beside, drawn)
        elif drawn != st.Step():
            steps[node.id] = drawn
    for element, step in settings.steps.items():
        steps.setdefault(element, step)
    clocks = clocking.over(settings.clocks, drawnclocks.read(diagram))
    return replace(settings, steps=steps, limit=settings.limit or _process_limit(diagram), clocks=clocks)


def unreadable(diagram: dg.Diagram) -> Iterator[Unreadable]:
    """The properties of a diagram that can't be read."""
    owners: list[dg.Process | dg.Node] = [*diagram.processes.values(), *diagram.nodes.values()]
    for owner in owners:
        limit, role = owner.properties.get("limit"), owner.properties.get("role")
        if limit and _limit(limit) is None:
            yield Unreadable(owner.id, "limit", limit)
        if role and role not in st.ROLES:
            yield Unreadable(owner.id, "role", role)
    for element, key, text in drawnclocks.unreadable(diagram):
        yield Unreadable(element, key, text)


def bindings(diagram: dg.Diagram, settings: st.Settings) -> dict[str, st.Binding]:
    """Lane key → who it belongs to; a lane that nobody bound is missing.

    A child lane takes its parent's binding unless bound itself. A binding made under another label does not hold.
    """
    own = {
        key: binding
        for key, binding in settings.lanes.items()
        if key in diagram.lanes and (not binding.label or st.same_label(binding.label, diagram.lanes[key].label))
    }
    found: dict[str, st.Binding] = {}
    for key in diagram.lanes:
        at: str | None = key
        seen: set[str] = set()
        while at is not None and at in diagram.lanes and at not in seen:
            seen.add(at)
            binding = own.get(at)
            if binding is not None and binding.to is not st.BindTo.INHERIT:
                found[key] = binding
                break
            at = diagram.lanes[at].parent
    return found


def _drawn(properties: Mapping[str, str]) -> st.Step:
    role = properties.get("role")
    return st.Step(
        limit=_limit(properties.get("limit")),
        role=role if role in st.ROLES else None,
        output=(properties.get("output") or "").strip()[:500] or None,
    )


def _over(beside: st.Step, drawn: st.Step) -> st.Step:
    return st.Step(
        limit=beside.limit or drawn.limit, role=beside.role or drawn.role, output=beside.output or drawn.output
    )


def _process_limit(diagram: dg.Diagram) -> st.Limit | None:
    limits = (_limit(process.properties.get("limit")) for process in diagram.processes.values())
    return next((limit for limit in limits if limit is not None), None)


def _limit(text: str | None) -> st.Limit | None:
    try:
        return st.parse_limit(text or None)
    except st.SettingsError:
        return None
