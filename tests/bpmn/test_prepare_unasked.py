"""A variable that conditions read is asked by the person before, where that can be known; else it is noted."""

from __future__ import annotations

import pytest

from bpmn import prepared as pp
from bpmn.expressions import evaluate, parse
from bpmn.forms import check, formjs, task
from bpmn.lint import finding
from tests.bpmn.drawing import chain, end, flow, node, prepared, process, start, user, xor

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FIELD = '<extensionElements xmlns:c="' + CAMUNDA + '"><c:formData>{}</c:formData></extensionElements>'
APPROVED = FIELD.format('<c:formField id="approved" type="boolean"/>')
ENDS = end("e") + end("e2")


def drawn(one: str, other: str | None, *, default: str = "", asks: str = ""):
    """A step, a gateway, two ways out with these conditions."""
    parts = (start(), user("a", "Thẩm định", asks), xor("g", "Đạt?", default), ENDS, chain("s", "a"))
    ways = flow("a", "g") + flow("g", "e", condition=one) + flow("g", "e2", condition=other)
    return prepared(process(*parts, ways))


def asked(made: pp.Prepared) -> tuple[pp.Question, ...]:
    return made.tasks["a"].questions


@pytest.mark.parametrize(
    ("one", "other", "answer", "wrong"),
    [
        ("${approved}", "${!approved}", True, "yes"),
        ("= approved = true", "= approved = false", False, None),
        ("${result == 'ok'}", "${result == 'no'}", "ok", "maybe"),
        ("${count > 3}", "${count <= 3}", 4, "many"),
    ],
)
def test_the_step_before_asks_for_what_the_conditions_compare(one: str, other: str, answer: object, wrong: object):
    made, told = drawn(one, other)
    (question,) = asked(made)
    form = task.for_task(made, "a", {})
    assert check.check(form, {question.key: answer}).problems == ()
    assert check.check(form, {question.key: wrong}).problems
    assert check.check(form, {}).problems
    given = check.check(form, {question.key: answer}).answers
    assert evaluate.truth(parse.parse(one), given) != evaluate.truth(parse.parse(other), given)
    (said,) = told["variable-asked"]
    assert (said.element, said.level) == ("g", finding.Level.WARNING)
    assert f"«{question.key}»" in said.message
    assert "variable-not-asked" not in told


def test_where_a_default_waits_none_of_the_texts_may_hold():
    made, _ = drawn("${result == 'ok'}", None, default="g-e2")
    (field, *_) = task.for_task(made, "a", {}, "en").fields
    assert [(option.value, option.label) for option in field.options] == [("ok", "ok"), ("other", "Other")]


def test_what_a_form_of_the_file_asks_is_not_asked_again():
    made, told = drawn("${approved}", "${!approved}", asks=APPROVED)
    assert asked(made) == ()
    assert not {"variable-asked", "variable-not-asked"} & set(told)


def test_a_step_with_a_form_of_its_own_keeps_it_and_the_gap_is_noted():
    made, told = drawn("${result == 'ok'}", "${result == 'no'}", asks=APPROVED)
    assert asked(made) == ()
    (said,) = told["variable-not-asked"]
    assert (said.element, said.level, "«result»" in said.message) == ("g", finding.Level.NOTE, True)


@pytest.mark.parametrize("condition", ["${a1.b > c}", "= count(list) > 2", "${flag == 'x' || flag}"])
def test_what_no_field_can_be_made_of_is_noted(condition: str):
    made, told = drawn(condition, None, default="g-e2")
    assert asked(made) == ()
    assert "variable-not-asked" in told


def test_behind_a_service_it_is_noted_and_behind_the_person_after_it_asked():
    bound = node("serviceTask", "f", "Tra cứu", "", **{"c:topic": "look", "xmlns:c": CAMUNDA})
    ways = flow("g", "e", condition="${approved}") + flow("g", "e2", condition="${!approved}")
    made, told = prepared(process(start(), bound, xor("g"), ENDS, ways, chain("s", "f", "g")))
    assert "variable-not-asked" in told
    made, told = prepared(process(start(), bound, user("a"), xor("g"), ENDS, ways, chain("s", "f", "a", "g")))
    assert [one.key for one in asked(made)] == ["approved"]


def test_a_start_form_supplies_its_variables():
    begin = node("startEvent", "s", "", APPROVED)
    made, told = prepared(
        process(
            begin,
            user("a"),
            xor("g", default="g-e2"),
            ENDS,
            chain("s", "a", "g"),
            flow("g", "e", condition="${approved}") + flow("g", "e2"),
        )
    )
    assert asked(made) == ()
    form = task.for_start(made, {})
    assert form is not None
    assert [field.key for field in form.fields] == ["approved"]
    assert told == {}


def test_fields_of_a_start_that_are_none_give_way_with_a_warning():
    twice = FIELD.format('<c:formField id="a" type="string"/>' * 2)
    made, told = prepared(process(node("startEvent", "s", "Nộp", twice), user("a"), chain("s", "a")))
    assert made.start_fields == ()
    assert told["form-fields-wrong"][0].element == "s"


def test_questions_are_stored_with_the_version():
    made, _ = drawn("${result == 'ok'}", "${count > 3}")
    again = pp.load(pp.dump(made))
    assert again.tasks["a"].questions == asked(made)
    assert formjs.schema(task.for_task(again, "a", {})) == formjs.schema(task.for_task(made, "a", {}))
