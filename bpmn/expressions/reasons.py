"""Why a text is no expression, in words for the one who wrote it: by the code of its refusal."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.expressions import errors

REASONS: Mapping[str, tuple[str, str]] = {
    "empty": ("không có gì để đọc", "there is nothing to read"),
    "too_long": ("quá dài", "it is too long"),
    "too_deep": ("lồng nhau quá nhiều tầng", "it is nested too deep"),
    "invalid_character": ("có ký tự không lưu được", "it holds a character that can't be stored"),
    "unexpected_character": ("không dùng được ký tự «{name}» ở đó", "the character “{name}” can't stand there"),
    "unexpected_token": ("không dùng được «{name}» ở đó", "“{name}” can't stand there"),
    "unexpected_end": ("biểu thức chưa kết thúc", "it ends too early"),
    "unterminated_string": ("chuỗi chưa có dấu nháy đóng", "a quoted text is not closed"),
    "not_closed": ("thiếu dấu }} đóng", "the closing }} is missing"),
    "number_too_large": ("số quá lớn", "a number is too large"),
    "grouped_number": (
        "viết số không có dấu phân cách hàng nghìn: 1000, không phải 1,000",
        "a number is written without separators: 1000, not 1,000",
    ),
    "reserved_name": ("«{name}» không thể là tên", "“{name}” can't be a name"),
    "unknown_function": (
        "không có hàm hay phương thức «{name}»; biểu thức không gọi được chương trình",
        "there is no function or method “{name}”; an expression can't call programs",
    ),
    "unknown_parameter": ("hàm không có tham số «{name}»", "the function has no parameter “{name}”"),
    "unknown_type": ("không có kiểu «{name}»", "there is no type “{name}”"),
    "wrong_argument_count": ("số tham số của «{name}» không đúng", "“{name}” has a wrong number of arguments"),
}
"""Vietnamese and English, with ``{name}`` for what it is about."""


def told(refusal: errors.ExpressionError) -> dict[str, str]:
    """The values ``why_vi`` and ``why`` of a finding about a text that is no expression."""
    vi, en = REASONS[refusal.code]
    return {"why_vi": vi.format(name=refusal.name), "why": en.format(name=refusal.name)}
