"""Loops and calls that can never rest: told where the drawing alone shows it.

Within one step no person answers and no time passes, so nothing that a condition reads changes: a circle of gateways
and throwing events, once entered, is gone round for ever. The same holds for a process that, on the only way from its
start, calls itself. What only data can tell is left to the engine's budget.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from bpmn import diagram as dg
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
    passing: dict[str, list[str]] = {n.id: [] for n in work.nodes.values() if _passes(n)}
    landings = {_link(n): n.id for n in work.nodes.values() if n.type == "intermediateCatchEvent" and _is_link(n)}
    for node_id, ways in passing.items():
        ways.extend(f.target for f in work.outgoing(node_id) if f.target in passing)
        node = work.nodes[node_id]
        if node.type == "intermediateThrowEvent" and _is_link(node) and _link(node) in landings:
            ways.append(landings[_link(node)])
    left = cyclic(passing)
    told: dict[str, words.Words] = {}
    for whole in _whole(passing, left):
        said = CIRCLE_BY_DATA if any(_chooses(work, node, whole) for node in whole) else CIRCLE
        told.update(dict.fromkeys(whole, said))
    for node_id in work.nodes:
        if node_id in told and node_id in work.origin.nodes:
            work.tell(told[node_id], node_id)


def _whole(ways: Mapping[str, Iterable[str]], left: set[str]) -> Iterator[set[str]]:
    """The nodes of circles, those that hang together at a time."""
    back: dict[str, list[str]] = {node: [] for node in left}
    for node in left:
        for target in ways[node]:
            if target in left:
                back[target].append(node)
    seen: set[str] = set()
    for node in ways:
        if node not in left or node in seen:
            continue
        waiting, found = [node], {node}
        while waiting:
            at = waiting.pop()
            for other in (*ways[at], *back[at]):
                if other in left and other not in found:
                    found.add(other)
                    waiting.append(other)
        seen |= found
        yield found


def _chooses(work: draft.Draft, node_id: str, whole: Collection[str]) -> bool:
    """Whether a condition at a node decides between going round and going out."""
    out = work.outgoing(node_id)
    if work.nodes[node_id].type not in {"exclusiveGateway", "inclusiveGateway"} or len(out) < 2:
        return False
    return any(f.target not in whole for f in out) and any(f.condition is not None for f in out)


def _passes(node: dg.Node) -> bool:
    return node.type in PASSING or (node.type == "intermediateCatchEvent" and (not node.events or _is_link(node)))


def _is_link(node: dg.Node) -> bool:
    return bool(node.events) and node.events[0].kind == "link"


def _link(node: dg.Node) -> tuple[str, str | None, str]:
    return node.process, node.parent, node.events[0].name or node.name


def cyclic(ways: Mapping[str, Iterable[str]]) -> set[str]:
    """Nodes on a circle: what is left when those without a way in, then those without a way out, are taken off.

    Nodes between two circles are left too. Linear in nodes and ways.
    """
    back: dict[str, list[str]] = {node: [] for node in ways}
    for node, targets in ways.items():
        for target in targets:
            back[target].append(node)
    left = set(ways)
    for forth, into in ((ways, back), (back, ways)):
        count = {node: sum(1 for n in into[node] if n in left) for node in left}
        ready = [node for node, number in count.items() if number == 0]
        while ready:
            node = ready.pop()
            left.discard(node)
            for target in forth[node]:
                if target in left:
                    count[target] -= 1
                    if count[target] == 0:
                        ready.append(target)
    return left


def _calls(work: draft.Draft) -> None:
    """A circle of processes, each of which surely calls the next before it rests."""
    sure: dict[str, dict[str, str]] = {}
    for process in work.origin.processes:
        sure[process] = {work.nodes[c].called or "": c for c in _sure_calls(work, process)}
    known = {process: [called for called in calls if called in sure] for process, calls in sure.items()}
    for process in cyclic(known):
        for called, element in sure[process].items():
            if called in known:
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
