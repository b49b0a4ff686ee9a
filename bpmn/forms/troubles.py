"""What is wrong with a form, in the words of those who draw it."""

from __future__ import annotations

from bpmn.forms import form

_TEXTS: dict[str, tuple[str, str]] = {
    "not_json": ("tệp không phải JSON ({value})", "it isn't JSON ({value})"),
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


def said(wrong: form.FormError) -> tuple[str, str]:
    """In Vietnamese and in English."""
    vi, en = _TEXTS.get(wrong.code, (str(wrong), str(wrong)))
    values = {"where": wrong.where, "value": wrong.value}
    return vi.format_map(values).strip(), en.format_map(values).strip()
