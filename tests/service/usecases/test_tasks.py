"""What staff may count on: one winner, nothing twice, nothing lost, and who was first."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import event, select

from models import case as cases_table
from models import idempotency as keys
from models import step
from service import errors
from service.usecases import cases, idempotency, tasks, views
from tests.service.usecases import world

City = world.World


@pytest.fixture
def running(city: City) -> City:
    """A city with the chain in force."""
    city.publish("CHAIN", *world.chain(), steps={"check": {"limit": {"amount": 4, "unit": "working_hour"}}})
    return city


def _task(city: City, case: views.CaseView, element: str) -> tuple[int, int]:
    with city.database.reading() as session:
        found = session.execute(
            select(step.Step.case_id, step.Step.seq).where(
                step.Step.case_id == int(case.id), step.Step.element == element, step.Step.completed_at.is_(None)
            )
        ).one()
    return found.case_id, found.seq


def complete(
    city: City, who: str, task: tuple[int, int], answers: dict[str, Any] | None = None, **more: Any
) -> views.Completed:
    """Complete a task in a transaction of its own."""
    with city.database.transaction() as session:
        return tasks.complete(session, city.people[who], *task, answers or {}, now=city.now, **more)


def test_a_case_goes_through_its_lanes_to_its_end(running: City) -> None:
    case = running.start("CHAIN")
    assert case.code == "H26.1-261123-0001"
    assert [(h.lane, h.kind, h.name) for h in case.holding] == [("One", "task", "intake")]
    done = complete(running, "staff H26.1", _task(running, case, "intake"))
    assert [(o.name, o.lane) for o in done.opened] == [("check", "Two")]
    complete(running, "staff H26.2", _task(running, case, "check"))
    last = complete(running, "chief H26.1", _task(running, case, "result"))
    assert last.status == "ended"
    with running.database.reading() as session:
        seen = cases.get(session, running.people["staff H26.2"], case.code, now=running.now)
        history = cases.history(session, running.people["staff H26.2"], case.code, now=running.now)
    assert (seen.status, seen.holding, seen.dossier_status) == ("ended", (), "RESOLVED")
    assert [line.element for line in history.steps] == ["intake", "check", "result"]
    assert [line.kind for line in history.events] == ["case.started", *["task.completed"] * 3, "case.ended"]
    assert history.intact


def test_a_step_is_due_when_its_limit_in_working_time_ends(running: City) -> None:
    case = running.start("CHAIN")
    complete(running, "staff H26.1", _task(running, case, "intake"))
    with running.database.reading() as session:
        (holder,) = cases.holding(session, running.people["manager"], case.code, now=running.now)
    assert holder.due_at is not None
    assert (holder.due_at - running.now).total_seconds() == 5 * 3600  # four hours and the lunch break
    assert holder.since == running.now


def test_of_two_people_at_one_task_the_second_hears_who_was_first(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    complete(running, "staff H26.1", task)
    with pytest.raises(errors.ConflictError) as told:
        complete(running, "other H26.1", task)
    assert told.value.code == "task_done"
    assert told.value.values["who"] == "staff H26.1"
    assert told.value.values["at"] == running.now.isoformat()


def test_a_claimed_task_is_its_claimers_and_a_chiefs(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    with running.database.transaction() as session:
        tasks.claim(session, running.people["staff H26.1"], *task, now=running.now)
    with running.database.transaction() as session:
        tasks.claim(session, running.people["staff H26.1"], *task, now=running.now)
    for act in (tasks.claim, tasks.release):
        with pytest.raises(errors.ConflictError) as told, running.database.transaction() as session:
            act(session, running.people["other H26.1"], *task, now=running.now)
        assert (told.value.code, told.value.values["who"]) == ("task_claimed", "staff H26.1")
    with pytest.raises(errors.ConflictError, match="task_claimed"):
        complete(running, "other H26.1", task)
    complete(running, "chief H26.1", task)


def test_a_released_task_is_untouched_again(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    staff = running.people["staff H26.1"]
    with pytest.raises(errors.ConflictError, match="not_claimed"), running.database.transaction() as session:
        tasks.release(session, staff, *task, now=running.now)
    with running.database.transaction() as session:
        tasks.claim(session, staff, *task, now=running.now)
        tasks.release(session, staff, *task, now=running.now)
    with running.database.reading() as session:
        assert tasks.get(session, staff, *task, now=running.now).state == "untouched"
    complete(running, "other H26.1", task)


def test_a_task_completed_without_a_claim_is_left_out_of_the_waiting_and_work_split(running: City) -> None:
    case = running.start("CHAIN")
    first = _task(running, case, "intake")
    complete(running, "staff H26.1", first)
    second = _task(running, case, "check")
    running.later(hours=1)
    with running.database.transaction() as session:
        tasks.claim(session, running.people["staff H26.2"], *second, now=running.now)
    running.later(minutes=30)
    complete(running, "staff H26.2", second)
    with running.database.reading() as session:
        rows = {row.element: row for row in session.scalars(select(step.Step))}
    assert rows["intake"].claimed_at is None
    assert rows["check"].claimed_at is not None
    assert (rows["check"].wall_s, rows["check"].working_s) == (5400, 5400)


def test_a_retry_with_the_same_key_gets_the_first_answer(running: City) -> None:
    case = running.start("CHAIN")
    task = _task(running, case, "intake")
    asked = idempotency.Idempotency("k", hashlib.sha256(b"body").digest())
    first = complete(running, "staff H26.1", task, idempotency=asked)
    running.later(hours=1)
    assert complete(running, "staff H26.1", task, idempotency=asked) == first
    assert running.count(step.Answers, step.Answers.seq > 0) == 1
    assert running.count(keys.IdempotencyKey) == 1


def test_the_same_key_with_another_body_is_refused(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    complete(running, "staff H26.1", task, idempotency=idempotency.Idempotency("k", b"1" * 32))
    with pytest.raises(errors.KeyReusedError):
        complete(running, "staff H26.1", task, idempotency=idempotency.Idempotency("k", b"2" * 32))


def test_a_key_belongs_to_a_person(running: City) -> None:
    asked = idempotency.Idempotency("k", b"1" * 32)
    task = _task(running, running.start("CHAIN"), "intake")
    complete(running, "staff H26.1", task, idempotency=asked)
    with pytest.raises(errors.ConflictError, match="task_done"):
        complete(running, "other H26.1", task, idempotency=asked)


def test_a_retried_start_starts_one_case_and_gives_its_secret_again(running: City) -> None:
    asked = idempotency.Idempotency("s", b"1" * 32)
    first = running.start("CHAIN", idempotency=asked)
    running.later(minutes=1)
    assert running.start("CHAIN", idempotency=asked) == first
    assert first.secret is not None
    assert running.count(cases_table.Case) == 1


def test_unknown_answers_are_refused_by_name(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    with pytest.raises(errors.InvalidError) as told:
        complete(running, "staff H26.1", task, {"__builtins__": 1})
    assert [(p.key, p.code) for p in told.value.problems] == [("answers.__builtins__", "unknown_key")]


@pytest.mark.parametrize("act", [tasks.claim, tasks.release, tasks.recall])
def test_who_has_no_lane_in_the_case_is_told_that_there_is_no_such_task(running: City, act: Any) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    stranger = running.people["chief TAX.1"]
    with pytest.raises(errors.NotFoundError), running.database.transaction() as session:
        act(session, stranger, *task, now=running.now)
    with pytest.raises(errors.NotFoundError):
        complete(running, "chief TAX.1", task)
    with pytest.raises(errors.NotFoundError), running.database.reading() as session:
        tasks.get(session, stranger, *task, now=running.now)


def test_another_lanes_task_may_be_read_and_not_done(running: City) -> None:
    task = _task(running, running.start("CHAIN"), "intake")
    with running.database.reading() as session:
        seen = tasks.get(session, running.people["staff H26.2"], *task, now=running.now)
    assert not seen.may_work
    with pytest.raises(errors.ForbiddenError, match="not_your_agency"):
        complete(running, "staff H26.2", task)
    with pytest.raises(errors.ForbiddenError, match="not_your_agency"):
        complete(running, "manager", task)


def test_a_step_that_asks_for_a_chief_is_a_chiefs(city: City) -> None:
    city.publish("CHAIN", *world.chain(), steps={"intake": {"role": "chief"}})
    task = _task(city, city.start("CHAIN"), "intake")
    with pytest.raises(errors.ForbiddenError, match="needs_chief"):
        complete(city, "staff H26.1", task)
    complete(city, "chief H26.1", task)


def test_a_hand_over_is_recalled_until_somebody_has_begun(running: City) -> None:
    case = running.start("CHAIN")
    first = _task(running, case, "intake")
    complete(running, "staff H26.1", first)
    with running.database.transaction() as session:
        tasks.recall(session, running.people["other H26.1"], *first, now=running.now)
    with running.database.reading() as session:
        history = cases.history(session, running.people["staff H26.1"], case.code, now=running.now)
        (holder,) = cases.holding(session, running.people["staff H26.1"], case.code, now=running.now)
        picture = cases.tokens(session, running.people["staff H26.1"], case.code)
    assert (holder.element, holder.task) == ("intake", f"{first[0]}-{first[1]}")
    assert [(line.element, line.outcome) for line in history.steps] == [("intake", None), ("check", "recalled")]
    assert [line.kind for line in history.events][-1] == "task.recalled"
    assert history.intact
    assert "check" not in picture.visited
    complete(running, "staff H26.1", first)
    again = _task(running, case, "check")
    with running.database.transaction() as session:
        tasks.claim(session, running.people["staff H26.2"], *again, now=running.now)
    with pytest.raises(errors.ConflictError) as told, running.database.transaction() as session:
        tasks.recall(session, running.people["staff H26.1"], *first, now=running.now)
    assert (told.value.code, told.value.values["who"]) == ("already_begun", "staff H26.2")


def test_only_the_senders_agency_recalls(running: City) -> None:
    case = running.start("CHAIN")
    first = _task(running, case, "intake")
    complete(running, "staff H26.1", first)
    with pytest.raises(errors.ForbiddenError), running.database.transaction() as session:
        tasks.recall(session, running.people["staff H26.2"], *first, now=running.now)


@pytest.mark.parametrize("opened", [1, 2, 3])
@pytest.mark.parametrize("claimed", [False, True])
def test_a_hand_over_is_one_transaction_of_eight_statements_and_three_for_clocks(
    city: City, opened: int, claimed: bool
) -> None:
    city.publish("FORK", *world.fork(opened))
    task = _task(city, city.start("FORK"), "intake")
    if claimed:
        with city.database.transaction() as session:
            tasks.claim(session, city.people["staff H26.1"], *task, now=city.now)
    said: list[str] = []
    event.listen(city.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    asked = idempotency.Idempotency("k", b"1" * 32)
    done = complete(city, "staff H26.1", task, idempotency=asked)
    between = [text for text in said if not text.startswith("BEGIN")]
    assert len(done.opened) == opened
    assert len(between) <= 11, "\n".join(between)


@pytest.mark.parametrize("claimed", [False, True])
def test_a_completion_within_a_lane_moves_no_clock_and_takes_eight_statements(city: City, claimed: bool) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "next").node("One", "endEvent", "e")
    city.publish("ALONE", world.xml(drawing.path("s", "intake", "next", "e")), {"P/One": world.to("agency", "H26.1")})
    task = _task(city, city.start("ALONE"), "intake")
    if claimed:
        with city.database.transaction() as session:
            tasks.claim(session, city.people["staff H26.1"], *task, now=city.now)
    said: list[str] = []
    event.listen(city.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    complete(city, "staff H26.1", task, idempotency=idempotency.Idempotency("k", b"1" * 32))
    between = [text for text in said if not text.startswith("BEGIN")]
    assert len(between) <= 8, "\n".join(between)


def test_the_last_completion_keeps_to_them_too(running: City) -> None:
    case = running.start("CHAIN")
    for who, element in (("staff H26.1", "intake"), ("staff H26.2", "check")):
        complete(running, who, _task(running, case, element))
    task, said = _task(running, case, "result"), []
    event.listen(running.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    complete(running, "staff H26.1", task, idempotency=idempotency.Idempotency("k", b"1" * 32))
    assert len([text for text in said if not text.startswith("BEGIN")]) <= 11


def test_a_start_is_one_transaction_of_at_most_seventeen_statements(running: City) -> None:
    running.start("CHAIN")
    said: list[str] = []
    event.listen(running.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    running.start("CHAIN", idempotency=idempotency.Idempotency("k", b"1" * 32))
    between = [text for text in said if not text.startswith("BEGIN")]
    assert len(between) <= 17, "\n".join(between)


def test_a_page_of_tasks_goes_on_where_the_last_one_ended(running: City) -> None:
    codes = {running.start("CHAIN", applicant={"name": f"Người {n}"}).code for n in range(7)}
    seen: list[str] = []
    cursor = None
    with running.database.reading() as session:
        for _ in range(4):
            asked = tasks.TaskQuery(limit=2, cursor=cursor)
            page = tasks.page(session, running.people["staff H26.1"], asked, now=running.now)
            seen += [task.case for task in page.items]
            cursor = page.next
    assert cursor is None
    assert len(seen) == 7
    assert set(seen) == codes


def test_tasks_are_found_by_what_they_are_asked_for(running: City) -> None:
    case = running.start("CHAIN", applicant={"name": "Nguyễn Thị Đào", "phone": "0912345678"})
    running.start("CHAIN")
    staff = running.people["staff H26.1"]
    task = _task(running, case, "intake")
    with running.database.transaction() as session:
        tasks.claim(session, staff, *task, now=running.now)

    def found(**asked: Any) -> int:
        with running.database.reading() as session:
            return len(tasks.page(session, staff, tasks.TaskQuery(**asked), now=running.now).items)

    assert found() == 2
    assert found(q="dao") == found(q="ĐÀO") == found(q="Đào") == found(q="345") == 1
    assert found(q=case.code.lower()) == 1
    assert found(q="%") == found(q="_") == found(q="nobody") == 0
    assert (found(state="mine"), found(state="claimed"), found(state="untouched")) == (1, 1, 1)
    assert (found(lane="One"), found(lane="P/One"), found(lane="Two")) == (2, 2, 0)
    assert (found(agency="H26.1"), found(agency="H26.2")) == (2, 0)
    assert (found(procedure="CHAIN"), found(procedure="X"), found(case=case.code)) == (2, 0, 1)
    assert (found(overdue=True), found(overdue=False)) == (0, 2)


@pytest.mark.parametrize("asked", [{"state": "x"}, {"cursor": "!"}, {"cursor": "WzFd"}, {"limit": 0}])
def test_a_question_that_makes_no_sense_is_refused(running: City, asked: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidError), running.database.reading() as session:
        tasks.page(session, running.people["staff H26.1"], tasks.TaskQuery(**asked), now=running.now)


def test_a_worklist_shows_the_own_agencies_tasks_alone(running: City) -> None:
    case = running.start("CHAIN")
    complete(running, "staff H26.1", _task(running, case, "intake"))
    for who, seen in {"staff H26.1": 0, "staff H26.2": 1, "staff TAX.1": 0, "manager": 1}.items():
        with running.database.reading() as session:
            page = tasks.page(session, running.people[who], tasks.TaskQuery(), now=running.now)
        assert len(page.items) == seen, who


def test_a_page_is_read_in_the_order_of_an_index_from_where_the_last_one_ended(sqlite_url: str) -> None:
    city = world.World(sqlite_url)
    city.publish("CHAIN", *world.chain())
    for _ in range(3):
        city.start("CHAIN")
    staff, said = city.people["staff H26.1"], []
    with city.database.reading() as session:
        first = tasks.page(session, staff, tasks.TaskQuery(limit=1), now=city.now)
        event.listen(city.database.engine, "before_cursor_execute", lambda *told: said.append(told[2:4]))
        tasks.page(session, staff, tasks.TaskQuery(limit=1, cursor=first.next), now=city.now)
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said[0][0]}", said[0][1]).all()
    lines = [row[3] for row in plan]
    assert lines[0].startswith("SEARCH steps USING INDEX ix_steps_worklist (agency_id=? AND (order_at,case_id,seq)>")
    assert not any("TEMP B-TREE" in line for line in lines)
    assert len(said) == 2  # the page, and the explanation: names and agencies come with it


@pytest.mark.parametrize("task", [(2**63, 1), (10**30, 1), (1, 2**31), (-1, 1), (0, 0)])
def test_a_number_that_no_task_can_have_names_no_task(running: City, task: tuple[int, int]) -> None:
    with pytest.raises(errors.NotFoundError):
        complete(running, "staff H26.1", task)
    with pytest.raises(errors.NotFoundError), running.database.reading() as session:
        tasks.get(session, running.people["manager"], *task, now=running.now)


def test_the_last_step_of_a_case_is_not_taken_back(running: City) -> None:
    case = running.start("CHAIN")
    for who, element in (("staff H26.1", "intake"), ("staff H26.2", "check")):
        complete(running, who, _task(running, case, element))
    last = _task(running, case, "result")
    complete(running, "staff H26.1", last)
    with pytest.raises(errors.ConflictError, match="not_recallable"), running.database.transaction() as session:
        tasks.recall(session, running.people["staff H26.1"], *last, now=running.now)
    with running.database.reading() as session:
        history = cases.history(session, running.people["staff H26.1"], case.code, now=running.now)
    assert not any(line.may_recall for line in history.steps)


def test_a_recall_leaves_what_a_colleague_did_meanwhile(city: City) -> None:
    city.publish("FORK", *world.fork(2))
    case = city.start("FORK")
    complete(city, "staff H26.1", _task(city, case, "intake"))
    one, other = _task(city, case, "part0"), _task(city, case, "part1")
    complete(city, "staff H26.2", one)
    complete(city, "staff H26.2", other)
    with city.database.transaction() as session:
        tasks.recall(session, city.people["staff H26.2"], *other, now=city.now)
    with city.database.reading() as session:
        holding = cases.holding(session, city.people["manager"], case.code, now=city.now)
    assert [holder.element for holder in holding] == ["part1"]
    complete(city, "staff H26.2", other)
    assert complete(city, "staff H26.1", _task(city, case, "result")).status == "ended"
