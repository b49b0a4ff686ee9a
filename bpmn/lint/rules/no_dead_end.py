"""Something follows an intermediate event, and where a level has end events every way leads to one (10.5.3, 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "no-dead-end",
    finding.Level.WARNING,
    "Từ «{name}» không có mũi tên nào đi ra và nó không phải sự kiện kết thúc; nhánh này kết thúc lặng lẽ ở đó. "
    "Trong phần mềm vẽ: nối tiếp tới bước sau hoặc tới sự kiện kết thúc.",
    "Nothing leads on from “{name}”, which is no end event; this branch ends there silently. In the modeler: "
    "connect it to the next step or to an end event.",
)
APART = frozenset({"startEvent", "boundaryEvent", "endEvent"})
PASSING = frozenset({"intermediateThrowEvent", "intermediateCatchEvent"})


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Boundary and start events have rules of their own; the steps of an ad-hoc subprocess lead nowhere."""
    ending = {judged.level(node) for node in judged.of({"endEvent"})}
    ready = judged.prepared.diagram.flows
    read = {ready[flow].source for flow in judged.diagram.message_flows if flow in ready}  # as sequence flows
    for node in judged.diagram.nodes.values():
        linked = node.type == "intermediateThrowEvent" and any(event.kind == "link" for event in node.events)
        apart = node.type in APART or node.event_subprocess or node.attributes.get("isForCompensation") == "true"
        outer = judged.diagram.nodes.get(node.parent or "")
        free = outer is not None and outer.type == "adHocSubProcess"
        due = node.type in PASSING or judged.level(node) in ending
        if due and not (judged.out(node.id) or node.id in read or linked or apart or free):
            yield judged.tell(WORDS, node.id)
