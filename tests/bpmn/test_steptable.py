"""The step table lists who does what in the order in which work flows."""

from __future__ import annotations

from bpmn import settings as st
from bpmn import study
from tests.bpmn.drawing import chain, end, file, flow, lanes, node, pools, process, sends, start, user, xor


def elements(data: bytes) -> list[str]:
    return [row.element for row in study.study(data).steps]


def test_rows_come_as_work_flows_however_the_file_is_ordered():
    parts = [end(), user("c"), user("a"), user("b"), start()]
    assert elements(file(process(*parts, chain("s", "a", "b", "c", "e")))) == ["a", "b", "c"]


def test_a_way_back_does_not_disturb_the_order():
    parts = (start(), xor("j"), user("a"), xor("g"), user("b"), end())
    back = flow("g", "j", "Sửa") + flow("g", "b", "Đạt")
    assert elements(file(process(*parts, chain("s", "j", "a", "g"), back, chain("b", "e")))) == ["a", "b"]


def test_steps_of_a_subprocess_stand_where_it_does():
    inner = node("subProcess", "u", "Con", start("i") + user("b") + end("o") + chain("i", "b", "o"))
    assert elements(file(process(start(), user("c"), inner, user("a"), end(), chain("s", "a", "u", "c", "e")))) == [
        "a",
        "b",
        "c",
    ]


def test_a_pool_begun_by_a_message_comes_after_its_sender():
    begin = "<messageEventDefinition/>"
    data = file(
        pools(("Two", "Q"), ("One", "P"), flows=sends("t", "s2")),
        process(start("s2", begin), user("b"), chain("s2", "b"), of="Q"),
        process(start(), user("a"), node("endEvent", "t", "", begin), chain("s", "a", "t")),
    )
    assert elements(data) == ["a", "b"]


def test_a_row_says_agency_limit_role_output_form_and_content():
    told = "<documentation>Kiểm tra giấy tờ</documentation>"
    data = file(process(lanes(UBND=("s", "a")), start(), user("a", "Thẩm định", told), chain("s", "a")))
    agency = st.Binding(st.BindTo.AGENCY, "H26", "UBND")
    step = st.Step(st.Limit(3, st.Unit.WORKING_DAY), "staff", "Tờ trình")
    (row,) = study.study(data, settings=st.Settings(lanes={"P/UBND": agency}, steps={"a": step})).steps
    assert (row.name, row.lane_label, row.binding) == ("Thẩm định", "UBND", agency)
    assert (row.limit, row.role, row.output, row.content) == (step.limit, "staff", "Tờ trình", "Kiểm tra giấy tờ")


def test_a_child_lane_takes_its_parents_agency_unless_bound_itself():
    inner = (
        '<laneSet id="l"><lane id="A" name="Sở"><flowNodeRef>s</flowNodeRef><childLaneSet id="c">'
        '<lane id="B" name="Phòng"><flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    )
    data = file(process(inner, start(), user("a"), chain("s", "a")))
    outer, own = st.Binding(st.BindTo.AGENCY, "H26", "Sở"), st.Binding(st.BindTo.AGENCY, "H27", "Phòng")
    (row,) = study.study(data, settings=st.Settings(lanes={"P/A": outer})).steps
    assert (row.lane, row.binding) == ("P/A/B", outer)
    (row,) = study.study(data, settings=st.Settings(lanes={"P/A": outer, "P/A/B": own})).steps
    assert row.binding == own


def test_what_was_typed_beside_the_file_wins_over_the_diagram_value_by_value():
    task = '<userTask id="a" name="A" laneway:limit="2 working_day" laneway:role="chief"/>'
    data = file(process(start(), task, chain("s", "a")))
    (row,) = study.study(data, settings=st.Settings(steps={"a": st.Step(limit=st.Limit(5, st.Unit.HOUR))})).steps
    assert row.limit == st.Limit(5, st.Unit.HOUR)
    assert row.role == "chief"


def test_a_step_that_was_put_in_is_marked_and_one_that_became_a_persons_says_what_it_was():
    parts = (start(), node("serviceTask", "a", "Gửi"), xor("g"), end(), end("e2"))
    rows = study.study(
        file(process(lanes(A=("s", "a"), B=("g",)), *parts, chain("s", "a", "g"), flow("g", "e"), flow("g", "e2")))
    ).steps
    assert [(row.element, row.type, row.added) for row in rows] == [
        ("a", "serviceTask", False),
        ("g_decide", "userTask", True),
    ]


def test_lanes_count_their_steps_and_keep_the_files_order():
    data = file(
        process(lanes(A=("s", "a"), B=("b", "c")), start(), user("a"), user("b"), user("c"), chain("s", "a", "b", "c"))
    )
    assert [(lane.label, lane.steps) for lane in study.study(data).lanes] == [("A", 1), ("B", 2)]
