"""Gateways whose flows carry labels but no conditions: a person decides.

The decision becomes a field of the task before the gateway if that is a person's task in the gateway's lane and leads
only there; else a task of its own is put in front, in the gateway's lane. The labels become the choices, and each flow
gets the condition that its choice was made (13.4.2, 13.4.3).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn.lint import finding, words
from bpmn.repairs import draft

ASKED_BEFORE = words.Words(
    "decision-by-person",
    finding.Level.WARNING,
    "Các nhánh của cổng «{name}» không có điều kiện; người làm bước «{task}» chọn: {choices}. Trong phần mềm vẽ: ghi "
    "điều kiện trên mũi tên nếu máy phải tự chọn.",
    "The flows of gateway “{name}” have no conditions; whoever completes “{task}” picks: {choices}. In the modeler: "
    "put conditions on the flows if no person is to pick.",
)
ASKED_APART = words.Words(
    "decision-by-person",
    finding.Level.WARNING,
    "Các nhánh của cổng «{name}» không có điều kiện; thêm một bước để người trong làn của cổng chọn: {choices}. Trong "
    "phần mềm vẽ: ghi điều kiện trên mũi tên, hoặc đặt bước của người ngay trước cổng, cùng làn.",
    "The flows of gateway “{name}” have no conditions; a step is added at which a person in the gateway's lane picks: "
    "{choices}. In the modeler: put conditions on the flows, or a person's step of the same lane right before it.",
)
MIXED = words.Words(
    "decision-mixed",
    finding.Level.WARNING,
    "Cổng «{name}» vừa có nhánh ghi điều kiện, vừa có nhiều nhánh không ghi; một người chọn trong mọi nhánh, các điều "
    "kiện không được dùng. Trong phần mềm vẽ: ghi điều kiện cho mọi nhánh, để một nhánh mặc định.",
    "Gateway “{name}” has flows with conditions and several without; a person picks among all of them and the "
    "conditions are not used. In the modeler: put conditions on all flows, with one default.",
)
LONE = words.Words(
    "default-assumed",
    finding.Level.WARNING,
    "Nhánh «{flow}» của cổng «{name}» là nhánh duy nhất không có điều kiện; coi là nhánh mặc định. Trong phần mềm vẽ: "
    "đánh dấu nó là mặc định.",
    "Flow “{flow}” of gateway “{name}” is the only one without a condition; it is taken as the default. In the "
    "modeler: mark it as default.",
)
ALWAYS = words.Words(
    "flow-always-taken",
    finding.Level.NOTE,
    "Nhánh «{name}» của cổng bao gồm «{gateway}» không có điều kiện nên luôn được chạy, bên cạnh các nhánh có điều "
    "kiện đúng. Trong phần mềm vẽ: ghi điều kiện, hoặc đánh dấu nó là mặc định.",
    "Flow “{name}” of inclusive gateway “{gateway}” has no condition, so it is always taken, beside those whose "
    "condition holds. In the modeler: put a condition on it, or mark it as default.",
)
DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
QUESTION = "Chọn hướng xử lý tiếp theo"
LONGEST_KEY = 80


def repair(work: draft.Draft, field_keys: frozenset[str] = frozenset()) -> None:
    """Make every gateway that splits able to choose; `field_keys` are taken by fields of forms."""
    taken = dict.fromkeys(field_keys, 1)
    for gateway in work.of_type(DECIDING):
        out = work.outgoing(gateway.id)
        if len(out) < 2:
            continue
        bare = [f for f in out if f.condition is None and f.id != gateway.default]
        if not bare:
            continue
        if gateway.type == "inclusiveGateway" and _conditions(out):
            # Complete as drawn: a flow without a condition is not held back by one (8.4.13).
            for flow in bare:
                work.tell(ALWAYS, flow.id, gateway=gateway.name or gateway.id)
        elif len(bare) == 1 and gateway.default is None and _conditions(out):
            _lone(work, gateway, bare[0])
        else:
            if _conditions(out):
                work.tell(MIXED, gateway.id)
            _ask(work, work.nodes[gateway.id], out, taken)


def _conditions(out: tuple[dg.Flow, ...]) -> bool:
    return any(f.condition is not None for f in out)


def _lone(work: draft.Draft, gateway: dg.Node, flow: dg.Flow) -> None:
    work.tell(LONE, gateway.id, flow=flow.name or flow.id)
    work.put_node(replace(gateway, default=flow.id))
    work.put_flow(replace(flow, default=True))


def _ask(work: draft.Draft, gateway: dg.Node, out: tuple[dg.Flow, ...], taken: dict[str, int]) -> None:
    several = gateway.type == "inclusiveGateway"
    key = feel_name(gateway.id, taken)
    choices = tuple(pp.Choice(f.id, label, f.id) for f, label in zip(out, _labels(work, out), strict=True))
    asked_by = task_before(work, gateway)
    shown = "; ".join(choice.label for choice in choices)
    if asked_by is None:
        work.tell(ASKED_APART, gateway.id, choices=shown)
        asked_by = _task_apart(work, gateway, several)
    else:
        work.tell(ASKED_BEFORE, gateway.id, task=work.nodes[asked_by].name or asked_by, choices=shown)
    for flow in out:
        work.put_flow(replace(flow, condition=dg.Text(_condition(key, flow.id, several)), default=False))
    work.put_node(replace(work.nodes[gateway.id], default=None))
    question = gateway.name or QUESTION
    work.decisions[gateway.id] = pp.Decision(gateway.id, asked_by, key, question, choices, several)
    task = work.tasks[asked_by]
    work.tasks[asked_by] = replace(task, decisions=(*task.decisions, gateway.id))


def _condition(key: str, flow: str, several: bool) -> str:
    value = '"' + flow.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"=list contains({key}, {value})" if several else f"={key} = {value}"


def feel_name(element: str, taken: dict[str, int]) -> str:
    """A name for the answer that FEEL, form keys and JSON all take: ASCII letters, digits and underscores.

    The same element gets the same name each time; `taken` is added to: name → the number tried last for it.
    """
    plain = unicodedata.normalize("NFKD", element)
    base = "decision_" + re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:LONGEST_KEY]
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}_{taken[base]}"
    taken[name] = 1
    return name


def _labels(work: draft.Draft, out: tuple[dg.Flow, ...]) -> list[str]:
    """What each way is called: its own label, else what it leads to; told apart where two are the same."""
    labels = [words.shown(f.name) or _destination(work, f) for f in out]
    double = {label for label in labels if labels.count(label) > 1} if len(labels) < 200 else set()
    told = []
    for number, (flow, label) in enumerate(zip(out, labels, strict=True), 1):
        if not label:
            told.append(str(number))
        elif label in double:
            to = _destination(work, flow)
            told.append(f"{label} ({number})" if not to or to == label else f"{label} ({number}: {to})")
        else:
            told.append(label)
    return told


def _destination(work: draft.Draft, flow: dg.Flow) -> str:
    """Name of the first named node that a way leads to, walking through what has one way out only."""
    node, seen = work.nodes[flow.target], 0
    while not node.name and seen < 20:
        out = work.outgoing(node.id)
        if len(out) != 1:
            break
        node, seen = work.nodes[out[0].target], seen + 1
    return words.shown(node.name)


def task_before(work: draft.Draft, gateway: dg.Node) -> str | None:
    """The person's task whose form can ask: the only way to the gateway, in its lane, done once each time."""
    node = gateway
    while True:
        into = work.incoming(node.id)
        if len(into) != 1:
            return None
        node = work.nodes[into[0].source]
        if len(work.outgoing(node.id)) != 1 or work.lane(node.id) != work.lane(gateway.id):
            return None
        if node.type != "intermediateThrowEvent":
            break
        if node.id == gateway.id:
            return None
    return node.id if node.id in work.tasks and node.loop is None else None


def _task_apart(work: draft.Draft, gateway: dg.Node, several: bool) -> str:
    lane = work.lane(gateway.id)
    task = dg.Node(
        id=work.fresh(f"{gateway.id}_decide"),
        type="userTask",
        name=gateway.name or QUESTION,
        process=gateway.process,
        parent=gateway.parent,
        place=gateway.place,
    )
    into = work.incoming(gateway.id)
    work.insert_before(gateway.id, task, lane)
    if several and len(into) > 1:
        # An inclusive gateway waits for all its ways in before it decides: the waiting must stay in front of the task.
        join = dg.Node(
            id=work.fresh(f"{gateway.id}_join"),
            type="inclusiveGateway",
            process=gateway.process,
            parent=gateway.parent,
        )
        work.insert_before(task.id, join, lane)
    work.tasks[task.id] = pp.HumanTask(task.id)
    return task.id
