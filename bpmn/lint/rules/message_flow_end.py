"""A message flow goes from what sends to what receives (7.6.2, 9.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "message-flow-end",
    finding.Level.WARNING,
    "Luồng thông điệp «{flow}» nối với «{name}», nơi không thể {does_vi} thông điệp; luồng chỉ để xem. Trong phần "
    "mềm vẽ: nối với một bước, một sự kiện thông điệp hoặc chính bể.",
    "Message flow “{flow}” is connected to “{name}”, which can't {does} messages; the flow is shown only. In the "
    "modeler: connect it to an activity, a message event or the pool itself.",
)
PLAIN = words.Words(
    "message-flow-end",
    finding.Level.WARNING,
    "Luồng thông điệp «{flow}» nối với sự kiện «{name}», nhưng sự kiện này không {does_vi} thông điệp; luồng chỉ để "
    "xem. Trong phần mềm vẽ: đổi thành sự kiện thông điệp đúng chiều (gửi hoặc nhận).",
    "Message flow “{flow}” is connected to event “{name}”, which doesn't {does} messages; the flow is shown only. "
    "In the modeler: make it a message event of the right direction (throwing or catching).",
)
SENDS = frozenset({"intermediateThrowEvent", "endEvent"})
RECEIVES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Pools and activities do both; of events those that throw, or catch, a message."""
    for flow in judged.diagram.message_flows.values():
        if flow.id in judged.prepared.diagram.flows:
            continue  # within a pool, and read as a sequence flow
        for end, able in ((flow.source, SENDS), (flow.target, RECEIVES)):
            node = judged.prepared.diagram.nodes.get(end)
            drawn = judged.diagram.nodes.get(end)
            if node is None or drawn is None or drawn.type in vocabulary.ACTIVITIES:
                continue
            said = _said(node, drawn, able)
            if said is not None:
                does, does_vi = ("send", "gửi") if able is SENDS else ("receive", "nhận")
                yield judged.tell(said, end, flow=flow, does=does, does_vi=does_vi)


def _said(node: dg.Node, drawn: dg.Node, able: frozenset[str]) -> words.Words | None:
    """What is wrong with a gateway or event, as prepared and as drawn, at an end that some types of event may be."""
    if drawn.type in vocabulary.GATEWAYS | {"startEvent", "endEvent"} and drawn.type not in able:
        return WORDS
    talks = drawn.type in able and any(event.kind == "message" for event in (*node.events, *drawn.events))
    return None if talks else PLAIN
