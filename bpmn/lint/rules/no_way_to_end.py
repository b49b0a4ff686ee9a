"""From every node an end can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import graph
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "no-way-to-end",
    finding.Level.WARNING,
    "Từ «{name}» không có đường nào đến chỗ kết thúc: hồ sơ sẽ không bao giờ xong. Trong phần mềm vẽ: thêm nhánh ra "
    "khỏi vòng lặp.",
    "No way leads from “{name}” to an end: the case would never be finished. In the modeler: add a way out of the "
    "loop.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Of a whole part without a way out, the first node."""
    ways = judged.graph.ways
    ends = [node for node, targets in ways.items() if not targets]
    good = graph.closure(graph.backwards(ways), ends)
    for node in judged.diagram.nodes:
        if node not in good:
            yield judged.tell(WORDS, node)
            graph.spread(ways, node, good)
