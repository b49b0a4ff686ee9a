"""Sequence flows that lead nowhere or out of their level, empty conditions, and marks that name no flow (8.4.13)."""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn import settings, vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import draft, wording

DANGLING = words.Words(
    "flow-dangling",
    finding.Level.WARNING,
    "Mũi tên «{name}» không nối với phần tử nào ở một đầu nên được bỏ qua khi chạy. Trong phần mềm vẽ: nối lại hoặc "
    "xóa mũi tên.",
    "Flow “{name}” is connected to nothing at one end, so it is left out when running. In the modeler: connect or "
    "delete it.",
)
CROSSING = words.Words(
    "flow-crosses-level",
    finding.Level.ERROR,
    "Mũi tên «{name}» đi qua ranh giới của một quy trình con hoặc một bể; không thể chạy. Trong phần mềm vẽ: nối tới "
    "chính quy trình con, hoặc dùng luồng thông điệp giữa hai bể.",
    "Flow “{name}” crosses the border of a subprocess or pool and can't run. In the modeler: connect it to the "
    "subprocess itself, or use a message flow between pools.",
)
EMPTY_CONDITION = words.Words(
    "condition-empty",
    finding.Level.NOTE,
    "Mũi tên «{name}» có ô điều kiện để trống; coi như không có điều kiện.",
    "Flow “{name}” has an empty condition; it is read as having none.",
)
LABEL_AS_CONDITION = words.Words(
    "condition-is-label",
    finding.Level.NOTE,
    "Điều kiện của mũi tên «{name}» chỉ là nhãn («{label}»), không phải biểu thức; được đọc như nhãn.",
    "The condition of flow “{name}” is just a label (“{label}”), not an expression; it is read as its label.",
)
WRONG_DEFAULT = words.Words(
    "default-unknown",
    finding.Level.NOTE,
    "Mũi tên mặc định của «{name}» không đi ra từ phần tử này; dấu mặc định được bỏ qua.",
    "The default flow of “{name}” does not leave it; the mark is left out.",
)
PARALLEL_CONDITION = words.Words(
    "condition-on-parallel",
    finding.Level.WARNING,
    "Mũi tên «{name}» đi ra từ cổng song song nên điều kiện của nó không có tác dụng; mọi nhánh đều chạy. Trong phần "
    "mềm vẽ: đổi cổng thành cổng bao gồm (inclusive) nếu muốn chọn.",
    "Flow “{name}” leaves a parallel gateway, so its condition has no effect: all branches run. In the modeler: make "
    "it an inclusive gateway if a choice is meant.",
)
EVENT_CONDITION = words.Words(
    "condition-on-event-gateway",
    finding.Level.WARNING,
    "Mũi tên «{name}» đi ra từ cổng sự kiện nên điều kiện của nó không có tác dụng: sự kiện nào xảy ra trước thì đi "
    "nhánh đó. Trong phần mềm vẽ: xóa điều kiện, hoặc đặt cổng loại trừ sau sự kiện.",
    "Flow “{name}” leaves an event-based gateway, so its condition has no effect: the event that happens first "
    "decides. In the modeler: delete the condition, or put an exclusive gateway after the event.",
)
DEFAULT_CONDITION = words.Words(
    "default-with-condition",
    finding.Level.WARNING,
    "Mũi tên «{name}» vừa là nhánh mặc định vừa có điều kiện; điều kiện được bỏ qua, nhánh này đi khi không nhánh nào "
    "khác đúng. Trong phần mềm vẽ: xóa điều kiện, hoặc bỏ dấu mặc định.",
    "Flow “{name}” is a default and has a condition; the condition is left out, the flow is taken when no other holds. "
    "In the modeler: delete the condition, or take the default mark off.",
)
DEFAULT_MISPLACED = words.Words(
    "default-misplaced",
    finding.Level.WARNING,
    "«{name}» không chọn nhánh theo điều kiện nên không có nhánh mặc định; dấu mặc định được bỏ qua. Trong phần mềm "
    "vẽ: bỏ dấu mặc định, hoặc dùng cổng loại trừ (exclusive) hay bao gồm (inclusive).",
    "“{name}” doesn't choose by conditions and has no default flow; the mark is left out. In the modeler: take the "
    "mark off, or use an exclusive or inclusive gateway.",
)
CHOOSING = vocabulary.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}
"""What may have a default flow (8.4.13)."""


def repair(work: draft.Draft) -> None:
    """Leave only flows that a token can take, with conditions only where one stands."""
    for flow in tuple(work.flows.values()):
        _ends(work, flow)
    for flow in tuple(work.flows.values()):
        _condition(work, flow)
    for node in tuple(work.nodes.values()):
        _default(work, node)


def _ends(work: draft.Draft, flow: dg.Flow) -> None:
    source, target = work.nodes.get(flow.source), work.nodes.get(flow.target)
    if source is None or target is None:
        work.tell(DANGLING, flow.id)
        work.drop_flow(flow.id)
    elif (source.process, source.parent) != (target.process, target.parent):
        work.tell(CROSSING, flow.id)


def _condition(work: draft.Draft, flow: dg.Flow) -> None:
    if flow.condition is None:
        return
    body = flow.condition.body.strip()
    if not body:
        work.tell(EMPTY_CONDITION, flow.id)
        work.put_flow(replace(flow, condition=None))
    elif work.nodes[flow.source].type == "parallelGateway":
        work.tell(PARALLEL_CONDITION, flow.id)
        work.put_flow(replace(flow, condition=None))
    elif work.nodes[flow.source].type == "eventBasedGateway":
        work.tell(EVENT_CONDITION, flow.id)
        work.put_flow(replace(flow, condition=None))
    elif flow.name and settings.same_label(body.strip("\"'"), flow.name) and wording.is_label(work, flow.condition):
        work.tell(LABEL_AS_CONDITION, flow.id, label=body)
        work.put_flow(replace(flow, condition=None))


def _default(work: draft.Draft, node: dg.Node) -> None:
    if node.default is None:
        return
    flow = work.flows.get(node.default)
    if flow is None or flow.source != node.id:
        work.tell(WRONG_DEFAULT, node.id)
        work.put_node(replace(node, default=None))
    elif node.type not in CHOOSING:
        work.tell(DEFAULT_MISPLACED, node.id)
        work.put_node(replace(node, default=None))
        work.put_flow(replace(flow, default=False))
    elif flow.condition is not None or not flow.default:
        if flow.condition is not None:
            work.tell(DEFAULT_CONDITION, flow.id)
        work.put_flow(replace(flow, condition=None, default=True))
