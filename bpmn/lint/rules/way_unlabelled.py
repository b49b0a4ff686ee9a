"""Each way out of a choice says by a label when it is taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "way-unlabelled",
    finding.Level.NOTE,
    "{count} nhánh của cổng «{name}» không có nhãn (nhánh đầu tới «{target}»); người đọc không biết khi nào đi nhánh "
    "nào. Trong phần mềm vẽ: đặt nhãn trả lời câu hỏi của cổng, ví dụ «Có», «Không».",
    "Ways out of gateway “{name}” without a label: {count}, the first to “{target}”; readers can't tell when each is "
    "taken. In the modeler: label them with the answers to its question, for instance “Yes”, “No”.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told once a gateway. A default flow may go without where all others say when they are taken."""
    for node in judged.of({"exclusiveGateway", "inclusiveGateway"}):
        out = judged.out(node.id)
        bare = [flow for flow in out if not flow.name.strip()]
        if len(out) < 2 or not bare or (len(bare) == 1 and (bare[0].default or bare[0].id == node.default)):
            continue
        target = judged.diagram.nodes[bare[0].target]
        yield judged.tell(WORDS, node.id, count=str(len(bare)), target=target)
