"""What is done to clocks, on both databases: one extension by right, announced outages, silence that consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bpmn import settings as st
from models import base, clock, step
from service import errors
from service.usecases import cases, clockacts, outages
from tests.service.usecases import timed, world

City = world.World


def test_a_clock_is_extended_once_by_the_chief_of_who_answers_with_a_reason(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code

    def extend(who: str, reason: str = "xác minh thêm", until: datetime | None = None) -> datetime | None:
        wanted = clockacts.Wanted(st.Limit(2, st.Unit.WORKING_DAY)) if until is None else clockacts.Wanted(until=until)
        with asking.database.transaction() as session:
            return clockacts.extend(
                session, asking.people[who], code, "case", "", wanted, reason, "CV 1", now=asking.now
            )

    for who, error in (("staff H26.1", errors.ForbiddenError), ("chief H26.2", errors.ForbiddenError)):
        with pytest.raises(error):
            extend(who)
    with pytest.raises(errors.NotFoundError):
        extend("chief CA.1")
    with pytest.raises(errors.InvalidError):
        extend("chief H26.1", "  ")
    with pytest.raises(errors.InvalidError):
        extend("chief H26.1", until=timed.at("2026-11-20T08:00"))
    assert extend("chief H26.1") == timed.at("2026-11-27T08:00") == timed.due_of(asking, code)
    case = timed.clocks_of(asking, code)["case"]
    assert (case.extended, case.first_due) == (True, timed.at("2026-11-25T08:00"))
    with pytest.raises(errors.ConflictError, match="clock_extended"):
        extend("chief H26.1")


@pytest.mark.parametrize(
    ("allowed", "error"),
    [("none", errors.ConflictError), (timed.wd(1), errors.InvalidError), (timed.wd(2), None), ("open", None)],
)
def test_a_procedure_says_whether_and_how_far(early: City, allowed: Any, error: type[Exception] | None) -> None:
    drawing, lanes, more = timed.asked_for_more(extension=allowed)
    early.publish("ASK", drawing, lanes, **more)
    code = early.start("ASK").code
    wanted = clockacts.Wanted(st.Limit(2, st.Unit.WORKING_DAY))

    def extend() -> None:
        with early.database.transaction() as session:
            clockacts.extend(session, early.people["chief H26.1"], code, "case", "", wanted, "vì", now=early.now)

    if error is None:
        extend()
        assert timed.clocks_of(early, code)["case"].extended
    else:
        with pytest.raises(error):
            extend()


def test_a_date_told_in_a_letter_is_the_clocks_own(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code
    until = timed.at("2026-11-26T17:00")  # to the calendar it is the 27th, 08:00
    with asking.database.transaction() as session:
        clockacts.extend(
            session, asking.people["chief H26.1"], code, "case", "", clockacts.Wanted(until=until), "vì", now=asking.now
        )
    assert timed.clocks_of(asking, code)["case"].counter.due == until == timed.due_of(asking, code)


def announce(early: City, office: str | None, since: str, until: str, who: str = "administrator") -> str:
    with early.database.transaction() as session:
        return outages.announce(
            session, early.people[who], office, timed.at(since), timed.at(until), "mất điện", "TB 7", now=early.now
        ).id


def sweep(early: City, batch: int = 100) -> None:
    for _ in range(50):
        with early.database.transaction() as session:
            if not outages.apply(session, early.now, batch):
                return
    raise AssertionError("never done")


def test_an_outage_of_the_city_excludes_its_time_from_every_clock_and_step(asking: City) -> None:
    drawing, lanes = world.chain()
    asking.publish(
        "CHAIN",
        drawing,
        lanes,
        limit=timed.wd(2),
        steps={"intake": {"limit": timed.wd(1)}, "check": {"limit": timed.wd(1)}},
    )
    timed.go(asking, "2026-11-19T08:00")
    codes = [asking.start("CHAIN").code for _ in range(5)]
    announce(asking, None, "2026-11-19T10:00", "2026-11-19T12:00")
    sweep(asking, batch=3)
    timed.go(asking, "2026-11-19T11:00")
    for code in codes:
        assert timed.due_of(asking, code) == timed.at("2026-11-23T10:00")
        timed.complete(asking, code, "staff H26.1", "intake")
    timed.go(asking, "2026-11-19T12:00")
    sweep(asking, batch=3)
    for code in codes:
        found = timed.clocks_of(asking, code)
        assert found["lane P/One"].counter.used == 2 * 3_600
        with asking.database.reading() as session:
            row = session.get_one(step.Step, timed.task(asking, code, "check"))
            assert base.to_datetime(row.due_at or 0) == timed.at("2026-11-20T12:00")


def test_an_outage_of_one_agency_leaves_the_others_clocks_alone(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code
    announce(asking, "H26.2", "2026-11-19T08:00", "2026-11-20T08:00")
    sweep(asking)
    assert timed.due_of(asking, code) == timed.at("2026-11-25T08:00")
    timed.complete(asking, code, "staff H26.1", "check")
    timed.complete(asking, code, "staff H26.1", "more")
    timed.go(asking, "2026-11-20T08:00")
    sweep(asking)
    found = timed.clocks_of(asking, code)
    assert (found["lane P/Two"].counter.due, found["case"].counter.due) == (
        timed.at("2026-11-23T08:00"),
        timed.at("2026-11-25T08:00"),
    )
    with pytest.raises(errors.ForbiddenError):
        announce(asking, "H26.2", "2026-11-19T08:00", "2026-11-20T08:00", who="chief H26.1")


def test_an_outage_that_ends_earlier_than_announced_is_said_anew(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code
    told = announce(asking, None, "2026-11-19T08:00", "2026-11-20T08:00")
    sweep(asking)
    assert timed.due_of(asking, code) == timed.at("2026-11-26T08:00")
    with asking.database.transaction() as session:
        outages.amend(session, asking.people["administrator"], int(told), timed.at("2026-11-19T09:00"), now=asking.now)
    sweep(asking)
    assert timed.due_of(asking, code) == timed.at("2026-11-25T09:00")


def test_silence_is_consent_at_its_hour_and_accuses_nobody_however_late_the_worker_comes(early: City) -> None:
    drawing, lanes = world.chain()
    terms = {"lanes": {"P/Two": timed.wd(1)}, "consents": {"check": {"limit": timed.wd(1), "answers": {"ok": True}}}}
    early.publish("CHAIN", drawing, lanes, clocks=terms)
    timed.go(early, "2026-11-19T08:00")
    code = early.start("CHAIN").code
    timed.complete(early, code, "staff H26.1", "intake")
    timed.go(early, "2026-11-20T07:59")
    early.work()
    timed.task(early, code, "check")
    timed.go(early, "2026-11-20T09:00")
    early.work()
    early.work()
    timed.task(early, code, "result")
    found = timed.clocks_of(early, code)
    assert (found["lane P/Two"].counter.used, found["lane P/Two"].counter.breached) == (timed.DAY, False)
    with early.database.reading() as session:
        history = cases.history(session, early.people["manager"], code, now=early.now)
    assert [line.kind for line in history.events].count("task.deemed") == 1
    assert history.intact


def test_who_answers_in_time_is_not_silent(early: City) -> None:
    drawing, lanes = world.chain()
    early.publish("CHAIN", drawing, lanes, clocks={"consents": {"check": {"limit": timed.wd(1)}}})
    code = early.start("CHAIN").code
    timed.complete(early, code, "staff H26.1", "intake")
    timed.complete(early, code, "staff H26.2", "check")
    early.later(days=5)
    assert early.work() == 0
    with early.database.reading() as session:
        assert session.scalars(select(clock.Consent)).all() == []
        history = cases.history(session, early.people["manager"], code, now=early.now)
    assert "task.deemed" not in [line.kind for line in history.events]
