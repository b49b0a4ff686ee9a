"""Properties of our own namespace in a diagram that say nothing: told, and passed over."""

from __future__ import annotations

from bpmn import properties
from bpmn.lint import finding, words
from bpmn.repairs import draft

UNREADABLE = words.Words(
    "property-unreadable",
    finding.Level.WARNING,
    "Thuộc tính «{key}» của «{name}» không đọc được («{text}») nên bị bỏ qua. Ví dụ đúng: limit = 3 working_day, role "
    "= staff.",
    "Property “{key}” of “{name}” can't be read (“{text}”) and is passed over. Examples: limit = 3 working_day, role = "
    "staff.",
)


def repair(work: draft.Draft) -> None:
    """Tell each of them."""
    for wrong in properties.unreadable(work.origin):
        work.tell(UNREADABLE, wrong.element, key=wrong.key, text=wrong.text)
