"""How an answer of each kind is laid over a diagram: one small function per kind, which refuses what doesn't fit.

An answer fits where the element takes one of its kind, what it says can be read, and what it names is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bpmn import answering, joining, vocabulary
from bpmn import diagram as dg
from bpmn import settings as st
from bpmn.expressions import errors, parse, spans, temporal, tree

NAMES = {
    "timer": "hẹn giờ",
    "condition": "điều kiện",
    "decision": "quyết định",
    "count": "số lần",
    "message": "tên thông điệp",
    "service": "dịch vụ",
    "procedure": "thủ tục",
    "lane": "làn",
}
"""Kind of answer → what it is called in Vietnamese."""
DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
CONDITIONAL = vocabulary.ACTIVITIES | DECIDING
"""What a flow with a condition may leave (8.4.13)."""
AWAITED = frozenset({"message", "signal", "timer", "conditional"})
"""What an event-based gateway can wait for (10.6.6)."""
SERVICES = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask"})
MESSAGES = frozenset({"message", "signal"})
TIMERS: dict[str, temporal.Kind] = {"date": "date", "duration": "duration", "cycle": "cycle"}

Said = tuple[str, str]
"""Vietnamese and English: what an answer says."""


class UnfitError(Exception):
    """An answer that can't be used: two templates say why and what to do, `values` are the texts inside them."""

    def __init__(self, vi: str, en: str, **values: str) -> None:
        self.vi, self.en, self.values = vi, en, values
        super().__init__(en.format_map(values))


class Work:
    """The diagram while answers are laid over it."""

    def __init__(self, drawn: dg.Diagram, answers: Mapping[str, st.Answer]) -> None:
        self.drawn, self.answers = drawn, answers
        self.nodes, self.flows, self.lane_of = dict(drawn.nodes), dict(drawn.flows), dict(drawn.lane_of)
        self._out: dict[str, list[str]] = {}
        for flow in drawn.flows.values():
            self._out.setdefault(flow.source, []).append(flow.id)
        self.joined = joining.groups(drawn)
        """Processes that are read as one, by the first of them."""
        self.pooled = {pool.process for pool in drawn.pools.values()}
        """Processes that a pool refers to."""
        self.runs = {node.process for node in drawn.nodes.values() if node.parent is None}
        """Processes that hold anything."""
        self._held: dict[str, list[str]] = {}
        for node in drawn.nodes.values():
            around = node.attached_to if node.type == "boundaryEvent" else node.parent
            self._held.setdefault(around or "", []).append(node.id)

    def out(self, node: str) -> list[str]:
        """Ids of the flows that leave a node."""
        return self._out.get(node, [])

    def held(self, node: str) -> list[str]:
        """Ids of the nodes that stand in a node or on its border."""
        return self._held.get(node, [])

    def laid(self) -> dg.Diagram:
        """The diagram as it is now."""
        return replace(self.drawn, nodes=self.nodes, flows=self.flows, lane_of=self.lane_of)


def _timer(work: Work, element: str, timer: answering.Timer) -> Said:
    node = work.nodes.get(element)
    if node is None or not any(event.kind == "timer" for event in node.events):
        raise UnfitError(
            "chỉ sự kiện đồng hồ mới nhận; hãy bỏ câu trả lời, hoặc vẽ sự kiện đồng hồ",
            "only a timer event takes one; take the answer away, or draw a timer event",
        )
    written = dg.Text(_when(timer))
    events = (replace(one, timer=timer.kind, expression=written) if one.kind == "timer" else one for one in node.events)
    work.nodes[element] = replace(node, events=tuple(events))
    return _of("timer", timer.value if written.body == timer.value else f"{timer.value} ({written.body})")


def _when(timer: answering.Timer) -> str:
    """What a timer says; a length of time in words as ISO 8601."""
    column = _wrong_at(timer.kind, timer.value)
    if not column:
        return timer.value
    spoken = spans.iso(timer.value) if timer.kind == "duration" else None
    if spoken is not None and not _wrong_at(timer.kind, spoken):
        return spoken
    raise UnfitError(
        "không đọc được ở cột {column}: {text}. Hãy ghi theo ISO 8601, ví dụ P3D (3 ngày), PT2H (2 giờ), "
        "3 ngày làm việc, "
        "2026-09-02T08:00:00+07:00, R3/PT1H, hoặc một biểu thức bắt đầu bằng =",
        "it can't be read at column {column}: {text}. Write ISO 8601, such as P3D (3 days), PT2H (2 hours), "
        "3 working days, "
        "2026-09-02T08:00:00+07:00, R3/PT1H, or an expression that begins with =",
        column=str(column),
        text=timer.value,
    )


def _wrong_at(kind: str, text: str) -> int:
    """Column at which a timer can't be read, 0 where it can.

    One that data decides must say that it is an expression: `tuần sau` would be a variable.
    """
    try:
        found = temporal.parse_timer(TIMERS[kind], text)
    except errors.ExpressionError as wrong:
        return wrong.column or 1
    return 1 if isinstance(found, tree.Expression) and not text.startswith(("=", "${", "#{")) else 0


def _condition(work: Work, element: str, text: str) -> Said:
    node = work.nodes.get(element)
    if node is None:
        _on_flow(work, work.flows[element], text)
    elif any(event.kind == "conditional" for event in node.events):
        written = _expression(text)
        events = (replace(one, expression=written) if one.kind == "conditional" else one for one in node.events)
        work.nodes[element] = replace(node, events=tuple(events))
    elif node.loop is not None and node.loop.kind == "standard":
        work.nodes[element] = replace(node, loop=replace(node.loop, condition=_expression(text)))
    else:
        raise UnfitError(
            "chỉ mũi tên, sự kiện điều kiện và bước lặp (loop) mới nhận; hãy trả lời trên mũi tên sau nó",
            "only a flow, a conditional event and a loop take one; answer on the flow behind it",
        )
    return _of("condition", text)


def _on_flow(work: Work, flow: dg.Flow, text: str) -> None:
    if work.nodes[flow.source].type not in CONDITIONAL:
        raise UnfitError(
            "điều kiện chỉ có tác dụng trên mũi tên đi ra từ một bước, cổng loại trừ hoặc cổng bao gồm; trong phần mềm "
            "vẽ: thêm cổng loại trừ",
            "a condition counts only on a flow that leaves an activity, an exclusive or an inclusive gateway; in the "
            "modeler: add an exclusive gateway",
        )
    if flow.default:
        raise UnfitError(
            "mũi tên này là nhánh mặc định, được đi khi không điều kiện nào đúng; hãy chọn nhánh mặc định khác trước",
            "this flow is the default, taken where no condition holds; choose another default first",
        )
    work.flows[flow.id] = replace(flow, condition=_expression(text))


def _expression(text: str) -> dg.Text:
    """The text as a diagram holds it, which must parse."""
    try:
        parse.parse(text)
    except errors.ExpressionSyntaxError as wrong:
        raise UnfitError(
            "không đọc được ở cột {column}: {text}. Hãy ghi biểu thức, ví dụ =so_tien > 5",
            "it can't be read at column {column}: {text}. Write an expression, such as =amount > 5",
            column=str(wrong.column),
            text=text,
        ) from wrong
    return dg.Text(text)


def _decision(work: Work, element: str, decision: answering.Decision) -> Said:
    node, out = work.nodes.get(element), work.out(element)
    if node is None or len(out) < 2 or not _decides(work, node, decision):
        raise UnfitError(
            "chỉ cổng loại trừ, cổng bao gồm, cổng sự kiện mà không sự kiện nào phân định, hoặc bước và sự kiện có "
            "nhiều nhánh ra không điều kiện (không có nhánh mặc định) mới nhận; hãy bỏ câu trả lời, hoặc vẽ cổng loại "
            "trừ",
            "only an exclusive or inclusive gateway, an event-based one whose events don't tell, or an activity or "
            "event with several flows out and no conditions (and no default) takes one; take the answer away, or draw "
            "an exclusive gateway",
        )
    for flow in (*decision.labels, *filter(None, (decision.default,))):
        if flow not in out:
            raise UnfitError(
                "mũi tên «{flow}» không đi ra từ cổng này; hãy chọn trong các mũi tên của cổng",
                "flow “{flow}” does not leave this gateway; choose among the flows of the gateway",
                flow=flow,
            )
    lane = _placed(work, node, decision.lane).label if decision.lane else ""
    if decision.default:
        for flow in out:
            work.flows[flow] = replace(work.flows[flow], default=flow == decision.default)
        work.nodes[element] = replace(node, default=decision.default)
    return _decided(work, decision, lane)


def _decides(work: Work, node: dg.Node, decision: answering.Decision) -> bool:
    """Whether a person may pick among the ways out of a node."""
    if node.type == "eventBasedGateway":
        return not decision.default and _picked(work, node)
    return node.type in DECIDING or _splits(work, node, decision)


def _picked(work: Work, node: dg.Node) -> bool:
    """Whether a person picks behind an event-based gateway: nothing can be waited for there, or none says for what."""
    targets = [work.nodes[work.flows[flow].target] for flow in work.out(node.id)]
    waiting = [one for one in targets if one.type == "receiveTask" or any(e.kind in AWAITED for e in one.events)]
    untold = [one for one in targets if one.events and all(map(_untold, one.events))]
    return len(waiting) < len(targets) or len(untold) == len(targets)


def _untold(event: dg.EventDefinition) -> bool:
    unwritten = event.expression is None or not event.expression.body.strip()
    return unwritten and event.kind in {"timer", "conditional"}


def _splits(work: Work, node: dg.Node, decision: answering.Decision) -> bool:
    """Whether all ways out of a node are taken as drawn, so that a person may pick one of them instead (13.3.2)."""
    flows = [work.flows[flow] for flow in work.out(node.id)]
    # A condition that repeats its flow's label is read as the label.
    bare = all(one.condition is None or st.same_label(one.condition.body.strip("\"'"), one.name) for one in flows)
    return node.type not in vocabulary.GATEWAYS and bare and not decision.default


def _decided(work: Work, decision: answering.Decision, lane: str) -> Said:
    """What a decision says, part by part."""
    default = work.flows[decision.default].name or decision.default if decision.default else ""
    labels = ", ".join(decision.labels.values())
    by = {
        answering.BEFORE: ("hỏi ở bước trước", "asked at the step before"),
        answering.APART: ("hỏi ở một bước riêng", "asked at a step of its own"),
    }
    parts = [
        (f"câu hỏi «{decision.question}»", f"question “{decision.question}”") if decision.question else None,
        by.get(decision.by),
        (f"người của làn «{lane}» chọn", f"a person of lane “{lane}” picks") if decision.lane else None,
        (f"các lựa chọn: {labels}", f"choices: {labels}") if labels else None,
        (f"nhánh mặc định «{default}»", f"default flow “{default}”") if default else None,
    ]
    said = [part for part in parts if part is not None]
    return ", ".join(vi for vi, _ in said), ", ".join(en for _, en in said)


def _count(work: Work, element: str, count: str) -> Said:
    node = work.nodes.get(element)
    loop = node.loop if node is not None else None
    if node is None or loop is None or loop.kind == "standard" or loop.collection:
        raise UnfitError(
            "chỉ bước nhiều lần (multi-instance) không có danh sách mới nhận; trong phần mềm vẽ: đánh dấu bước là "
            "multi-instance, hoặc bỏ danh sách",
            "only a multi-instance without a collection takes one; in the modeler: mark the activity as "
            "multi-instance, or take its collection away",
        )
    work.nodes[element] = replace(node, loop=replace(loop, cardinality=_expression(count)))
    return _of("count", count)


def _message(work: Work, element: str, name: str) -> Said:
    node = work.nodes.get(element)
    if node is not None and node.type in {"sendTask", "receiveTask"}:
        work.nodes[element] = replace(node, message=name)
    elif node is not None and any(event.kind in MESSAGES for event in node.events):
        events = (replace(one, name=name) if one.kind in MESSAGES else one for one in node.events)
        work.nodes[element] = replace(node, events=tuple(events))
    else:
        raise UnfitError(
            "chỉ sự kiện thông điệp hoặc tín hiệu, bước gửi và bước nhận mới nhận; hãy bỏ câu trả lời",
            "only a message or signal event, a send task and a receive task take one; take the answer away",
        )
    return _of("message", name)


def _service(work: Work, element: str, service: str) -> Said:
    node = work.nodes.get(element)
    if node is None or node.type not in SERVICES:
        raise UnfitError(
            "chỉ bước dịch vụ, kịch bản, quy tắc và bước gửi mới nhận; trong phần mềm vẽ: đổi loại bước",
            "only a service, script, business rule or send task takes one; in the modeler: change the type of the task",
        )
    # Bound to a service a script isn't wanted any more: what is done outside is a service task's work (10.3.3).
    kind = "serviceTask" if node.type == "scriptTask" else node.type
    work.nodes[element] = replace(node, type=kind, script=None, implementation=service)
    return _of("service", service)


def _procedure(work: Work, element: str, procedure: str) -> Said:
    node = work.nodes.get(element)
    if node is None or node.type != "callActivity" or node.called in work.runs:
        raise UnfitError(
            "chỉ bước gọi (call activity) một quy trình không có trong tệp mới nhận; hãy bỏ câu trả lời",
            "only a call activity whose process is not in the file takes one; take the answer away",
        )
    work.nodes[element] = replace(node, procedure=procedure)
    return _of("procedure", procedure)


def _lane(work: Work, element: str, key: str) -> Said:
    """A node in another lane, with what stands in it or on its border in the same one and isn't placed by itself."""
    node = work.nodes.get(element)
    if node is None or node.type == "boundaryEvent":
        raise UnfitError(
            "chỉ bước, cổng và sự kiện mới nhận (sự kiện biên ở làn của bước mà nó gắn vào); hãy trả lời cho bước đó",
            "only an activity, a gateway or an event takes one (a boundary event is in the lane of its activity); "
            "answer for that activity",
        )
    lane = _placed(work, node, key)
    was, waiting, seen = work.drawn.lane_of.get(element), [element], {element}
    while waiting:
        at = waiting.pop()
        work.lane_of[at] = key
        for one in work.held(at):
            placed = work.answers[one].lane if one in work.answers else None
            if one not in seen and work.drawn.lane_of.get(one) == was and placed is None:
                seen.add(one)
                waiting.append(one)
    return _of("lane", lane.label or key)


def _placed(work: Work, node: dg.Node, key: str) -> dg.Lane:
    """The lane of a key, if the node may stand there: a process is done by the lanes of its own pool (10.8), or of
    those that sequence flows join to it."""
    lane = work.drawn.lanes.get(key)
    if lane is None:
        raise UnfitError(
            "sơ đồ không có làn «{lane}»; hãy chọn một làn của sơ đồ",
            "the diagram has no lane “{lane}”; choose a lane of the diagram",
            lane=key,
        )
    same = work.joined.get(lane.process, lane.process) == work.joined.get(node.process, node.process)
    if not same and node.process in work.pooled:
        raise UnfitError(
            "làn «{lane}» thuộc bể khác; hãy chọn một làn của cùng bể",
            "lane “{lane}” is in another pool; choose a lane of the same pool",
            lane=lane.label or key,
        )
    return lane


def _of(kind: str, text: str) -> Said:
    return f"{NAMES[kind]} {text}", f"{kind} {text}"


KINDS: dict[str, Callable[..., Said]] = {
    "decision": _decision,  # before conditions, which the default flow can't have
    "condition": _condition,
    "timer": _timer,
    "count": _count,
    "message": _message,
    "service": _service,
    "procedure": _procedure,
    "lane": _lane,
}
"""Kind of answer → what lays it, in the order in which they are laid."""
