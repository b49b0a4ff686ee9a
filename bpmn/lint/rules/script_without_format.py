"""A script says what language it is written in (10.3.3)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "script-without-format",
    finding.Level.NOTE,
    "Kịch bản của «{name}» không ghi ngôn ngữ (scriptFormat) mà tiêu chuẩn đòi hỏi; ở đây kịch bản không bao giờ được "
    "chạy. Trong phần mềm vẽ: ghi ngôn ngữ, hoặc bỏ kịch bản.",
    "The script of “{name}” has no language (scriptFormat), which the standard demands; here scripts are never run. "
    "In the modeler: set the format, or take the script off.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Other tools may refuse the file."""
    for node in judged.of({"scriptTask"}):
        if node.script is not None and node.script.body.strip() and not (node.script.format or "").strip():
            yield judged.tell(WORDS, node.id)
