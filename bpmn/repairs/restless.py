"""Loops and calls that can never rest: told where the drawing alone shows it.

Within one step no person answers and no time passes, so nothing that a condition reads changes: a circle of gateways
and throwing events, once entered, is gone round for ever. The same holds for a process that, on the only way from its
start, calls itself. What only data can tell is left to the engine's budget.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bpmn import diagram as dg
from bpmn import graph
from bpmn.lint import finding, words
from bpmn.repairs import draft

CIRCLE = words.Words(
    "loop-without-rest",
    finding.Level.ERROR,
    "«{name}» nằm trong một vòng lặp chỉ gồm cổng và sự kiện gửi: đã vào thì không bao giờ dừng. Trong phần mềm vẽ: "
    "đặt một bước của người, một thông điệp hoặc một đồng hồ vào vòng lặp.",
    "“{name}” is part of a loop of gateways and throwing events only: once entered it never ends. In the modeler: put "
    "a person's step, a message or a timer into the loop.",
)
CIRCLE_BY_DATA = words.Words(
    "loop-without-rest-by-data",
    finding.Level.WARNING,
    "«{name}» nằm trong một vòng lặp chỉ gồm cổng và sự kiện gửi; nếu điều kiện cho đi vòng thì hồ sơ dừng vì sự cố. "
    "Trong phần mềm vẽ: đặt một bước của người, một thông điệp hoặc một đồng hồ vào vòng lặp.",
    "“{name}” is part of a loop of gateways and throwing events only; if a condition lets a case go round, it stops "
    "with an incident. In the modeler: put a person's step, a message or a timer into the loop.",
)
SELF_CALL = words.Words(
    "call-without-end",
    finding.Level.ERROR,
    "«{name}» gọi lại chính quy trình chứa nó trước khi có bước nào dừng: không bao giờ dừng. Trong phần mềm vẽ: vẽ "
    "vòng lặp bằng cổng và mũi tên.",
    "“{name}” calls its own process again before any step rests: it never ends. In the modeler: draw the loop with a "
    "gateway and flows.",
)
PASSING = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "intermediateThrowEvent"})


def repair(work: draft.Draft) -> None:
    """Tell circles of nodes at which a token never rests, and calls that go on for ever."""
    _circles(work)
    _calls(work)


def _circles(work: draft.Draft) -> None:
    """A circle that some condition leaves is left to the data, but for a smaller one in it that none leaves."""
    told: dict[str, words.Words] = {}
    ways = _ways(work)
    for whole in graph.circles(ways):
        choosing = _choosing(work, whole)
        told.update(dict.fromkeys(whole, CIRCLE_BY_DATA if choosing else CIRCLE))
        rest = dict.fromkeys(node for node in whole if node not in choosing) if choosing else {}
        for part in graph.circles({node: [to for to in ways[node] if to in rest] for node in rest}):
            if not _choosing(work, part):
                told.update(dict.fromkeys(part, CIRCLE))
    for node_id in work.nodes:
        if node_id in told and node_id in work.origin.nodes:
            work.tell(told[node_id], node_id)


def _ways(work: draft.Draft) -> dict[str, list[str]]:
    """Where a token goes on at once, of nodes at which none rests."""
    passing: dict[str, list[str]] = {n.id: [] for n in work.nodes.values() if _passes(n)}
    landings = {graph.link(n): n.id for n in work.of_type({"intermediateCatchEvent"}) if graph.is_link(n)}
    for node_id, ways in passing.items():
        ways.extend(f.target for f in work.outgoing(node_id) if f.target in passing)
        node = work.nodes[node_id]
        if node.type == "intermediateThrowEvent" and graph.is_link(node) and graph.link(node) in landings:
            ways.append(landings[graph.link(node)])
    return passing


def _choosing(work: draft.Draft, part: Collection[str]) -> set[str]:
    """Gateways of a circle at which a condition decides between going round and going out."""
    inside = set(part)
    return {node for node in part if _chooses(work, node, inside)}


def _chooses(work: draft.Draft, node_id: str, part: Collection[str]) -> bool:
    out = work.outgoing(node_id)
    if work.nodes[node_id].type not in {"exclusiveGateway", "inclusiveGateway"} or len(out) < 2:
        return False
    return any(f.target not in part for f in out) and any(f.condition is not None for f in out)


def _passes(node: dg.Node) -> bool:
    return node.type in PASSING or (node.type == "intermediateCatchEvent" and (not node.events or graph.is_link(node)))


def _calls(work: draft.Draft) -> None:
    """A circle of processes, each of which surely calls the next before it rests."""
    sure: dict[str, dict[str, str]] = {}
    for process in work.origin.processes:
        sure[process] = {work.nodes[c].called or "": c for c in _sure_calls(work, process)}
    known = {process: [called for called in calls if called in sure] for process, calls in sure.items()}
    for circle in graph.circles(known):
        inside = set(circle)
        for process in circle:
            for called, element in sure[process].items():
                if called in inside:
                    work.tell(SELF_CALL, element)


def _sure_calls(work: draft.Draft, process: str) -> Iterable[str]:
    """Call activities that a token reaches from the start without a rest and without a choice."""
    waiting = [n.id for n in work.in_scope(process, None) if n.type == "startEvent" and not n.events]
    seen: set[str] = set()
    while waiting:
        node_id = waiting.pop()
        if node_id in seen:
            continue
        seen.add(node_id)
        node = work.nodes[node_id]
        out = work.outgoing(node_id)
        if node.type == "callActivity":
            if node.loop is None:
                yield node_id
        elif node.type == "subProcess" and not node.event_subprocess:
            waiting.extend(n.id for n in work.in_scope(process, node_id) if n.type == "startEvent")
        elif node.type in {"startEvent", "intermediateThrowEvent"} or (
            node.type in PASSING and len(work.incoming(node_id)) <= 1
        ):
            chosen = node.type in {"exclusiveGateway", "inclusiveGateway"} and len(out) > 1
            waiting.extend(f.target for f in out if f.condition is None and not chosen)
