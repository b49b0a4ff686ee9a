"""No sequence flow leads to a start event (10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "start-with-incoming",
    finding.Level.WARNING,
    "Có mũi tên đi vào sự kiện bắt đầu «{name}»; đi theo nó là làm lại từ bước đầu tiên. Trong phần mềm vẽ: nối mũi "
    "tên tới bước đầu tiên.",
    "A flow leads to start event “{name}”; who follows it begins again at the first step. In the modeler: connect it "
    "to the first step instead.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Start events of every level; one that the case passes on its way from another pool is told by its repair."""
    for node in judged.of({"startEvent"}):
        into = judged.into(node.id)
        ready = judged.prepared.diagram.nodes.get(node.id, node)
        others = all(judged.diagram.nodes[flow.source].process != node.process for flow in into)
        if into and not (others and ready.type != node.type):
            yield judged.tell(WORDS, node.id)
