"""Which notation a text is, and that no text does anything but parse or be refused."""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.expressions import errors, evaluate, grammar, parse, tree

PIECES = st.sampled_from([
    "a", "b.c", "Hồ sơ", "1", "2.5", "'x'", '"y"', "(", ")", "[", "]", "{", "}", "${", "#{", "}", "=", "==", "!=", "<",
    ">=", "<>", "and", "or", "not", "!", "&&", "||", "in", "not in", "is", "if", "then", "else", "for", "return",
    "some", "every", "satisfies", "between", "..", ".", ",", ":", "?", "+", "-", "*", "**", "/", "//", "%", "@", "`",
    "null", "None", "true", "empty", "div", "date and time(", "count(", "getDataObject('x')", "item", "1..9999999",
    "\\", "\n", "__class__", "\u0301", "\ud800", "\0", "/*", "*/",
])  # fmt: skip
DATA = {"a": 3, "b": {"c": [1, 2, 3]}, "x": "y", "Hồ sơ": None}


@pytest.mark.parametrize(
    ("text", "language", "dialect"),
    [
        ("a = b", None, "plain"),
        ("a = b", "http://www.w3.org/1999/XPath", "plain"),
        ("a = b", "https://www.omg.org/spec/DMN/20240513/FEEL/", "feel"),
        ("a = b", "feel", "feel"),
        ("a eq b", "juel", "juel"),
        ("a eq b", "urn:x:UEL", "juel"),
        ("${a}", "feel", "juel"),
        ("#{a}", None, "juel"),
        ("=a", "juel", "feel"),
        ("  = a", None, "feel"),
        ("some x in l satisfies x", None, "feel"),
        ("x between 1 and 2", "http://www.w3.org/1999/XPath", "feel"),
        ("a == b && c", "feel", "plain"),
        ("Approved", None, "plain"),
        ("Manual Validation Required", None, "plain"),
    ],
)
def test_the_form_of_a_text_counts_before_the_declared_language(text: str, language: str | None, dialect: str) -> None:
    assert parse.parse(text, language).dialect.value == dialect


def test_a_tree_does_not_depend_on_white_space_or_composition() -> None:
    assert parse.parse("Hồ  sơ\n= 'x'").root == parse.parse("Ho\u0302\u0300 sơ = 'x'").root


@pytest.mark.parametrize(
    "text",
    [
        "(" * 9000,
        "[" * 9000,
        "not " * 2000 + "a",
        "!" * 9999 + "a",
        "-" * 9998 + "a",
        "= " + "if a then " * 500 + "1" + " else 2" * 500,
        "a" + "[0]" * 3000,
        "a" + ".b" * 4000,
        "= " + "{a:" * 2000 + "1" + "}" * 2000,
        "= " + "some x in a satisfies " * 400 + "x",
        "2" + "**2" * 3000,
        "${" + "a?" * 1500 + "a" + ":a" * 1500 + "}",
        "a if b else " * 500 + "c",
    ],
)
def test_deep_nesting_is_refused_without_reaching_the_stack(text: str) -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        evaluate.evaluate(parse.parse(text), {})
    assert refusal.value.code in ("too_deep", "unexpected_end")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" and ".join(["a"] * 1400), True),
        (" + ".join(["1"] * 2400), 2400),
        ("= " + " or ".join(["b"] * 1600), False),
        ("(" * 4000 + "a" + ")" * 4000, True),
        ("-" * 9998 + "1", 1),
        ("not " * 46 + "a", True),
    ],
)
def test_long_chains_and_human_nesting_are_read(text: str, value: object) -> None:
    assert evaluate.evaluate(parse.parse(text), {"a": True, "b": False}) == value


def test_a_text_of_any_length_is_answered() -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse("a" * (grammar.LONGEST_TEXT + 1))
    assert refusal.value.code == "too_long"
    assert len(refusal.value.text) <= errors.SHOWN
    assert parse.parse("a" * grammar.LONGEST_TEXT).root == tree.Name("a" * grammar.LONGEST_TEXT)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200) | st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_parsed_or_refused_and_then_valued_or_refused(text: str) -> None:
    for language in (None, "feel", "juel"):
        column, expression = parsed(text, language)
        assert 1 <= column <= len(text) + 2
        if expression is not None:
            evaluate.names(expression)
            evaluate.choices(expression)
            with contextlib.suppress(errors.EvaluationError):
                evaluate.truth(expression, DATA)


def parsed(text: str, language: str | None) -> tuple[int, tree.Expression | None]:
    """The expression, or the column of its refusal."""
    try:
        return 1, parse.parse(text, language)
    except errors.ExpressionSyntaxError as refusal:
        return refusal.column, None


def test_errors_come_home_from_a_child_process_whole() -> None:
    with pytest.raises(errors.ExpressionSyntaxError) as refusal:
        parse.parse("a == == b")
    copy = pickle.loads(pickle.dumps(refusal.value))  # noqa: S301  # our own bytes
    assert (copy.code, copy.column, str(copy)) == (refusal.value.code, refusal.value.column, str(refusal.value))
    expression = parse.parse("a = 1")
    assert pickle.loads(pickle.dumps(expression)) == expression  # noqa: S301  # our own bytes


def test_importing_the_package_builds_no_grammar() -> None:
    asked = "import sys; from bpmn.expressions import evaluate, temporal; print('lark' in sys.modules)"
    root = Path(__file__).parents[3]
    shown = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def hostile_texts() -> list[str]:
    """The scripts, conditions and timers of the hostile diagrams that stand beside the checkout."""
    path = Path(__file__).parents[4] / "shared" / "attacks" / "make_diagrams.py"
    if not path.exists():
        return []
    found: list[str] = []
    source = path.read_text()
    for maker in ("one_script(", "one_cond(", "timer(", "mi("):
        for piece in source.split(maker)[1:]:
            literal = piece.split("\n")[0]
            for quote in ('"', "'"):
                found += literal.split(quote)[1::2]
    return found


def test_nothing_of_the_hostile_diagrams_is_more_than_a_value_or_a_refusal() -> None:
    texts = hostile_texts()
    if not texts:
        pytest.skip("the hostile diagrams are not beside this checkout")
    assert len(texts) > 60
    for text in texts:
        try:
            value = evaluate.evaluate(parse.parse(text.replace("&gt;", ">").replace("&lt;", "<")), {})
        except errors.ExpressionError:
            continue
        assert value is None or isinstance(value, bool | int | float | str | list)
