"""No sequence flow leaves an end event (10.5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "end-with-outgoing",
    finding.Level.WARNING,
    "Có mũi tên đi ra từ sự kiện kết thúc «{name}». Nó được đọc như sự kiện trung gian, đi tiếp theo mũi tên; riêng "
    "loại kết thúc ngay, lỗi, hủy thì dừng ở đó, mũi tên bị bỏ ra. Trong phần mềm vẽ: dùng sự kiện trung gian, hoặc "
    "xóa mũi tên.",
    "A flow leaves end event “{name}”. It is read as an intermediate event, and the case goes on; only where it "
    "terminates, throws an error or cancels does it end there, and the flow is left out. In the modeler: use an "
    "intermediate event, or delete the flow.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """End events of every level."""
    for node in judged.of({"endEvent"}):
        if judged.out(node.id):
            yield judged.tell(WORDS, node.id)
