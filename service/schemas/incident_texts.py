"""What an incident says to people: what happened and what to do about it, by its code, in Vietnamese and English.

Every door says it with the same words: problem+json, pages, the command line, the log.
"""

from __future__ import annotations

from collections.abc import Mapping

from service import config

Pair = tuple[str, str]
"""A sentence in Vietnamese and in English."""

_DATA: Pair = (
    "Kiểm tra dữ liệu đã nhập ở các bước trước; sửa nguyên nhân rồi bấm Thử lại.",
    "Check what was entered in the steps before; mend the cause, then press Retry.",
)
_DRAWING: Pair = (
    "Báo người quản trị quy trình: sơ đồ cần được sửa; sau đó bấm Thử lại.",
    "Tell the people who look after the procedure: the diagram needs mending; then press Retry.",
)
_UNKNOWN: Pair = (
    "Báo người quản trị quy trình; khi nguyên nhân đã được sửa thì bấm Thử lại.",
    "Tell the people who look after the procedure; once the cause is mended, press Retry.",
)
_TEXTS: Mapping[str, tuple[Pair, Pair]] = {
    "no_flow_taken": (
        (
            "Không nhánh nào của cổng rẽ nhánh đúng với dữ liệu đã có.",
            "No branch of the gateway fits the data there is.",
        ),
        _DATA,
    ),
    "condition_error": (
        ("Không tính được một biểu thức của sơ đồ.", "An expression of the diagram has no value."),
        _DATA,
    ),
    "unknown_variable": (
        (
            "Sơ đồ cần dữ liệu “{variable}” mà chưa bước nào nhập.",
            "The diagram needs the value “{variable}” that no step has entered.",
        ),
        (
            "Nhập dữ liệu ấy ở một bước còn mở, hoặc báo người quản trị quy trình sửa sơ đồ; sau đó bấm Thử lại.",
            "Enter it at a step that is open, or have the diagram mended; then press Retry.",
        ),
    ),
    "data_error": (
        (
            "Dữ liệu gửi lên hay của hồ sơ không lưu được.",
            "The data that was sent, or that of the case, can’t be kept.",
        ),
        (
            "Nhập lại dữ liệu bằng chữ, số và danh sách thường; rồi thử lại.",
            "Enter the data again as plain texts, numbers and lists; then try again.",
        ),
    ),
    "timer_error": (
        ("Thời hạn ghi trên sơ đồ không đọc được.", "A time written in the diagram can’t be read."),
        _DRAWING,
    ),
    "loop_error": (("Bước lặp của sơ đồ không chạy được.", "A loop of the diagram can’t run."), _DRAWING),
    "deadlock": (
        (
            "Hồ sơ không còn đường đi: các nhánh chờ nhau mà không bước nào còn mở.",
            "The case has no way on: branches wait for each other, and no step is open.",
        ),
        (
            "Chọn quyết định khác, hoặc nhờ người vận hành chuyển hồ sơ sang bước khác; báo người quản trị quy trình "
            "sửa sơ đồ.",
            "Decide otherwise, or let an operator move the case to another step; have the diagram mended.",
        ),
    ),
    "over_budget": (
        ("Bước vượt giới hạn: hơn {limit} {what}.", "The step is over a limit: more than {limit} {what}."),
        (
            "Sửa chỗ lặp hay phình to trong sơ đồ hoặc dữ liệu, hoặc nhờ quản trị máy chủ tăng {variable}; sau đó bấm "
            "Thử lại.",
            "Mend what repeats or grows in the diagram or the data, or have the administrator raise {variable}; then "
            "press Retry.",
        ),
    ),
    "unsupported": (
        ("Sơ đồ có phần tử mà hệ thống chưa chạy được.", "The diagram holds an element that isn’t executed yet."),
        _DRAWING,
    ),
    "engine_error": (
        ("Bộ máy quy trình gặp lỗi khi thực hiện bước.", "The engine failed at the step."),
        (
            "Thử lại; nếu vẫn lỗi thì báo quản trị hệ thống kèm chi tiết kỹ thuật.",
            "Try again; if it fails again, give the technical details to the administrator.",
        ),
    ),
}
_LIMITS: Mapping[str, Pair] = {
    "steps": ("phần tử đi qua trong một bước", "elements passed in one step"),
    "seconds": ("giây cho một bước", "seconds for one step"),
    "live": ("nhánh và sự kiện chờ cùng lúc trong một hồ sơ", "branches and awaited events of one case at once"),
    "instances": ("lượt của một việc lặp", "instances of one activity"),
    "depth": ("quy trình gọi lồng nhau", "calls inside each other"),
    "nesting": ("quy trình con lồng nhau", "subprocesses inside each other"),
    "data_bytes": ("byte dữ liệu của một hồ sơ", "bytes of data of one case"),
}


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def happened(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """What happened; the code itself where there are no words.

    Parameters:
        values: of the incident; what the sentence names.
    """
    known = _TEXTS.get(code)
    return code if known is None else _filled(known[0], language, values or {}, code)


def advice(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """What to do about it."""
    known = _TEXTS.get(code)
    return _filled(_UNKNOWN if known is None else known[1], language, values or {}, code)


def _filled(pair: Pair, language: str, values: Mapping[str, object], code: str) -> str:
    named = {key: str(value)[:200] for key, value in values.items() if value not in (None, "")}
    if code == "over_budget":
        limit = named.get("what", "")
        named["variable"] = config.LIMITS.get(limit, "LANEWAY_…")
        named["what"] = _LIMITS[limit][language == "en"] if limit in _LIMITS else limit
    return pair[language == "en"].format_map(_Known(named))


def codes() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_TEXTS)
