"""A link has a name, by which its two ends find each other (10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "link-unnamed",
    finding.Level.WARNING,
    "Liên kết của sự kiện «{name}» không có tên; được ghép theo tên của sự kiện. Trong phần mềm vẽ: đặt tên liên "
    "kết giống nhau ở hai đầu.",
    "The link of event “{name}” has no name; it is paired by the name of the event. In the modeler: give the link "
    "the same name at both ends.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Without one it is called by the name of its event."""
    for node in judged.of(vocabulary.EVENTS):
        if any(event.kind == "link" and not event.name for event in node.events):
            yield judged.tell(WORDS, node.id)
