"""Work that goes to another lane and back has been worked on there."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, handover, subject, words

WORDS = words.Words(
    "lane-ping-pong",
    finding.Level.NOTE,
    "Từ «{source}» ({sender}), hồ sơ sang làn «{receiver}» rồi quay lại làn «{sender}» mà ở «{receiver}» không ai làm "
    "bước nào. Trong phần mềm vẽ: kéo «{name}» về làn «{sender}», hoặc vẽ bước mà «{receiver}» phải làm.",
    "From “{source}” ({sender}) the case goes to lane “{receiver}” and back to “{sender}”, and nobody in “{receiver}” "
    "does a step. In the modeler: drag “{name}” into lane “{sender}”, or draw the step that “{receiver}” has to do.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Gateways and events that pass work on are no work; waiting, joining, sending and deciding are."""
    for one in handover.idle(judged):
        if one.lanes == {one.sender} and not one.ends:
            yield handover.tell(judged, WORDS, one)
