"""Data objects are variables and part of the list of documents; stores without implementation are shown only (10.4)."""

from __future__ import annotations

from bpmn.lint import finding, words
from bpmn.repairs import draft

DATA = words.Words(
    "data-shown-only",
    finding.Level.NOTE,
    "Dữ liệu «{name}» được hiển thị trong danh sách giấy tờ; hệ thống không tự đọc hay ghi nó.",
    "Data “{name}” is shown in the list of documents; it is not read or written by itself.",
)
OBJECT = words.Words(
    "data-object-kept",
    finding.Level.NOTE,
    "Dữ liệu «{name}» có trong danh sách giấy tờ; giá trị của nó được giữ trong biến «{variable}».",
    "Data “{name}” is in the list of documents; its value is kept in the variable “{variable}”.",
)
TYPES = frozenset({"dataObjectReference", "dataStoreReference"})
OBJECTS = frozenset({"dataObject"})


def repair(work: draft.Draft) -> None:
    """Say of each piece of data what it is; of an object and its reference, the reference."""
    items = work.origin.items
    referred = {item.ref for item in items.values() if item.type in TYPES}
    for item in items.values():
        if item.type in TYPES or (item.type in OBJECTS and item.id not in referred):
            meant = items.get(item.ref or "", item)
            if meant.type in OBJECTS:
                work.tell(OBJECT, item.id, variable=meant.name or meant.id)
            else:
                work.tell(DATA, item.id)
