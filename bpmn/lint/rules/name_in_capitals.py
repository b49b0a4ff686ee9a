"""Names are written in small letters."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "name-in-capitals",
    finding.Level.NOTE,
    "{count} tên viết toàn chữ hoa, tên đầu là «{name}»; chữ hoa khó đọc trong danh sách việc. Trong phần mềm vẽ: "
    "viết như câu thường.",
    "{count} names are all in capitals, the first is “{name}”; capitals are hard to read in lists of tasks. In the "
    "modeler: write them as in a sentence.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told once, of the first: who writes so does it throughout. Abbreviations (UBND, BHYT) are left alone."""
    loud = [node.id for node in judged.diagram.nodes.values() if naming.in_capitals(node.name)]
    if loud:
        yield judged.tell(WORDS, loud[0], count=str(len(loud)))
