"""The page of a version: what was found, the step table as a form, publishing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug import datastructures

from bpmn import settings as st
from bpmn import study
from service.pages import stepform
from service.usecases import versions, views
from tests.service.api import drawings
from tests.service.api import world as worlds
from tests.service.pages import analyst_desk
from tests.service.usecases import world
from tests.support import servers

P3D = {"kind": "duration", "value": "P3D"}
SHIPPED = sorted((servers.ROOT / "bpmn" / "procedures").glob("*/v*.bpmn"))


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with analyst_desk.open_city(analyst_desk.copied(sqlite_template, tmp_path_factory)) as city:
        yield city


def unbound(city: worlds.World) -> str:
    """A procedure whose draft nobody has said anything about; its code."""
    code = city.drafted()
    assert city.call("analyst", "PUT", f"procedures/{code}/versions/1/settings", json={}).status_code == 200
    return code


def of(city: worlds.World, code: str, number: int = 1) -> dict[str, Any]:
    """What the API says of a version."""
    answer = city.get("analyst", f"procedures/{code}/versions/{number}")
    assert answer.status_code == 200
    return dict(answer.get_json())


def page(code: str, number: int = 1, act: str = "") -> str:
    return f"/procedures/{code}/versions/{number}{act}"


def viewed(found: study.Study) -> versions.VersionView:
    """A draft of a file that was studied."""
    return versions.VersionView(
        procedure=views.ProcedureRef("1", "Thử"),
        number=1,
        state="draft",
        revision=1,
        file_name="v1.bpmn",
        created_at=worlds.MONDAY,
        findings=found.findings,
        blocking=(),
        settings=found.settings,
        lanes=found.lanes,
        forms=(),
    )


def sent_back(found: study.Study) -> stepform.Read:
    """The form of a draft, sent back as it was shown."""
    form = datastructures.MultiDict(stepform.spelled(viewed(found), found.steps))
    return stepform.read(form, viewed(found), found.steps)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_form_sent_back_as_it_was_shown_changes_nothing(path: Path) -> None:
    settings = st.from_json(json.loads(path.with_suffix(".settings.json").read_text(encoding="utf-8")))
    assert sent_back(study.study(path.read_bytes(), {}, settings)) == stepform.Read(settings)


LIMITS = some.none() | some.builds(st.Limit, some.integers(1, st.MAX_AMOUNT), some.sampled_from(st.Unit))
WORDS = some.text("aàđ :/.&\"'<>", min_size=1, max_size=20).map(str.strip).filter(bool)
STEPS = some.builds(st.Step, LIMITS, some.sampled_from([None, *st.ROLES]), some.none() | WORDS)
BINDINGS = some.builds(st.Binding, some.just(st.BindTo.APPLICANT)) | some.builds(
    st.Binding, some.sampled_from([st.BindTo.AGENCY, st.BindTo.KIND, st.BindTo.SYSTEM]), WORDS
)
SETTINGS = some.builds(
    st.Settings,
    some.dictionaries(some.sampled_from([drawings.ONE_STOP, drawings.TAX, "Pool/gone"]), BINDINGS),
    some.dictionaries(some.sampled_from(["intake", "assess", "give", "gone"]), STEPS.filter(lambda s: s != st.Step())),
    LIMITS,
    some.frozensets(some.sampled_from(["a:b", "c:"])),
)


@given(SETTINGS)
def test_whatever_the_settings_are_the_form_says_them_and_no_more(settings: st.Settings) -> None:
    assert sent_back(study.study(drawings.diagram(), {}, settings)) == stepform.Read(settings)


def test_what_is_typed_is_kept_and_seen_by_the_api(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), unbound(city)
    form = analyst_desk.fields(desk.get(page(code)))
    form["bind:Pool/OneStop"] = "agency:H26.1"
    form["bind:Pool/Tax"], form["system:Pool/Tax"] = "system", "Cổng thuế điện tử"
    form["amount:assess"], form["unit:assess"] = "7", "calendar_day"
    form["role:assess"], form["output:assess"] = "chief", "Thông báo"
    form["amount:"] = "12"
    assert desk.post(page(code, act="/settings"), form).status_code == 302
    kept = of(city, code)["settings"]
    assert kept["lanes"]["Pool/OneStop"]["bind"] == {"to": "agency", "code": "H26.1"}
    assert kept["lanes"]["Pool/Tax"]["bind"] == {"to": "system", "name": "Cổng thuế điện tử"}
    limit = {"amount": 7, "unit": "calendar_day"}
    assert kept["steps"]["assess"] == {"limit": limit, "role": "chief", "output": "Thông báo"}
    assert kept["limit"] == {"amount": 12, "unit": "working_day"}


@pytest.mark.parametrize("amount", ["ba", "0", "-1", "1.5", "100001", "9" * 30, "٣"])
def test_a_limit_that_is_none_comes_back_as_typed_beside_its_field(city: worlds.World, amount: str) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    form["amount:assess"], form["output:give"] = amount, "đang gõ dở"
    answer = desk.post(page(code, act="/settings"), form)
    assert answer.status_code == 422
    again = analyst_desk.fields(answer)
    assert (again["amount:assess"], again["output:give"]) == (amount, "đang gõ dở")
    assert "Xác định nghĩa vụ thuế : Phải là số nguyên từ 1 đến 100.000." in analyst_desk.shown(answer)
    assert of(city, code)["revision"] == 1


def test_a_change_by_somebody_else_in_between_keeps_what_was_typed(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    mine, theirs = (analyst_desk.fields(desk.get(page(code))) for _ in range(2))
    theirs["amount:assess"] = "9"
    assert desk.post(page(code, act="/settings"), theirs).status_code == 302
    mine["amount:assess"], mine["output:give"] = "4", "Giấy phép"
    answer = desk.post(page(code, act="/settings"), mine)
    assert answer.status_code == 409
    said = analyst_desk.shown(answer)
    assert "người khác đã lưu phiên bản này" in said
    assert "Đang lưu: 9 ngày làm việc" in said
    again = analyst_desk.fields(answer)
    assert (again["amount:assess"], again["output:give"]) == ("4", "Giấy phép")
    assert of(city, code)["settings"]["steps"]["assess"]["limit"]["amount"] == 9
    assert desk.post(page(code, act="/settings"), again).status_code == 302
    assert of(city, code)["settings"]["steps"]["assess"]["limit"]["amount"] == 4


def warned() -> bytes:
    """The usual drawing with a decision nobody has a condition for."""
    extra = (
        b'<exclusiveGateway id="gate" name="\xc4\x90\xe1\xbb\xa7?"/><endEvent id="no"/>'
        b'<sequenceFlow id="f5" sourceRef="gate" targetRef="no" name="no"/>'
        b'<sequenceFlow id="f6" sourceRef="gate" targetRef="end" name="yes"/>'
    )
    return (
        drawings.diagram()
        .replace(b'sourceRef="give" targetRef="end"', b'sourceRef="give" targetRef="gate"')
        .replace(b"</process>", extra + b"</process>")
        .replace(b"<flowNodeRef>end<", b"<flowNodeRef>gate</flowNodeRef><flowNodeRef>no</flowNodeRef><flowNodeRef>end<")
        .replace(b'<userTask id="assess"', b'<serviceTask id="assess"')
    )


def test_accepting_all_accepts_what_was_shown_and_nothing_else(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted(warned())
    form = analyst_desk.fields(desk.get(page(code)))
    shown = form.poplist("shown")
    assert len(shown) > 1
    form.setlist("shown", shown[:1])
    form["act"] = "accept_all"
    assert desk.post(page(code, act="/settings"), form).status_code == 302
    assert of(city, code)["settings"]["accepted"] == shown[:1]


def test_an_acceptance_can_be_taken_back(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted(warned())
    form = analyst_desk.fields(desk.get(page(code)))
    form["act"] = "accept_all"
    desk.post(page(code, act="/settings"), form)
    form = analyst_desk.fields(desk.get(page(code)))
    ticked = form.poplist("accept")
    form.setlist("accept", ticked[1:])
    desk.post(page(code, act="/settings"), form)
    assert of(city, code)["settings"]["accepted"] == sorted(ticked[1:])


def test_publishing_keeps_what_was_typed_and_says_what_still_blocks(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), unbound(city)
    form = analyst_desk.fields(desk.get(page(code)))
    form["amount:assess"], form["effective_from"] = "6", "2026-12-01T08:00"
    answer = desk.post(page(code, act="/publish"), form)
    assert answer.status_code == 409
    said = analyst_desk.shown(answer)
    assert "Những điều sau còn chặn ban hành" in said
    assert re.search(r"Làn «…» chưa được gắn[^(]*\( Bộ phận một cửa , Thuế cơ sở \)", said), said
    assert analyst_desk.fields(answer)["effective_from"] == "2026-12-01T08:00"
    kept = of(city, code)
    assert (kept["state"], kept["settings"]["steps"]["assess"]["limit"]["amount"]) == ("draft", 6)


def test_a_version_comes_into_force_at_the_local_time_that_was_typed(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    form["effective_from"] = "2026-12-01T08:00"
    assert desk.post(page(code, act="/publish"), form).status_code == 302
    assert of(city, code)["effective_from"] == "2026-12-01T01:00:00.000Z"
    assert "có hiệu lực từ 01/12/2026 08:00" in desk.text(page(code))


def test_a_time_that_was_left_alone_means_now(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    city.later(minutes=25)
    assert desk.post(page(code, act="/publish"), form).status_code == 302
    assert of(city, code)["in_force"] is True


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2020-01-01T08:00", "đã qua"),
        ("mai", "Phải là ngày và giờ"),
        ("0001-01-01T00:00", "Phải là ngày và giờ"),
        ("9999-12-31T23:59", "Phải là ngày và giờ"),
    ],
)
def test_a_time_at_which_nothing_can_come_into_force_is_refused(city: worlds.World, typed: str, said: str) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    form["effective_from"] = typed
    answer = desk.post(page(code, act="/publish"), form)
    assert answer.status_code == 422
    assert said in analyst_desk.shown(answer)
    assert of(city, code)["state"] == "draft"


def test_a_published_version_has_nothing_to_type_into(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    desk.post(page(code, act="/publish"), form)
    text = desk.get(page(code)).text
    assert "version-form" not in text
    assert of(city, code)["sha256"] in text
    for act in ("/settings", "/publish"):
        assert desk.post(page(code, act=act), form).status_code == 409


def test_findings_are_said_in_the_language_of_the_page(city: worlds.World) -> None:
    code = city.drafted(warned())
    found = study.study(warned(), {}, None)
    one = next(each for each in found.findings if each.rule == "task-without-implementation")
    assert one.message in analyst_desk.Desk(city).text(page(code))
    assert one.message_en in analyst_desk.Desk(city, language="en").text(page(code))


def test_labels_that_try_to_be_markup_are_shown_as_text(city: worlds.World) -> None:
    label = "&lt;script>alert(1)&lt;/script>&lt;img src=x onerror=alert(2)>&quot;"
    code = city.drafted(drawings.diagram(second=label, tax_lane=label))
    text = analyst_desk.Desk(city).get(page(code)).text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"<script>alert|<img src=x", text)


def test_a_session_that_ends_leads_to_signing_in_and_changes_nothing(city: worlds.World) -> None:
    desk, code = analyst_desk.Desk(city), city.drafted()
    form = analyst_desk.fields(desk.get(page(code)))
    city.now += timedelta(days=3)
    answer = desk._client.post(page(code, act="/settings"), data=form)
    assert (answer.status_code, str(answer.location)[:8]) == (302, "/sign-in")
    city.now -= timedelta(days=3)
    assert of(city, code)["revision"] == 1


def brought(city: worlds.World, code: str, diagram: bytes) -> None:
    """Bring a file as the next draft."""
    made = city.post("analyst", f"procedures/{code}/versions", data=diagram, content_type="text/xml")
    assert made.status_code == 201, made.text


def test_a_long_step_table_is_in_parts_and_the_one_with_a_wrong_field_is_open(city: worlds.World) -> None:
    """A browser lays out the open ones alone; all of them are saved together."""
    steps = [f"t{number}" for number in range(250)]
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", *steps).node("One", "endEvent", "e")
    code = city.drafted()
    brought(city, code, world.xml(drawing.path("s", *steps, "e")))
    desk = analyst_desk.Desk(city)
    answer = desk.get(page(code, 2))
    assert re.findall(r'class="steps-part" id="(steps-\d+)" (open)?', answer.text) == [
        ("steps-1", "open"),
        ("steps-201", ""),
    ]
    fields = analyst_desk.fields(answer)
    fields["amount:t0"], fields["amount:t249"] = "2", "hai"
    refused = desk.post(page(code, 2, "/settings"), fields)
    assert refused.status_code == 422
    assert re.findall(r'id="(steps-\d+)" open', refused.text) == ["steps-1", "steps-201"]
    fields["amount:t249"] = "3"
    assert desk.post(page(code, 2, "/settings"), fields).status_code == 302
    kept = of(city, code, 2)["settings"]["steps"]
    assert (kept["t0"]["limit"]["amount"], kept["t249"]["limit"]["amount"]) == (2, 3)
    assert 'class="steps-part"' not in desk.text(page(code))


def test_what_a_new_file_leaves_behind_is_told_until_it_is_answered(city: worlds.World) -> None:
    """A save of something else doesn't silence it."""
    timer = "<timerEventDefinition/>"

    def drawn(*between: str) -> bytes:
        drawing = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").user("One", "t")
        for one in between:
            drawing.node("One", "intermediateCatchEvent", one, timer)
        return world.xml(drawing.path("s", "t", *between, "e"))

    code = city.drafted()
    brought(city, code, drawn("wait"))
    answer = city.call("analyst", "PUT", f"procedures/{code}/versions/2/answers/wait", json={"timer": P3D})
    assert answer.status_code == 200, answer.text
    brought(city, code, drawn())
    for limit in (None, {"amount": 3, "unit": "working_day"}):
        told = [one["element"] for one in of(city, code, 3)["findings"] if one["rule"] == "answer-dropped"]
        assert told == ["wait"]
        settings = {"limit": limit}
        assert city.call("analyst", "PUT", f"procedures/{code}/versions/3/settings", json=settings).status_code == 200
