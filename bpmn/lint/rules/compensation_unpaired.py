"""A compensation boundary event and its handler are joined by an association (10.7)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "compensation-unpaired",
    finding.Level.WARNING,
    "Sự kiện biên bù trừ «{name}» không được nối với bước bù trừ nào. Trong phần mềm vẽ: nối nó bằng đường liên kết "
    "(association) với một bước được đánh dấu bù trừ.",
    "Compensation boundary event “{name}” is joined to no handler. In the modeler: draw an association to an "
    "activity that is marked as compensation.",
)
ALONE = words.Words(
    "compensation-unpaired",
    finding.Level.WARNING,
    "Bước bù trừ «{name}» không được nối với sự kiện biên bù trừ nào nên không bao giờ chạy. Trong phần mềm vẽ: nối "
    "nó bằng đường liên kết (association) với sự kiện biên bù trừ của bước cần bù.",
    "Compensation handler “{name}” is joined to no compensation boundary event, so it never runs. In the modeler: "
    "draw an association from the compensation event of the activity that it undoes.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Associations count in either direction, as tools write both."""
    borders = {n.id for n in judged.of({"boundaryEvent"}) if any(event.kind == "compensate" for event in n.events)}
    handlers = {n.id for n in judged.of(vocabulary.ACTIVITIES) if n.attributes.get("isForCompensation") == "true"}
    paired: set[str] = set()
    for item in judged.diagram.items.values():
        for one, other in ((item.source, item.ref), (item.ref, item.source)):
            if item.type == "association" and one in borders and other in handlers:
                paired |= {one or "", other or ""}
    for said, those in ((WORDS, borders), (ALONE, handlers)):
        for node in judged.diagram.nodes:
            if node in those and node not in paired:
                yield judged.tell(said, node)
