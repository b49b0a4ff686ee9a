"""Data objects and stores without implementation are tolerated and shown; they are the list of documents (10.4)."""

from __future__ import annotations

from bpmn.lint import finding, words
from bpmn.repairs import draft

DATA = words.Words(
    "data-shown-only",
    finding.Level.NOTE,
    "Dữ liệu «{name}» được hiển thị trong danh sách giấy tờ; hệ thống không tự đọc hay ghi nó.",
    "Data “{name}” is shown in the list of documents; it is not read or written by itself.",
)
TYPES = frozenset({"dataObjectReference", "dataStoreReference"})
OBJECTS = frozenset({"dataObject"})


def repair(work: draft.Draft) -> None:
    """Say of each piece of data that it is shown only; of an object and its reference, the reference."""
    referred = {item.ref for item in work.origin.items.values() if item.type in TYPES}
    for item in work.origin.items.values():
        if item.type in TYPES or (item.type in OBJECTS and item.id not in referred):
            work.tell(DATA, item.id)
