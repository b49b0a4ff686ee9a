"""What is wrong with a form is said in either language, and not half in each."""

from __future__ import annotations

import json
import re

import pytest

from bpmn.forms import form, formjs, troubles
from tests.support import servers


def told(body: bytes) -> tuple[str, str]:
    """What is said of a form that can't be used."""
    with pytest.raises(form.FormError) as wrong:
        formjs.parse(body)
    return troubles.said(wrong.value)


@pytest.mark.parametrize(
    ("body", "vi", "en"),
    [
        (b'{"a": 1,\n  b}', "tệp không phải JSON, hỏng ở dòng:cột 2:3", "it isn't JSON, broken at line:column 2:3"),
        (b"\xff\xfe", "tệp không phải UTF-8", "it isn't UTF-8"),
        (b'{"a": NaN}', "NaN và Infinity không phải là số JSON", "NaN and Infinity aren't JSON numbers"),
        (b"[" * 100_000, "các nhóm lồng nhau quá sâu", "it is nested too deep"),
    ],
)
def test_a_file_that_is_no_json_is_told_with_its_place(body: bytes, vi: str, en: str) -> None:
    assert told(body) == (vi, en)


@pytest.mark.parametrize(
    "pattern",
    ["a" * 5000, "a)", "a\\", "(" * 500, "+a", "a{2}{3}", "a{99999}", "(?=a)", "(a", r"(a)\1", r"\p{L}", "[z-a]", "*"],
)
def test_a_pattern_that_cannot_be_used_is_told_in_vietnamese(pattern: str) -> None:
    field = {"type": "textfield", "id": "f", "key": "code", "label": "Mã", "validate": {"pattern": pattern}}
    vi, en = told(json.dumps({"type": "default", "id": "x", "components": [field]}).encode())
    reason = en.partition(": ")[2]
    assert reason
    assert reason not in vi


def test_every_reason_against_a_pattern_has_its_vietnamese() -> None:
    source = (servers.ROOT / "bpmn/forms/pattern.py").read_text(encoding="utf-8")
    reasons = re.findall(r'PatternError\(f?"((?:[^"\\]|\\.)*)"\)', source)
    assert len(reasons) > 10
    for reason in reasons:
        said = re.sub(r"\{[^}]*\}", "7", reason).replace("\\\\", "\\")
        assert troubles.said(form.FormError("bad_pattern", "x", said))[0].partition(": ")[2] != said, reason
