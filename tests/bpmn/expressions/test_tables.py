"""What each notation's specification says of its expressions, a table a notation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpmn.expressions import errors, evaluate, parse, signatures, tree, values, writing
from tests.bpmn.expressions import tables

LANGUAGES = {
    "feel": ("https://www.omg.org/spec/DMN/20191111/FEEL/", tree.Dialect.FEEL),
    "juel": (None, tree.Dialect.JUEL),
    "python": ("python", tree.Dialect.PLAIN),
    "bare": (None, tree.Dialect.PLAIN),
    "xpath": ("http://www.w3.org/1999/XPath", tree.Dialect.XPATH),
}
CASES = [pytest.param(name, case, id=f"{name} {case}") for name in LANGUAGES for case in tables.cases(name)]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_an_expression_means_what_its_specification_says(name: str, case: tables.Case) -> None:
    language, dialect = LANGUAGES[name]
    kind, *told = case.expected.split(" ")
    if kind == "refused":
        with pytest.raises(errors.ExpressionSyntaxError) as refusal:
            parse.parse(case.text, language)
        assert [refusal.value.code, str(refusal.value.column)] == told
        return
    expression = parse.parse(case.text, language)
    assert expression.dialect is dialect
    if kind == "fails":
        with pytest.raises(errors.EvaluationError) as failure:
            evaluate.required(expression, case.variables, case.now)
        assert f"{failure.value.code} {failure.value.name}".split(" ") == told
        assert failure.value.column is not None
        return
    found = evaluate.evaluate(expression, case.variables, case.now)
    if kind.startswith("@"):
        assert writing.text(found, values.Run(None)) == case.expected[1:]
        assert not isinstance(found, str)
        return
    if case.expected == "null !":
        with pytest.raises(errors.EvaluationError):
            evaluate.required(expression, case.variables, case.now)
    assert tables.same(found, json.loads(case.expected.removesuffix(" !"))), found


def test_each_table_stands_on_clauses_and_has_its_share() -> None:
    counted = {name: len(tables.cases(name)) for name in LANGUAGES}
    assert all(case.clause for name in LANGUAGES for case in tables.cases(name))
    assert all(count >= 60 for count in counted.values()), counted
    assert sum(counted.values()) >= 600


def test_each_function_of_feel_has_cases_and_stands_in_the_docs() -> None:
    called = {
        part.function
        for case in tables.cases("feel")
        if not case.expected.startswith("refused")
        for part in tree.walk(parse.parse(case.text, "feel").root)
        if isinstance(part, tree.Call)
    }
    spelled = {"split": "split at pattern", "includes": "includes range"}
    page = (Path(__file__).parents[3] / "docs" / "expressions.md").read_text("utf-8")
    for name in signatures.names():
        assert spelled.get(name, name) in called, name
        assert f"`{name}`" in page, name
