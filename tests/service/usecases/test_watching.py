"""Warnings: who should know is told in time, once, and no longer than it matters."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy import event as listening

from models import case as cases_table
from models import event, notice, procedure, step
from service.usecases import cases, inbox, policies, tasks, watching
from tests.service.usecases import timed, world

City = world.World
TEN_DAYS = {"limit": {"amount": 10, "unit": "working_day"}}
STAFF, CHIEF = "staff H26.1", "chief H26.1"


def _city(city: City, **steps: dict[str, Any]) -> str:
    """A case that rests at its first step, of H26.1, which has ten working days: until Tuesday 8 December, 09:00, as 24
    November is a day off."""
    diagram, lanes = world.chain()
    city.publish("P", diagram, lanes, steps={"intake": TEN_DAYS, **steps})
    return city.start("P").code


def _claim(city: City, who: str = STAFF) -> None:
    with city.database.transaction() as session:
        case_id, seq = session.execute(select(step.Step.case_id, step.Step.seq).limit(1)).one()
        tasks.claim(session, city.people[who], case_id, seq, now=city.now)


def _look(city: City) -> int:
    """What the worker does about warnings until there is nothing left to do now."""
    total = 0
    while True:
        with city.database.transaction() as session:
            done = watching.look(session, city.now, 100)
        total += done
        if not done:
            return total


def _to(city: City, day: str) -> None:
    """Go to a day at 09:00 in Hà Nội, and look."""
    city.now = datetime.fromisoformat(f"{day}T09:00:00+07:00").astimezone(UTC)
    _look(city)


def _told(city: City, names: Iterable[str] = (STAFF, CHIEF), what: str = "step") -> dict[str, list[str]]:
    """Who was told what of a kind of limit, the oldest first: stage, with share or days."""
    found: dict[str, list[str]] = {}
    for name in names:
        with city.database.reading() as session:
            asked = inbox.NoticeQuery(state="all", limit=200)
            items = inbox.page(session, city.people[name], asked, now=city.now).items
        found[name] = [_short(one) for one in reversed(items) if one.values["what"] == what]
    return found


def _short(one: inbox.NoticeView) -> str:
    stage = one.kind.removeprefix("warning.")
    return f"{stage} {one.values['share']}" if stage == "early" else f"{stage} {one.values['days']}"


def _unread(city: City, name: str) -> int:
    with city.database.reading() as session:
        return inbox.unread(session, city.people[name])


def test_a_step_is_told_of_before_its_due_date_at_it_and_daily_after(city: City) -> None:
    _city(city)
    _claim(city)
    for day in ("2026-11-30", "2026-12-01", "2026-12-04", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-09"):
        _to(city, day)
    assert _told(city) == {
        STAFF: ["early 50", "early 80", "ahead -1", "due 0", "late 1"],
        CHIEF: ["ahead -1", "due 0", "late 1"],
    }
    assert _unread(city, STAFF) == 1  # the newest: what it says is what there is to know


def test_nobody_is_told_before_a_point_is_passed(city: City) -> None:
    _city(city)
    city.now = datetime.fromisoformat("2026-12-01T08:59:59.999+07:00").astimezone(UTC)  # a millisecond before half
    _look(city)
    assert city.count(notice.Notice) == 0
    _to(city, "2026-12-01")
    assert city.count(notice.Notice) == 1


def test_an_untouched_step_is_told_to_the_chief_in_the_place_of_who_claims_it(city: City) -> None:
    _city(city)
    _to(city, "2026-12-04")
    assert _told(city) == {STAFF: [], CHIEF: ["early 80"]}


def test_a_worker_that_was_away_tells_the_newest_and_no_flood(city: City) -> None:
    _city(city)
    _claim(city)
    _to(city, "2026-12-15")
    assert _told(city) == {STAFF: ["late 5"], CHIEF: ["late 5"]}
    assert city.count(notice.Notice) == 1


def test_with_time_it_reaches_the_lead_agency(city: City) -> None:
    code = _city(city)
    with city.database.transaction() as session:
        session.execute(update(procedure.Procedure).values(lead_agency_id=city.agencies["TAX.1"]))
    for day in ("2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"):
        _to(city, day)
    assert _told(city, ["chief TAX.1"]) == {"chief TAX.1": ["late 3"]}
    with city.database.reading() as session:
        history = cases.history(session, city.people["manager"], code, now=city.now)
    assert history.intact
    told = [one.payload for one in history.events if one.kind == "warning.told"]
    assert [one["days"] for one in told] == [0, 1, 2, 3]
    assert str(city.people["chief TAX.1"].person_id) in told[-1]["people"]


def test_the_office_is_told_by_its_role(city: City) -> None:
    office = city.person("vanphong", "H26", "office")
    levels = {"step": {"levels": [{"at": "+1d", "to": ["office"]}]}}
    with city.database.transaction() as session:
        policies.put(session, city.people["administrator"], policies.Scope(), levels, now=city.now)
    _city(city)
    for day in ("2026-12-08", "2026-12-09"):
        _to(city, day)
    assert _told(city, ["vanphong"]) == {"vanphong": ["late 1"]}
    assert office.has("supervise")


def _acknowledge(city: City, name: str) -> None:
    with city.database.transaction() as session:
        mine = inbox.page(session, city.people[name], inbox.NoticeQuery(), now=city.now).items[0]
        inbox.acknowledge(session, city.people[name], mine.id, "", now=city.now)


def test_who_has_acknowledged_is_told_no_more_and_the_others_are(city: City) -> None:
    _city(city)
    _claim(city)
    _to(city, "2026-12-08")
    _acknowledge(city, STAFF)
    for day in ("2026-12-09", "2026-12-10"):
        _to(city, day)
    assert _told(city) == {STAFF: ["due 0"], CHIEF: ["due 0", "late 1", "late 2"]}
    _acknowledge(city, CHIEF)
    with city.database.transaction() as session:
        session.execute(update(procedure.Procedure).values(lead_agency_id=city.agencies["TAX.1"]))
    _to(city, "2026-12-11")
    assert _told(city, [STAFF, CHIEF, "chief TAX.1"]) == {
        STAFF: ["due 0"], CHIEF: ["due 0", "late 1", "late 2"], "chief TAX.1": ["late 3"],
    }  # fmt: skip


def test_an_acknowledgement_before_the_due_date_does_not_hide_that_it_has_come(city: City) -> None:
    _city(city)
    _claim(city)
    _to(city, "2026-12-04")
    _acknowledge(city, STAFF)
    _to(city, "2026-12-07")
    _to(city, "2026-12-08")
    assert _told(city, [STAFF]) == {STAFF: ["early 80", "due 0"]}


def test_what_is_done_is_told_no_more_and_counted_no_more(city: City) -> None:
    code = _city(city)
    _to(city, "2026-12-08")
    assert _unread(city, CHIEF) == 1
    with city.database.transaction() as session:
        case_id, seq = session.execute(select(step.Step.case_id, step.Step.seq).limit(1)).one()
        tasks.complete(session, city.people[STAFF], case_id, seq, {}, now=city.now)
    assert _unread(city, CHIEF) == 0
    _to(city, "2026-12-10")
    assert _told(city, [CHIEF]) == {CHIEF: ["due 0"]}
    assert code


@contextmanager
def _asked(city: City) -> Iterator[list[str]]:
    """The statements of a block."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    listening.listen(city.database.engine, "before_cursor_execute", note)
    yield asked
    listening.remove(city.database.engine, "before_cursor_execute", note)


def test_a_look_reads_nothing_of_what_has_crossed_nothing(city: City) -> None:
    _city(city)
    for _ in range(5):
        city.start("P")
    city.later(days=1)
    with _asked(city) as asked, city.database.transaction() as session:
        assert watching.look(session, city.now, 100) == 0
    looks = [one for one in asked if "FROM" in one]
    assert len(looks) == 2
    with city.database.engine.connect() as connection:
        for asked_of, index in zip(looks, ("ix_steps_watch", "ix_clocks_watch"), strict=True):
            assert index in _plan(connection, asked_of)


def _plan(connection: Connection, asked: str) -> str:
    """How a look is carried out; on PostgreSQL where reading the whole table is no way."""
    if connection.dialect.name == "sqlite":
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", (0, 1, 0)).all())
    connection.exec_driver_sql("SET enable_seqscan = off")
    known = {"watch_at_1": 0, "param_1": 1}
    return str(connection.exec_driver_sql(f"EXPLAIN {asked}", known).all())


def test_many_are_told_in_as_many_statements_as_few(city: City) -> None:
    _city(city)
    counts = []
    for more in (4, 16):
        for _ in range(more):
            city.start("P")
        city.now = datetime.fromisoformat("2026-12-11T09:00:00+07:00").astimezone(UTC)
        with _asked(city) as asked, city.database.transaction() as session:
            watching.look(session, city.now, 100)
        # Each case's row is written by itself, because its record is a chain of its own.
        counts.append(len([one for one in asked if not one.startswith('UPDATE "cases"')]))
        city.now = world.NOW
    assert counts[1] == counts[0] <= 18


def test_two_workers_tell_nothing_twice(city: City) -> None:
    _city(city)
    for _ in range(40):
        city.start("P")
    city.now = datetime.fromisoformat("2026-12-09T09:00:00+07:00").astimezone(UTC)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(40):
                with city.database.transaction() as session:
                    watching.look(session, city.now, 3)
        except BaseException as error:  # noqa: BLE001 -- told by the assertion below
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _look(city)
    assert faults == []
    assert city.count(notice.Notice) == 41
    assert city.count(event.Event, event.Event.kind == "warning.told") == 41
    assert _unread(city, CHIEF) == 41


def test_what_can_not_be_watched_keeps_nobody_else_from_being_told(city: City) -> None:
    _city(city)
    city.start("P")
    with city.database.transaction() as session:
        first = session.scalar(select(step.Step.case_id).order_by(step.Step.case_id).limit(1))
        session.execute(update(step.Step).where(step.Step.case_id == first).values(version_id=77))
    _to(city, "2026-12-08")
    assert city.count(notice.Notice) == 1


def _asking(city: City, **clocks: Any) -> str:
    """A case of ten working days, until 8 December at nine, that will ask the applicant for more."""
    drawing, lanes, more = timed.asked_for_more(**clocks)
    city.publish("ASK", drawing, lanes, **{**more, "limit": timed.wd(10)})
    return city.start("ASK").code


def test_a_clock_is_told_of_and_what_is_told_rests_while_it_is_paused(city: City) -> None:
    code = _asking(city)
    for day in ("2026-12-01", "2026-12-04"):
        _to(city, day)
    assert _told(city, [CHIEF], what="case") == {CHIEF: ["early 80"]}
    timed.complete(city, code, STAFF, "check")
    _to(city, "2026-12-16")
    assert _told(city, [CHIEF], what="case") == {CHIEF: ["early 80"]}
    timed.complete(city, code, STAFF, "more")
    for day in ("2026-12-16", "2026-12-17", "2026-12-18"):
        _to(city, day)
    assert _told(city, [CHIEF], what="case") == {CHIEF: ["early 80", "ahead -1", "due 0"]}
    with city.database.reading() as session:
        told = select(event.Event.payload).where(event.Event.kind == "warning.told").order_by(event.Event.seq)
        payloads = [json.loads(one or "") for one in session.scalars(told)]
    payload = [one for one in payloads if one["what"] == "case"][-1]
    assert (payload["stage"], payload["case"], payload["procedure"]["code"]) == ("due", code, "ASK")
    assert _unread(city, CHIEF) > 0
    timed.complete(city, code, "staff H26.2", "decide")
    timed.complete(city, code, STAFF, "result")
    assert [_unread(city, name) for name in (STAFF, CHIEF, "chief H26.2")] == [0, 0, 0]


def test_a_clock_that_begins_anew_is_told_of_anew(city: City) -> None:
    code = _asking(city, supplement="restart")
    _to(city, "2026-12-04")
    timed.complete(city, code, STAFF, "check")
    _to(city, "2026-12-16")
    timed.complete(city, code, STAFF, "more")
    for day in ("2026-12-25", "2026-12-28"):
        _to(city, day)
    assert _told(city, [CHIEF], what="case") == {CHIEF: ["early 80", "early 80"]}


def test_a_hand_over_that_nobody_takes_is_told_to_both_sides(city: City) -> None:
    _city(city)
    timed.complete(city, _code(city), STAFF, "intake")
    city.now = datetime.fromisoformat("2026-11-23T11:00:00+07:00").astimezone(UTC)
    _look(city)
    assert _told(city, [CHIEF, "chief H26.2"], what="ack") == {CHIEF: ["due 0"], "chief H26.2": ["due 0"]}


def _code(city: City) -> str:
    with city.database.reading() as session:
        return str(session.scalars(select(cases_table.Case.code)).one())
