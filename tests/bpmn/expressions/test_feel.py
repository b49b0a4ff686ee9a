"""FEEL as DMN 1.5 defines it, in the part that Camunda 8 and Trisotech write into diagrams."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bpmn.expressions import errors, evaluate, parse, temporal, tree

DATA = {
    "approved": True, "fraud": False, "amount": 1500, "status": "open", "nothing": None,
    "riskLevels": ["green", "red"], "Vacation Approval": "Approved", "Hồ sơ hợp lệ": True,
    "person": {"name": "An", "first name": "Văn", "age": 30, "address": None},
    "items": [{"price": 10, "qty": 2}, {"price": 5, "qty": 0}, {"price": 1.5, "qty": 4}], "numbers": [3, 1, 2, 3],
}  # fmt: skip
NOW = datetime(2026, 9, 2, 8, 30, tzinfo=UTC)

LOGIC = [
    ("= approved ", True),
    ("=fraud", False),
    ("= not(approved)", False),
    ("approved and not(fraud)", True),
    ("fraud or approved and amount > 1000", True),
    ("true and nothing", None),
    ("false and nothing", False),
    ("true or nothing", True),
    ("false or nothing", None),
    ("not(nothing)", None),
    ("missing", None),
    ("missing = null", True),
    ("missing > 3", None),
    ("missing = 3", False),
    ("missing.deeper.still", None),
    ("status = 1", None),
    ("not(status = 1)", None),
    ("null = null", True),
    ("nothing != null", False),
]
COMPARISONS = [
    ('status = "open"', True),
    ("amount != 1500", False),
    ("amount = 1500.0", True),
    ("amount between 1000 and 2000 and approved", True),
    ("amount in [1000..1500]", True),
    ("amount in [1000..1500)", False),
    ("amount in (1000..1500[", False),
    ("amount in ]1500..2000]", False),
    ("amount in (< 1000, > 1400)", True),
    ("amount in >= 1500", True),
    ("amount in (1, 2, 1500)", True),
    ('status in ("open", "held")', True),
    ('status in ["closed", "held"]', False),
    ("missing in [1..5]", None),
    ('"a" < "b"', True),
    ("[1, [2, 3]] = [1, [2, 3.0]]", True),
    ("{a: 1} = {a: 2}", False),
    ("1 == 1", True),
]
ARITHMETIC = [
    ("0.1 + 0.2", 0.3),
    ("1 - 2 - 3", -4),
    ("2 + 3 * 4", 14),
    ("(2 + 3) * 4", 20),
    ("-2 ** 2", 4),
    ("10 / 4", 2.5),
    ("10 / 5", 2),
    (".5 + .5", 1),
    ("1 + null", None),
    ('"Hồ" + " " + "sơ"', "Hồ sơ"),
    ("-amount", -1500),
    ("1e3", 1000.0),
]
STRUCTURES = [
    ("[1, 2][1]", 1),
    ("[1, 2][-1]", 2),
    ("[1, 2][3]", None),
    ("numbers[item > 2]", [3, 3]),
    ("items[price > 4].price", [10, 5]),
    ("items[qty = 0][1].price", 5),
    ("items[price * qty > amount]", []),
    ("items.qty", [2, 0, 4]),
    ("person.first name", "Văn"),
    ('person["name"]', "An"),
    ("{a: 1, b: a + 1}.b", 2),
    ('{"a b": 1}', {"a b": 1}),
    ("{}", {}),
    ("[]", []),
    ('if amount > 1000 then "big" else "small"', "big"),
    ("if nothing then 1 else 2", 2),
    ("if fraud then 1 else if approved then 2 else 3", 2),
    ('some risk in riskLevels satisfies risk = "red"', True),
    ('every risk in riskLevels satisfies risk = "yellow"', False),
    ("approved and some i in items satisfies i.qty = 0", True),
    ("some a in numbers, b in numbers satisfies a + b = 4", True),
    ("every x in [] satisfies x", True),
    ("some x in nothing satisfies x", None),
    ("for i in items return i.price * i.qty", [20, 0, 6]),
    ("for i in 1..3 return i * i", [1, 4, 9]),
    ("for i in 2..1, j in [1] return i + j", [3, 2]),
    ('Vacation Approval = "Approved"', True),
    ("Hồ sơ hợp lệ and approved", True),
    ('`Vacation Approval` = "Approved"', True),
    ("/* why */ 1 + 1 // because", 2),
]
TEXTS_AND_LISTS = [
    ('contains("foobar", "ob")', True),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('upper case("đơn")', "ĐƠN"),
    ('lower case("ĐƠN")', "đơn"),
    ('string length("hồ sơ")', 5),
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring(string: "foobar", start position: 2, length: 2)', "oo"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("foobar", "")', "foobar"),
    ('string join(["a", null, "b"], ", ")', "a, b"),
    ('trim("  a ")', "a"),
    ("string(1.50)", "1.5"),
    ("string(true)", "true"),
    ('number("1.500,25", ".", ",")', 1500.25),
    ('number("12")', 12),
    ('contains(nothing, "a")', None),
    ("count(numbers)", 4),
    ("sum(numbers)", 9),
    ("sum(0.1, 0.2)", 0.3),
    ("sum([])", None),
    ("min(numbers)", 1),
    ("max(1, 5, 3)", 5),
    ("mean([1, 2, 6])", 3),
    ("product([2, 3, 4])", 24),
    ("list contains(numbers, 2)", True),
    ("list contains(nothing, 2)", None),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2], [3])", [1, 2, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values(numbers)", [3, 1, 2]),
    ("distinct values([1, true, 1.0])", [1, True]),
    ("flatten([1, [2, [3, []]]])", [1, 2, 3]),
    ("reverse([1, 2])", [2, 1]),
    ("index of(numbers, 3)", [1, 4]),
    ("sublist([1, 2, 3], 2)", [2, 3]),
    ("sublist([1, 2, 3], -2, 1)", [2]),
    ("all([true, null])", None),
    ("any(false, true)", True),
    ("is empty([])", True),
    ("floor(-1.5)", -2),
    ("ceiling(1.2)", 2),
    ("decimal(2.5, 0)", 2),
    ("decimal(1.239, 2)", 1.24),
    ("abs(-3)", 3),
    ("modulo(-7, 3)", 2),
    ("even(4)", True),
    ("odd(4)", False),
    ("is defined(person.name)", True),
    ("is defined(person.phone)", False),
    ("is defined(missing.deeper)", False),
    ("is defined(nothing)", True),
    ('get value(person, "age")', 30),
    ('get value(person, "phone")', None),
    ('get or else(person.phone, "-")', "-"),
]
TIMES = [
    ('date("2026-09-02")', date(2026, 9, 2)),
    ('@"2026-09-02"', date(2026, 9, 2)),
    ("date(2026, 9, 2)", date(2026, 9, 2)),
    ('time("08:30:00")', time(8, 30)),
    ('@"08:30:00"', time(8, 30)),
    ('date and time("2026-09-02T08:30:00Z")', NOW),
    ('date and time(date("2026-09-02"), time("08:30:00"))', datetime(2026, 9, 2, 8, 30)),  # noqa: DTZ001  # FEEL's local time
    ('duration("P1DT2H")', temporal.Duration(days=1, seconds=7200)),
    ('@"P1Y2M"', temporal.Duration(months=14)),
    ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
    ('date("2026-03-01") - date("2026-02-27")', temporal.Duration(seconds=172_800)),
    ('duration("P1D") = duration("PT24H")', True),
    ('duration("P2D") > duration("PT24H")', True),
    ('2 * duration("PT1H") = duration("PT2H")', True),
    ('duration("P1D") / duration("PT1H")', 24),
    ('-duration("P1Y") < duration("P0M")', True),
    ('time("23:00:00") + duration("PT2H")', time(1)),
    ('date("2026-09-02").weekday', 3),
    ('date("2026-09-02").year', 2026),
    ('duration("P1Y2M").months', 2),
    ('duration("P1DT3H").hours', 3),
    ('years and months duration(date("2020-10-31"), date("2026-09-30")).years', 5),
    ('date("2026-09-02") in [date("2026-01-01")..date("2026-12-31")]', True),
    ('now() > date and time("2026-01-01T00:00:00+07:00")', True),
    ("today()", date(2026, 9, 2)),
    ("string(today())", "2026-09-02"),
]


@pytest.mark.parametrize(("text", "value"), [*LOGIC, *COMPARISONS, *ARITHMETIC, *STRUCTURES, *TEXTS_AND_LISTS, *TIMES])
def test_a_feel_expression_has_the_value_that_the_standard_gives_it(text: str, value: object) -> None:
    expression = parse.parse(text, "https://www.omg.org/spec/DMN/20191111/FEEL/")
    found = evaluate.evaluate(expression, DATA, NOW)
    assert (found, type(found)) == (value, type(value))
    assert expression.dialect is tree.Dialect.FEEL


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("=", "empty", 1),
        ("= if a then b", "unexpected_end", 14),
        ("= a b 1", "unexpected_token", 7),
        ("= for x in l", "unexpected_end", 13),
        ("= function(a) a", "unexpected_token", 3),
        ("= a.__class__", "reserved_name", 5),
        ('= substring(text: "a")', "unknown_parameter", 13),
        ("= [1..", "unexpected_end", 7),
        ("= date()", "wrong_argument_count", 3),
        ('= "a', "unterminated_string", 3),
        ("= {a: 1", "unexpected_end", 8),
        ("= 'x' ? 1 : 2", "unexpected_token", 7),
    ],
)
def test_what_is_no_feel_is_refused_with_its_column(text: str, code: str, column: int) -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse(text)
    assert (refusal.value.code, refusal.value.column) == (code, column)


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("= status > 3", "type_mismatch", "status"),
        ("= amount + status", "type_mismatch", "amount, status"),
        ("= person.name.first", "type_mismatch", "person.name"),
        ("= amount and approved", "not_boolean", "amount, approved"),
        ("= amount / 0", "division_by_zero", "amount"),
        ('= date("2026-02-30")', "wrong_argument", ""),
        ('= duration("5 minutes")', "wrong_argument", ""),
        ('= duration("P999999999999M")', "wrong_argument", ""),
        ("= number(status)", "wrong_argument", "status"),
        ('= date and time("2026-01-01T00:00:00") < now()', "type_mismatch", ""),
        ('= date("9999-12-31") + duration("P1D")', "number_too_large", ""),
        ("= [1..5]", "not_a_value", ""),
        ("= for i in 1.5..2 return i", "wrong_argument", ""),
    ],
)
def test_a_step_that_needs_a_value_stops_with_the_reason_of_its_null(text: str, code: str, name: str) -> None:
    expression = parse.parse(text)
    for needed in (evaluate.required, evaluate.truth):
        with pytest.raises(errors.EvaluationError) as failure:
            needed(expression, DATA, NOW)
        assert (failure.value.code, failure.value.name) == (code, name)


def test_what_is_decided_without_the_failing_part_does_not_stop() -> None:
    assert evaluate.truth(parse.parse("= status > 3 or amount > 1000"), DATA) is True
    assert evaluate.truth(parse.parse("= status > 3 and amount < 1000"), DATA) is False
    assert evaluate.required(parse.parse('= get or else(amount / 0, "none")'), DATA) == "none"


def test_a_null_condition_is_not_fulfilled() -> None:
    assert evaluate.truth(parse.parse("= missing > 3"), {}) is False
    assert evaluate.truth(parse.parse("= eligible = true"), {"eligible": True}) is True


def test_no_clock_is_read() -> None:
    for text in ("= now()", "= today()"):
        with pytest.raises(errors.EvaluationError, match="no value here") as failure:
            evaluate.evaluate(parse.parse(text), {})
        assert failure.value.code == "no_clock"
