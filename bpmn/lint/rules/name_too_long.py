"""Names fit into a list."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "name-too-long",
    finding.Level.NOTE,
    "Tên này dài {length} ký tự (nên dưới {most}): «{name}». Trong phần mềm vẽ: rút gọn tên, đưa phần giải thích vào "
    "ghi chú hoặc tài liệu của phần tử.",
    "This name has {length} characters (better below {most}): “{name}”. In the modeler: shorten it, and put the "
    "explanation into the element's documentation.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Of everything that bears tokens; white space is counted once."""
    for node in judged.diagram.nodes.values():
        length = len(naming.folded(node.name)) if len(node.name) > naming.LONGEST else 0
        if length > naming.LONGEST:
            yield judged.tell(WORDS, node.id, length=str(length), most=str(naming.LONGEST))
