"""What two versions differ in: the changes that an official would name, and nothing about layout or the file."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import compare, reader
from bpmn import settings as st
from tests.bpmn.drawing import chain, end, file, flow, lanes, node, process, start, timer, user, xor

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "miwg"
PROCEDURES = Path(__file__).parents[2] / "bpmn" / "procedures"
WAIT = node("intermediateCatchEvent", "w", "Chờ", timer("P10D"))
PARTS = (
    lanes(Một_cửa=("s", "a", "g"), Sở=("b", "w", "c", "e", "e2")),
    start(),
    user("a", "Tiếp nhận"),
    xor("g", "Đủ?", default="no"),
    user("b", "Thẩm định"),
    WAIT,
    user("c", "Ký"),
    end(),
    end("e2"),
    chain("s", "a", "g"),
    flow("g", "b", "Đủ", "= du = true", of="yes"),
    flow("g", "e2", "Thiếu", of="no"),
    chain("b", "w", "c", "e"),
)
BASE = file(process(*PARTS)).decode()


def version(data: str, settings: st.Settings | None = None, **forms: bytes) -> compare.Version:
    return compare.Version(reader.read(data.encode()).diagram, settings or st.Settings(), forms)


def told(new: str, old: str = BASE) -> list[tuple[str, str, str | None, str | None]]:
    changes = compare.compare(version(old), version(new)).changes
    return [(one.kind, one.element, one.before, one.after) for one in changes]


def kinds(new: str, old: str = BASE) -> list[str]:
    return [one[0] for one in told(new, old)]


def test_the_same_file_says_nothing():
    seen = compare.compare(version(BASE), version(BASE))
    assert seen.changes == ()
    assert seen.steps == (3, 3)
    assert seen.lanes == (2, 2)
    assert seen.hand_overs == (1, 1)


def test_a_renamed_task():
    assert told(BASE.replace("Thẩm định", "Thẩm tra")) == [("renamed", "b", "Thẩm định", "Thẩm tra")]


def test_a_renamed_lane():
    assert told(BASE.replace('name="Sở"', 'name="Sở Xây dựng"')) == [("lane_renamed", "Sở", "Sở", "Sở Xây dựng")]


def test_another_type_of_gateway():
    new = BASE.replace("exclusiveGateway", "inclusiveGateway")
    assert told(new) == [("type_changed", "g", "exclusiveGateway", "inclusiveGateway")]


def test_another_type_of_task():
    new = BASE.replace('<userTask id="b" name="Thẩm định"></userTask>', '<serviceTask id="b" name="Thẩm định"/>')
    assert told(new) == [("type_changed", "b", "userTask", "serviceTask")]


def test_another_default_flow():
    assert told(BASE.replace('default="no"', 'default="yes"')) == [("default_changed", "g", "Thiếu", "Đủ")]


def test_a_task_taken_away_implies_its_flows():
    new = re.sub(r'<userTask id="c".*?</userTask>', "", BASE).replace(
        'id="w-c" sourceRef="w" targetRef="c"', 'id="w-e" sourceRef="w" targetRef="e"'
    )
    new = re.sub(r'<sequenceFlow id="c-e".*?</sequenceFlow>', "", new).replace("<flowNodeRef>c</flowNodeRef>", "")
    assert told(new) == [("step_removed", "c", "userTask", None)]


def test_a_task_put_in_implies_its_flows():
    new = BASE.replace("</process>", user("n", "Kiểm tra") + flow("n", "e") + "</process>")
    new = new.replace('id="c-e" sourceRef="c" targetRef="e"', 'id="c-e" sourceRef="c" targetRef="n"')
    assert kinds(new)[0] == "step_added"
    assert [one for one in kinds(new) if one.startswith("flow")] == []


def test_documentation():
    new = BASE.replace('name="Ký">', 'name="Ký"><documentation>Ký số</documentation>')
    assert told(new) == [("documentation_changed", "c", None, "Ký số")]


def test_a_condition_with_its_old_and_new_text():
    assert told(BASE.replace("= du = true", "= du = false")) == [
        ("condition_changed", "yes", "= du = true", "= du = false")
    ]


def test_a_timer_with_its_old_and_new_text():
    assert told(BASE.replace("P10D", "P30D")) == [("timer_changed", "w", "duration P10D", "duration P30D")]


def test_a_limit_in_the_diagram():
    old = BASE.replace('<userTask id="b"', '<userTask laneway:limit="5 working_day" id="b"')
    assert told(old.replace("5 working_day", "3 working_day"), old) == [
        ("limit_changed", "b", "5 working_day", "3 working_day")
    ]


def test_a_limit_role_output_and_binding_beside_the_file():
    lane = {"P/Sở": st.Binding(st.BindTo.AGENCY, "H26", "Sở")}
    other = {"P/Sở": st.Binding(st.BindTo.AGENCY, "H27", "Sở")}
    old = st.Settings(lanes=lane, steps={"b": st.Step(st.Limit(5, st.Unit.HOUR), "staff", "Tờ trình")})
    new = st.Settings(
        lanes=other, steps={"b": st.Step(st.Limit(3, st.Unit.HOUR), "chief", None)}, limit=st.Limit(8, st.Unit.HOUR)
    )
    changes = compare.compare(version(BASE, old), version(BASE, new)).changes
    assert {(one.kind, one.element, one.before, one.after) for one in changes} == {
        ("binding_changed", "Sở", "agency H26", "agency H27"),
        ("limit_changed", "b", "5 hour", "3 hour"),
        ("limit_changed", "", None, "8 hour"),
        ("role_changed", "b", "staff", "chief"),
        ("output_changed", "b", "Tờ trình", None),
    }


def test_two_tasks_swapped_change_the_order_alone():
    old = file(process(start(), user("a"), user("b"), end(), chain("s", "a", "b", "e"))).decode()
    new = file(process(start(), user("a"), user("b"), end(), chain("s", "b", "a", "e"))).decode()
    assert set(kinds(new, old)) == {"flow_added", "flow_removed"}
    assert ("flow_added", "b-a", None, "Bước b → Bước a") in told(new, old)


def test_a_task_moved_to_another_lane_is_told_with_both_lanes():
    new = BASE.replace("<flowNodeRef>b</flowNodeRef>", "").replace(
        "<flowNodeRef>a</flowNodeRef>", "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>"
    )
    assert told(new) == [("lane_moved", "b", "Sở", "Một cửa")]


def test_a_new_process_id_says_nothing():
    assert told(BASE.replace('<process id="P"', '<process id="Process_1"')) == []


def test_a_diagram_redrawn_with_other_ids_says_nothing():
    new = re.sub(r'(id|sourceRef|targetRef|default)="(s|a|g|b|w|c|e|e2|yes|no)"', r'\1="new_\2"', BASE)
    new = re.sub(r"<flowNodeRef>(\w+)", r"<flowNodeRef>new_\1", new)
    new = re.sub(r'id="(\w+-\w+)"', r'id="f_\1"', new)
    assert told(new) == []


def test_a_called_process_with_another_id_says_nothing():
    called = process(start("s2"), user("b", "Tính phí"), chain("s2", "b"), of="Fee")
    old = file(
        process(start(), node("callActivity", "c", "Phí", calledElement="Fee"), chain("s", "c")), called
    ).decode()
    assert told(old.replace('"Fee"', '"P2"'), old) == []


def test_one_task_drawn_anew_is_the_same_task():
    new = BASE.replace('id="b"', 'id="z"').replace('"b"', '"z"').replace(">b<", ">z<")
    assert told(new) == []


def test_a_form_that_says_something_else():
    linked = BASE.replace(
        'name="Ký">', 'name="Ký"><extensionElements><zeebe:formDefinition formId="ky"/></extensionElements>'
    )
    old, spaced = version(linked, ky=b'{"id":"ky"}'), version(linked, ky=b'{ "id" : "ky" }')
    other = version(linked, ky=b'{"id":"ky","components":[]}')
    assert compare.compare(old, spaced).changes == ()
    assert [one.kind for one in compare.compare(old, other).changes] == ["form_changed"]


@pytest.mark.parametrize(
    ("element", "answer", "change"),
    [
        ("w", {"timer": {"kind": "duration", "value": "P9D"}}, ("timer_changed", "duration P10D", "duration P9D")),
        ("yes", {"condition": "=du"}, ("condition_changed", "= du = true", "=du")),
        ("b", {"lane": "P/Một_cửa"}, ("lane_moved", "Sở", "Một cửa")),
        ("g", {"decision": {"question": "Đủ?", "lane": "P/Sở"}}, ("decision_changed", None, "Đủ?; Sở")),
        ("g", {"decision": {"default": "no"}}, ("default_changed", None, "Thiếu")),
    ],
)
def test_an_answer_beside_the_diagram_is_a_change(
    element: str, answer: dict[str, object], change: tuple[str, str | None, str | None]
):
    data = BASE.replace(' default="no"', "")
    answered = version(data, st.from_json({"answers": {element: answer}}))
    (told_,) = compare.compare(version(data), answered).changes
    assert (told_.kind, told_.before, told_.after) == change
    assert compare.compare(answered, answered).changes == ()


def test_hand_overs_are_counted_through_gateways():
    data = file(process(lanes(A=("s", "a", "g"), B=("b", "c", "e")), start(), user("a"), node("parallelGateway", "g"),
                        user("b"), user("c"), end(), chain("s", "a", "g", "b", "e"), chain("g", "c", "e")))  # fmt: skip
    assert compare.compare(version(data.decode()), version(data.decode())).hand_overs == (2, 2)


@given(some.randoms())
def test_the_order_of_the_file_says_nothing(order: random.Random):
    parts = list(PARTS)
    order.shuffle(parts)
    assert told(file(process(*parts)).decode()) == []


def _files() -> list[Path]:
    return sorted([*PROCEDURES.rglob("*.bpmn"), *(CORPUS.rglob("*-export.bpmn") if CORPUS.is_dir() else ())])


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_file_differs_from_itself_or_from_its_moved_shapes(path: Path):
    data = path.read_bytes()
    one = compare.Version(reader.read(data).diagram)
    assert compare.compare(one, one).changes == ()
    moved = re.sub(rb'(<(?:\w+:)?(?:Bounds|waypoint)[^>]* x=")(\d+)', lambda m: m[1] + b"%d" % (int(m[2]) + 1000), data)
    assert compare.compare(one, compare.Version(reader.read(moved).diagram)).changes == ()
