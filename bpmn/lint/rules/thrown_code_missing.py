"""An error or escalation that is thrown in an executable process has a code (10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "thrown-code-missing",
    finding.Level.WARNING,
    "«{name}» gây lỗi hoặc leo thang mà không có mã; nó được bắt theo tên hoặc theo phần tử mà nó tham chiếu. Trong "
    "phần mềm vẽ: đặt mã (errorCode, escalationCode).",
    "“{name}” throws an error or escalation without a code; it is caught by its name or by what it refers to. In "
    "the modeler: set its errorCode or escalationCode.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Processes that the file marks as executable; in others the standard asks for none."""
    for node in judged.of({"endEvent", "intermediateThrowEvent"}):
        process = judged.diagram.processes.get(node.process)
        coded = all(event.code for event in node.events if event.kind in {"error", "escalation"})
        if not coded and process is not None and process.executable:
            yield judged.tell(WORDS, node.id)
