"""Changes between two versions, in words and as marks on both diagrams.

`bpmn.compare` tells changes as types and raw values; here each becomes a line that an official would write: lane, what
happened, before and after, with agencies by name and limits in days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.pages import display, texts, words

SIGNS = {"added": "+", "removed": "−", "moved": "⇄", "changed": "~"}
"""Mark → the sign that goes with it, so that it is told without colour."""
_RANK = ("removed", "added", "moved", "changed")
_MARKS = {"lane_moved": "moved"}
_NAMED_BY_VALUE = frozenset({"lane_added", "lane_removed", "flow_added", "flow_removed"})
"""Kinds whose only value is the name itself."""
_TYPE_ONLY = frozenset({"step_added", "step_removed", "node_added", "node_removed"})


@dataclass(frozen=True, slots=True)
class Line:
    """One change. `old` and `new` are the elements to look at in either diagram, empty where there is none."""

    mark: str
    sign: str
    what: str
    name: str
    before: str
    after: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of both versions; `difference` in words, empty where it is the same."""

    label: str
    before: int
    after: int
    difference: str


def mark(kind: str) -> str:
    """How a kind of change is marked: added, removed, moved or changed."""
    ending = kind.rpartition("_")[2]
    return _MARKS.get(kind, ending if ending in {"added", "removed"} else "changed")


def marks_words() -> dict[str, str]:
    """What each mark means."""
    return {
        "added": texts._("thêm"),
        "removed": texts._("bỏ"),
        "changed": texts._("đổi"),
        "moved": texts._("chuyển làn"),
    }


def by_lane(comparison: Mapping[str, Any], agencies: Mapping[str, display.Named]) -> list[tuple[str, list[Line]]]:
    """The changes grouped by the lane's label, what concerns the whole case first (label empty).

    Parameters:
        comparison: as `versions.compare` gives it, where what is empty or None is left out.
    """
    matched = comparison.get("matched", {})
    groups: dict[str, list[Line]] = {}
    for change in comparison.get("changes", ()):
        groups.setdefault(change.get("lane", ""), []).append(_line(change, matched, agencies))
    first = {"": groups.pop("")} if "" in groups else {}
    return list({**first, **groups}.items())


def _line(change: Mapping[str, Any], matched: Mapping[str, str], agencies: Mapping[str, display.Named]) -> Line:
    kind, element = change["kind"], change.get("element", "")
    shown = _values(kind, agencies)
    before, after = (shown(text) if (text := change.get(key)) else "" for key in ("before", "after"))
    if kind in _NAMED_BY_VALUE:
        before = after = ""
    elif kind not in _TYPE_ONLY:
        before, after = before or texts._("không có"), after or texts._("không có")
    name = change.get("name") or texts._("cả hồ sơ")
    if name == element:  # it has none of its own, and an id says nothing to an official
        name = texts._("không tên")
    marked = mark(kind)
    old = "" if marked == "added" else element if marked == "removed" else matched.get(element, element)
    return Line(
        mark=marked,
        sign=SIGNS[marked],
        what=_what().get(kind, kind),
        name=name,
        before=before,
        after=after,
        old=old,
        new="" if marked == "removed" else element,
    )


def _values(kind: str, agencies: Mapping[str, display.Named]) -> Callable[[str], str]:
    """How the values of a kind of change are said."""
    if kind in _TYPE_ONLY or kind == "type_changed":
        return words.element
    known: Mapping[str, Callable[[str], str]] = {
        "limit_changed": words.limit_text,
        "role_changed": words.role,
        "timer_changed": words.timer,
        "decision_changed": _deciding,
        "binding_changed": lambda text: words.binding_text(text, agencies),
    }
    return known.get(kind, str)


def _deciding(text: str) -> str:
    """How a person decides, with who does in words."""
    by = {"before": texts._("ở bước trước"), "apart": texts._("ở một bước quyết định riêng")}
    return "; ".join(by.get(part, part) for part in text.split("; "))


def _what() -> dict[str, str]:
    return {
        "step_added": texts._("Thêm bước"),
        "step_removed": texts._("Bỏ bước"),
        "node_added": texts._("Thêm rẽ nhánh hoặc sự kiện"),
        "node_removed": texts._("Bỏ rẽ nhánh hoặc sự kiện"),
        "renamed": texts._("Đổi tên"),
        "type_changed": texts._("Đổi loại"),
        "lane_moved": texts._("Chuyển làn"),
        "lane_added": texts._("Thêm làn"),
        "lane_removed": texts._("Bỏ làn"),
        "lane_renamed": texts._("Đổi tên làn"),
        "binding_changed": texts._("Đổi nơi làn thuộc về"),
        "condition_changed": texts._("Đổi điều kiện"),
        "default_changed": texts._("Đổi nhánh mặc định"),
        "decision_changed": texts._("Đổi cách quyết định"),
        "flow_added": texts._("Thêm đường đi"),
        "flow_removed": texts._("Bỏ đường đi"),
        "timer_changed": texts._("Đổi hẹn giờ"),
        "message_changed": texts._("Đổi thông điệp"),
        "loop_changed": texts._("Đổi cách lặp"),
        "implementation_changed": texts._("Đổi cách thực hiện"),
        "limit_changed": texts._("Đổi thời hạn"),
        "role_changed": texts._("Đổi vai trò"),
        "output_changed": texts._("Đổi kết quả"),
        "form_changed": texts._("Đổi biểu mẫu"),
        "documentation_changed": texts._("Đổi nội dung"),
    }


def kinds() -> frozenset[str]:
    """Every kind of change that has words."""
    return frozenset(_what())


def figures(comparison: Mapping[str, Any]) -> list[Figure]:
    """Steps, lanes and hand-overs of both versions."""
    labels = (
        ("steps", texts._("Số bước")),
        ("lanes", texts._("Số làn có bước")),
        ("hand_overs", texts._("Số lần chuyển giao giữa các làn")),
    )
    return [_figure(label, *comparison[key]) for key, label in labels]


def _figure(label: str, before: int, after: int) -> Figure:
    return Figure(label, before, after, _difference(before, after))


def _difference(before: int, after: int) -> str:
    if before == after:
        return ""
    if after > before:
        return texts._("tăng %(count)s", count=display.number(after - before))
    return texts._("giảm %(count)s", count=display.number(before - after))


def marks(groups: Sequence[tuple[str, Sequence[Line]]]) -> tuple[dict[str, object], dict[str, object]]:
    """What `static/js/diagram.js` draws on the old and on the new diagram."""
    lines = [line for _, some in groups for line in some]
    return _marks([(line.old, line) for line in lines]), _marks([(line.new, line) for line in lines])


def _marks(pointed: Sequence[tuple[str, Line]]) -> dict[str, object]:
    by_element: dict[str, list[Line]] = {}
    for element, line in pointed:
        if element:
            by_element.setdefault(element, []).append(line)
    markers, badges = {}, []
    for element, some in by_element.items():
        kind = min((line.mark for line in some), key=_RANK.index)
        markers[element] = [kind]
        badges.append(
            {
                "element": element,
                "text": "".join(dict.fromkeys(line.sign for line in some)),
                "kind": kind,
                "title": " · ".join(_told(line) for line in some),
            }
        )
    return {"markers": markers, "badges": badges}


def _told(line: Line) -> str:
    values = f": {line.before} → {line.after}" if line.before and line.after else ""
    return f"{line.what}{values}"
