"""A case: whose steps are whose, who may see it, who holds it, and how it is cancelled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models import case as cases_table
from models import step, timer
from service import errors
from service.usecases import cases, starting, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to

City = world.World


def _applicant_first() -> bytes:
    """Applicant files → one-stop unit takes in → commune registers, while a system says something."""
    drawing = world.Drawing().node("App", "startEvent", "s").user("App", "file").user("One", "intake")
    drawing.user("Xa", "register").user("Sys", "enter").node("One", "endEvent", "e")
    return world.xml(drawing.path("s", "file", "intake", "register", "enter", "e"))


LANES = {
    "P/App": to("applicant"),
    "P/One": to("agency", "H26.1"),
    "P/Xa": to("kind", "ubnd-xa"),
    "P/Sys": to("system", "Cổng"),
}


def _next(city: City, code: str) -> Any:
    with city.database.reading() as session:
        (holder,) = cases.holding(session, city.people["manager"], code, now=city.now)
    return holder


def _do(city: City, who: str, code: str) -> None:
    case_id, _, seq = str(_next(city, code).task).rpartition("-")
    with city.database.transaction() as session:
        tasks.complete(session, city.people[who], int(case_id), int(seq), {}, now=city.now)


def test_each_step_is_offered_to_whom_its_lane_is_bound_in_this_case(city: City) -> None:
    city.publish("P", _applicant_first(), LANES)
    code = city.start("P", agencies={"ubnd-xa": "H26.3"}).code
    told = []
    for who in ("staff H26.1", "staff H26.1", "staff H26.3", "staff H26.1"):
        holder = _next(city, code)
        told.append((holder.element, holder.kind, holder.agency.code))
        _do(city, who, code)
    assert told == [
        ("file", "applicant", "H26.1"),
        ("intake", "task", "H26.1"),
        ("register", "task", "H26.3"),
        ("enter", "task", "H26.1"),
    ]


def test_a_child_lane_inherits_its_parents_agency(city: City) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake").node("One", "endEvent", "e")
    city.publish("P", world.xml(drawing.path("s", "intake", "e")), {"P": to("agency", "H26.1"), "P/One": to("inherit")})
    holder = city.start("P").holding[0]
    assert holder.agency is not None
    assert holder.agency.code == "H26.1"


@pytest.mark.parametrize(
    ("agencies", "key", "code"),
    [
        ({}, "agencies.ubnd-xa", "required"),
        ({"ubnd-xa": "CA.1"}, "agencies.ubnd-xa", "not_of_kind"),
        ({"ubnd-xa": "nowhere"}, "agencies.ubnd-xa", "not_of_kind"),
        ({"ubnd-xa": "H26.2", "bank": "H26.1"}, "agencies.bank", "unknown_key"),
    ],
)
def test_a_kind_that_the_case_must_pick_is_asked_for_by_name(
    city: City, agencies: dict[str, str], key: str, code: str
) -> None:
    city.publish("P", _applicant_first(), LANES)
    with pytest.raises(errors.InvalidError) as told:
        city.start("P", agencies=agencies)
    assert [(p.key, p.code) for p in told.value.problems] == [(key, code)]
    assert city.count(cases_table.Case) == 0


def test_agencies_with_a_lane_read_the_case_before_and_after_their_turn_and_others_do_not(city: City) -> None:
    city.publish("P", _applicant_first(), LANES)
    code = city.start("P", agencies={"ubnd-xa": "H26.3"}).code
    for _ in range(2):
        for who in ("staff H26.1", "staff H26.3", "manager", "auditor", "administrator"):
            with city.database.reading() as session:
                actor = city.people[who]
                assert cases.get(session, actor, code, now=city.now).code == code
                assert [one.code for one in cases.page(session, actor, cases.CaseQuery(), now=city.now).items] == [code]
        for who in ("staff H26.2", "chief TAX.1", "analyst"):
            with city.database.reading() as session:
                actor = city.people[who]
                for ask in (cases.get, cases.holding, cases.history):
                    with pytest.raises(errors.NotFoundError):
                        ask(session, actor, code, now=city.now)
                with pytest.raises(errors.NotFoundError):
                    cases.tokens(session, actor, code)
                assert cases.page(session, actor, cases.CaseQuery(), now=city.now).items == ()
        for who in ("staff H26.1", "staff H26.1", "staff H26.3"):
            if _next(city, code).element != "enter":
                _do(city, who, code)


def test_only_the_unit_that_takes_in_may_start(city: City) -> None:
    city.publish("P", _applicant_first(), LANES)
    for who in ("staff H26.2", "manager", "analyst"):
        with pytest.raises(errors.ForbiddenError):
            city.start("P", by=who, agencies={"ubnd-xa": "H26.3"})


def test_a_case_starts_by_the_version_in_force_and_stays_on_it(city: City) -> None:
    diagram, lanes = world.chain()
    city.publish("P", diagram, lanes)
    first = city.start("P")
    city.later(days=1)
    city.publish("P", diagram.replace(b'name="check"', b'name="verify"'), lanes, number=2)
    second = city.start("P")
    assert (first.procedure.version, second.procedure.version) == (1, 2)
    for code in (first.code, second.code):
        _do(city, "staff H26.1", code)
    assert (_next(city, first.code).name, _next(city, second.code).name) == ("check", "verify")


def test_a_procedure_without_a_version_in_force_starts_no_case(city: City) -> None:
    with pytest.raises(errors.NotFoundError):
        city.start("P")
    city.publish("P", *world.chain())
    city.later(days=-1)
    with pytest.raises(errors.ConflictError, match="not_in_force"):
        city.start("P")


def test_the_days_dossiers_are_numbered_per_agency_in_hanois_day(city: City) -> None:
    city.publish("P", *world.chain())
    codes = [city.start("P").code, city.start("P").code]
    city.later(hours=14, minutes=59)  # 23:59 in Hà Nội
    codes.append(city.start("P").code)
    city.later(minutes=1)
    codes.append(city.start("P").code)
    assert codes == [f"H26.1-{tail}" for tail in ("261123-0001", "261123-0002", "261123-0003", "261124-0001")]


def test_the_secret_is_given_once_and_kept_as_a_hash(city: City) -> None:
    city.publish("P", *world.chain())
    case = city.start("P")
    assert case.secret is not None
    assert len(case.secret.replace("-", "")) * 5 >= 80
    with city.database.reading() as session:
        assert cases.get(session, city.people["staff H26.1"], case.code, now=city.now).secret is None
        kept = session.scalars(select(cases_table.Case.secret_hash)).one()
    assert kept == starting.secret_hash(case.secret.lower().replace("-", " "))
    assert case.secret.encode() not in kept


def test_the_whole_limit_makes_the_cases_due_date(city: City) -> None:
    city.publish("P", *world.chain(), limit={"amount": 3, "unit": "working_day"})
    case = city.start("P")
    assert case.due_at is not None
    assert case.due_at.date().isoformat() == "2026-11-27"  # the 24th is a holiday
    city.later(days=5)
    with city.database.reading() as session:
        late = cases.page(session, city.people["manager"], cases.CaseQuery(overdue=True), now=city.now)
    assert [one.code for one in late.items] == [case.code]


def test_the_intake_unit_cancels_with_a_reason_that_is_kept(city: City) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    _do(city, "staff H26.1", code)
    with pytest.raises(errors.ForbiddenError, match="not_intake"), city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.2"], code, "nhầm", now=city.now)
    with pytest.raises(errors.NotFoundError), city.database.transaction() as session:
        cases.cancel(session, city.people["staff TAX.1"], code, "nhầm", now=city.now)
    with pytest.raises(errors.InvalidError), city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "  ", now=city.now)
    with city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "Người nộp rút hồ sơ", now=city.now)
    with city.database.reading() as session:
        seen = cases.get(session, city.people["staff H26.2"], code, now=city.now)
        history = cases.history(session, city.people["staff H26.2"], code, now=city.now)
    assert (seen.status, seen.holding, seen.dossier_status) == ("cancelled", (), "STOPPED")
    assert [line.outcome for line in history.steps] == ["completed", "withdrawn"]
    assert history.events[-1].payload["reason"] == "Người nộp rút hồ sơ"
    assert history.intact
    with pytest.raises(errors.ConflictError, match="case_closed"), city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "lại", now=city.now)
    assert city.count(timer.Timer) == 0


def test_the_picture_counts_what_was_passed_and_shows_where_the_tokens_are(city: City) -> None:
    city.publish("P", *world.fork(2))
    code = city.start("P").code
    _do(city, "staff H26.1", code)
    with city.database.reading() as session:
        picture = cases.tokens(session, city.people["manager"], code)
    assert {mark.element for mark in picture.live if mark.waiting} == {"part0", "part1"}
    assert picture.visited["intake"] == picture.visited["split"] == picture.visited["split_part0"] == 1


@pytest.mark.parametrize(
    ("applicant", "code"),
    [
        ({}, "required"),
        ({"name": "  "}, "required"),
        ({"name": 5}, "wrong_type"),
        ({"name": "A", "role": "admin"}, "unknown_key"),
        ({"name": "A" * 501}, "too_long"),
        ("A", "wrong_type"),
    ],
)
def test_an_applicant_has_a_name_and_known_fields(city: City, applicant: Any, code: str) -> None:
    city.publish("P", *world.chain())
    with pytest.raises(errors.InvalidError) as told:
        city.start("P", applicant=applicant)
    assert [p.code for p in told.value.problems] == [code]


def test_an_applicants_name_is_kept_composed_and_found_without_accents(city: City) -> None:
    city.publish("P", *world.chain())
    case = city.start("P", applicant={"name": "Nguyễn Thị Đào"})
    assert case.applicant["name"] == "Nguyễn Thị Đào"
    for q in ("nguyen thi dao", "Nguyễn", "NGUYỄN", "đào"):
        with city.database.reading() as session:
            found = cases.page(session, city.people["manager"], cases.CaseQuery(q=q), now=city.now)
        assert [one.code for one in found.items] == [case.code], q


def test_a_case_is_found_by_its_code_in_another_system(city: City) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    for who, refusal in {"staff H26.2": errors.ForbiddenError, "staff TAX.1": errors.NotFoundError}.items():
        with pytest.raises(refusal), city.database.transaction() as session:
            cases.put_outside_code(session, city.people[who], code, "portal", "G22.99-1")
    with city.database.transaction() as session:
        cases.put_outside_code(session, city.people["staff H26.1"], code, "portal", "G22.99-1")
    with city.database.reading() as session:
        found = cases.page(session, city.people["manager"], cases.CaseQuery(q="G22.99-1"), now=city.now)
        assert [one.code for one in found.items] == [code]
        assert cases.get(session, city.people["manager"], code, now=city.now).outside_codes == {"portal": "G22.99-1"}


def test_each_agency_that_a_list_names_gets_its_own_task(city: City) -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics "
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" inputCollection="=asked" inputElement="one"/>'
        "</extensionElements></multiInstanceLoopCharacteristics>"
    )
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake").node("One", "endEvent", "e")
    drawing.node("Two", "userTask", "consult", loop).path("s", "intake", "consult", "e")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")})
    code = city.start("P", data={"asked": ["H26.3", "CA.1"]}).code
    _do(city, "staff H26.1", code)
    with city.database.reading() as session:
        holding = cases.holding(session, city.people["staff CA.1"], code, now=city.now)
    assert {holder.agency.code for holder in holding if holder.agency} == {"H26.3", "CA.1"}
    assert city.count(step.Step, step.Step.completed_at.is_(None)) == 2


def test_data_without_a_start_form_is_plain_json_of_bounded_size(city: City) -> None:
    city.publish("P", *world.chain())
    deep: Any = {}
    for _ in range(50):
        deep = {"a": deep}
    for data in ([], "x", {"": 1}, {"a": float("nan")}, deep, {"a": [0] * 30_000}):
        with pytest.raises(errors.InvalidError):
            city.start("P", data=data)
    city.start("P", data={"f": {"typename": "datetime", "value": "zz"}, "__builtins__": 1, "len": None})
