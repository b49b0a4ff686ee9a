"""A step that can't be taken: nothing of it happens, nothing typed is lost, a person retries it after repair."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import select, update

from models import case as cases_table
from models import event, incident, step
from runner import outcome
from service import errors
from service.usecases import cases, failed, incidents, limits, published, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to

City = world.World
ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'


def _linked(form: str) -> str:
    return f'<extensionElements><zeebe:formDefinition {ZEEBE} formId="{form}"/></extensionElements>'


def _form(id_: str, key: str, kind: str = "number") -> dict[str, Any]:
    return {"id": id_, "type": "default", "components": [{"type": kind, "key": key, "label": key}]}


@pytest.fixture
def blocked(city: City) -> City:
    """Two parallel tasks; after `note` a gateway asks for `fee`, which `price` alone sets."""
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "parallelGateway", "split")
    drawing.node("One", "userTask", "note", _linked("note")).node("Two", "userTask", "price", _linked("price"))
    drawing.node("One", "exclusiveGateway", "which").user("One", "cheap", "dear")
    drawing.node("One", "endEvent", "e").node("Two", "endEvent", "f")
    drawing.path("s", "split", "note", "which").path("split", "price", "f").path("cheap", "e").path("dear", "e")
    drawing.path("which", "cheap", condition="fee &lt; 100").path("which", "dear", condition="fee &gt;= 100")
    city.publish(
        "P",
        world.xml(drawing),
        {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")},
        forms={"note.form": _form("note", "said", "textfield"), "price.form": _form("price", "fee")},
    )
    return city


def _task(city: City, element: str) -> tuple[int, int]:
    with city.database.reading() as session:
        query = select(step.Step.case_id, step.Step.seq).where(step.Step.completed_at.is_(None))
        return tuple(session.execute(query.where(step.Step.element == element)).one())


def _complete(city: City, who: str, element: str, answers: dict[str, Any]) -> None:
    with city.database.transaction() as session:
        tasks.complete(session, city.people[who], *_task(city, element), answers, now=city.now)


def _fail(city: City) -> int:
    with pytest.raises(errors.IncidentError) as told:
        _complete(city, "staff H26.1", "note", {"said": "đã xem"})
    return int(str(told.value.values["incident"]))


def test_a_failed_step_changes_nothing_and_keeps_what_was_typed(blocked: City) -> None:
    case = blocked.start("P")
    id_ = _fail(blocked)
    with blocked.database.reading() as session:
        seen = incidents.get(session, blocked.people["staff H26.2"], id_)
        holding = cases.holding(session, blocked.people["manager"], case.code, now=blocked.now)
        history = cases.history(session, blocked.people["manager"], case.code, now=blocked.now)
    assert (seen.operation, seen.element, seen.tries, dict(seen.answers)) == (
        "complete",
        "which",
        1,
        {"said": "đã xem"},
    )
    assert seen.person is not None
    assert seen.person.name == "staff H26.1"
    assert {(h.element, h.kind, h.incident) for h in holding} == {
        ("note", "incident", str(id_)),
        ("price", "task", None),
    }
    assert blocked.count(step.Answers, step.Answers.seq > 0) == 0
    assert [line.kind for line in history.events] == ["case.started", "incident.raised"]
    assert history.intact


def test_after_repair_a_retry_does_the_step_as_the_person_who_typed(blocked: City) -> None:
    blocked.start("P")
    id_ = _fail(blocked)
    with pytest.raises(errors.IncidentError) as told, blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now)
    assert told.value.values["incident"] == str(id_)
    _complete(blocked, "staff H26.2", "price", {"fee": 20})
    with blocked.database.transaction() as session:
        done = incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now)
    assert done.resolved_at == blocked.now
    assert done.tries == 2
    with blocked.database.reading() as session:
        row = session.execute(select(step.Step).where(step.Step.element == "note")).scalar_one()
        kept = session.execute(select(step.Answers.body).where(step.Answers.seq == row.seq)).scalar_one()
        page = incidents.page(session, blocked.people["chief H26.1"], incidents.IncidentQuery(), now=blocked.now)
    assert row.completed_by == blocked.people["staff H26.1"].person_id
    assert kept == {"said": "đã xem"}
    assert page.items == ()
    assert _task(blocked, "cheap")
    with pytest.raises(errors.ConflictError, match="already_resolved"), blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now)


def test_trying_again_by_hand_counts_on_the_same_incident_and_settles_it(blocked: City) -> None:
    blocked.start("P")
    assert _fail(blocked) == _fail(blocked)
    _complete(blocked, "staff H26.2", "price", {"fee": 200})
    _complete(blocked, "other H26.1", "note", {"said": "lần ba"})
    with blocked.database.reading() as session:
        (row,) = session.scalars(select(incident.Incident))
    assert (row.tries, row.resolved_by) == (2, blocked.people["other H26.1"].person_id)
    assert _task(blocked, "dear")


def test_only_a_chief_or_administrator_retries_and_only_case_agencies_see_it(blocked: City) -> None:
    blocked.start("P")
    id_ = _fail(blocked)
    for who, refusal in {
        "staff H26.1": errors.ForbiddenError,
        "manager": errors.ForbiddenError,
        "chief TAX.1": errors.NotFoundError,
        "analyst": errors.NotFoundError,
    }.items():
        with pytest.raises(refusal), blocked.database.transaction() as session:
            incidents.retry(session, blocked.people[who], id_, now=blocked.now)
    for who, seen in {"staff H26.1": 1, "chief H26.2": 1, "manager": 1, "chief TAX.1": 0, "analyst": 0}.items():
        with blocked.database.reading() as session:
            page = incidents.page(session, blocked.people[who], incidents.IncidentQuery(), now=blocked.now)
        assert len(page.items) == seen, who
    with pytest.raises(errors.IncidentError), blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["administrator"], id_, now=blocked.now)


def test_an_incident_whose_task_is_gone_is_settled_without(blocked: City) -> None:
    case = blocked.start("P")
    id_ = _fail(blocked)
    with blocked.database.transaction() as session:
        cases.cancel(session, blocked.people["staff H26.1"], case.code, "nhầm", now=blocked.now)
    with pytest.raises(errors.ConflictError, match="already_resolved"), blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now)


def test_a_first_step_that_fails_starts_nothing(city: City) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "exclusiveGateway", "which")
    drawing.user("One", "a", "b").node("One", "endEvent", "e").path("s", "which").path("a", "e").path("b", "e")
    drawing.path("which", "a", condition="fee &lt; 100").path("which", "b", condition="fee &gt;= 100")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1")})
    with pytest.raises(errors.ConflictError, match="step_failed"):
        city.start("P")
    assert city.count(cases_table.Case) == city.count(event.Event) == 0
    assert city.start("P", data={"fee": 5}).code.endswith("-0001")


def test_a_hand_over_that_met_an_incident_behind_it_is_not_recalled(city: City) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "cheap").user("Two", "check")
    drawing.node("Two", "exclusiveGateway", "which").node("One", "endEvent", "e")
    drawing.path("s", "intake", "check", "which").path("which", "cheap", condition="fee &lt; 100").path("cheap", "e")
    city.publish("P", world.xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")})
    city.start("P")
    sent = _task(city, "intake")
    _complete(city, "staff H26.1", "intake", {})
    with pytest.raises(errors.IncidentError):
        _complete(city, "staff H26.2", "check", {"fee": 500})
    with pytest.raises(errors.ConflictError, match="already_begun") as told, city.database.transaction() as session:
        tasks.recall(session, city.people["staff H26.1"], *sent, now=city.now)
    assert told.value.values["who"] == "staff H26.2"


def test_what_is_typed_into_a_case_whose_state_cannot_be_read_is_kept(blocked: City) -> None:
    blocked.start("P")
    task = _task(blocked, "note")
    with blocked.database.transaction() as session:
        session.execute(update(cases_table.Case).values(state=b"\x09?"))
    with blocked.database.reading() as session:
        assert tasks.get(session, blocked.people["staff H26.1"], *task, now=blocked.now).form is not None
    id_ = _fail(blocked)
    with blocked.database.reading() as session:
        seen = incidents.get(session, blocked.people["staff H26.1"], id_)
    assert (seen.code, dict(seen.answers)) == ("engine_error", {"said": "đã xem"})


def test_a_page_of_incidents_costs_the_same_however_many_it_shows(blocked: City) -> None:
    said: list[str] = []
    sqlalchemy.event.listen(blocked.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))

    def cost() -> tuple[int, int]:
        said.clear()
        with blocked.database.reading() as session:
            page = incidents.page(session, blocked.people["chief H26.1"], incidents.IncidentQuery(), now=blocked.now)
        return len(page.items), len(said)

    seen = []
    for number in range(3):
        case = blocked.start("P")
        task = int(case.id), 1
        with pytest.raises(errors.IncidentError), blocked.database.transaction() as session:
            tasks.complete(session, blocked.people["staff H26.1"], *task, {"said": str(number)}, now=blocked.now)
        seen.append(cost())
    assert [items for items, _ in seen] == [1, 2, 3]
    assert len({statements for _, statements in seen}) == 1


class Stopwatch:
    """Goes on by a second each time that it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_a_step_that_takes_too_long_is_an_incident_that_names_the_element(blocked: City) -> None:
    blocked.start("P")
    _complete(blocked, "staff H26.2", "price", {"fee": 20})
    short = limits.Budget(seconds=0.5, stopwatch=Stopwatch())
    who, task = blocked.people["staff H26.1"], _task(blocked, "note")
    with pytest.raises(errors.IncidentError) as told, blocked.database.transaction() as session:
        tasks.complete(session, who, *task, {"said": "A"}, now=blocked.now, budget=short)
    assert (told.value.values["reason"], told.value.values["what"]) == ("over_budget", "seconds")
    assert (told.value.values["element"], told.value.values["lane"]) == ("which", "One")
    id_ = int(str(told.value.values["incident"]))
    with pytest.raises(errors.IncidentError), blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now, budget=short)
    with blocked.database.transaction() as session:
        incidents.retry(session, blocked.people["chief H26.1"], id_, now=blocked.now)
    assert _task(blocked, "cheap")


def test_the_reason_of_an_incident_is_its_code_and_not_the_expressions(blocked: City) -> None:
    blocked.start("P")
    with blocked.database.reading() as session:
        one = published.get(session, session.scalars(select(cases_table.Case.version_id)).one())
    told = outcome.Incident("condition_error", "fee: no", "which", "", "P/One", {"reason": "type_mismatch"})
    values = errors.IncidentError(1, told.code, failed.named(one, told)).values
    assert (values["reason"], values["procedure"], values["version"]) == ("condition_error", "P", 1)
    assert (values["element"], values["name"], values["lane"]) == ("which", "which", "One")


def test_a_state_that_can_not_be_read_is_told_of_the_step_it_was_met_at(blocked: City) -> None:
    case = blocked.start("P")
    with blocked.database.transaction() as session:
        session.execute(update(cases_table.Case).values(state=b"\x63lost"))
    with pytest.raises(errors.IncidentError) as told:
        _complete(blocked, "staff H26.1", "note", {"said": "A"})
    values = told.value.values
    assert (values["case"], values["reason"], values["element"], values["lane"]) == (
        case.code,
        "engine_error",
        "note",
        "One",
    )
    assert "format 99" in str(values["message"])
