"""One tree for all notations: the same meaning in each, and nothing lost between text and tree."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.expressions import errors, evaluate, parse, tree
from tests.bpmn.expressions import printing, tables
from tests.bpmn.expressions.test_evaluate import LEAVES, grown

DATA = {"a": 3, "b": -2, "c": 1.5, "s": "open", "u": "", "yes": True, "no": False, "o": {"x": 4, "w": "Đơn"}}
LANGUAGES = {
    tree.Dialect.FEEL: "feel",
    tree.Dialect.JUEL: "juel",
    tree.Dialect.PLAIN: "python",
    tree.Dialect.XPATH: "http://www.w3.org/1999/XPath",
}
ORDER = st.sampled_from(list(tree.Comparison))
EQUALITY = st.sampled_from([tree.Comparison.EQ, tree.Comparison.NE])
SIGNS = st.sampled_from([tree.Operator.ADD, tree.Operator.SUBTRACT, tree.Operator.MULTIPLY])


def names(*words: str) -> st.SearchStrategy[tree.Node]:
    return st.sampled_from([tree.Name(word) for word in words])


def member(key: str) -> st.SearchStrategy[tree.Node]:
    return st.just(tree.Member(tree.Name("o"), key))


def calculated(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    rest = st.lists(st.tuples(SIGNS, inner), min_size=1, max_size=2).map(tuple)
    halved = inner.map(lambda part: tree.Arithmetic(part, ((tree.Operator.DIVIDE, tree.Literal(4)),)))
    return st.one_of(st.tuples(inner, rest).map(lambda parts: tree.Arithmetic(*parts)), halved, inner.map(tree.Negate))


NUMBERS = st.recursive(
    st.integers(0, 20).map(tree.Literal) | st.sampled_from([0.1, 0.25, 2.5]).map(tree.Literal)
    | names("a", "b", "c") | member("x"),
    calculated,
    max_leaves=4,
)  # fmt: skip
TEXTS = st.sampled_from(["open", "shut", "Đơn", ""]).map(tree.Literal) | names("s", "u") | member("w")


def decided(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    chain = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.tuples(st.booleans(), chain).map(lambda parts: tree.Logic(*parts)) | inner.map(tree.Not)


CONDITIONS = st.recursive(
    st.tuples(ORDER, NUMBERS, NUMBERS).map(lambda parts: tree.Compare(*parts))
    | st.tuples(EQUALITY, TEXTS, TEXTS).map(lambda parts: tree.Compare(*parts))
    | names("yes", "no") | st.booleans().map(tree.Literal),
    decided,
    max_leaves=6,
)  # fmt: skip


def read(text: str, dialect: tree.Dialect) -> tree.Expression:
    """The expression in that very notation."""
    if dialect is tree.Dialect.XPATH:
        text = f"{text} and getDataObject('yes')"  # what tells XPath from bare text
    expression = parse.parse(text, LANGUAGES[dialect])
    assert expression.dialect is dialect
    return expression


@given(CONDITIONS)
def test_a_condition_means_the_same_in_every_notation(condition: tree.Node) -> None:
    decided = {
        dialect: evaluate.truth(read(printing.printed(condition, dialect), dialect), DATA) for dialect in LANGUAGES
    }
    assert len(set(decided.values())) == 1, decided


@given(NUMBERS)
def test_a_number_is_the_same_in_every_notation(number: tree.Node) -> None:
    found = {
        dialect: evaluate.evaluate(parse.parse(printing.printed(number, dialect), LANGUAGES[dialect]), DATA)
        for dialect in (tree.Dialect.FEEL, tree.Dialect.JUEL, tree.Dialect.PLAIN)
    }
    assert len(set(found.values())) == 1, found


@given(CONDITIONS, st.sampled_from(list(LANGUAGES)))
def test_a_condition_that_is_written_back_is_the_same_tree(condition: tree.Node, dialect: tree.Dialect) -> None:
    once = parse.parse(printing.printed(condition, dialect), LANGUAGES[dialect])
    again = parse.parse(printing.printed(once.root, dialect), LANGUAGES[dialect])
    if once.dialect is again.dialect is dialect:
        assert again.root == once.root


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_any_feel_that_is_written_back_is_the_same_tree(text: str) -> None:
    once = parse.parse(f"= {text}")
    assert parse.parse(f"= {printing.printed(once.root, tree.Dialect.FEEL)}").root == once.root


def test_the_feel_of_the_table_is_written_back_to_the_same_tree() -> None:
    written = 0
    for case in tables.cases("feel"):
        if "refused" in case.expected:
            continue
        once = parse.parse(case.text, "feel")
        skipped = any(
            (isinstance(part, tree.Range) and (part.low is None or part.high is None)) or part == tree.Name("?")
            or (isinstance(part, tree.Member | tree.Name | tree.ContextOf) and "-" in str(part))
            or (isinstance(part, tree.Call) and part.function in ("@", "split at pattern", "includes range"))
            for part in tree.walk(once.root)
        )  # fmt: skip
        if not skipped:
            written += 1
            assert parse.parse(printing.printed(once.root, tree.Dialect.FEEL), "feel").root == once.root, case.text
    assert written > 400


@pytest.mark.parametrize("dialects", list(itertools.permutations(["feel", "juel"], 2)))
def test_a_kept_tree_is_that_of_its_own_notation(dialects: tuple[str, str]) -> None:
    found = [parse.parse("a - b", language).dialect.value for language in dialects]
    assert found == list(dialects)


def test_no_notation_gives_more_than_another_where_it_stops() -> None:
    for text, language in (("a + s", "feel"), ("${a - s}", "juel"), ("a + s", "python"), ("$a + $s", "xpath")):
        with pytest.raises(errors.EvaluationError) as failure:
            evaluate.required(parse.parse(text, language), DATA)
        assert set(failure.value.name.split(", ")) <= {"a", "s"}
