"""The bare notation: what people type into a condition without saying a language."""

from __future__ import annotations

import pytest

from bpmn.expressions import errors, evaluate, parse, tree

DATA = {
    "status": "open", "amount": 1500, "rate": 0.5, "approved": True, "refused": False, "nothing": None,
    "Vacation Approval": "Approved", "Hồ sơ hợp lệ": True, "docs": ["cccd", "đơn"], "person": {"name": "An", "age": 30},
    "Service Level": "Premium", "clarified": "yes", "empty": [],
}  # fmt: skip

VALUES = [
    ("status = 'open'", True),
    ('status == "open"', True),
    ("status != 'open'", False),
    ("status <> 'closed'", True),
    ("amount > 1000", True),
    ("amount >= 1500 && amount <= 1500", True),
    ("amount < 1000 || approved", True),
    ("amount > 1000 and not refused", True),
    ("amount > 1000 AND status = 'open'", True),
    ("not approved or refused", False),
    ("!approved", False),
    ("!refused && approved", True),
    ("not (approved and refused)", True),
    ("not(approved) or not(refused)", True),
    ("approved", True),
    ("true", True),
    ("False", False),
    ("approved == true", True),
    ("approved = 1", False),
    ("nothing == None", True),
    ("nothing is None", True),
    ("status is not null", True),
    ("Vacation Approval = \"Approved\"", True),
    ("Vacation  Approval = 'Refused'", False),
    ("Service Level == 'Premium'", True),
    ("Hồ sơ hợp lệ", True),
    ("Hồ sơ hợp lệ = true and amount > 0", True),
    ("`Service Level` = 'Premium'", True),
    ("status in ['open', 'held']", True),
    ("status not in ('open', 'held')", False),
    ("'cccd' in docs", True),
    ("'pe' in status", True),
    ("'name' in person", True),
    ("docs[0] = 'cccd'", True),
    ("docs[-1]", "đơn"),
    ("person.name == 'An'", True),
    ("person['age'] + 1", 31),
    ("person.get('phone', 'none')", "none"),
    ("len(docs) = 2", True),
    ("max(1, amount, 20)", 1500),
    ("status.upper() = 'OPEN'", True),
    ("status.startsWith('op')", True),
    ("amount + 2 * 3", 1506),
    ("(amount + 2) * 3", 4506),
    ("amount - 500 - 500", 500),
    ("amount / 1000", 1.5),
    ("amount // 1000", 1),
    ("amount % 1000", 500),
    ("-amount", -1500),
    ("2 ** 3 ** 2", 512),
    ("-2 ** 2", -4),
    ("0.1 + 0.2", 0.3),
    ("1000 < amount < 2000", True),
    ("1000 < amount < 1200", False),
    ("'big' if amount > 1000 else 'small'", "big"),
    ("amount > 1000 ? 'big' : 'small'", "big"),
    ("'a' + 'b'", "ab"),
    ("'it\\'s'", "it's"),
    ('"\\u0110\\u01a1n"', "Đơn"),
    ("[1, 2, ]", [1, 2]),
    ("1.0 = 1", True),
    ("'1' = 1", False),
    ("execution.getVariable('amount') > 1", True),
    ("execution.hasVariable('amount')", True),
    ("not empty", True),
    ("not docs", False),
    ("not nothing and not ''", True),
    ("not amount", False),
    ("status and approved", True),
    ("nothing or 'none'", "none"),
    ("'some' if docs else 'none'", "some"),
    ("status[0] == 'o' and status[-1] == 'n'", True),
    ("status[1:3]", "pe"),
    ("docs[:1]", ["cccd"]),
    ("docs[1:]", ["đơn"]),
    ("status in {'open', 'held'}", True),
    ("amount === 1500", True),
    ("amount !== 1500", False),
    ("return amount > 1000;", True),
    ("amount > 1000;", True),
    ("true()", True),
    ("starts-with(status, 'op') and string-length(status) = 4", True),
    ("concat('a', 'b')", "ab"),
    ("+amount", 1500),
    ("round(2.567, 1)", 2.6),
    ("round(2.5)", 2),
    ("any([refused, approved])", True),
    ("all([refused, approved])", False),
    ("bool(docs)", True),
    ("sorted([3, 1, 2])", [1, 2, 3]),
    ("range(3)", [0, 1, 2]),
    ("range(1, 6, 2)", [1, 3, 5]),
    ("status.count('o')", 1),
    ("status.find('x')", -1),
    ("status.replace('o', '0')", "0pen"),
    ("'a b'.split()", ["a", "b"]),
    ("'a,b'.split(',')[1]", "b"),
    ("', '.join(docs)", "cccd, đơn"),
    ("'name' in person.keys()", True),
    ("person.values()", ["An", 30]),
    ("'12'.isdigit() and not status.isdigit()", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_bare_condition_has_the_value_that_its_author_meant(text: str, value: object) -> None:
    expression = parse.parse(text)
    found = evaluate.evaluate(expression, DATA)
    assert (found, type(found)) == (value, type(value))
    assert expression.dialect is tree.Dialect.PLAIN


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "empty", 1),
        ("   ", "empty", 1),
        ("a ==", "unexpected_end", 5),
        ("a == == b", "unexpected_token", 6),
        ("(a", "unexpected_end", 3),
        ("a)", "unexpected_token", 2),
        ("status = 'open", "unterminated_string", 10),
        ("a ~ b", "unexpected_character", 3),
        ("this is not python", "unexpected_token", 13),
        ("import os; os.system('true')", "unexpected_character", 10),
        ("(lambda x: x)(1)", "unexpected_token", 10),
        ("[c for c in docs]", "unexpected_token", 4),
        ("x = 1; y = 2", "unexpected_character", 6),
        ("f'{status}'", "unexpected_token", 2),
        ("open('/etc/passwd')", "unknown_function", 1),
        ("getattr(status, 'upper')", "unknown_function", 1),
        ("'{0.__class__}'.format(status)", "unknown_function", 17),
        ("__import__('os').system('true') == 0", "unknown_function", 1),
        ("().__class__", "unexpected_token", 2),
        ("person.__class__", "reserved_name", 8),
        ("__builtins__", "reserved_name", 1),
        ("99999999999999999999", "number_too_large", 1),
        ("1e999", "number_too_large", 1),
        ("len()", "wrong_argument_count", 1),
        ("'a\\u0000'", "invalid_character", 1),
        ("'\\ud800'", "invalid_character", 1),
        ("a\0b", "invalid_character", 2),
    ],
)
def test_what_is_no_bare_condition_is_refused_with_its_column(text: str, code: str, column: int) -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse(text)
    assert (refusal.value.code, refusal.value.column) == (code, column)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("no_such_variable > 3", "missing_variable", "no_such_variable"),
        ("person.phone = '1'", "missing_key", "person.phone"),
        ("person['phone']", "missing_key", "person.phone"),
        ("nothing.x", "missing_key", "nothing.x"),
        ("status > 3", "type_mismatch", "status"),
        ("amount > nothing", "type_mismatch", "amount, nothing"),
        ("status * 3", "type_mismatch", "status"),
        ("status[9]", "bad_index", "status"),
        ("sorted(['a', 1])", "type_mismatch", ""),
        ("range(1, 9, 0)", "wrong_argument", ""),
        ("len(range(1000000))", "list_too_long", ""),
        ("('a' * 1)", "type_mismatch", ""),
        ("docs[5]", "bad_index", "docs"),
        ("amount / 0", "division_by_zero", "amount"),
        ("amount % 0", "division_by_zero", "amount"),
        ("10 ** 5000", "number_too_large", ""),
        ("9 ** 9 ** 9 > 1", "number_too_large", ""),
        ("9223372036854775807 + 1", "number_too_large", ""),
        ("1e308 * 10", "number_too_large", ""),
        ("(0 - 8) ** 0.5", "wrong_argument", ""),
        ("'A' * 10 ** 10", "type_mismatch", ""),
        ("'%s' % status", "type_mismatch", "status"),
        ("int(status)", "wrong_argument", "status"),
    ],
)
def test_a_condition_without_a_value_says_which_variable_is_at_fault(text: str, code: str, name: str) -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse(text), DATA)
    assert (failure.value.code, failure.value.name) == (code, name)
    assert failure.value.column is not None


def test_what_is_empty_is_false_and_a_text_alone_is_no_decision() -> None:
    for text, value in (("approved", True), ("amount", True), ("nothing", False), ("docs", True), ("empty", False)):
        assert evaluate.truth(parse.parse(text), DATA) is value
    assert evaluate.truth(parse.parse("nothing or status"), DATA) is True
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.truth(parse.parse("status"), DATA)
    assert (failure.value.code, failure.value.name) == ("not_boolean", "status")


def test_replacing_nothing_by_much_is_bounded() -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse("a.replace('', a)"), {"a": "x" * 90_000})
    assert failure.value.code == "text_too_long"
