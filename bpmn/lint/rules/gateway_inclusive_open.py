"""What an inclusive gateway splits is joined by one."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import graph
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-inclusive-open",
    finding.Level.NOTE,
    "Cổng bao gồm «{name}» cho nhiều nhánh chạy cùng lúc mà không có cổng bao gồm nào gộp lại phía sau: bước sau có "
    "thể chạy nhiều lần. Trong phần mềm vẽ: thêm cổng bao gồm để gộp, hoặc dùng cổng loại trừ nếu chỉ một nhánh được "
    "chọn.",
    "Inclusive gateway “{name}” lets several ways run at once, and no inclusive gateway joins them further on: what "
    "follows may run several times. In the modeler: join them by an inclusive gateway, or use an exclusive one if a "
    "single way is picked.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Ways that all run to their own ends need no join: told where two of them meet without one."""
    splits = [node for node in judged.of({"inclusiveGateway"}) if len(judged.out(node.id)) > 1]
    if not splits:
        return
    joins = [node.id for node in judged.of({"inclusiveGateway"}) if len(judged.into(node.id)) > 1]
    back = graph.backwards(judged.graph.ways)
    joined = graph.closure(back, joins)
    meeting = [n.id for n in judged.diagram.nodes.values() if len(judged.into(n.id)) > 1 and n.type != "endEvent"]
    meets = graph.closure(back, meeting)
    for node in splits:
        before_join = any(way in joined for way in judged.graph.ways[node.id])
        if not before_join and sum(way in meets for way in judged.graph.ways[node.id]) > 1:
            yield judged.tell(WORDS, node.id)
