"""Every node can be reached from a start."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import graph
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "unreachable",
    finding.Level.WARNING,
    "Không có đường nào từ chỗ bắt đầu đến «{name}», nên nó không bao giờ chạy. Trong phần mềm vẽ: nối mũi tên tới "
    "nó, hoặc xóa.",
    "No way leads from a start to “{name}”, so it never runs. In the modeler: connect a flow to it, or delete it.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Of a whole part that is cut off as drawn, and still is as prepared, the first node."""
    ways = judged.graph.ways
    reached = judged.graph.reached(judged.graph.entries)
    if judged.joined:  # what begins there is known only when the pools have become one process
        ready_nodes, drawn = judged.prepared.diagram.nodes, judged.diagram.nodes
        reached -= {key for key, node in drawn.items() if node.process in judged.joined and key in ready_nodes}
    if len(reached & judged.diagram.nodes.keys()) < len(judged.diagram.nodes):
        ready = graph.Graph(judged.prepared.diagram)
        reached |= ready.reached(ready.entries)
    left = [node for node in judged.diagram.nodes if node not in reached]
    led_to = {target for node in left for target in ways[node]}
    for node in (*(n for n in left if n not in led_to), *left):
        if node not in reached:
            graph.spread(ways, node, reached)
            if judged.diagram.nodes[node].attributes.get("isForCompensation") != "true":
                yield judged.tell(WORDS, node)
