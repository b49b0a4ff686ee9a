"""The aspects in which two versions may differ: one function each, from a matched pair to the changes in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn import diagram as dg
from bpmn import graph, matching, properties, vocabulary
from bpmn import settings as st


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `element` is the id in the new version, or in the old one of what is gone; empty for the whole case.

    `name` and `lane` are display texts; `before` and `after` are what it was and is, None where there is nothing.
    """

    kind: str
    element: str
    name: str
    lane: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Both versions with everything that the aspects ask of them; `nodes`, `lanes`, `flows`: new → old."""

    old: dg.Diagram
    new: dg.Diagram
    nodes: Mapping[str, str]
    lanes: Mapping[str, str]
    flows: Mapping[str, str]
    old_settings: st.Settings
    new_settings: st.Settings
    old_forms: Mapping[str, bytes]
    new_forms: Mapping[str, bytes]


def _label(diagram: dg.Diagram, key: str) -> str:
    lane = diagram.lanes.get(key)
    return lane.label if lane is not None else ""


def _lane(diagram: dg.Diagram, node: str) -> str:
    return _label(diagram, diagram.lane_of.get(node, ""))


def _change(
    kind: str, diagram: dg.Diagram, node: dg.Node, before: str | None = None, after: str | None = None
) -> Change:
    return Change(kind, node.id, node.name or node.id, _lane(diagram, node.id), before or None, after or None)


MOST_WALKS = 500_000
"""Ways walked through what is new or gone; beyond any drawing, so that a hostile mesh ends too."""


def _added_and_removed(pair: Pair) -> Iterator[Change]:
    kept = set(pair.nodes.values())
    for node in pair.new.nodes.values():
        if node.id not in pair.nodes:
            what = "step" if node.type in vocabulary.ACTIVITIES else "node"
            yield _change(f"{what}_added", pair.new, node, None, node.type)
    for node in pair.old.nodes.values():
        if node.id not in kept:
            what = "step" if node.type in vocabulary.ACTIVITIES else "node"
            yield _change(f"{what}_removed", pair.old, node, node.type, None)


def _documentation(diagram: dg.Diagram, node: dg.Node) -> str:
    return matching.plain(node.documentation)


def _type(diagram: dg.Diagram, node: dg.Node) -> str:
    kinds = "+".join(event.kind for event in node.events)
    marks = [node.type, kinds, "" if node.interrupting else "non-interrupting"]
    marks += ["event subprocess" if node.event_subprocess else ""]
    return " ".join(mark for mark in marks if mark)


def _timer(diagram: dg.Diagram, node: dg.Node) -> str:
    written = [
        f"{event.timer or ''} {event.expression.body.strip() if event.expression else ''}".strip()
        for event in node.events
        if event.kind in {"timer", "conditional"}
    ]
    return "; ".join(written)


def _message(diagram: dg.Diagram, node: dg.Node) -> str:
    names = [event.name or event.code or "" for event in node.events if event.kind not in {"timer", "conditional"}]
    return "; ".join(name for name in (*names, node.message or "", *(text.body for text in node.key_texts)) if name)


def _loop(diagram: dg.Diagram, node: dg.Node) -> str:
    loop = node.loop
    if loop is None:
        return ""
    texts = [text.body.strip() if text else "" for text in (loop.condition, loop.cardinality, loop.completion)]
    maximum = "" if loop.maximum is None else f"max {loop.maximum}"
    return " ".join(part for part in (loop.kind, *texts, loop.collection or "", loop.item or "", maximum) if part)


def _implementation(diagram: dg.Diagram, node: dg.Node) -> str:
    script = node.script.body.strip() if node.script else ""
    maps = [f"{name}={text}" for name, text in (*node.called_inputs, *node.called_outputs)]
    bound = (node.called or "", node.procedure, node.implementation or "")
    return " ".join(part for part in (*bound, script, *maps) if part)


def _name(diagram: dg.Diagram, node: dg.Node) -> str:
    return matching.plain(node.name)


_OF_A_NODE: Mapping[str, Callable[[dg.Diagram, dg.Node], str]] = {
    "renamed": _name,
    "type_changed": _type,
    "timer_changed": _timer,
    "message_changed": _message,
    "loop_changed": _loop,
    "implementation_changed": _implementation,
    "documentation_changed": _documentation,
}
"""Kind of change → the text of a node in which it shows."""


def _nodes(pair: Pair) -> Iterator[Change]:
    same = {(pair.new.nodes[n].process, pair.old.nodes[o].process) for n, o in pair.nodes.items()}
    for new_id, old_id in pair.nodes.items():
        old, new = pair.old.nodes[old_id], pair.new.nodes[new_id]
        # A process that was given another id is still the one that is called.
        shown = replace(new, called=old.called) if (new.called, old.called) in same else new
        for kind, text in _OF_A_NODE.items():
            before, after = text(pair.old, old), text(pair.new, shown)
            if before != after:
                yield _change(kind, pair.new, new, before, after)


def _lanes_of_nodes(pair: Pair) -> Iterator[Change]:
    for new_id, old_id in pair.nodes.items():
        old_key, new_key = pair.old.lane_of.get(old_id, ""), pair.new.lane_of.get(new_id, "")
        if pair.lanes.get(new_key, "") != old_key and (old_key or new_key):
            before, after = _label(pair.old, old_key), _label(pair.new, new_key)
            yield _change("lane_moved", pair.new, pair.new.nodes[new_id], before, after)


def _lanes(pair: Pair) -> Iterator[Change]:
    old_bound = properties.bindings(pair.old, pair.old_settings)
    new_bound = properties.bindings(pair.new, pair.new_settings)
    kept = set(pair.lanes.values())
    for key, lane in pair.new.lanes.items():
        was = pair.lanes.get(key)
        if was is None:
            yield Change("lane_added", lane.id, lane.label, lane.label, None, lane.label)
            continue
        old_lane = pair.old.lanes[was]
        if not st.same_label(_own(pair.old, old_lane), _own(pair.new, lane)):
            yield Change("lane_renamed", lane.id, lane.label, lane.label, old_lane.label, lane.label)
        bindings = (_binding(old_bound.get(was)), _binding(new_bound.get(key)))
        if bindings[0] != bindings[1]:
            yield Change("binding_changed", lane.id, lane.label, lane.label, *bindings)
    for key, lane in pair.old.lanes.items():
        if key not in kept:
            yield Change("lane_removed", lane.id, lane.label, lane.label, lane.label, None)


def _own(diagram: dg.Diagram, lane: dg.Lane) -> str:
    """The name that is a lane's own, or a pool's where the lane stands for it: not one taken over, and no id."""
    if not lane.pool_itself:
        return lane.name
    pool, process = diagram.pools.get(lane.pool), diagram.processes.get(lane.process)
    return (pool.name if pool else "") or (process.name if process else "")


def _binding(binding: st.Binding | None) -> str | None:
    return None if binding is None else f"{binding.to.value} {binding.value}".strip()


def _settings(pair: Pair) -> Iterator[Change]:
    ids = {**pair.nodes, **_decision_steps(pair)}
    for new_id, old_id in ids.items():
        old = pair.old_settings.steps.get(old_id, st.Step())
        new = pair.new_settings.steps.get(new_id, st.Step())
        node = pair.new.nodes.get(new_id) or dg.Node(new_id, "userTask", name=new_id)
        for kind, before, after in (
            ("limit_changed", limit_text(old.limit), limit_text(new.limit)),
            ("role_changed", old.role, new.role),
            ("output_changed", old.output, new.output),
        ):
            if before != after:
                yield _change(kind, pair.new, node, before, after)
    before, after = limit_text(pair.old_settings.limit), limit_text(pair.new_settings.limit)
    if before != after:
        yield Change("limit_changed", "", "", "", before, after)


def _decision_steps(pair: Pair) -> dict[str, str]:
    """Steps that preparing put in stand in the settings only; they go by their id."""
    return {e: e for e in pair.new_settings.steps if e not in pair.new.nodes and e not in pair.old.nodes}


def limit_text(limit: st.Limit | None) -> str | None:
    """A limit as the diagram would write it: ``3 working_day``."""
    return None if limit is None else f"{limit.amount} {limit.unit.value}"


def _forms(pair: Pair) -> Iterator[Change]:
    files: dict[tuple[str | None, str | None], bool] = {}
    drawn: dict[tuple[int, int], bool] = {}
    for new_id, old_id in pair.nodes.items():
        old, new = pair.old.nodes[old_id], pair.new.nodes[new_id]
        # Many steps may share one large form, which is then looked at once.
        names, fields = (old.form, new.form), (id(old.form_fields), id(new.form_fields))
        if names not in files:
            files[names] = _content(pair.old_forms, old.form) == _content(pair.new_forms, new.form)
        if fields not in drawn:
            drawn[fields] = old.form_fields == new.form_fields
        if old.form != new.form or not files[names] or not drawn[fields]:
            yield _change("form_changed", pair.new, new, old.form, new.form)


def _content(forms: Mapping[str, bytes], form: str | None) -> object:
    """What a form file says, however it is spaced."""
    data = forms.get(form or "")
    try:
        return None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return data


def _flow_texts(pair: Pair) -> Iterator[Change]:
    for new_id, old_id in pair.flows.items():
        old, new = pair.old.flows[old_id], pair.new.flows[new_id]
        before, after = (f.condition.body.strip() if f.condition else "" for f in (old, new))
        if before != after:
            yield _flow("condition_changed", pair.new, new, before, after)
        before, after = matching.plain(old.name), matching.plain(new.name)
        if before != after:
            yield _flow("renamed", pair.new, new, before, after)


def _flow(kind: str, diagram: dg.Diagram, flow: dg.Flow, before: str | None = None, after: str | None = None) -> Change:
    name = flow.name or way(diagram, flow.source, flow.target)
    return Change(kind, flow.id, name, _lane(diagram, flow.source), before or None, after or None)


def way(diagram: dg.Diagram, source: str, target: str) -> str:
    """How a way between two nodes is shown: ``Thẩm định → Trình ký``."""
    ends = (diagram.nodes[n].name or diagram.nodes[n].type if n in diagram.nodes else n for n in (source, target))
    return " → ".join(matching.plain(end) for end in ends)


def _defaults(pair: Pair) -> Iterator[Change]:
    for new_id, old_id in pair.nodes.items():
        new, old = pair.new.nodes[new_id], pair.old.nodes[old_id]
        before, after = pair.old.flows.get(old.default or ""), pair.new.flows.get(new.default or "")
        if after is not None and before is not None and _same_way(pair, before, after):
            continue
        if before is not after:
            yield _change("default_changed", pair.new, new, _way_out(pair.old, before), _way_out(pair.new, after))


def _same_way(pair: Pair, before: dg.Flow, after: dg.Flow) -> bool:
    return pair.flows.get(after.id) == before.id or pair.nodes.get(after.target) == before.target


def _way_out(diagram: dg.Diagram, flow: dg.Flow | None) -> str | None:
    return None if flow is None else flow.name or way(diagram, flow.source, flow.target)


def _decisions(pair: Pair) -> Iterator[Change]:
    """What is said beside the diagram of how a person decides."""
    for new_id, old_id in pair.nodes.items():
        before = _decision(pair.old, pair.old_settings.answers.get(old_id))
        after = _decision(pair.new, pair.new_settings.answers.get(new_id))
        if before != after:
            yield _change("decision_changed", pair.new, pair.new.nodes[new_id], before, after)


def _decision(diagram: dg.Diagram, answer: st.Answer | None) -> str:
    said = answer.decision if answer is not None else None
    if said is None:
        return ""
    # In the order of the drawing, so that labels typed in another order are no change.
    labels = [said.labels[flow] for flow in diagram.flows if flow in said.labels]
    parts = (said.question, said.by, _label(diagram, said.lane), ", ".join(labels))
    return "; ".join(part for part in parts if part)


def _order(pair: Pair) -> Iterator[Change]:
    """Ways between matched nodes that are new or gone, walking through what was added or taken away."""
    back = {old: new for new, old in pair.nodes.items()}
    now = {(pair.nodes[a], pair.nodes[b]): flow for (a, b), flow in _ways(pair.new, set(pair.nodes)).items()}
    was = _ways(pair.old, set(back))
    for (source, target), flow in now.items():
        if (source, target) not in was:
            after = way(pair.new, back[source], back[target])
            yield Change("flow_added", flow, after, _lane(pair.new, back[source]), None, after)
    for (source, target), flow in was.items():
        if (source, target) not in now:
            before = way(pair.old, source, target)
            yield Change("flow_removed", flow, before, _lane(pair.old, source), before, None)


def _ways(diagram: dg.Diagram, known: set[str]) -> dict[tuple[str, str], str]:
    """Pairs of known nodes of which the second follows the first through unknown ones only → a flow to point at."""
    out = graph.flows_out(diagram)
    found: dict[tuple[str, str], str] = {}
    walks = 0
    for node in diagram.nodes:
        if node not in known:
            continue
        seen: set[str] = set()
        waiting = [(flow, flow.id) for flow in out.get(node, ())]
        while waiting and walks < MOST_WALKS:
            walks += 1
            flow, first = waiting.pop()
            if flow.target in known:
                found.setdefault((node, flow.target), first)
            elif flow.target not in seen:
                seen.add(flow.target)
                waiting += [(further, first) for further in out.get(flow.target, ())]
    return found


ALL: tuple[Callable[[Pair], Iterator[Change]], ...] = (
    _added_and_removed,
    _nodes,
    _lanes_of_nodes,
    _lanes,
    _settings,
    _forms,
    _flow_texts,
    _defaults,
    _decisions,
    _order,
)
"""Every aspect."""
