"""What is wrong with a form, in the words of those who draw it."""

from __future__ import annotations

import re

from bpmn.forms import form

_TEXTS: dict[str, tuple[str, str]] = {
    "not_json": (
        "tệp không phải JSON, hỏng ở dòng:cột {value}",
        "it isn't JSON, broken at line:column {value}",
    ),
    "not_utf8": ("tệp không phải UTF-8", "it isn't UTF-8"),
    "not_finite": ("NaN và Infinity không phải là số JSON", "NaN and Infinity aren't JSON numbers"),
    "not_a_form": (
        "tệp không phải biểu mẫu form-js hay lược đồ JSON {where} {value}",
        "it is neither a form-js form nor a JSON schema {where} {value}",
    ),
    "too_large": ("biểu mẫu quá lớn {where}", "it is too large {where}"),
    "too_deep": ("các nhóm lồng nhau quá sâu {where}", "it is nested too deep {where}"),
    "unknown_type": (
        "trường «{where}» có kiểu «{value}» không dùng được ở đây, hãy bỏ hoặc chọn kiểu khác",
        "field “{where}” is of the type “{value}”, which can't be used here: remove it or choose another type",
    ),
    "missing_key": ("trường «{where}» chưa có khóa (key), hãy đặt khóa", "field “{where}” has no key: give it one"),
    "duplicate_key": (
        "hai trường cùng dùng khóa «{where}», hãy đổi một khóa",
        "two fields use the key “{where}”: change one of them",
    ),
    "bad_key": (
        "khóa «{where}» không dùng được: khóa gồm các tên nối bằng dấu chấm, không bắt đầu bằng chữ số",
        "the key “{where}” can't be used: keys are names joined by dots that don't begin with a digit",
    ),
    "bad_pattern": ("mẫu (pattern) của trường «{where}»: {value}", "the pattern of field “{where}”: {value}"),
    "wrong_type": ("trường «{where}» có giá trị sai kiểu: {value}", "field “{where}” holds a wrong value: {value}"),
}

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"longer than (\d+) characters", r"dài quá \1 ký tự"),
    (r"unexpected (.+) at (\d+)", r"\1 ở vị trí \2 không đúng chỗ"),
    (r"ends too early", "bị cụt ở cuối"),
    (r"nested too deep", "các nhóm lồng nhau quá sâu"),
    (r"nothing to repeat before (.+)", r"trước \1 không có gì để lặp"),
    (r"nothing to repeat", "không có gì để lặp"),
    (r"repeated twice", "lặp hai lần liền"),
    (r"repeats more than (\d+) times, or backwards", r"lặp quá \1 lần, hoặc ngược"),
    (r"look-around is not supported", "chưa hỗ trợ nhìn trước, nhìn sau"),
    (r"a group is not closed", "một nhóm chưa đóng ngoặc"),
    (r"back references are not supported", "chưa hỗ trợ tham chiếu ngược"),
    (r"\\p is not supported", r"chưa hỗ trợ \\p"),
    (r"range (.+) is backwards", r"khoảng \1 bị ngược"),
    (r"needs more than (\d+) states", r"phức tạp quá (hơn \1 trạng thái)"),
)
"""What `pattern.PatternError` says, and the Vietnamese for it."""


def said(wrong: form.FormError) -> tuple[str, str]:
    """In Vietnamese and in English."""
    vi, en = _TEXTS.get(wrong.code, (str(wrong), str(wrong)))
    shown = _in_vietnamese(wrong.value) if wrong.code == "bad_pattern" else wrong.value
    told = vi.format_map({"where": wrong.where, "value": shown})
    return told.strip(), en.format_map({"where": wrong.where, "value": wrong.value}).strip()


def _in_vietnamese(reason: str) -> str:
    for english, vietnamese in _PATTERNS:
        if found := re.fullmatch(english, reason):
            return found.expand(vietnamese)
    return reason
