"""Gateways whose flows carry labels but no conditions: a person decides.

The decision becomes a field of the task before the gateway if that is a person's task in the gateway's lane and leads
only there; else a task of its own is put in front, in the gateway's lane. The labels become the choices, and each flow
gets the condition that its choice was made (13.4.2, 13.4.3). Where some flows have conditions these go on deciding, and
a person is asked only when none of them holds. An answer beside the diagram says otherwise who is asked, and what.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bpmn import answering
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn.lint import finding, words
from bpmn.repairs import draft, flows, wording

ASKED_BEFORE = words.Words(
    "decision-by-person",
    finding.Level.WARNING,
    "Các nhánh của cổng «{name}» không có điều kiện; người làm bước «{task}» chọn: {choices}. Trong phần mềm vẽ: ghi "
    "điều kiện trên mũi tên nếu máy phải tự chọn.",
    "The flows of gateway “{name}” have no conditions; whoever completes “{task}” picks: {choices}. In the modeler: "
    "put conditions on the flows if no person is to pick.",
    asks="decision",
)
ASKED_APART = words.Words(
    "decision-by-person",
    finding.Level.WARNING,
    "Các nhánh của cổng «{name}» không có điều kiện; thêm một bước để người trong làn của cổng chọn: {choices}. Trong "
    "phần mềm vẽ: ghi điều kiện trên mũi tên, hoặc đặt bước của người ngay trước cổng, cùng làn.",
    "The flows of gateway “{name}” have no conditions; a step is added at which a person in the gateway's lane picks: "
    "{choices}. In the modeler: put conditions on the flows, or a person's step of the same lane right before it.",
    asks="decision",
)
NOT_BEFORE = words.Words(
    "decision-not-before",
    finding.Level.WARNING,
    "Theo câu trả lời bên cạnh sơ đồ, quyết định của cổng «{name}» được hỏi ở bước trước, nhưng ngay trước cổng không "
    "có bước của người nào chỉ dẫn tới cổng; thêm một bước để người trong làn của cổng chọn. Hãy đổi câu trả lời, hoặc "
    "trong phần mềm vẽ: đặt bước của người ngay trước cổng.",
    "By the answer beside the diagram the decision of gateway “{name}” is asked at the step before, but right before "
    "it stands no person's step that leads only there; a step is added at which a person in the gateway's lane picks. "
    "Change the answer, or in the modeler: put a person's step right before the gateway.",
    asks="decision",
)
MIXED = words.Words(
    "decision-mixed",
    finding.Level.WARNING,
    "Cổng «{name}» vừa có nhánh ghi điều kiện, vừa có nhánh không ghi: điều kiện được xét trước; khi không điều kiện "
    "nào đúng, một bước được thêm để một người chọn: {choices}. Trong phần mềm vẽ: ghi điều kiện cho mọi nhánh, để "
    "một nhánh mặc định.",
    "Gateway “{name}” has flows with conditions and flows without: the conditions decide first; where none holds, a "
    "step is added at which a person picks: {choices}. In the modeler: put conditions on all flows, with one default.",
    asks="decision",
)
LONE = words.Words(
    "default-assumed",
    finding.Level.WARNING,
    "Nhánh «{flow}» của cổng «{name}» là nhánh duy nhất không có điều kiện; coi là nhánh mặc định. Trong phần mềm vẽ: "
    "đánh dấu nó là mặc định.",
    "Flow “{flow}” of gateway “{name}” is the only one without a condition; it is taken as the default. In the "
    "modeler: mark it as default.",
    asks="decision",
)
ALWAYS = words.Words(
    "flow-always-taken",
    finding.Level.NOTE,
    "Nhánh «{name}» của cổng bao gồm «{gateway}» không có điều kiện nên luôn được chạy, bên cạnh các nhánh có điều "
    "kiện đúng. Trong phần mềm vẽ: ghi điều kiện, hoặc đánh dấu nó là mặc định.",
    "Flow “{name}” of inclusive gateway “{gateway}” has no condition, so it is always taken, beside those whose "
    "condition holds. In the modeler: put a condition on it, or mark it as default.",
    asks="condition",
)
DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})
QUESTION = "Chọn hướng xử lý tiếp theo"
THE_END = "Kết thúc"
LONGEST_KEY = 80


def repair(work: draft.Draft, field_keys: frozenset[str] = frozenset()) -> None:
    """Make every gateway that splits able to choose.

    Parameters:
        field_keys: names taken by fields of forms: no decision gets one of them, a condition may read it.
    """
    taken = dict.fromkeys(field_keys, 1)
    for gateway in work.of_type(DECIDING):
        out = work.outgoing(gateway.id)
        if len(out) < 2:
            continue
        out = _labels_for_conditions(work, out, field_keys)
        bare = [f for f in out if f.condition is None and f.id != gateway.default]
        if not bare:
            continue
        answer = work.answers.get(gateway.id)
        said = (answer.decision if answer else None) or answering.Decision()
        if not any(f.condition is not None for f in out):
            _ask(work, work.nodes[gateway.id], out, taken, said)
        elif gateway.type == "inclusiveGateway":
            # Complete as drawn: a flow without a condition is not held back by one (8.4.13).
            for flow in bare:
                work.tell(ALWAYS, flow.id, gateway=gateway)
        elif len(bare) == 1 and gateway.default is None:
            _lone(work, gateway, bare[0])
        else:
            _rest(work, work.nodes[gateway.id], taken, said)


def _labels_for_conditions(work: draft.Draft, out: tuple[dg.Flow, ...], known: frozenset[str]) -> tuple[dg.Flow, ...]:
    """The ways of a gateway, without what stands on them as a condition and is none.

    Labels are what a person picks from where none of the conditions is an expression: beside one that is, a text that
    can't be read is a mistake in writing one.
    """
    kinds = {flow.id: wording.kind(work, flow.condition, known) for flow in out if flow.condition is not None}
    alone = {kind for kind in kinds.values() if kind is not wording.Kind.OTHERWISE}
    picked = len(kinds) > 1 and wording.Kind.LABEL in alone and wording.Kind.EXPRESSION not in alone
    for flow in out:
        if flow.condition is not None and (picked or kinds[flow.id] is wording.Kind.OTHERWISE):
            label = " ".join(flow.condition.body.split()).strip("\"'")
            work.tell(flows.LABEL_AS_CONDITION, flow.id, label=label)
            work.put_flow(replace(flow, condition=None, name=flow.name or label))
    return tuple(work.flows[flow.id] for flow in out)


def _lone(work: draft.Draft, gateway: dg.Node, flow: dg.Flow) -> None:
    work.tell(LONE, gateway.id, flow=flow)
    work.put_node(replace(gateway, default=flow.id))
    work.put_flow(replace(flow, default=True))


def _rest(work: draft.Draft, gateway: dg.Node, taken: dict[str, int], said: answering.Decision) -> None:
    """The conditions of an exclusive gateway go on deciding; behind it a person picks among its other ways."""
    lane = said.lane or work.lane(gateway.id)
    rest = dg.Node(
        id=work.fresh(f"{gateway.id}_rest"),
        type=gateway.type,
        name=gateway.name,
        process=gateway.process,
        parent=gateway.parent,
        place=gateway.place,
    )
    work.put_node(rest, work.lane(gateway.id))
    for flow in work.outgoing(gateway.id):
        if flow.condition is None or flow.id == gateway.default:
            work.put_flow(replace(flow, source=rest.id, condition=None, default=False))
    task = _task(work, gateway, said, lane)
    otherwise = work.link(gateway.id, task.id)
    work.put_flow(replace(otherwise, default=True))
    work.link(task.id, rest.id)
    work.put_node(replace(gateway, default=otherwise.id))
    choices = _choices(work, work.outgoing(rest.id), said)
    if not said.by_person:
        work.tell(MIXED, gateway.id, choices=_shown(choices))
    elif said.by == answering.BEFORE:
        work.tell(NOT_BEFORE, gateway.id)
    decision = pp.Decision(
        rest.id, task.id, feel_name(gateway.id, taken), task.name, choices, several=False, drawn=gateway.id
    )
    _decide(work, decision)


def _ask(
    work: draft.Draft, gateway: dg.Node, out: tuple[dg.Flow, ...], taken: dict[str, int], said: answering.Decision
) -> None:
    several = gateway.type == "inclusiveGateway"
    choices = _choices(work, out, said)
    anyone = said.by == answering.BEFORE
    asked_by = None if said.lane or said.by == answering.APART else task_before(work, gateway, anyone=anyone)
    if asked_by is None and anyone:
        work.tell(NOT_BEFORE, gateway.id)
    elif not said.by_person:
        told = ASKED_APART if asked_by is None else ASKED_BEFORE
        task = "" if asked_by is None else work.nodes[asked_by].name or asked_by
        if gateway.id in work.origin.nodes:  # one that was put in has been told of the element that it serves
            work.tell(told, gateway.id, task=task, choices=_shown(choices))
    if asked_by is None:
        asked_by = _task_apart(work, gateway, several, said)
    question = said.question or gateway.name or QUESTION
    _decide(work, pp.Decision(gateway.id, asked_by, feel_name(gateway.id, taken), question, choices, several))


def _decide(work: draft.Draft, decision: pp.Decision) -> None:
    """Give each way the condition that it was picked, and the task the question."""
    for flow in work.outgoing(decision.gateway):
        condition = dg.Text(_condition(decision.key, flow.id, decision.several))
        work.put_flow(replace(flow, condition=condition, default=False))
    work.put_node(replace(work.nodes[decision.gateway], default=None))
    work.decisions[decision.gateway] = decision
    task = work.tasks[decision.asked_by]
    work.tasks[decision.asked_by] = replace(task, decisions=(*task.decisions, decision.gateway))


def _choices(work: draft.Draft, out: tuple[dg.Flow, ...], said: answering.Decision) -> tuple[pp.Choice, ...]:
    labels = zip(out, _labels(work, out), strict=True)
    return tuple(pp.Choice(flow.id, said.labels.get(flow.id) or label, flow.id) for flow, label in labels)


def _shown(choices: tuple[pp.Choice, ...]) -> str:
    return "; ".join(choice.label for choice in choices)


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
    return words.shown(node.name) or (THE_END if node.type == "endEvent" else "")


def task_before(work: draft.Draft, gateway: dg.Node, *, anyone: bool = False) -> str | None:
    """The person's task whose form can ask: the only way to the gateway, done once each time; in the gateway's lane,
    unless `anyone` may decide who does it."""
    node = gateway
    while True:
        into = work.incoming(node.id)
        if len(into) != 1:
            return None
        node = work.nodes[into[0].source]
        if len(work.outgoing(node.id)) != 1 or not (anyone or work.lane(node.id) == work.lane(gateway.id)):
            return None
        if node.type != "intermediateThrowEvent":
            break
        if node.id == gateway.id:
            return None
    return node.id if node.id in work.tasks and node.loop is None else None


def _task_apart(work: draft.Draft, gateway: dg.Node, several: bool, said: answering.Decision) -> str:
    into = work.incoming(gateway.id)
    task = _task(work, gateway, said, said.lane or work.lane(gateway.id))
    for flow in into:
        work.put_flow(replace(flow, target=task.id))
    work.link(task.id, gateway.id)
    if several and len(into) > 1:
        # An inclusive gateway waits for all its ways in before it decides: the waiting must stay in front of the task.
        join = dg.Node(
            id=work.fresh(f"{gateway.id}_join"),
            type="inclusiveGateway",
            process=gateway.process,
            parent=gateway.parent,
        )
        work.insert_before(task.id, join, work.lane(gateway.id))
    return task.id


def _task(work: draft.Draft, gateway: dg.Node, said: answering.Decision, lane: str) -> dg.Node:
    """A step at which a person decides for a gateway, without ways to it and from it."""
    task = dg.Node(
        id=work.fresh(f"{gateway.id}_decide"),
        type="userTask",
        name=said.question or gateway.name or QUESTION,
        process=gateway.process,
        parent=gateway.parent,
        place=gateway.place,
    )
    work.put_node(task, lane)
    work.tasks[task.id] = pp.HumanTask(task.id)
    return task
