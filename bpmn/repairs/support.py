"""What the engine does not run is refused by name: one table of element and reason, nothing dropped in silence."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import draft


def _refused(rule: str, vi: str, en: str) -> words.Words:
    return words.Words(rule, finding.Level.ERROR, f"«{{name}}»: {vi}", f"“{{name}}”: {en}")


TYPES = {
    "complexGateway": _refused(
        "unsupported-complex-gateway",
        "cổng phức hợp chưa chạy được. Trong phần mềm vẽ: thay bằng cổng bao gồm (inclusive) hoặc song song.",
        "complex gateways can't run. In the modeler: use an inclusive or a parallel gateway.",
    ),
    "transaction": _refused(
        "unsupported-transaction",
        "giao dịch (transaction) chưa chạy được. Trong phần mềm vẽ: đổi thành quy trình con thường.",
        "transactions can't run. In the modeler: make it an ordinary subprocess.",
    ),
    "adHocSubProcess": _refused(
        "unsupported-ad-hoc",
        "quy trình con tự do (ad-hoc) chưa chạy được. Trong phần mềm vẽ: đổi thành quy trình con thường, nối các bước.",
        "ad-hoc subprocesses can't run. In the modeler: make it an ordinary subprocess and connect its steps.",
    ),
}
"""By element type."""

EVENTS = {
    "compensate": _refused(
        "unsupported-compensation",
        "sự kiện bù trừ (compensation) chưa chạy được. Trong phần mềm vẽ: vẽ các bước sửa lại như bước thường.",
        "compensation can't run. In the modeler: draw the steps that undo the work as ordinary steps.",
    ),
    "cancel": _refused(
        "unsupported-cancel",
        "sự kiện hủy giao dịch (cancel) chưa chạy được. Trong phần mềm vẽ: dùng sự kiện lỗi (error).",
        "cancel events can't run. In the modeler: use an error event.",
    ),
    "conditional": _refused(
        "unsupported-conditional",
        "sự kiện điều kiện chưa chạy được. Trong phần mềm vẽ: dùng bước của người, thông điệp hoặc đồng hồ.",
        "conditional events can't run. In the modeler: use a person's step, a message or a timer.",
    ),
}
"""By kind of event definition."""

MULTIPLE = _refused(
    "unsupported-multiple-event",
    "sự kiện có nhiều loại cùng lúc chưa chạy được. Trong phần mềm vẽ: tách thành từng sự kiện.",
    "an event with several definitions can't run. In the modeler: draw one event for each.",
)
COMPENSATION_HANDLER = _refused(
    "unsupported-compensation-handler",
    "bước bù trừ (isForCompensation) chưa chạy được. Trong phần mềm vẽ: vẽ như bước thường.",
    "a compensation handler can't run. In the modeler: draw it as an ordinary step.",
)
PARALLEL_EVENT_GATEWAY = _refused(
    "unsupported-parallel-event-gateway",
    "cổng sự kiện song song chưa chạy được. Trong phần mềm vẽ: dùng cổng song song, sau đó từng sự kiện.",
    "parallel event-based gateways can't run. In the modeler: use a parallel gateway, then each event.",
)
BOUNDARY_HOST = _refused(
    "boundary-without-host",
    "sự kiện biên không gắn vào bước nào. Trong phần mềm vẽ: đặt nó lên cạnh của một bước.",
    "this boundary event stands on no activity. In the modeler: place it on the border of an activity.",
)
BOUNDARY_PLAIN = words.Words(
    "boundary-without-trigger",
    finding.Level.WARNING,
    "Sự kiện biên «{name}» không có loại (đồng hồ, thông điệp, lỗi…) nên không bao giờ xảy ra. Trong phần mềm vẽ: chọn "
    "loại cho nó.",
    "Boundary event “{name}” has no trigger (timer, message, error…), so it never occurs. In the modeler: choose one.",
)
EVENT_SUBPROCESS_START = _refused(
    "event-subprocess-without-trigger",
    "quy trình con sự kiện phải có đúng một sự kiện bắt đầu có loại (đồng hồ, thông điệp, lỗi…).",
    "an event subprocess must have exactly one start event with a trigger (timer, message, error…).",
)
EVENT_GATEWAY_TARGET = _refused(
    "event-gateway-target",
    "sau cổng sự kiện chỉ được là sự kiện chờ hoặc bước nhận thông điệp.",
    "only catching events and receive tasks may follow an event-based gateway.",
)
LINK_TARGET = _refused(
    "link-without-target",
    "sự kiện liên kết không có điểm đến cùng tên trong cùng quy trình.",
    "this link event has no catching link of the same name in its process.",
)


def repair(work: draft.Draft) -> None:
    """Tell every element that can't run, and why."""
    landings = {_link(n) for n in work.nodes.values() if n.type == "intermediateCatchEvent" and _is_link(n)}
    for node in tuple(work.nodes.values()):
        said = _reason(work, node)
        if said is None and node.type == "intermediateThrowEvent" and _is_link(node) and _link(node) not in landings:
            said = LINK_TARGET
        if said is not None:
            work.tell(said, node.id)
        if said is BOUNDARY_PLAIN:
            work.drop_node(node.id)


def _is_link(node: dg.Node) -> bool:
    return bool(node.events) and node.events[0].kind == "link"


def _link(node: dg.Node) -> tuple[str, str | None, str]:
    """What pairs the two halves of a link: their level and their name (10.5.5)."""
    return node.process, node.parent, node.events[0].name or node.name


def _reason(work: draft.Draft, node: dg.Node) -> words.Words | None:
    if node.type in TYPES:
        return TYPES[node.type]
    if node.attributes.get("isForCompensation") == "true":
        return COMPENSATION_HANDLER
    if node.type in vocabulary.EVENTS:
        return _event(work, node)
    if node.type == "eventBasedGateway":
        return _event_gateway(work, node)
    if node.event_subprocess:
        starts = [n for n in work.in_scope(node.process, node.id) if n.type == "startEvent"]
        if len(starts) != 1 or not starts[0].events:
            return EVENT_SUBPROCESS_START
    return None


def _event(work: draft.Draft, node: dg.Node) -> words.Words | None:
    if len(node.events) > 1:
        return MULTIPLE
    kind = node.events[0].kind if node.events else ""
    if kind in EVENTS:
        return EVENTS[kind]
    if node.type == "boundaryEvent":
        host = work.nodes.get(node.attached_to or "")
        if host is None or host.type not in vocabulary.ACTIVITIES:
            return BOUNDARY_HOST
        return None if kind else BOUNDARY_PLAIN
    return None


def _event_gateway(work: draft.Draft, node: dg.Node) -> words.Words | None:
    if node.event_gateway_type == "Parallel":
        return PARALLEL_EVENT_GATEWAY
    for flow in work.outgoing(node.id):
        target = work.nodes[flow.target]
        if target.type not in {"intermediateCatchEvent", "receiveTask"}:
            return EVENT_GATEWAY_TARGET
    return None
