"""Every person's task has a form: the linked file, the fields of the diagram, or a generated one."""

from __future__ import annotations

import json

import pytest

from bpmn import diagram, prepared
from bpmn.forms import check, form, formjs, generated, task

DECISION = prepared.Decision(
    "Gateway_1",
    "Task_1",
    "gateway_1",
    "Đủ điều kiện?",
    (prepared.Choice("Flow_1", "Có", "Flow_1"), prepared.Choice("Flow_2", "Không", "Flow_2")),
)
FILE = formjs.parse(
    json.dumps(
        {"id": "birth", "components": [{"type": "textfield", "key": "name"}, {"type": "button", "action": "submit"}]}
    ).encode()
)


def made(human: prepared.HumanTask, **decisions: prepared.Decision) -> form.Form:
    whole = prepared.Prepared(diagram.Diagram(), tasks={human.element: human}, decisions=decisions)
    return task.for_task(whole, human.element, {"birth": FILE})


def test_a_linked_form_file_is_asked() -> None:
    assert made(prepared.HumanTask("Task_1", form="birth")) == FILE


def test_fields_of_the_diagram_are_asked() -> None:
    one = made(prepared.HumanTask("Task_1", fields=({"type": "textfield", "key": "a"},)))
    assert [field.key for field in one.fields] == ["a"]


@pytest.mark.parametrize("linked", [None, "gone"])
def test_a_task_without_a_form_asks_for_a_note(linked: str | None) -> None:
    one = made(prepared.HumanTask("Task_1", form=linked))
    assert [(field.type, field.key) for field in one.fields] == [("textarea", generated.NOTE)]
    assert check.check(one, {}).problems == ()


def test_a_task_without_a_form_shows_its_documents_and_asks_which_are_made() -> None:
    drawn = diagram.Diagram(
        nodes={"T": diagram.Node("T", "userTask", data_in=("d1", "d2", "gone"), data_out=("d3", "d3"))},
        items={
            "d1": diagram.Item("d1", "dataObjectReference", "Tờ khai [mẫu 1] {{x}}"),
            "d2": diagram.Item("d2", "dataStoreReference", " "),
            "d3": diagram.Item("d3", "dataObjectReference", "Giấy khai sinh"),
        },
    )
    whole = prepared.Prepared(drawn, tasks={"T": prepared.HumanTask("T")})
    seen, made, note = task.for_task(whole, "T", {}, "en").fields
    assert seen.source["text"] == "**Documents to look at**\n\n- Tờ khai \\[mẫu 1\\] &#123;&#123;x}}"
    assert (made.type, made.key, note.key) == ("checklist", generated.DOCUMENTS, generated.NOTE)
    asked = task.for_task(whole, "T", {})
    assert check.check(asked, {}).problems == ()
    assert check.check(asked, {"documents": ["Giấy khai sinh"]}).answers == {"documents": ["Giấy khai sinh"]}
    assert [one.code for one in check.check(asked, {"documents": ["Khác"]}).problems] == ["not_an_option"]


def test_a_decision_is_asked_after_the_fields_and_before_the_buttons() -> None:
    one = made(prepared.HumanTask("Task_1", form="birth", decisions=("Gateway_1",)), Gateway_1=DECISION)
    assert [field.type for field in one.fields] == ["textfield", "radio", "button"]
    assert [problem.code for problem in check.check(one, {"name": "x"}).problems] == ["required"]
    assert check.check(one, {"name": "x", "gateway_1": "Flow_2"}).answers["gateway_1"] == "Flow_2"


def test_a_decision_that_the_form_asks_itself_is_not_asked_twice() -> None:
    own = {"type": "radio", "key": "gateway_1", "values": ["Flow_1"]}
    one = made(prepared.HumanTask("Task_1", fields=(own,), decisions=("Gateway_1",)), Gateway_1=DECISION)
    assert len(one.fields) == 1


def test_of_many_ways_at_least_one_is_chosen() -> None:
    several = prepared.Decision("G", "Task_1", "g", "", DECISION.choices, several=True)
    one = made(prepared.HumanTask("Task_1", decisions=("G",)), G=several)
    assert one.fields[0].label == "Quyết định"
    assert [problem.code for problem in check.check(one, {"g": []}).problems] == ["required"]
    assert check.check(one, {"g": ["Flow_1", "Flow_2"]}).problems == ()


def test_long_lists_of_choices_are_a_list_to_choose_from() -> None:
    many = tuple(prepared.Choice(f"F{n}", f"Cách {n}", f"F{n}") for n in range(20))
    assert generated.decision(prepared.Decision("G", "T", "g", "?", many)).type == "select"


def test_a_case_starts_with_the_form_of_its_start_event() -> None:
    whole = prepared.Prepared(diagram.Diagram(), start_form="birth")
    assert task.for_start(whole, {"birth": FILE}) is FILE
    assert task.for_start(prepared.Prepared(diagram.Diagram()), {}) is None
