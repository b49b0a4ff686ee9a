"""Calendars are edited in versions; what is open is counted anew, what is closed keeps the calendar that it had."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event as sql
from sqlalchemy import select, update

from models import agency, event, job, step
from models import case as cases_table
from service import errors
from service.jobs import handlers
from service.rules import worktime
from service.usecases import agencies, calendarchanges, calendaredits, calendars, longwork, people, tasks
from tests.service.usecases import world

City = world.World
DAY = {"limit": {"amount": 3, "unit": "working_day"}}
OFF = {"days": {"2026-11-25": {"work": False, "note": "Mất điện toàn khu vực"}}}
LATE = {"shifts": [["07:30", "11:30"], ["13:30", "17:30"]]}


@pytest.fixture
def running(city: City) -> City:
    """A city with a chain in force whose second step has three working days, and whose cases have five."""
    city.publish("CHAIN", *world.chain(), steps={"check": DAY}, limit={"amount": 5, "unit": "working_day"})
    return city


def _edit(city: City, code: str, patch: object, who: str = "administrator", **more: Any) -> int:
    with city.database.transaction() as session:
        return calendaredits.edit(
            session, city.people[who], code, patch, document="QĐ 12/QĐ-UBND", now=city.now, **more
        )


def _view(city: City, code: str, who: str = "administrator") -> calendaredits.CalendarView:
    with city.database.reading() as session:
        return calendaredits.view(session, city.people[who], code)


def _at_check(city: City) -> str:
    case = city.start("CHAIN")
    with city.database.transaction() as session:
        tasks.complete(session, city.people["staff H26.1"], int(case.id), 1, {}, now=city.now)
    return case.code


def _due(city: City) -> dict[str, tuple[str, int | None]]:
    """Local due date and calendar of the open step and of the case."""
    with city.database.reading() as session:
        one = session.scalars(select(step.Step).where(step.Step.completed_at.is_(None))).one()
        case = session.scalars(select(cases_table.Case)).one()
        rows = {"step": one, "case": case}
        return {
            name: (str(datetime.fromtimestamp((row.due_at or 0) / 1000, worktime.ZONE))[:16], row.calendar_id)
            for name, row in rows.items()
        }


def _applied(city: City) -> dict[int, int]:
    return dict(calendarchanges.walk(city.database.transaction, lambda: city.now))


def test_who_edits_nothing_keeps_the_plain_calendar(running: City) -> None:
    _at_check(running)
    assert _due(running) == {"step": ("2026-11-27 09:00", None), "case": ("2026-12-01 09:00", None)}
    assert _view(running, "H26.2").calendar == _view(running, "city").calendar


def test_an_agency_says_what_it_has_otherwise_and_inherits_the_rest(running: City) -> None:
    assert _edit(running, "city", OFF) == 1
    assert _edit(running, "H26.2", {"hours": {"mon": LATE}}) == 1
    own, other = _view(running, "H26.2").calendar, _view(running, "H26.3").calendar
    assert (own["hours"]["mon"], other["hours"]["mon"]["shifts"][0]) == (LATE, ["08:00", "12:00"])  # type: ignore[index]
    assert own["days"] == other["days"] == _view(running, "TAX.1").calendar["days"]
    assert own["days"]["2026-11-25"]["document"] == "QĐ 12/QĐ-UBND"  # type: ignore[index]
    assert _edit(running, "city", {"days": {"2026-11-25": None}}) == 2
    assert _view(running, "H26.2").calendar["days"] == {}
    assert _edit(running, "H26.2", {"hours": {"mon": None}}) == 2
    assert _view(running, "H26.2").sha256 == _view(running, "city").sha256


def test_the_citys_own_agency_is_the_city(running: City) -> None:
    _edit(running, "H26", OFF)
    assert _view(running, "city").number == 1


def test_what_begins_after_an_edit_is_counted_by_it(running: City) -> None:
    _edit(running, "city", OFF)
    _at_check(running)
    due = _due(running)
    assert (due["step"][0], due["case"][0]) == ("2026-11-30 09:00", "2026-12-02 09:00")
    with running.database.reading() as session:
        assert calendars.by_id(session, due["step"][1]).sha256 == _view(running, "H26.2").sha256


def test_only_the_holders_calendar_counts_for_a_step(running: City) -> None:
    _edit(running, "H26.3", OFF)
    _edit(
        running, "H26.2", {"days": {"2026-11-26": {"work": False}, "2026-11-28": {"work": True, "swap": "2026-11-26"}}}
    )
    _at_check(running)
    assert _due(running)["step"][0] == "2026-11-28 09:00"
    assert _due(running)["case"] == ("2026-12-01 09:00", _due(running)["case"][1])


def test_a_dry_run_tells_what_would_change_and_changes_nothing(running: City) -> None:
    code = _at_check(running)
    before = _due(running)
    with running.database.reading() as session:
        told = calendarchanges.dry_run(session, running.people["administrator"], "city", OFF)
    assert (told.count, told.cases, told.more) == (2, 1, False)
    assert {(one.case, one.what, one.name, one.before.day, one.after.day) for one in told.shown} == {
        (code, "step", "check", 27, 30),
        (code, "case", "", 1, 2),
    }
    assert _due(running) == before
    assert _view(running, "city").number == 0
    with running.database.reading() as session:
        nothing = calendarchanges.dry_run(session, running.people["administrator"], "H26.3", OFF)
    assert nothing.count == 0


def test_applying_counts_open_due_dates_anew_and_says_so_in_the_record(running: City) -> None:
    _at_check(running)
    _edit(running, "city", OFF)
    assert _due(running)["step"] == ("2026-11-27 09:00", None)
    assert list(_applied(running).values()) == [2]
    due = _due(running)
    assert (due["step"][0], due["case"][0]) == ("2026-11-30 09:00", "2026-12-02 09:00")
    with running.database.reading() as session:
        kept = calendars.of_agencies(session, [running.agencies["H26.2"]])[running.agencies["H26.2"]]
        line = session.scalars(select(event.Event).where(event.Event.kind == "calendar.applied")).one()
    assert due["step"][1] == due["case"][1] == kept.id
    assert '"what":"step"' in str(line.payload)
    assert _applied(running) == {}


def test_applying_goes_on_where_it_was_stopped(running: City) -> None:
    for _ in range(3):
        running.start("CHAIN")
    _edit(running, "city", OFF)
    first = next(iter(calendarchanges.walk(running.database.transaction, lambda: running.now)))
    rest = _applied(running)
    assert len(rest) == 2
    assert first[0] not in rest


def test_what_is_closed_keeps_its_calendar_and_its_working_time(running: City) -> None:
    _at_check(running)
    running.now = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    with running.database.transaction() as session:
        case_id = session.scalars(select(cases_table.Case.id)).one()
        tasks.complete(session, running.people["staff H26.2"], case_id, 2, {}, now=running.now)
    _edit(running, "city", OFF)
    _applied(running)
    with running.database.reading() as session:
        closed = session.get_one(step.Step, (case_id, 2))
    assert (closed.calendar_id, closed.working_s) == (None, 2 * 8 * 3600)


def test_a_steps_working_time_is_counted_by_its_own_calendar(running: City) -> None:
    _edit(running, "H26.2", OFF)
    _at_check(running)
    running.now = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    with running.database.transaction() as session:
        case_id = session.scalars(select(cases_table.Case.id)).one()
        tasks.complete(session, running.people["staff H26.2"], case_id, 2, {}, now=running.now)
        assert session.get_one(step.Step, (case_id, 2)).working_s == 8 * 3600


def test_a_worker_counts_anew_what_was_ordered(running: City) -> None:
    _at_check(running)
    with running.database.transaction() as session:
        calendarchanges.order(session, running.people["administrator"], "city", OFF, document="QĐ 1", now=running.now)
    with running.database.transaction() as session:
        work = longwork.take(session, "w", handlers.HANDLERS, running.now)
    assert work is not None
    handlers.HANDLERS[work.kind].run(longwork.Task(running.database, work, lambda: running.now))
    assert _due(running)["step"][0] == "2026-11-30 09:00"


def test_what_was_under_way_at_an_edit_is_found_later(running: City) -> None:
    _at_check(running)
    _edit(running, "city", OFF)
    with running.database.transaction() as session:
        calendarchanges.left_behind(session, running.now, 1)
    assert running.count(job.Job, job.Job.kind == calendarchanges.KIND) == 1
    _applied(running)
    running.later(hours=2)
    with running.database.transaction() as session:
        calendarchanges.left_behind(session, running.now, 1)
    assert running.count(job.Job, job.Job.kind == calendarchanges.KIND) == 1


def test_a_worker_is_asked_once_for_each_edit(running: City) -> None:
    _edit(running, "city", OFF)
    with running.database.transaction() as session:
        assert calendarchanges.want(session, running.now)
        assert not calendarchanges.want(session, running.now)
    assert running.count(job.Job, job.Job.kind == calendarchanges.KIND) == 1


def test_nobody_without_the_right_edits_a_calendar(running: City) -> None:
    for who in ("staff H26.2", "chief H26.2", "manager", "auditor", "analyst"):
        for code in ("city", "H26.2"):
            with pytest.raises(errors.ForbiddenError):
                _edit(running, code, OFF, who)
            with pytest.raises(errors.ForbiddenError), running.database.reading() as session:
                calendarchanges.dry_run(session, running.people[who], code, OFF)


def test_an_agencys_administrator_edits_its_own_alone(running: City) -> None:
    running.person("admin H26.2", "H26.2", "administrator")
    assert _edit(running, "H26.2", OFF, "admin H26.2") == 1
    for code in ("city", "H26.3", "H26"):
        with pytest.raises(errors.ForbiddenError):
            _edit(running, code, OFF, "admin H26.2")


def test_two_who_edit_at_once_do_not_undo_each_other(running: City) -> None:
    _edit(running, "city", OFF, after=0)
    with pytest.raises(errors.StaleError):
        _edit(running, "city", {"days": {}}, after=0)
    assert _edit(running, "city", {"days": {"2026-11-27": {"work": False}}}, after=1) == 2
    assert set(_view(running, "city").own["days"]) == {"2026-11-25", "2026-11-27"}  # type: ignore[call-overload]


def test_what_cannot_be_kept_is_refused_by_key(running: City) -> None:
    closed = {day: {"shifts": []} for day in ("mon", "tue", "wed", "thu", "fri")}
    for patch, key in (
        ({"days": {"2026-13-01": {"work": False}}}, "days.2026-13-01"),
        ({"hours": closed}, "hours"),
        ({"zone": "Nowhere"}, "zone"),
        ({"holidays": []}, "calendar.holidays"),
    ):
        with pytest.raises(errors.InvalidError) as wrong:
            _edit(running, "city", patch)
        assert [one.key for one in wrong.value.problems] == [key]


def test_a_calendar_is_edited_by_a_document(running: City) -> None:
    with pytest.raises(errors.InvalidError), running.database.transaction() as session:
        calendaredits.edit(session, running.people["administrator"], "city", OFF, document=" ", now=running.now)


def test_a_month_says_which_days_count_and_why(running: City) -> None:
    _edit(running, "city", {"days": calendaredits.layers.swap(date(2026, 11, 27), date(2026, 11, 28))})
    _edit(running, "H26.2", {"hours": {"sat": {"shifts": [["08:00", "11:30"]], "half": True}}})
    with running.database.reading() as session:
        days = {one.day.day: one for one in calendaredits.month(session, "H26.2", 2026, 11)}
    assert {number: (days[number].source, days[number].counts) for number in (7, 8, 9, 24, 27, 28)} == {
        7: ("weekday", 1), 8: ("weekend", 0), 9: ("weekday", 2), 24: ("holiday", 0), 27: ("off", 0), 28: ("work", 2),
    }  # fmt: skip
    assert (days[27].document, days[27].swap, days[27].own) == ("QĐ 12/QĐ-UBND", date(2026, 11, 28), False)
    assert days[24].name


def test_versions_say_who_when_and_by_which_document(running: City) -> None:
    _edit(running, "city", OFF, reason="Đường dây hỏng")
    with running.database.reading() as session:
        (told,) = calendaredits.versions(session, "city")
    assert (told.number, told.document, told.reason, told.made_by) == (
        1, "QĐ 12/QĐ-UBND", "Đường dây hỏng", "administrator",
    )  # fmt: skip
    assert told.made_at == running.now


def test_a_new_agency_keeps_the_calendar_of_the_agency_above(running: City) -> None:
    _edit(running, "H26.2", {"hours": {"mon": LATE}})
    with running.database.transaction() as session:
        agencies.add(session, people.SYSTEM, "H26.2.1", "Bộ phận", now=running.now, parent="H26.2")
    assert _view(running, "H26.2.1").sha256 == _view(running, "H26.2").sha256


def test_an_edit_reaches_every_agency_below(running: City) -> None:
    with running.database.transaction() as session:
        session.execute(
            update(agency.Agency).where(agency.Agency.code == "H26.3").values(parent_id=running.agencies["H26.2"])
        )
    _edit(running, "H26.2", OFF)
    assert _view(running, "H26.3").sha256 == _view(running, "H26.2").sha256 != _view(running, "H26.1").sha256


def test_a_completion_takes_no_statement_more_for_calendars(running: City) -> None:
    said: list[str] = []
    sql.listen(running.database.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    counts = []
    for patch in (None, OFF, {"days": {"2026-12-01": {"work": False}}}):
        if patch is not None:
            _edit(running, "city", patch)
        for _ in range(2):
            case = running.start("CHAIN")
            said.clear()
            with running.database.transaction() as session:
                tasks.complete(session, running.people["staff H26.1"], int(case.id), 1, {}, now=running.now)
            counts.append(len(said))
    _, plain, first, second, third, fourth = counts
    assert second == fourth == plain
    assert max(first, third) <= plain + 2  # the first of a process reads what each agency keeps
