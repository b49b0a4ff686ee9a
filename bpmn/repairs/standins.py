"""Elements that the engine doesn't execute and something near can stand in for: a person, or another element.

Each is told first, with what is assumed. What nothing can stand in for is refused in `support`.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn.lint import finding, words
from bpmn.repairs import draft


def _assumed(rule: str, vi: str, en: str) -> words.Words:
    return words.Words(rule, finding.Level.WARNING, f"«{{name}}»: {vi}", f"“{{name}}”: {en}")


COMPLEX = _assumed(
    "complex-gateway-replaced",
    "cổng phức hợp được đọc như cổng bao gồm (inclusive): chờ mọi nhánh còn có thể đến rồi mới đi tiếp, điều kiện kích "
    "hoạt không được dùng. Trong phần mềm vẽ: thay bằng cổng bao gồm hoặc song song.",
    "this complex gateway is read as an inclusive one: it waits for every branch that can still come, its activation "
    "condition is not used. In the modeler: use an inclusive or a parallel gateway.",
)
SEQUENTIAL_AD_HOC = _assumed(
    "ad-hoc-sequential-replaced",
    "quy trình con tự do làm lần lượt (ordering = Sequential) được đọc như Parallel: người làm tự chọn thứ tự, và có "
    "thể làm nhiều bước cùng lúc. Trong phần mềm vẽ: chọn Parallel, hoặc nối các bước bằng mũi tên.",
    "this ad-hoc subprocess in sequence (ordering = Sequential) is read as Parallel: its steps are done in any order, "
    "several at a time if people like. In the modeler: choose Parallel, or connect the steps.",
)
PARALLEL_EVENT_GATEWAY = _assumed(
    "parallel-event-gateway-replaced",
    "cổng sự kiện song song được đọc như cổng song song: chờ tất cả các sự kiện sau nó. Trong phần mềm vẽ: dùng cổng "
    "song song, sau đó từng sự kiện.",
    "this parallel event-based gateway is read as a parallel gateway: all the events after it are waited for. In the "
    "modeler: use a parallel gateway, then each event.",
)
ALL_AT_START = _assumed(
    "parallel-multiple-start-replaced",
    "quy trình lẽ ra bắt đầu khi «tất cả» sự kiện đã xảy ra (parallelMultiple); hồ sơ do người mở khi đã đủ. Trong "
    "phần mềm vẽ: bắt đầu bằng một sự kiện, sau đó chờ các sự kiện còn lại.",
    "the process should begin once all of several events have happened (parallelMultiple); a person opens the case "
    "when they have. In the modeler: begin with one of them and wait for the others behind it.",
)
COMPENSATION = _assumed(
    "compensation-by-person",
    "việc bù trừ (compensation) không tự chạy; thêm một bước để người trong làn này làm: {handlers}. Trong phần mềm "
    "vẽ: vẽ các bước sửa lại như bước thường.",
    "compensation is not executed by itself; a step is added at which a person in this lane undoes what was done: "
    "{handlers}. In the modeler: draw the steps that undo the work as ordinary steps.",
)
HANDLER = _assumed(
    "compensation-not-executed",
    "thuộc phần bù trừ (compensation) nên không tự chạy; nơi gọi bù trừ có một bước do người làm. Trong phần mềm vẽ: "
    "vẽ các bước sửa lại như bước thường.",
    "this belongs to a compensation and isn't executed by itself; where compensation is called for, a person does it. "
    "In the modeler: draw the steps that undo the work as ordinary steps.",
)
DIRECTION = _assumed(
    "event-direction-turned",
    "một sự kiện trung gian loại «{kind}» không {vi} được; được đọc như sự kiện {turned_vi}. Trong phần mềm vẽ: đổi "
    "loại sự kiện trung gian.",
    "an intermediate event of kind “{kind}” can't {en}; it is read as one that {turned}. In the modeler: change the "
    "kind of intermediate event.",
)
ONLY_THROWN = frozenset({"escalation", "compensate"})
"""Kinds that an intermediate event in the flow throws and can't wait for (table 10.89)."""
ONLY_CAUGHT = frozenset({"timer", "conditional"})
UNDO = "Thực hiện bù trừ"
NAMED = 10


def repair(work: draft.Draft) -> None:
    """Put a stand-in into the place of each of them."""
    for node in work.of_type({"intermediateCatchEvent", "intermediateThrowEvent"}):
        _turn(work, node)
    for node in work.of_type({"complexGateway"}):
        work.tell(COMPLEX, node.id)
        work.put_node(replace(node, type="inclusiveGateway"))
    for node in work.of_type({"adHocSubProcess"}):
        if node.attributes.get("ordering") == "Sequential":
            work.tell(SEQUENTIAL_AD_HOC, node.id)
            attributes = {key: value for key, value in node.attributes.items() if key != "ordering"}
            work.put_node(replace(node, attributes=attributes))
    for node in work.of_type({"eventBasedGateway"}):
        if node.event_gateway_type == "Parallel":
            work.tell(PARALLEL_EVENT_GATEWAY, node.id)
            work.put_node(replace(node, type="parallelGateway", event_gateway_type=None, instantiate=False))
    for node in work.of_type({"startEvent"}):
        if node.parent is None and node.parallel_multiple and len(node.events) > 1:
            work.tell(ALL_AT_START, node.id)
            work.put_node(replace(node, events=(), parallel_multiple=False))
    _compensation(work)


def _turn(work: draft.Draft, node: dg.Node) -> None:
    """An event drawn on the wrong side of waiting and throwing: the kind tells what was meant."""
    kinds = {event.kind for event in node.events}
    if node.type == "intermediateCatchEvent" and kinds and kinds <= ONLY_THROWN:
        texts = {"vi": "chờ", "turned_vi": "gửi", "en": "be waited for", "turned": "throws"}
        turned = "intermediateThrowEvent"
    elif node.type == "intermediateThrowEvent" and kinds and kinds <= ONLY_CAUGHT:
        texts = {"vi": "gửi", "turned_vi": "chờ", "en": "be thrown", "turned": "waits"}
        turned = "intermediateCatchEvent"
    else:
        return
    work.tell(DIRECTION, node.id, kind=", ".join(sorted(kinds)), **texts)
    work.put_node(replace(node, type=turned))


def _compensation(work: draft.Draft) -> None:
    """Handlers and what catches are taken out; where compensation is thrown, a person does the work (10.7)."""
    handlers: dict[str, list[str]] = {}
    for node in tuple(work.nodes.values()):
        if node.id not in work.nodes:
            continue
        if node.attributes.get("isForCompensation") == "true":
            handlers.setdefault(node.process, []).append(words.shown(node.name) or node.id)
            _handler(work, node)
        elif _compensates(node) and node.type in {"boundaryEvent", "startEvent"}:
            _catching(work, node)
    for node in tuple(work.nodes.values()):
        if _compensates(node) and node.type in {"intermediateThrowEvent", "endEvent"}:
            _throwing(work, node, handlers.get(node.process, []))


def _handler(work: draft.Draft, node: dg.Node) -> None:
    """One that flows lead to or from is in the normal flow as drawn, which a lint rule tells; it is done there."""
    if work.incoming(node.id) or work.outgoing(node.id):
        kept = {key: value for key, value in node.attributes.items() if key != "isForCompensation"}
        work.put_node(replace(node, attributes=kept))
    else:
        _leave_out(work, node)


def _compensates(node: dg.Node) -> bool:
    return any(event.kind == "compensate" for event in node.events)


def _without(node: dg.Node) -> dg.Node:
    return replace(node, events=tuple(event for event in node.events if event.kind != "compensate"))


def _leave_out(work: draft.Draft, node: dg.Node) -> None:
    work.tell(HANDLER, node.id)
    work.drop_tree(node.id)


def _catching(work: draft.Draft, node: dg.Node) -> None:
    outer = work.nodes.get(node.parent or "")
    if len(node.events) > 1:
        work.tell(HANDLER, node.id)
        work.put_node(_without(node))
    elif node.type == "boundaryEvent":
        _leave_out(work, node)
    elif outer is not None and outer.event_subprocess:
        _leave_out(work, outer)


def _throwing(work: draft.Draft, node: dg.Node, handlers: list[str]) -> None:
    """A person's step before the event, which itself goes on without the compensation."""
    named = words.listed(handlers, NAMED, "; ")
    work.tell(COMPENSATION, node.id, handlers=named or words.shown(node.name) or node.id)
    work.put_node(_without(node))
    task = dg.Node(
        id=work.fresh(f"{node.id}_undo"),
        type="userTask",
        name=node.name or UNDO,
        process=node.process,
        parent=node.parent,
        documentation=named and f"{UNDO}: {named}",
        place=node.place,
    )
    work.insert_before(node.id, task, work.lane(node.id))
