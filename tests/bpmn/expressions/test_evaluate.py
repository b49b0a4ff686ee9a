"""The bounds of the evaluator: what would cost too much or reach into Python ends as an error, quickly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.expressions import errors, evaluate, parse, values

DOUBLING = "{" + ", ".join(f"a{at}: [a{at - 1}, a{at - 1}]" for at in range(1, 40)) + "}"
LONG = {"l": list(range(5000)), "s": "x" * 90_000, "n": 7, "m": [{"x": 1}] * 5000}
BOMBS = [
    ("= some a in l, b in l, c in l satisfies a + b + c < 0", "too_many_steps"),
    ("= every a in l satisfies every b in l satisfies a < b + 10000", "too_many_steps"),
    ("= for a in l, b in l return a", "list_too_long"),
    ("= for i in 1..9000000000 return i", "list_too_long"),
    ("= some i in 1..9000000000 satisfies i < 0", "too_many_steps"),
    ("= l[l[item > -1] = null]", "too_many_steps"),
    ("= " + DOUBLING, "too_many_steps"),
    ("= " + DOUBLING + " = " + DOUBLING, "too_many_steps"),
    ("= flatten(" + DOUBLING.replace("}", ", z: 0}") + ".a39)", "too_many_steps"),
    ("= distinct values(l)", "too_many_steps"),
    ("= s + s", "text_too_long"),
    ("= string join([s, s])", "text_too_long"),
    ("= concatenate(l, l, l)", "list_too_long"),
    ("= sum(for i in l return i * 9000000000000000)", "number_too_large"),
    ("2 ** 2 ** 2 ** 2 ** 2", "number_too_large"),
    ("= for i in 1..30 return m.x", "too_many_steps"),
    ("= 9 ** 9 ** 9 > 1", "number_too_large"),
    ("= 1e300 * 1e300", "number_too_large"),
    ("= 1e-300 ** -9", "number_too_large"),
    ("= 10 ** 5000", "number_too_large"),
    ("= decimal(1.5, 1000000000)", "wrong_argument"),
    ("= date(1000000000000, 1, 1)", "wrong_argument"),
    ("= 999999999999 * duration(\"P1Y\")", "number_too_large"),
    ("${s + s}", "text_too_long"),
    ("${n * 9223372036854775807}", "number_too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), BOMBS)
def test_a_bomb_ends_at_its_bound(text: str, code: str) -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.required(parse.parse(text), {**LONG, "a0": 1})
    assert failure.value.code == code


class Secret:
    """An object that must stay closed, whatever is asked of it."""

    password = "hunter2"  # what the test would find

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was looked up")


@pytest.mark.parametrize(
    "text",
    ["= o.password", "o.password", "${o.password}", "= o[1]", "o['password']", "o", "= o = 1", "o.lower()", "-o"],
)
def test_a_python_object_stays_closed(text: str) -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse(text), {"o": Secret()})
    assert failure.value.code == "not_a_value"


@pytest.mark.parametrize("value", ["text", 5, [1], True])
@pytest.mark.parametrize("key", ["upper", "real", "append", "denominator", "mro", "items"])
def test_attributes_of_plain_values_are_no_keys(value: object, key: str) -> None:
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse(f"v.{key}"), {"v": value})
    assert failure.value.code == "type_mismatch"


def test_keys_that_look_like_python_are_only_keys() -> None:
    assert evaluate.evaluate(parse.parse("len > 3 and print = 'x'"), {"len": 4, "print": "x"}) is True
    assert evaluate.evaluate(parse.parse("= items"), {"items": [1]}) == [1]
    with pytest.raises(errors.EvaluationError) as failure:
        evaluate.evaluate(parse.parse("d.items"), {"d": {}})
    assert failure.value.code == "missing_key"


def test_the_data_is_not_changed_and_not_handed_out_twice_in_hiding() -> None:
    data = {"l": [3, 1, 2], "c": {"a": [1]}}
    evaluate.evaluate(parse.parse("= reverse(append(concatenate(l, l), 4))"), data)
    evaluate.evaluate(parse.parse("= {c: c, l: append(l, 1)}.l"), data)
    assert data == {"l": [3, 1, 2], "c": {"a": [1]}}


def test_deep_data_is_compared_and_refused_without_recursion() -> None:
    one: list[object] = []
    other: list[object] = []
    for _ in range(20_000):
        one, other = [one], [other]
    assert evaluate.evaluate(parse.parse("= a = b"), {"a": one, "b": other}) is True
    assert evaluate.evaluate(parse.parse("= flatten(a).x"), {"a": one}) == []
    assert evaluate.evaluate(parse.parse("= a.x"), {"a": one}) == [None]
    with pytest.raises(errors.EvaluationError):
        evaluate.evaluate(parse.parse("= a"), {"a": one})
    del one, other


def test_numbers_that_json_does_not_have_are_refused() -> None:
    for number in (float("nan"), float("inf"), 2**63):
        with pytest.raises(errors.EvaluationError) as failure:
            evaluate.evaluate(parse.parse("n + 1"), {"n": number})
        assert failure.value.code == "number_too_large"


def test_now_is_what_the_caller_says() -> None:
    now = datetime(2026, 11, 23, 1, 2, tzinfo=UTC)
    assert evaluate.truth(parse.parse('= now() < date and time("2026-11-23T08:03:00+07:00")'), {}, now) is True


def test_a_kept_expression_gives_the_value_of_the_data_at_hand() -> None:
    expression = parse.parse("= a + 1")
    assert [evaluate.evaluate(expression, {"a": at}) for at in range(3)] == [1, 2, 3]
    for at in range(3000):  # more than are kept
        assert evaluate.evaluate(parse.parse(f"= a + {at}"), {"a": 1}) == at + 1
    assert evaluate.evaluate(expression, {"a": 9}) == 10


LEAVES = st.sampled_from(["a", "b", "c", "l", "o.x", "1", "2.5", "0", '"t"', "true", "null", "missing"])

FUNCTIONS = st.sampled_from(["sum", "count", "string", "flatten", "max", "abs", "upper case", "is empty"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger FEEL texts from smaller ones."""
    binary = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])
    return st.one_of(
        st.tuples(inner, binary, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"(if {parts[0]} then {parts[1]} else {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"(some i in {parts[0]} satisfies {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"(for i in [{parts[0]}] return {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}][{parts[0]}]"),
        st.tuples(inner, inner).map(lambda parts: f"{{x: {parts[0]}, y: {parts[1]}}}.y"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} between {parts[1]} and {parts[2]})"),
        inner.map(lambda part: f"not({part})"),
        inner.map(lambda part: f"-({part})"),
        st.tuples(
            st.sampled_from(["sum", "count", "string", "flatten", "max", "abs", "upper case", "is empty"]), inner
        ).map(lambda parts: f"{parts[0]}({parts[1]})"),
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_every_well_formed_text_has_a_plain_value_or_an_error_of_ours(text: str) -> None:
    expression = parse.parse("= " + text)
    data = {"a": 1, "b": "t", "c": None, "l": [1, "t", [2]], "o": {"x": 3}}
    assert evaluate.names(expression) <= {"a", "b", "c", "l", "o", "missing"}
    try:
        value = evaluate.evaluate(expression, data)
    except errors.EvaluationError:
        return
    assert values.kind(value) in {"null", "boolean", "number", "string", "list", "context"}


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
def test_all_notations_compare_numbers_alike(left: int, right: int, sign: str) -> None:
    data = {"a": left, "b": right}
    juel = "==" if sign == "=" else sign
    found = {evaluate.truth(parse.parse(text), data) for text in (f"a {sign} b", f"= a {sign} b", f"${{a {juel} b}}")}
    python = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right}
    assert found == {python.get(sign, left != right)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= a.b > c and some x in l satisfies x.y = z", {"a", "c", "l", "z"}),
        ("= {p: q, r: p + s}.r", {"q", "s"}),
        ("= l[item.x > y]", {"l", "y"}),
        ("= for i in l, j in i return i + j + k", {"l", "k"}),
        ("${execution.getVariable('v') && w[0]}", {"v", "w"}),
        ("getDataObject('d') = 'yes'", {"d"}),
        ("1 + 1", set()),
        ("Vacation Approval = 'x'", {"Vacation Approval"}),
    ],
)
def test_names_are_the_variables_that_are_read(text: str, expected: set[str]) -> None:
    assert evaluate.names(parse.parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('= status = "open" or status = "held"', (("status", "open"), ("status", "held"))),
        ("'x' == a.b", (("a.b", "x"),)),
        ("status in ['a', 'b', 'a']", (("status", "a"), ("status", "b"))),
        ('= status in ("a", "b")', (("status", "a"), ("status", "b"))),
        ("approved and not(refused)", (("approved", True), ("refused", True))),
        ("${!approved}", (("approved", True),)),
        ("a != 1 and b = true", (("a", 1), ("b", True))),
        ("a > 5 or a <= b", (("a", 5),)),
        ('= a > date("2026-01-01") and b < "x"', ()),
        ("a + b", ()),
        ("a = 1 or a = True", (("a", 1), ("a", True))),
        ('= if x then "a" else "b"', ()),
    ],
)
def test_choices_are_the_values_that_a_form_must_offer(text: str, expected: tuple[tuple[str, object], ...]) -> None:
    assert evaluate.choices(parse.parse(text)) == expected


def test_a_condition_is_evaluated_without_parsing_it_again() -> None:
    expression = parse.parse('= amount > 1000 and status = "open"')
    assert parse.parse('= amount > 1000 and status = "open"') is expression
