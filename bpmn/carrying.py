"""What stands beside a file, taken over to the next one: bindings, limits, acceptances and answers that still fit.

A new file of the analyst must not undo what was said about the old one, nor let an old word stand for something new: an
answer is dropped where the drawing now says it itself, or asks otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn import answering, clocking, laying, matching
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.lint import finding, words

DROPPED = words.Words(
    "answer-dropped",
    finding.Level.NOTE,
    "Câu trả lời cũ cho «{name}» ({kinds_vi}) không được mang sang: {why_vi}",
    "The earlier answer for “{name}” ({kinds}) was not carried over: {why}",
)
_OTHERWISE = {
    "why_vi": "phần này của sơ đồ đã được vẽ khác. Hãy trả lời lại nếu vẫn cần.",
    "why": "this part of the diagram is drawn otherwise now. Answer again where it is still needed.",
}
_GONE = {
    "why_vi": "sơ đồ mới không còn phần tử này. Nếu có phần tử thay thế, hãy trả lời cho nó.",
    "why": "the new diagram no longer has this element. If another stands in its place, answer for that.",
}
_PARTS = {
    "labels": ("tên gọi của nhánh", "labels of ways"),
    "default": ("nhánh mặc định", "default way"),
    "lane": ("làn của bước quyết định", "lane of the deciding step"),
}
"""Part of a decision → what it is called in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The settings that still fit, and what is to be said of those that don't."""

    settings: st.Settings = field(default_factory=st.Settings)
    findings: tuple[finding.Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both diagrams as drawn; `nodes` and `flows` lead from old ids to new ones, `lanes` from old keys to new ones."""

    old: dg.Diagram
    new: dg.Diagram
    nodes: Mapping[str, str]
    flows: Mapping[str, str]
    lanes: Mapping[str, str]
    conditions: tuple[Mapping[str, Hashable], Mapping[str, Hashable]]
    """Of both diagrams, by the node that the flows leave."""

    def now(self, element: str) -> str | None:
        """The new id of a node or flow; None for what is gone."""
        return self.nodes.get(element) or self.flows.get(element)


def carry(
    old: dg.Diagram, prepared: pp.Prepared, settings: st.Settings, new: dg.Diagram, matched: Mapping[str, str]
) -> Carried:
    """The settings of a version that still fit the next one's file.

    Parameters:
        old, prepared, settings: of the version before.
        new: the diagram as drawn now.
        matched: node of the new diagram → node of the old one.
    """
    conditions = _conditions(old), _conditions(new)
    pair = _Pair(old, new, _back(matched), _back(_flows(old, new, matched)), _lanes(old, new), conditions)
    same = _same(pair, prepared)
    accepted = {key: now for key in settings.accepted if (now := _moved(key, same)) is not None}
    kept: dict[str, st.Answer] = {}
    told: list[finding.Finding] = []
    for element, answer in settings.answers.items():
        now = pair.now(element)
        if now is None:
            told.append(words.made(DROPPED, old, element, _called(_said(answer)) | _GONE))
            continue
        fitting = _fitting(pair, element, now, answer)
        if fitting != st.Answer():
            kept[now] = fitting
        told.extend(_dropped(pair, now, answer, fitting))
    carried = replace(
        settings,
        lanes=_bound(settings, new),
        steps={same[was]: step for was, step in settings.steps.items() if was in same},
        accepted=frozenset(accepted.values()),
        accepted_as={accepted[key]: said for key, said in settings.accepted_as.items() if key in accepted},
        answers=kept,
        clocks=clocking.moved(settings.clocks, same, pair.lanes),
    )
    return Carried(carried, tuple(told))


def _back(found: Mapping[str, str]) -> dict[str, str]:
    return {was: now for now, was in found.items()}


def _bound(settings: st.Settings, new: dg.Diagram) -> dict[str, st.Binding]:
    """A lane that is new, gone or labelled otherwise comes out unbound: a label is never authority, so a person binds
    it again."""
    return {
        key: binding
        for key, binding in settings.lanes.items()
        if key in new.lanes and st.same_label(new.lanes[key].label, binding.label)
    }


def _flows(old: dg.Diagram, new: dg.Diagram, nodes: Mapping[str, str]) -> dict[str, str]:
    """Flow of the new diagram → flow of the old one: the same ends; else the same source and id, or label."""
    found = matching.match_flows(old, new, nodes)
    for told_by in (lambda flow: flow.id, lambda flow: matching.folded(flow.name) or None):
        theirs = {f.id: _out(f.source, told_by(f)) for f in old.flows.values()}
        mine = {f.id: _out(nodes.get(f.source), told_by(f)) for f in new.flows.values()}
        matching.pair_unique(found, theirs, mine)
    return found


def _out(source: str | None, told_by: str | None) -> Hashable:
    return None if source is None or told_by is None else (source, told_by)


def _lanes(old: dg.Diagram, new: dg.Diagram) -> dict[str, str]:
    pairs = matching.match_lanes(old, new).items()
    return {was: now for now, was in pairs if st.same_label(old.lanes[was].label, new.lanes[now].label)}


def _same(pair: _Pair, prepared: pp.Prepared) -> dict[str, str]:
    """Old id → new id of everything that a step or an acceptance may stand under."""
    same: dict[str, str] = {}
    tables: tuple[tuple[Mapping[str, object], Mapping[str, object]], ...] = (
        (pair.old.message_flows, pair.new.message_flows),
        (pair.old.processes, pair.new.processes),
        (pair.old.items, pair.new.items),
    )
    for theirs, mine in tables:
        same.update({element: element for element in theirs if element in mine})
    same |= {**pair.flows, **pair.nodes}
    # A decision step that was put in before a gateway goes on with its gateway.
    for decision in prepared.decisions.values():
        gateway = decision.drawn or decision.gateway
        if decision.asked_by not in pair.old.nodes and gateway in pair.nodes:
            ending = decision.asked_by.removeprefix(gateway)
            same.setdefault(decision.asked_by, pair.nodes[gateway] + ending)
    return same


def _moved(key: str, same: Mapping[str, str]) -> str | None:
    """An acceptance's key under its element's new id."""
    rule, _, element = key.partition(":")
    if not element:
        return key
    return f"{rule}:{same[element]}" if element in same else None


def _dropped(pair: _Pair, now: str, answer: st.Answer, fitting: st.Answer) -> Iterator[finding.Finding]:
    if gone := [*(kind for kind in _said(answer) if getattr(fitting, kind) is None), *_lost(answer, fitting)]:
        yield words.made(DROPPED, pair.new, now, _called(gone) | _OTHERWISE)


def _said(answer: st.Answer) -> list[str]:
    return [kind for kind in answering.KINDS if getattr(answer, kind) is not None]


def _lost(answer: st.Answer, fitting: st.Answer) -> Iterator[str]:
    """The parts of a decision that aren't carried over while the rest of it is."""
    if answer.decision is None or fitting.decision is None:
        return
    for part in _PARTS:
        was, now = getattr(answer.decision, part), getattr(fitting.decision, part)
        if len(now) < len(was) if part == "labels" else was and not now:
            yield part


def _called(kinds: Iterable[str]) -> dict[str, str]:
    """Kinds of answers and parts of a decision in words."""
    names = [_PARTS.get(kind) or (laying.NAMES[kind], kind) for kind in kinds]
    return {"kinds_vi": ", ".join(vi for vi, _ in names), "kinds": ", ".join(en for _, en in names)}


def _fitting(pair: _Pair, was: str, now: str, answer: st.Answer) -> st.Answer:
    """The answer without what the drawing now says otherwise."""
    same = {
        kind: getattr(answer, kind)
        for kind, drawn in _DRAWN.items()
        if getattr(answer, kind) is not None and drawn(pair.old, was) == drawn(pair.new, now)
    }
    lane = pair.lanes.get(answer.lane or "")
    drawn_lane = pair.lanes.get(pair.old.lane_of.get(was, ""))
    if lane is not None and drawn_lane is not None and drawn_lane == pair.new.lane_of.get(now):
        same["lane"] = lane
    before, after = pair.conditions
    if answer.decision is not None and was in pair.old.nodes and before.get(was) == after.get(now):
        same["decision"] = _decision(pair, was, now, answer.decision)
    return st.Answer(**same)


def _decision(pair: _Pair, was: str, now: str, decision: answering.Decision) -> answering.Decision | None:
    """A decision with the flows and the lane as they are called now; None where nothing of it is left."""
    before, after = pair.old.nodes[was].default, pair.new.nodes[now].default
    drawn_alike = (pair.flows.get(before) if before else None) == after
    labels = {
        pair.flows[flow]: label
        for flow, label in decision.labels.items()
        if flow in pair.flows and _name(pair.old, flow) == _name(pair.new, pair.flows[flow])
    }
    lane = pair.lanes.get(decision.lane, "")
    default = pair.flows.get(decision.default, "") if drawn_alike else ""
    found = replace(decision, labels=labels, lane=lane, default=default)
    return None if found == answering.Decision() else found


def _name(diagram: dg.Diagram, flow: str) -> str:
    return matching.folded(diagram.flows[flow].name)


def _body(text: dg.Text | None) -> str:
    return "" if text is None else text.body.strip()


def _timer(diagram: dg.Diagram, element: str) -> Hashable:
    events = diagram.nodes[element].events if element in diagram.nodes else ()
    return tuple((event.timer, _body(event.expression)) for event in events if event.kind == "timer")


def _condition(diagram: dg.Diagram, element: str) -> Hashable:
    if element in diagram.flows:
        flow = diagram.flows[element]
        return _body(flow.condition), flow.default, matching.folded(flow.name)
    node = diagram.nodes[element]
    waited = tuple(_body(event.expression) for event in node.events if event.kind == "conditional")
    return waited, _body(node.loop.condition) if node.loop is not None else None


def _count(diagram: dg.Diagram, element: str) -> Hashable:
    loop = diagram.nodes[element].loop if element in diagram.nodes else None
    return None if loop is None else (loop.kind, _body(loop.cardinality), loop.collection)


def _message(diagram: dg.Diagram, element: str) -> Hashable:
    node = diagram.nodes.get(element)
    if node is None:
        return None
    return node.message, tuple(event.name for event in node.events if event.kind in laying.MESSAGES)


def _service(diagram: dg.Diagram, element: str) -> Hashable:
    node = diagram.nodes.get(element)
    return None if node is None else (node.type, node.implementation, node.script)


def _procedure(diagram: dg.Diagram, element: str) -> Hashable:
    node = diagram.nodes.get(element)
    return None if node is None else (node.type, node.called, node.called in diagram.processes)


def _conditions(diagram: dg.Diagram) -> dict[str, Hashable]:
    """Node → the conditions on its ways out: whether data decides there, and how."""
    found: dict[str, list[str]] = {}
    for flow in diagram.flows.values():
        found.setdefault(flow.source, []).append(_body(flow.condition))
    return {node: tuple(sorted(bodies)) for node, bodies in found.items()}


_DRAWN: Mapping[str, Callable[[dg.Diagram, str], Hashable]] = {
    "timer": _timer,
    "condition": _condition,
    "count": _count,
    "message": _message,
    "service": _service,
    "procedure": _procedure,
}
"""Kind of answer → what the drawing says of it; decisions and lanes are compared by what hangs together with them."""
