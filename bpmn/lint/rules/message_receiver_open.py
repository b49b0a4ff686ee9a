"""A message to a pool whose process is drawn leads to the step or event that takes it."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "message-receiver-open",
    finding.Level.NOTE,
    "Luồng thông điệp «{name}» chỉ tới cạnh của bể «{pool}», không tới bước hay sự kiện nào; không rõ ai nhận. Trong "
    "phần mềm vẽ: nối tới sự kiện hoặc bước nhận trong bể đó.",
    "Message flow “{name}” leads to the border of pool “{pool}” and to no step or event in it; nobody can tell who "
    "takes it. In the modeler: connect it to the event or step that receives it.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A black box shows no inside; of a pool with nodes the taker can be named."""
    filled = {node.process for node in judged.diagram.nodes.values()}
    for flow in judged.diagram.message_flows.values():
        pool = judged.diagram.pools.get(flow.target)
        if pool is not None and pool.process in filled:
            yield judged.tell(WORDS, flow.id, pool=pool)
