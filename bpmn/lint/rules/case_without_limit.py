"""The whole case has a time limit."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "case-without-limit",
    finding.Level.NOTE,
    "Chưa có thời hạn của cả hồ sơ nên không hẹn ngày trả kết quả được. Nhập ở bảng bước (ô «Cả hồ sơ»), hoặc trong "
    "phần mềm vẽ: thuộc tính laneway:limit của quy trình.",
    "The whole case has no time limit, so no day can be promised to the applicant. Type it on the step table (“Whole "
    "case”), or in the modeler: property laneway:limit of the process.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told where a person has something to do, of the process that begins with the case."""
    if judged.settings.limit is None and judged.prepared.tasks:
        yield judged.tell(WORDS, next(iter(judged.prepared.starts), next(iter(judged.diagram.processes), "")))
