"""JUEL as Camunda 7, Flowable and Activiti write it."""

from __future__ import annotations

import pytest

from bpmn.expressions import errors, evaluate, parse, tree

DATA = {
    "approved": True, "clarified": "no", "amount": 1500, "none": None, "blank": "", "Rate": 2,
    "order": {"total": 12.5, "lines": [{"sku": "a"}, {"sku": "b"}]}, "docs": ["x", "y"],
}  # fmt: skip

VALUES = [
    ("${approved}", True),
    ("${!approved}", False),
    ("${not approved}", False),
    ("#{approved}", True),
    ("  ${ approved }  ", True),
    ("${clarified == 'yes'}", False),
    ('${clarified eq "no"}', True),
    ("${clarified ne 'no'}", False),
    ("${amount gt 1000 and amount lt 2000}", True),
    ("${amount ge 1500 && amount le 1500}", True),
    ("${amount > 2000 || approved}", True),
    ("${amount > 2000 or not approved}", False),
    ("${order.total > 10}", True),
    ("${order['total']}", 12.5),
    ("${order.lines[1].sku == 'b'}", True),
    ("${docs.size() == 2}", True),
    ("${docs.contains('x')}", True),
    ("${clarified.contains('n')}", True),
    ("${clarified.equals('no')}", True),
    ("${clarified.equalsIgnoreCase('NO')}", True),
    ("${clarified.length()}", 2),
    ("${empty blank}", True),
    ("${empty none}", True),
    ("${empty missing}", True),
    ("${not empty docs}", True),
    ("${!empty order.missing}", False),
    ("${docs.isEmpty()}", False),
    ("${blank.empty()}", True),
    ("${amount > 1000 ? 'big' : 'small'}", "big"),
    ("${amount div 2}", 750),
    ("${amount mod 1000}", 500),
    ("${-amount + 2 * 3}", -1494),
    ("${none == null}", True),
    ("${amount == '1500'}", True),
    ("${amount == 'many'}", False),
    ("${amount > '1000'}", True),
    ("${'2' + 1}", 3),
    ("${'a' + 'b'}", "ab"),
    ("${approved == 'true'}", True),
    ("${approved == 'no'}", False),
    ("${!none}", True),
    ("${none and approved}", False),
    ("${blank or approved}", True),
    ("${'true' and approved}", True),
    ("${none > 1}", False),
    ("${none <= none}", True),
    ("${docs.get(0)}", "x"),
    ("${order.containsKey('total')}", True),
    ("${clarified.indexOf('o')}", 1),
    ("${clarified.substring(0, 1)}", "n"),
    ("${clarified.concat('!')}", "no!"),
    ("${amount.toString()}", "1500"),
    ("${execution.hasVariable('missing')}", False),
    ("${true && false || true}", True),
    ("${1 < 2 == true}", True),
    ("${execution.getVariable('amount') >= 1500}", True),
    ("${Rate * 1.1}", 2.2),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_juel_expression_has_its_value(text: str, value: object) -> None:
    expression = parse.parse(text, "text/javascript")
    found = evaluate.evaluate(expression, DATA)
    assert (found, type(found)) == (value, type(value))
    assert expression.dialect is tree.Dialect.JUEL


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${", "not_closed"),
        ("${}", "unexpected_end"),
        ("${approved", "not_closed"),
        ("${approved = true}", "unexpected_character"),
        ("${runtimeService.deleteProcessInstance('x')}", "unknown_function"),
        ("${''.getClass().forName('java.lang.Runtime')}", "unknown_function"),
        ("${T(java.lang.Runtime).getRuntime()}", "unknown_function"),
        ("${fn:length(docs)}", "unexpected_token"),
        ("${a b}", "unexpected_token"),
        ("${order.__dict__}", "reserved_name"),
        ("${x -> x}", "unexpected_token"),
    ],
)
def test_what_juel_does_not_hold_is_refused(text: str, code: str) -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("${missing == 1}", "missing_variable", "missing"),
        ("${order.phone}", "missing_key", "order.phone"),
        ("${clarified > 1}", "type_mismatch", "clarified"),
        ("${amount && approved}", "not_boolean", "amount, approved"),
        ("${docs[2]}", "bad_index", "docs"),
    ],
)
def test_a_juel_expression_without_a_value_names_the_variable(text: str, code: str, name: str) -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse(text), DATA)
    assert (failure.value.code, failure.value.name) == (code, name)


def test_columns_count_from_the_start_of_the_drawn_text() -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse("${a == == b}")
    assert refusal.value.column == 8
