"""A message flow joins two pools (9.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "message-flow-within-pool",
    finding.Level.WARNING,
    "Luồng thông điệp «{name}» nối hai phần tử trong cùng một bể. Nơi không có mũi tên nào khác đi tới, nó được đọc "
    "như mũi tên tuần tự; nơi có sự kiện đang chờ thông điệp, thông điệp được gửi tới đó; còn lại chỉ để xem. Trong "
    "phần mềm vẽ: dùng mũi tên tuần tự.",
    "Message flow “{name}” joins two elements of one pool. Where no other flow leads there it is read as a sequence "
    "flow; where an event waits for its message, that is sent; else it is shown only. In the modeler: use a sequence "
    "flow.",
)

JOINED = words.Words(
    "message-flow-within-pool",
    finding.Level.WARNING,
    "Luồng thông điệp «{name}» nối hai bể mà các mũi tên tuần tự đã gộp thành một quy trình. Nơi không có mũi tên nào "
    "khác đi tới, nó được đọc như mũi tên tuần tự; nơi có sự kiện đang chờ thông điệp, thông điệp được gửi tới đó; còn "
    "lại chỉ để xem. Trong phần mềm vẽ: chỉ nối các bể bằng luồng thông điệp, hoặc vẽ một bể với các làn.",
    "Message flow “{name}” joins two pools of which sequence flows make one process. Where no other flow leads there "
    "it is read as a sequence flow; where an event waits for its message, that is sent; else it is shown only. In the "
    "modeler: join pools by message flows alone, or draw one pool with lanes.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Both ends in one process, or a pool and an element of its own; processes that are read as one are one."""
    nodes, pools = judged.diagram.nodes, judged.diagram.pools
    for flow in judged.diagram.message_flows.values():
        ends = []
        for end in (flow.source, flow.target):
            node, pool = nodes.get(end), pools.get(end)
            ends.append(node.process if node else (pool.process or pool.id) if pool else end)
        if ends[0] == ends[1]:
            yield judged.tell(WORDS, flow.id)
        elif ends[0] in judged.joined and judged.joined[ends[0]] == judged.joined.get(ends[1]):
            yield judged.tell(JOINED, flow.id)
