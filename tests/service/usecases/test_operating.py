"""An operator sees a state, moves and skips tokens: with the right, a reason, and a line in the record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from models import case as cases_table
from models import incident, step, timer
from service import errors
from service.usecases import cases, idempotency, incidents, operating, people, stateviews, tasks, views
from tests.service.usecases import world
from tests.service.usecases.world import to
from tests.support import books

City = world.World
LANES = {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")}


@pytest.fixture
def chained(city: City) -> City:
    """Intake → check, with a reminder after an hour → a pause of two hours → a choice by `fee` → cheap or dear."""
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "cheap", "dear").user("Two", "check")
    drawing.node("One", "boundaryEvent", "late", world.timer("PT1H"), attachedToRef="check").path("late", "cheap")
    drawing.node("Two", "intermediateCatchEvent", "pause", world.timer("PT2H")).node("One", "endEvent", "e")
    drawing.node("Two", "exclusiveGateway", "which").path("s", "intake", "check", "pause", "which")
    drawing.path("which", "cheap", condition="fee &lt; 100").path("which", "dear", condition="fee &gt;= 100")
    city.publish("P", world.xml(drawing.path("cheap", "e").path("dear", "e")), LANES)
    return city


def _open(city: City, element: str) -> tuple[int, int]:
    with city.database.reading() as session:
        query = select(step.Step.case_id, step.Step.seq).where(step.Step.completed_at.is_(None))
        return tuple(session.execute(query.where(step.Step.element == element)).one())


def _row(city: City, seq: int) -> step.Step:
    with city.database.reading() as session:
        return session.scalars(select(step.Step).where(step.Step.seq == seq)).one()


def _complete(city: City, who: str, element: str, **answers: Any) -> None:
    with city.database.transaction() as session:
        tasks.complete(session, city.people[who], *_open(city, element), answers, now=city.now)


def _move(city: City, code: str, seq: int, element: str, who: str = "administrator", **more: Any) -> Any:
    asked = {"reason": "Chuyển nhầm", "now": city.now} | more
    with city.database.transaction() as session:
        return operating.move(session, city.people[who], code, seq, element, **asked)


def _skip(city: City, code: str, seq: int, who: str = "administrator", **more: Any) -> Any:
    asked = {"reason": "Đã làm trên giấy", "now": city.now} | more
    with city.database.transaction() as session:
        return operating.skip(session, city.people[who], code, seq, **asked)


def _history(city: City, code: str) -> views.History:
    with city.database.reading() as session:
        return cases.history(session, city.people["manager"], code, now=city.now)


def _state(city: City, code: str, who: str = "administrator") -> stateviews.StateView:
    with city.database.reading() as session:
        return operating.state(session, city.people[who], code)


def test_a_moved_token_is_told_in_the_log_and_the_record_with_who_why_and_where(chained: City) -> None:
    code = chained.start("P").code
    _complete(chained, "staff H26.1", "intake")
    _, seq = _open(chained, "check")
    done = _move(chained, code, seq, "dear", reason="  Chuyển nhầm  ")
    assert (done.case, done.status, done.how) == (code, "running", "moved")
    assert [one.element for one in done.opened] == ["dear"]
    moved = _row(chained, seq)
    assert (moved.outcome, moved.completed_by) == ("moved", chained.people["administrator"].person_id)
    history = _history(chained, code)
    last = history.events[-1]
    assert last.kind == "step.moved"
    assert last.person is not None
    assert last.person.name == "administrator"
    payload = dict(last.payload)
    assert (payload["seq"], payload["element"], payload["to"], payload["reason"]) == (
        seq,
        "check",
        "dear",
        "Chuyển nhầm",
    )
    assert history.intact
    assert chained.count(timer.Timer) == 0, "the reminder of the step went with it"
    assert books.faults(chained.database) == []


def test_a_skipped_step_is_told_apart_from_one_that_was_done(chained: City) -> None:
    code = chained.start("P").code
    _skip(chained, code, 1)
    skipped = _row(chained, 1)
    assert (skipped.outcome, skipped.completed_by) == ("skipped", chained.people["administrator"].person_id)
    with chained.database.reading() as session:
        assert cases.get(session, chained.people["manager"], code, now=chained.now).dossier_status == "IN_PROGRESS"
    _skip(chained, code, _open(chained, "check")[1])
    _skip(chained, code, _open(chained, "pause")[1], answers={"fee": 5})
    assert _open(chained, "cheap")
    kinds = [line.kind for line in _history(chained, code).events]
    assert kinds == ["case.started", "step.skipped", "step.skipped", "step.skipped"]
    assert books.faults(chained.database) == []


def test_a_skip_that_lacks_a_decision_changes_nothing_and_says_what_is_missing(chained: City) -> None:
    code = chained.start("P").code
    _move(chained, code, 1, "pause")
    _, seq = _open(chained, "pause")
    before = _history(chained, code)
    with pytest.raises(errors.ConflictError, match="act_failed") as told:
        _skip(chained, code, seq)
    values = told.value.values
    assert (values["case"], values["element"], values["reason"]) == (code, "which", "no_flow_taken")
    assert _history(chained, code) == before
    assert chained.count(incident.Incident) == 0


def test_answers_for_a_skipped_task_fit_its_form_and_are_kept_with_it(city: City) -> None:
    form = {
        "id": "f",
        "type": "default",
        "components": [
            {"type": "number", "key": "fee", "label": "fee"},
            {"type": "textfield", "key": "who", "label": "who", "validate": {"required": True}},
        ],
    }
    zeebe = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    linked = f'<extensionElements><zeebe:formDefinition {zeebe} formId="f"/></extensionElements>'
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "userTask", "a", linked).user("One", "b")
    drawing.node("One", "endEvent", "e").path("s", "a", "b", "e")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1")}, forms={"f.form": form})
    code = city.start("P").code
    for wrong in ({"other": 1}, {"fee": "x"}):
        with pytest.raises(errors.InvalidError) as told:
            _skip(city, code, 1, answers=wrong)
        assert told.value.problems[0].key == f"answers.{next(iter(wrong))}"
    _skip(city, code, 1, answers={"fee": 7})
    assert _history(city, code).steps[0].answers == {"fee": 7}
    assert _state(city, code).scopes[1].data == {"fee": 7}
    assert books.faults(city.database) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2_001])
def test_an_act_needs_a_reason(chained: City, reason: str) -> None:
    code = chained.start("P").code
    for act in (lambda: _move(chained, code, 1, "dear", reason=reason), lambda: _skip(chained, code, 1, reason=reason)):
        with pytest.raises(errors.InvalidError) as told:
            act()
        assert told.value.problems[0].key == "reason"
    assert _open(chained, "intake")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("staff H26.1", errors.ForbiddenError),
        ("chief H26.1", errors.ForbiddenError),
        ("manager", errors.ForbiddenError),
        ("auditor", errors.ForbiddenError),
        ("staff TAX.1", errors.NotFoundError),
        ("chief TAX.1", errors.NotFoundError),
        ("analyst", errors.NotFoundError),
    ],
)
def test_only_operators_may_and_to_other_agencies_the_case_does_not_exist(
    chained: City, who: str, refusal: type[errors.ServiceError]
) -> None:
    code = chained.start("P").code
    for act in (
        lambda: _state(chained, code, who),
        lambda: _move(chained, code, 1, "dear", who),
        lambda: _skip(chained, code, 1, who),
    ):
        with pytest.raises(refusal):
            act()
    assert _open(chained, "intake")


def test_an_operator_of_one_agency_operates_its_cases_alone(chained: City) -> None:
    chained.person("ward admin", "H26.2", "administrator")
    chained.person("tax admin", "TAX.1", "administrator")
    code = chained.start("P").code
    with pytest.raises(errors.NotFoundError):
        _state(chained, code, "tax admin")
    _move(chained, code, 1, "check", "ward admin")
    with chained.database.transaction() as session:
        cases.cancel(session, chained.people["ward admin"], code, "Trùng hồ sơ", now=chained.now)
    assert books.faults(chained.database) == []


def test_there_is_no_such_case_or_wait(chained: City) -> None:
    code = chained.start("P").code
    for act in (
        lambda: _state(chained, "H26-404"),
        lambda: _move(chained, "H26-404", 1, "dear"),
        lambda: _move(chained, code, 99, "dear"),
        lambda: _skip(chained, code, 2**40),
    ):
        with pytest.raises(errors.NotFoundError):
            act()


@pytest.mark.parametrize(
    ("element", "code"), [("nowhere", "unknown_element"), ("late", "not_begun_by_a_token"), ("P", "unknown_element")]
)
def test_where_a_token_can_not_go_is_said_of_the_element(chained: City, element: str, code: str) -> None:
    case = chained.start("P").code
    with pytest.raises(errors.InvalidError) as told:
        _move(chained, case, 1, element)
    assert (told.value.problems[0].key, told.value.problems[0].code) == ("element", code)


def test_what_is_closed_is_told_with_how_it_closed(chained: City) -> None:
    code = chained.start("P").code
    _skip(chained, code, 1)
    with pytest.raises(errors.ConflictError, match="task_closed") as told:
        _move(chained, code, 1, "dear")
    assert told.value.values["outcome"] == "skipped"
    with chained.database.transaction() as session:
        cases.cancel(session, chained.people["administrator"], code, "Trùng", now=chained.now)
    with pytest.raises(errors.ConflictError, match="case_closed"):
        _skip(chained, code, 2)


def test_a_colleague_who_comes_late_hears_that_the_task_was_moved(chained: City) -> None:
    code = chained.start("P").code
    with chained.database.transaction() as session:
        tasks.claim(session, chained.people["staff H26.1"], *_open(chained, "intake"), now=chained.now)
    case_id, _ = _open(chained, "intake")
    _move(chained, code, 1, "dear")
    with pytest.raises(errors.ConflictError, match="task_closed"), chained.database.transaction() as session:
        tasks.complete(session, chained.people["staff H26.1"], case_id, 1, {}, now=chained.now)
    assert books.faults(chained.database) == []


def test_a_step_is_not_recalled_once_an_operator_has_moved_what_it_opened(chained: City) -> None:
    code = chained.start("P").code
    case_id, seq = _open(chained, "intake")
    _complete(chained, "staff H26.1", "intake")
    _skip(chained, code, _open(chained, "check")[1])
    with pytest.raises(errors.ConflictError, match="already_begun") as told, chained.database.transaction() as session:
        tasks.recall(session, chained.people["staff H26.1"], case_id, seq, now=chained.now)
    assert told.value.values["who"] == "administrator"


def test_the_incident_of_a_task_is_settled_when_an_operator_lets_its_token_go(chained: City) -> None:
    code = chained.start("P").code
    _move(chained, code, 1, "check")
    _skip(chained, code, _open(chained, "check")[1])
    chained.later(hours=3)
    assert chained.work() == 1, "the choice behind the timer can't be made"
    _, seq = _open(chained, "pause")
    told = _state(chained, code)
    (wait,) = (one for one in told.scopes[1].tokens if one.role == "wait")
    assert (wait.seq, wait.may_skip) == (seq, True)
    _move(chained, code, seq, "dear")
    with chained.database.reading() as session:
        (row,) = session.scalars(select(incident.Incident))
        page = incidents.page(session, chained.people["administrator"], incidents.IncidentQuery(), now=chained.now)
    assert row.resolved_at is not None
    assert page.items == ()
    assert books.faults(chained.database) == []


def test_the_incident_of_a_persons_task_is_settled_by_the_operator(city: City) -> None:
    drawing = (
        world.Drawing().node("One", "startEvent", "s").user("One", "a", "low", "high").node("One", "endEvent", "e")
    )
    drawing.node("One", "exclusiveGateway", "which").path("s", "a", "which").path("low", "e").path("high", "e")
    drawing.path("which", "low", condition="fee &lt; 1").path("which", "high", condition="fee &gt; 1")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1")})
    code = city.start("P").code
    with pytest.raises(errors.IncidentError):
        _complete(city, "staff H26.1", "a", fee=1)
    assert _state(city, code).scopes[1].tokens[0].incident is not None
    _move(city, code, 1, "high")
    with city.database.reading() as session:
        (row,) = session.scalars(select(incident.Incident))
    assert row.resolved_by == city.people["administrator"].person_id


def test_the_same_request_twice_moves_once(chained: City) -> None:
    code = chained.start("P").code
    asked = idempotency.Idempotency("k1", b"h" * 32)
    first = _move(chained, code, 1, "check", idempotency=asked)
    again = _move(chained, code, 1, "check", idempotency=asked)
    assert first == again
    assert [line.kind for line in _history(chained, code).events] == ["case.started", "step.moved"]
    with pytest.raises(errors.KeyReusedError):
        _skip(chained, code, 2, idempotency=asked)


def test_acts_of_the_system_bear_nobodys_name(chained: City) -> None:
    code = chained.start("P").code
    with chained.database.transaction() as session:
        operating.skip(session, people.SYSTEM, code, 1, "Khôi phục", now=chained.now)
    assert _row(chained, 1).completed_by is None
    assert _history(chained, code).events[-1].person is None
    with chained.database.transaction() as session:
        cases.cancel(session, people.SYSTEM, code, "Khôi phục", now=chained.now)
    assert books.faults(chained.database) == []


def test_a_state_tells_what_stands_where_and_since_when(chained: City) -> None:
    code = chained.start("P", data={}).code
    chained.later(hours=1)
    _complete(chained, "staff H26.1", "intake")
    told = _state(chained, code)
    assert (told.case, told.procedure.version, told.status, told.unreadable) == (code, 1, "running", None)
    assert [scope.type for scope in told.scopes] == ["case", "process"]
    check, late = told.scopes[1].tokens
    assert (check.role, check.kind, check.element, check.lane, check.since) == (
        "wait",
        "task",
        "check",
        "Two",
        chained.now,
    )
    assert (late.role, late.element, late.host) == ("listener", "late", "check")
    assert (check.may_move, check.may_skip, late.may_move, late.may_skip) == (True, True, False, False)
    assert {place.element for place in told.scopes[1].places} >= {"intake", "which", "pause", "dear", "e"}
    with chained.database.transaction() as session:
        cases.cancel(session, chained.people["administrator"], code, "Trùng", now=chained.now)
    assert not any(one.may_skip for scope in _state(chained, code).scopes for one in scope.tokens)


def test_a_state_that_can_not_be_read_says_so_with_its_version_and_format(chained: City) -> None:
    code = chained.start("P").code
    with chained.database.transaction() as session:
        session.execute(update(cases_table.Case).values(state=b"\x63lost"))
    told = _state(chained, code)
    assert (told.format, told.size, told.scopes) == (99, 5, ())
    assert (told.procedure.code, told.procedure.version) == ("P", 1)
    assert told.unreadable is not None
    assert "format 99" in told.unreadable
    with pytest.raises(errors.ConflictError, match="act_failed"):
        _skip(chained, code, 1)
    with chained.database.transaction() as session:
        cases.cancel(session, chained.people["administrator"], code, "Không đọc được", now=chained.now)
