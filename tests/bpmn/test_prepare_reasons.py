"""Why an expression can't be read is said in both languages, whatever is wrong with it."""

from __future__ import annotations

import inspect
import re

import pytest

from bpmn.expressions import errors, feel, grammar, juel, kinds, parse, plain, reasons, xpath

CODED = re.compile(r"""ExpressionSyntaxError\(\s*"(\w+)\"""")


def test_each_way_of_refusing_an_expression_has_its_words() -> None:
    raised = {
        code
        for module in (feel, grammar, juel, kinds, parse, plain, xpath)
        for code in CODED.findall(inspect.getsource(module))
    }
    assert len(raised) > 12
    assert raised == set(reasons.REASONS)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("= nonsense(1)", "không có hàm hay phương thức «nonsense»", "no function or method “nonsense”"),
        ("${x.getClass()}", "«getClass»", "“getClass”; an expression can't call programs"),
        ("amount > 1,000", "1000, không phải 1,000", "1000, not 1,000"),
        ("${a", "thiếu dấu } đóng", "the closing } is missing"),
        ("= 'a", "chưa có dấu nháy đóng", "a quoted text is not closed"),
    ],
)
def test_a_refusal_names_what_is_wrong(text: str, vi: str, en: str) -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse(text)
    told = reasons.told(refusal.value)
    assert vi in told["why_vi"]
    assert en in told["why"]
