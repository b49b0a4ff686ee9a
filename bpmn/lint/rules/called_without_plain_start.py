"""A process that a call activity calls has a start event without a trigger (10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "called-without-plain-start",
    finding.Level.WARNING,
    "«{name}» gọi quy trình «{called}», mà mọi sự kiện bắt đầu của nó đều chờ thông điệp, đồng hồ…; khi được gọi, "
    "quy trình đó bắt đầu ngay ở sự kiện đầu tiên. Trong phần mềm vẽ: thêm một sự kiện bắt đầu thường vào quy trình "
    "được gọi.",
    "“{name}” calls process “{called}”, all of whose start events wait for a message, a timer…; when called it "
    "begins at once at the first of them. In the modeler: add a plain start event to the called process.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Processes of the file; one without any start event is mended when preparing."""
    begins: dict[str, list[dg.Node]] = {}
    for node in judged.of({"startEvent"}):
        if node.parent is None:
            begins.setdefault(node.process, []).append(node)
    for node in judged.of({"callActivity"}):
        starts = begins.get(node.called or "", [])
        if starts and all(start.events for start in starts):
            process = judged.diagram.processes[starts[0].process]
            yield judged.tell(WORDS, node.id, called=process)
