"""Answers beside the diagram laid over it as read, before it is prepared: the repairs then see them as if drawn.

Each answer is checked as it is laid. What fits is told in a note, so that a reader of the findings knows what isn't in
the file; what doesn't is an error that says what to do, and is left out; what is said of an element that is gone is
left over. Nothing is ever executed here, and no answer makes this raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn import answering, vocabulary
from bpmn import diagram as dg
from bpmn import settings as st
from bpmn.expressions import errors, parse, temporal, tree
from bpmn.lint import finding, words


@dataclass(frozen=True, slots=True)
class Laid:
    """A diagram with the answers in it: `used` are those that fit, `findings` what is to be said of all of them."""

    diagram: dg.Diagram
    used: Mapping[str, st.Answer] = field(default_factory=dict)
    findings: tuple[finding.Finding, ...] = ()


BESIDE = words.Words(
    "answered-beside",
    finding.Level.NOTE,
    "«{name}» được trả lời bên cạnh sơ đồ: {answers_vi}. Tệp vẽ giữ nguyên; muốn đổi thì sửa câu trả lời, hoặc vẽ vào "
    "sơ đồ rồi bỏ câu trả lời.",
    "“{name}” is answered beside the diagram: {answers}. The file stays as drawn; to change it, change the answer, or "
    "draw it and take the answer away.",
)
LEFT_OVER = words.Words(
    "answer-left-over",
    finding.Level.NOTE,
    "Có câu trả lời cho phần tử «{name}», nhưng sơ đồ không có phần tử này; câu trả lời không được dùng. Hãy bỏ câu "
    "trả lời, hoặc trả lời lại cho phần tử thay thế.",
    "There is an answer for element “{name}”, which the diagram does not have; the answer is not used. Take it away, "
    "or answer for the element in its place.",
)
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
DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
CONDITIONAL = vocabulary.ACTIVITIES | DECIDING | {"complexGateway"}
"""What a flow with a condition may leave (8.4.13)."""
SERVICES = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask"})
MESSAGES = frozenset({"message", "signal"})
TIMERS: dict[str, temporal.Kind] = {"date": "date", "duration": "duration", "cycle": "cycle"}

_NOTHING = st.Answer()
_Said = tuple[str, str]
"""Vietnamese and English: what an answer says."""


class UnfitError(Exception):
    """An answer that can't be used: two templates say why and what to do, `values` are the texts inside them."""

    def __init__(self, vi: str, en: str, **values: str) -> None:
        self.vi, self.en, self.values = vi, en, values
        super().__init__(en.format_map(values))


class _Work:
    """The diagram while answers are laid over it."""

    def __init__(self, drawn: dg.Diagram, answers: Mapping[str, st.Answer]) -> None:
        self.drawn, self.answers = drawn, answers
        self.nodes, self.flows, self.lane_of = dict(drawn.nodes), dict(drawn.flows), dict(drawn.lane_of)
        self._out: dict[str, list[str]] = {}
        for flow in drawn.flows.values():
            self._out.setdefault(flow.source, []).append(flow.id)
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


def apply(diagram: dg.Diagram, answers: Mapping[str, st.Answer]) -> Laid:
    """The diagram as if the answers were drawn in it.

    Parameters:
        diagram: as the reader gives it, lanes placed.
        answers: by element id.
    """
    if not answers:
        return Laid(diagram)
    work = _Work(diagram, answers)
    said: dict[str, dict[str, _Said]] = {}
    wrong: dict[str, dict[str, UnfitError]] = {}
    for kind, lay in _KINDS.items():
        for element, answer in answers.items():
            value = getattr(answer, kind)
            if value is not None and (element in work.nodes or element in work.flows):
                try:
                    said.setdefault(element, {})[kind] = lay(work, element, value)
                except UnfitError as unfit:
                    wrong.setdefault(element, {})[kind] = unfit
    laid = work.laid()
    told = [one for key in answers for one in _told(laid, key, said.get(key, {}), wrong.get(key, {}))]
    used = {
        element: replace(answer, **dict.fromkeys(wrong.get(element, ())))
        for element, answer in answers.items()
        if said.get(element)
    }
    return Laid(laid, used, tuple(told))


def _told(
    laid: dg.Diagram, element: str, said: Mapping[str, _Said], wrong: Mapping[str, UnfitError]
) -> Iterator[finding.Finding]:
    if not said and not wrong:
        yield words.made(LEFT_OVER, laid, element, {})
    if said:
        values = {"answers_vi": "; ".join(vi for vi, _ in said.values())}
        yield words.made(BESIDE, laid, element, {**values, "answers": "; ".join(en for _, en in said.values())})
    for kind, unfit in wrong.items():
        yield words.made(not_fitting(kind, unfit), laid, element, unfit.values)


NOT_FITTING = frozenset(f"answer-{kind}" for kind in NAMES)
"""Rules under which it is told that an answer can't be used, one for each kind."""


def unsettled(findings: Iterable[finding.Finding], used: Mapping[str, st.Answer]) -> tuple[finding.Finding, ...]:
    """What the reader found and no answer settles. What is found later sees the answers by itself."""
    return tuple(
        one for one in findings if not one.asks or getattr(used.get(one.element or "", _NOTHING), one.asks) is None
    )


def not_fitting(kind: str, unfit: UnfitError) -> words.Words:
    """How it is told that an answer of a kind can't be used."""
    return words.Words(
        f"answer-{kind}",
        finding.Level.ERROR,
        f"Câu trả lời bên cạnh sơ đồ cho «{{name}}» ({NAMES[kind]}) không dùng được: {unfit.vi}.",
        f"The answer beside the diagram for “{{name}}” ({kind}) can't be used: {unfit.en}.",
        asks=kind,
    )


def _timer(work: _Work, element: str, timer: answering.Timer) -> _Said:
    node = work.nodes.get(element)
    if node is None or not any(event.kind == "timer" for event in node.events):
        raise UnfitError(
            "chỉ sự kiện đồng hồ mới nhận; hãy bỏ câu trả lời, hoặc vẽ sự kiện đồng hồ",
            "only a timer event takes one; take the answer away, or draw a timer event",
        )
    _readable(timer)
    written = dg.Text(timer.value)
    events = (replace(one, timer=timer.kind, expression=written) if one.kind == "timer" else one for one in node.events)
    work.nodes[element] = replace(node, events=tuple(events))
    return _of("timer", timer.value)


def _readable(timer: answering.Timer) -> None:
    """A timer must say when. One that data decides must say that it is an expression: `ba ngày` would be a variable."""
    column = 1
    try:
        found = temporal.parse_timer(TIMERS[timer.kind], timer.value)
        if not isinstance(found, tree.Expression) or timer.value.startswith(("=", "${", "#{")):
            return
    except errors.ExpressionError as cause:
        column = cause.column or 1
    raise UnfitError(
        "không đọc được ở cột {column}: {text}. Hãy ghi theo ISO 8601, ví dụ P3D (3 ngày), PT2H (2 giờ), "
        "2026-09-02T08:00:00+07:00, R3/PT1H, hoặc một biểu thức bắt đầu bằng =",
        "it can't be read at column {column}: {text}. Write ISO 8601, such as P3D (3 days), PT2H (2 hours), "
        "2026-09-02T08:00:00+07:00, R3/PT1H, or an expression that begins with =",
        column=str(column),
        text=timer.value,
    )


def _condition(work: _Work, element: str, text: str) -> _Said:
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


def _on_flow(work: _Work, flow: dg.Flow, text: str) -> None:
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


def _decision(work: _Work, element: str, decision: answering.Decision) -> _Said:
    node, out = work.nodes.get(element), work.out(element)
    if node is None or node.type not in DECIDING or len(out) < 2:
        raise UnfitError(
            "chỉ cổng loại trừ và cổng bao gồm có nhiều nhánh ra mới nhận; hãy bỏ câu trả lời, hoặc vẽ cổng loại trừ",
            "only an exclusive or inclusive gateway with several flows out takes one; take the answer away, or draw an "
            "exclusive gateway",
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


def _decided(work: _Work, decision: answering.Decision, lane: str) -> _Said:
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


def _count(work: _Work, element: str, count: str) -> _Said:
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


def _message(work: _Work, element: str, name: str) -> _Said:
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


def _service(work: _Work, element: str, service: str) -> _Said:
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


def _procedure(work: _Work, element: str, procedure: str) -> _Said:
    node = work.nodes.get(element)
    runs = {one.process for one in work.drawn.nodes.values() if one.parent is None}
    if node is None or node.type != "callActivity" or node.called in runs:
        raise UnfitError(
            "chỉ bước gọi (call activity) một quy trình không có trong tệp mới nhận; hãy bỏ câu trả lời",
            "only a call activity whose process is not in the file takes one; take the answer away",
        )
    work.nodes[element] = replace(node, procedure=procedure)
    return _of("procedure", procedure)


def _lane(work: _Work, element: str, key: str) -> _Said:
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


def _placed(work: _Work, node: dg.Node, key: str) -> dg.Lane:
    """The lane of a key, if the node may stand there: a process is done by the lanes of its own pool (10.8)."""
    lane = work.drawn.lanes.get(key)
    if lane is None:
        raise UnfitError(
            "sơ đồ không có làn «{lane}»; hãy chọn một làn của sơ đồ",
            "the diagram has no lane “{lane}”; choose a lane of the diagram",
            lane=key,
        )
    if lane.process != node.process and node.process in {pool.process for pool in work.drawn.pools.values()}:
        raise UnfitError(
            "làn «{lane}» thuộc bể khác; hãy chọn một làn của cùng bể",
            "lane “{lane}” is in another pool; choose a lane of the same pool",
            lane=lane.label or key,
        )
    return lane


def _of(kind: str, text: str) -> _Said:
    return f"{NAMES[kind]} {text}", f"{kind} {text}"


_KINDS: dict[str, Callable[..., _Said]] = {
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
