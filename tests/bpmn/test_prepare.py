"""What a drawing lacks is told first, then assumed; what can't run is refused by name."""

from __future__ import annotations

import pytest

from bpmn import prepared as pp
from bpmn.forms import form, task
from bpmn.lint.finding import Level
from tests.bpmn import files
from tests.bpmn.drawing import (
    chain,
    end,
    flow,
    lanes,
    message,
    node,
    pools,
    prepared,
    process,
    sends,
    start,
    timer,
    user,
    xor,
)


def test_a_process_that_is_not_marked_executable_runs_with_a_note():
    made, told = prepared(process(start(), user("a"), end(), chain("s", "a", "e"), executable="false"))
    assert made.starts == ("P",)
    assert [one.level for one in told["not-executable"]] == [Level.NOTE]


def test_a_whole_diagram_has_nothing_to_tell():
    _, told = prepared(process(start(), user("a"), end(), chain("s", "a", "e")))
    assert told == {}


def test_every_finding_speaks_both_languages_and_names_element_lane_and_line():
    _, told = prepared(
        process(
            lanes(UBND_xã=("s", "a", "e")), start(), node("serviceTask", "a", "Gửi thuế"), end(), chain("s", "a", "e")
        )
    )
    (one,) = told["task-without-implementation"]
    assert one.element == "a"
    assert one.name == "Gửi thuế"
    assert one.lane == "UBND xã"
    assert one.line == 1
    assert "Gửi thuế" in one.message
    assert "Gửi thuế" in one.message_en
    assert one.message != one.message_en
    assert one.key == "task-without-implementation:a"


def test_tasks_without_implementation_become_a_persons_and_say_what_they_were():
    kinds = ("serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask")
    parts = [node(kind, kind, kind) for kind in kinds]
    made, told = prepared(process(start(), *parts, end(), chain("s", *kinds, "e")))
    assert {element: one.was for element, one in made.tasks.items()} == {kind: kind for kind in kinds}
    assert {made.diagram.nodes[kind].type for kind in kinds} == {"userTask"}
    assert len(told["task-without-implementation"]) == 4
    assert len(told["script-not-executed"]) == 1


def test_a_bound_service_stays_a_service():
    bound = "<extensionElements><zeebe:taskDefinition type='tax'/></extensionElements>"
    made, told = prepared(process(start(), node("serviceTask", "a", "Thuế", bound), end(), chain("s", "a", "e")))
    assert made.tasks == {}
    assert made.diagram.nodes["a"].type == "serviceTask"
    assert told == {}


def test_a_call_of_nothing_is_a_placeholder_for_a_person():
    made, told = prepared(
        process(start(), node("callActivity", "c", "Thuế", calledElement="Nowhere"), end(), chain("s", "c", "e"))
    )
    assert made.tasks["c"].was == "callActivity"
    assert told["call-of-nothing"][0].level is Level.WARNING


def test_a_called_process_does_not_begin_with_the_case():
    made, told = prepared(
        process(start(), node("callActivity", "c", "Thuế", calledElement="Q"), end(), chain("s", "c", "e")),
        process(start("s2"), user("b"), end("e2"), chain("s2", "b", "e2"), of="Q"),
    )
    assert made.starts == ("P",)
    assert "c" not in made.tasks
    assert told == {}


def test_a_subprocess_without_content_is_a_step_that_a_person_confirms():
    made, told = prepared(process(start(), node("subProcess", "u", "Thẩm tra"), end(), chain("s", "u", "e")))
    assert made.tasks["u"].was == "subProcess"
    assert "subprocess-empty" in told


def test_a_process_without_start_begins_where_nothing_leads_to():
    made, told = prepared(
        process(user("a"), user("b"), node("parallelGateway", "j"), end(), chain("a", "j", "e"), flow("b", "j"))
    )
    (begin,) = [n for n in made.diagram.nodes.values() if n.type == "startEvent"]
    assert sorted(f.target for f in made.diagram.outgoing(begin.id)) == ["a", "b"]
    assert made.diagram.lane_of[begin.id]
    assert told["start-missing"][0].element == "P"


INTERCHANGE = 'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:c="http://www.omg.org/spec/DD/20100524/DC"'


def test_a_process_that_is_one_circle_begins_where_a_reader_would():
    drawn = files.picture(files.shape("a", 300, 0), files.shape("b", 100, 0)).replace("bpmndi:", "di:")
    drawn = drawn.replace("dc:", "c:").replace("<di:BPMNDiagram", f"<di:BPMNDiagram {INTERCHANGE}", 1)
    made, told = prepared(process(user("a"), user("b"), chain("a", "b", "a")) + drawn)
    (begin,) = [n for n in made.diagram.nodes.values() if n.type == "startEvent"]
    assert [f.target for f in made.diagram.outgoing(begin.id)] == ["b"]
    assert told["start-assumed"][0].level is Level.WARNING


def test_a_process_that_nothing_can_begin_is_an_error():
    _, told = prepared(process(end()))
    assert told["start-impossible"][0].level is Level.ERROR


def test_a_circle_does_not_begin_at_what_waits_for_several_branches():
    made, _ = prepared(process(node("parallelGateway", "j"), user("a"), chain("j", "a", "j")))
    (first,) = made.diagram.outgoing(next(n.id for n in made.diagram.nodes.values() if n.type == "startEvent"))
    assert first.target == "a"


def test_of_several_starts_a_person_picks_one():
    made, told = prepared(
        process(
            start("s1", name="Trực tiếp"),
            start("s2", name="Trực tuyến"),
            user("a"),
            end(),
            chain("s1", "a", "e"),
            flow("s2", "a"),
        )
    )
    (decision,) = made.decisions.values()
    assert [choice.label for choice in decision.choices] == ["Trực tiếp", "Trực tuyến"]
    assert "start-several" in told
    assert len([n for n in made.diagram.nodes.values() if n.type == "startEvent"]) == 1


@pytest.mark.parametrize("first", ["", message()])
def test_a_start_by_message_is_one_of_the_starts_that_a_person_picks_from(first: str):
    """Else what follows it would never be done, and nobody would be told."""
    made, told = prepared(
        pools(("Dân", None), ("Sở", "P"), flows=sends("Dân", "s2")),
        process(start("s1", first), start("s2", message()), user("a"), user("b"), chain("s1", "a"), chain("s2", "b")),
    )
    (decision,) = made.decisions.values()
    assert [choice.label for choice in decision.choices] == ["Bước a", "Bước b"]
    assert told["start-several"][0].values["starts"] == "Bước a; Bước b"
    assert "decision-by-person" not in told
    assert not made.start_message


def test_several_starts_in_a_subprocess_all_begin_with_a_warning():
    inner = start("i1") + start("i2") + user("a") + flow("i1", "a") + flow("i2", "a")
    _, told = prepared(process(start(), node("subProcess", "u", "Con", inner), end(), chain("s", "u", "e")))
    assert told["start-several-inside"][0].element == "u"


def test_a_timer_start_waits_for_a_person_instead():
    made, told = prepared(process(start("s", timer("R/P1D", "timeCycle")), user("a"), chain("s", "a")))
    assert made.diagram.nodes["s"].events == ()
    assert told["start-by-hand"][0].element == "s"


def test_a_timer_start_beside_a_plain_one_is_not_passed_over_in_silence():
    made, told = prepared(
        process(start(), start("t", timer("R/P1M", "timeCycle")), user("a"), chain("s", "a"), flow("t", "a"))
    )
    assert "start-several" not in told
    assert told["start-by-hand"][0].element == "t"
    assert made.starts == ("P",)


@pytest.mark.parametrize("text", ["31/12/2026", "tuần sau", "15 ngày rưỡi"])
def test_a_timer_that_is_none_is_an_error(text: str):
    wait = node("intermediateCatchEvent", "t", "Chờ", timer(text, "timeDate"))
    _, told = prepared(process(start(), wait, end(), chain("s", "t", "e")))
    assert told["timer-unreadable"][0].values["text"] == text


def test_a_condition_that_is_no_expression_is_an_error_with_its_column():
    _, told = prepared(
        process(
            start(),
            xor("g", default="d"),
            end(),
            end("e2"),
            flow("s", "g"),
            flow("g", "e", condition="= a >"),
            flow("g", "e2", of="d"),
        )
    )
    (one,) = told["expression-syntax"]
    assert one.level is Level.ERROR
    assert int(one.values["column"]) > 1


def test_a_multi_instance_without_number_is_done_once():
    loop = "<multiInstanceLoopCharacteristics/>"
    made, told = prepared(process(start(), user("a", inside=loop), end(), chain("s", "a", "e")))
    assert made.diagram.nodes["a"].loop is None
    assert "multi-instance-without-number" in told


def test_a_loop_without_condition_is_done_once():
    made, told = prepared(
        process(start(), user("a", inside="<standardLoopCharacteristics/>"), end(), chain("s", "a", "e"))
    )
    assert made.diagram.nodes["a"].loop is None
    assert "loop-without-condition" in told


def test_a_most_number_of_rounds_that_is_none_is_refused():
    loop = '<standardLoopCharacteristics loopMaximum="-1"/>'
    _, told = prepared(process(start(), user("a", inside=loop), end(), chain("s", "a", "e")))
    (one,) = told["loop-maximum-wrong"]
    assert (one.level, one.values["text"]) == (Level.ERROR, "-1")


def test_implicit_splits_keep_their_element_and_are_told():
    made, told = prepared(process(start(), user("a"), user("b"), user("c"), chain("s", "a", "b"), flow("a", "c")))
    assert len(made.diagram.outgoing("a")) == 2
    assert told["split-implicit"][0].level is Level.NOTE


def test_an_implicit_split_labelled_like_a_choice_must_be_accepted():
    _, told = prepared(
        process(
            start(), user("a"), user("b"), user("c"), flow("s", "a"), flow("a", "b", "Đạt"), flow("a", "c", "Không đạt")
        )
    )
    assert told["split-labelled"][0].level is Level.WARNING


def test_what_the_engine_does_not_run_is_refused_by_name():
    parts = (
        node("intermediateThrowEvent", "k", "", "<linkEventDefinition name='L'/><messageEventDefinition/>"),
        node("endEvent", "m", "", "<messageEventDefinition/><terminateEventDefinition/>"),
    )
    _, told = prepared(process(start(), *parts, chain("s", "k", "m")))
    refused = {one.element for rule, found in told.items() for one in found if rule.startswith("unsupported")}
    assert refused == {"k", "m"}
    assert all(
        one.level is Level.ERROR for rule, found in told.items() for one in found if rule.startswith("unsupported")
    )


def test_transactions_ad_hoc_subprocesses_conditions_and_several_definitions_run():
    parts = (
        node(
            "transaction", "t", "T", user("i") + node("endEvent", "n", "", "<cancelEventDefinition/>") + flow("i", "n")
        ),
        node("boundaryEvent", "b", "", "<cancelEventDefinition/>", attachedToRef="t"),
        node("adHocSubProcess", "h", "H", user("j") + "<completionCondition>done = true</completionCondition>"),
        node(
            "intermediateCatchEvent",
            "c",
            "",
            "<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>",
        ),
        node("endEvent", "m", "", "<messageEventDefinition/><signalEventDefinition/>"),
    )
    made, told = prepared(process(start(), *parts, user("z"), chain("s", "t", "h", "c", "m"), chain("b", "z")))
    assert not [one for found in told.values() for one in found if one.level is Level.ERROR and one.element != "P"]
    assert made.diagram.nodes["h"].completion is not None
    assert not [node.id for node in made.diagram.nodes.values() if node.parent == "h" and node.type == "startEvent"]


def test_a_call_of_a_global_task_is_that_task_in_its_place():
    task = '<globalUserTask id="g" name="Xác nhận"/>'
    call = node("callActivity", "c", calledElement="g")
    made, told = prepared(process(start(), call, end(), chain("s", "c", "e")) + task)
    assert made.diagram.nodes["c"].type == "userTask"
    assert made.diagram.nodes["c"].name == "Xác nhận"
    assert made.tasks["c"].was == "callActivity"
    assert "call-of-nothing" not in told


def test_an_association_that_can_not_be_read_copies_nothing_and_is_told():
    inside = (
        "<dataInputAssociation><sourceRef>o</sourceRef><transformation>a +</transformation><targetRef>i</targetRef>"
        "</dataInputAssociation>"
    )
    data = node("dataObject", "o", "Đơn")
    made, told = prepared(process(start(), user("a", inside=inside), data, chain("s", "a")))
    assert told["association-unreadable"][0].level is Level.WARNING
    assert made.diagram.nodes["a"].associations_in == ()


def test_a_boundary_event_without_trigger_is_left_out_with_a_warning():
    made, told = prepared(
        process(
            start(),
            user("a"),
            node("boundaryEvent", "b", attachedToRef="a"),
            end(),
            end("e2"),
            chain("s", "a", "e"),
            flow("b", "e2"),
        )
    )
    assert "b" not in made.diagram.nodes
    assert told["boundary-without-trigger"][0].level is Level.WARNING


def test_data_is_tolerated_with_a_note_each():
    data = node("dataObject", "o") + node("dataObjectReference", "r", "Tờ khai", dataObjectRef="o")
    _, told = prepared(process(start(), user("a"), data, chain("s", "a")))
    assert [one.element for one in told["data-object-kept"]] == ["r"]


def test_a_missing_form_gives_way_to_a_generated_one():
    linked = "<extensionElements><zeebe:formDefinition formId='khai'/></extensionElements>"
    made, told = prepared(process(start(), user("a", inside=linked), chain("s", "a")))
    assert made.tasks["a"].form is None
    assert told["form-missing"][0].values["form"] == "khai"
    there, told = prepared(
        process(start(), user("a", inside=linked), chain("s", "a")), forms={"khai": form.Form("khai")}
    )
    assert there.tasks["a"].form == "khai"
    assert told == {}


def test_every_persons_task_has_a_form():
    made, _ = prepared(
        process(
            start(),
            user("a"),
            xor("g"),
            end(),
            end("e2"),
            chain("s", "a", "g"),
            flow("g", "e", "Đạt"),
            flow("g", "e2", "Không"),
        )
    )
    assert next(field.type for field in task.for_task(made, "a", {}).fields) == "radio"


def test_each_node_stands_in_a_lane():
    made, _ = prepared(
        process(
            lanes(A=("s", "a")),
            start(),
            user("a"),
            xor("g"),
            end(),
            end("e2"),
            chain("s", "a", "g"),
            flow("g", "e"),
            flow("g", "e2"),
        )
    )
    assert set(made.diagram.nodes) <= set(made.diagram.lane_of)
    assert set(made.diagram.lane_of.values()) <= set(made.diagram.lanes)


def test_what_is_stored_is_what_was_prepared():
    made, _ = prepared(
        process(
            start(),
            user("a"),
            xor("g"),
            end(),
            end("e2"),
            chain("s", "a", "g"),
            flow("g", "e", "Đạt"),
            flow("g", "e2", "Không"),
        )
    )
    again = pp.load(pp.dump(made))
    assert again.decisions == made.decisions
    assert again.tasks == made.tasks
    assert pp.dump(again) == pp.dump(made)


def test_an_unreadable_property_is_told_and_passed_over():
    made, told = prepared(process(start(), '<userTask id="a" name="A" laneway:limit="soon"/>', chain("s", "a")))
    assert "a" in made.tasks
    assert told["property-unreadable"][0].values["text"] == "soon"
