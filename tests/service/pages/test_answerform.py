"""Answers beside findings: asked where the drawing leaves something open, kept in the settings, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug import datastructures

from bpmn import answering
from bpmn import settings as st
from service import errors
from service.pages import answerform, answertexts
from service.usecases import understood
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk

TIMER = b"""<intermediateCatchEvent id="wait" name="Ch\xe1\xbb\x9d"><timerEventDefinition id="w"/>
</intermediateCatchEvent>
<sequenceFlow id="f9" sourceRef="wait" targetRef="give"/>"""
GATE = b"""<exclusiveGateway id="gate" name="Duy\xe1\xbb\x87t?"/><endEvent id="no"/>
<sequenceFlow id="f5" sourceRef="gate" targetRef="no" name="no"/>
<sequenceFlow id="f6" sourceRef="gate" targetRef="end" name="yes"/>"""


def open_ended() -> bytes:
    """A timer that doesn't say how long, and a gateway that doesn't say how it decides."""
    return (
        drawings.diagram()
        .replace(b'sourceRef="assess" targetRef="give"', b'sourceRef="assess" targetRef="wait"')
        .replace(b'sourceRef="give" targetRef="end"', b'sourceRef="give" targetRef="gate"')
        .replace(b"</process>", TIMER + GATE + b"</process>")
        .replace(
            b"<flowNodeRef>end<", b"<flowNodeRef>wait</flowNodeRef><flowNodeRef>gate</flowNodeRef><flowNodeRef>end<"
        )
    )


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def kept(city: worlds.World, code: str) -> dict[str, Any]:
    """The answers that stand beside the file."""
    return dict(city.get("analyst", f"procedures/{code}/versions/1").get_json()["settings"].get("answers", {}))


def form(city: worlds.World, code: str) -> datastructures.MultiDict[str, str]:
    """The form of the draft, as a browser would send it."""
    return analyst_desk.fields(analyst_desk.Desk(city).get(f"/procedures/{code}/versions/1"))


def saved(city: worlds.World, code: str, fields: datastructures.MultiDict[str, str]) -> int:
    """Send it; the status."""
    return analyst_desk.Desk(city).post(f"/procedures/{code}/versions/1/settings", fields).status_code


@pytest.mark.parametrize("written", ["3 ngày làm việc", "8 giờ làm việc"])
def test_a_timer_that_is_called_by_its_working_time_is_offered_it(city: worlds.World, written: str) -> None:
    drawn = open_ended().replace('name="Chờ"'.encode(), f'name="{written}"'.encode())
    desk, code = analyst_desk.Desk(city), city.drafted(drawn)
    assert f'data-value="{written}"' in desk.get(f"/procedures/{code}/versions/1").text
    fields = form(city, code)
    fields["timer:wait"] = written
    assert saved(city, code, fields) == 302
    assert f'data-value="{written}"' not in desk.get(f"/procedures/{code}/versions/1").text


def test_a_service_is_chosen_among_those_that_the_diagram_knows(city: worlds.World) -> None:
    tasks = b"""<serviceTask id="look">
    <extensionElements><zeebe:taskDefinition type="tra-cuu-thue"/></extensionElements>
    </serviceTask><serviceTask id="send"/><sequenceFlow id="f7" sourceRef="start" targetRef="look"/>
    <sequenceFlow id="f8" sourceRef="look" targetRef="send"/></process>"""
    code = city.drafted(drawings.diagram().replace(b"</process>", tasks))
    page = analyst_desk.Desk(city).get(f"/procedures/{code}/versions/1").text
    assert 'list="known-services"' in page
    assert '<datalist id="known-services"><option value="topic:tra-cuu-thue">' in page


def test_an_answer_settles_its_finding_and_can_be_changed_and_taken_back(city: worlds.World) -> None:
    code = city.drafted(open_ended())
    fields = form(city, code)
    fields["timer:wait"] = "P3D"
    assert saved(city, code, fields) == 302
    assert kept(city, code) == {"wait": {"timer": {"kind": "duration", "value": "P3D"}}}
    text = analyst_desk.Desk(city).text(f"/procedures/{code}/versions/1")
    assert "Đồng hồ «Chờ» chưa nói" not in text
    assert "sau 3 ngày" in text
    fields = form(city, code)
    fields["timer-kind:wait"], fields["timer:wait"] = "cycle", "R2/PT1H"
    assert saved(city, code, fields) == 302
    assert kept(city, code) == {"wait": {"timer": {"kind": "cycle", "value": "R2/PT1H"}}}
    fields = form(city, code)
    fields["take_back"] = "timer:wait"
    assert saved(city, code, fields) == 302
    assert kept(city, code) == {}
    assert "Đồng hồ «Chờ» chưa nói" in analyst_desk.Desk(city).text(f"/procedures/{code}/versions/1")


def test_a_decision_is_answered_with_its_question_its_place_and_its_choices(city: worlds.World) -> None:
    code = city.drafted(open_ended())
    fields = form(city, code)
    fields["decision-question:gate"], fields["decision-by:gate"] = "Có cấp phép không?", "apart"
    fields["decision-lane:gate"], fields["label:f6"] = drawings.TAX, "Cấp"
    assert saved(city, code, fields) == 302
    decision = {"question": "Có cấp phép không?", "by": "apart", "lane": drawings.TAX, "labels": {"f6": "Cấp"}}
    assert kept(city, code) == {"gate": {"decision": decision}}
    assert form(city, code)["label:f6"] == "Cấp"


def test_a_decision_may_be_left_to_conditions(city: worlds.World) -> None:
    code = city.drafted(open_ended())
    fields = form(city, code)
    fields["condition:f5"], fields["condition:f6"] = "=pages > 3", "=pages <= 3"
    assert saved(city, code, fields) == 302
    assert kept(city, code) == {"f5": {"condition": "=pages > 3"}, "f6": {"condition": "=pages <= 3"}}
    assert "người làm bước «Trả kết quả» chọn" not in analyst_desk.Desk(city).text(f"/procedures/{code}/versions/1")


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [("condition:f5", "=a >< 3", "cột 5"), ("timer:wait", "rất lâu", "Ghi theo ISO 8601")],
)
def test_what_cannot_be_read_comes_back_as_typed_with_its_column(
    city: worlds.World, field: str, typed: str, told: str
) -> None:
    code = city.drafted(open_ended())
    fields = form(city, code)
    fields[field], fields["output:assess"] = typed, "đang gõ dở"
    answer = analyst_desk.Desk(city).post(f"/procedures/{code}/versions/1/settings", fields)
    assert answer.status_code == 422
    assert told in analyst_desk.shown(answer)
    again = analyst_desk.fields(answer)
    assert (again[field], again["output:assess"]) == (typed, "đang gõ dở")
    assert kept(city, code) == {}


def test_an_answer_typed_over_somebody_elses_save_is_kept_on_the_page(city: worlds.World) -> None:
    code = city.drafted(open_ended())
    mine, theirs = form(city, code), form(city, code)
    theirs["timer:wait"], mine["timer:wait"], mine["decision-question:gate"] = "P1D", "P9D", "Cấp chứ?"
    assert saved(city, code, theirs) == 302
    answer = analyst_desk.Desk(city).post(f"/procedures/{code}/versions/1/settings", mine)
    assert answer.status_code == 409
    again = analyst_desk.fields(answer)
    assert (again["timer:wait"], again["decision-question:gate"]) == ("P9D", "Cấp chứ?")
    assert "Đang lưu: P1D" in analyst_desk.shown(answer)
    assert saved(city, code, again) == 302
    assert kept(city, code)["wait"] == {"timer": {"kind": "duration", "value": "P9D"}}


def test_a_save_of_something_else_leaves_answers_alone(city: worlds.World) -> None:
    code = city.drafted(open_ended())
    fields = form(city, code)
    fields["timer:wait"] = "P3D"
    saved(city, code, fields)
    fields = form(city, code)
    fields["output:assess"] = "Thông báo"
    assert saved(city, code, fields) == 302
    assert kept(city, code) == {"wait": {"timer": {"kind": "duration", "value": "P3D"}}}


WAYS = (understood.Way("f1", "Có", "Cấp"), understood.Way("f2", "Không", "Trả"))
GATEWAY = answerform.Asked("decision", "g", understood.Element("exclusiveGateway", "Duyệt?", ways=WAYS), ("f1", "f2"))
ASKED = (
    GATEWAY,
    answerform.Asked("timer", "t", understood.Element("intermediateCatchEvent", "Chờ")),
    *(answerform.Asked(kind, "x", understood.Element("task", "Việc")) for kind in ("count", "message", "lane")),
)
WORDS = some.text("aàđ <&>", min_size=1, max_size=8).map(str.strip).filter(bool)
DECISIONS = some.builds(
    answering.Decision, question=WORDS, by=some.sampled_from(["", "before", "apart"]),
    default=some.sampled_from(["", "f1"]), labels=some.dictionaries(some.sampled_from(["f1", "f2"]), WORDS),
)  # fmt: skip
ANSWERS = some.fixed_dictionaries(
    {},
    optional={
        "g": some.builds(st.Answer, decision=DECISIONS),
        "f1": some.builds(st.Answer, condition=some.sampled_from(["=a > 1", "b"])),
        "t": some.builds(st.Answer, timer=some.builds(answering.Timer, some.just("duration"), some.just("P2D"))),
        "x": some.builds(st.Answer, count=some.just("3"), message=WORDS, lane=some.just("P/One")),
        "elsewhere": some.builds(st.Answer, service=some.just("topic:a")),
    },
)


@given(ANSWERS)
def test_whatever_the_answers_are_the_form_says_them_and_no_more(answers: dict[str, st.Answer]) -> None:
    settings = st.Settings(answers=answers)
    sent = datastructures.MultiDict(answerform.spelled(settings, ASKED))
    problems: dict[str, errors.Problem] = {}
    assert answerform.read(sent, settings, ASKED, problems) == answers
    assert problems == {}


@given(ANSWERS, ANSWERS)
def test_the_fields_of_one_version_make_another_into_it(
    now: dict[str, st.Answer], wanted: dict[str, st.Answer]
) -> None:
    sent = datastructures.MultiDict(answerform.spelled(st.Settings(answers=wanted), ASKED))
    made = answerform.read(sent, st.Settings(answers=now), ASKED, {})
    asked = {"g", "f1", "f2", "t", "x"}
    assert {key: one for key, one in made.items() if key in asked} == {k: v for k, v in wanted.items() if k in asked}
    assert made.get("elsewhere") == now.get("elsewhere")


@given(
    some.sampled_from(["timer", "condition", "count", "message", "?"]), some.text(), some.sampled_from(["date", "?"])
)
def test_reading_along_while_it_is_typed_never_fails(city: worlds.World, kind: str, text: str, timer: str) -> None:
    with city.app.test_request_context("/"):
        right, told = answertexts.understood(kind, text, timer)
    assert right or told


def test_what_is_typed_is_read_along_for_those_who_have_signed_in_alone(city: worlds.World) -> None:
    asked = "/readings?kind=timer&timer=duration&text=PT36H"
    assert "1 ngày 12 giờ" in analyst_desk.shown(analyst_desk.Desk(city).get(asked))
    assert city.app.test_client().get(asked).status_code == 302
