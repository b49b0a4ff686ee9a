"""What boards and reports promise: the step log's own figures, the same on both databases."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from models import base, step
from service import errors
from service.usecases import analytics, cases, tasks
from tests.service.usecases import world


def finish(city: world.World, case_id: int, seq: int, by: str, *, claim: bool) -> int:
    """Do a task, perhaps after claiming it; returns the number of the next one."""
    if claim:
        with city.database.transaction() as session:
            tasks.claim(session, city.people[by], case_id, seq, now=city.now)
        city.later(minutes=random.Random(case_id + seq).randint(1, 90))  # noqa: S311 -- any times will do
    with city.database.transaction() as session:
        done = tasks.complete(session, city.people[by], case_id, seq, {}, now=city.now)
    return int(done.opened[0].id.partition("-")[2]) if done.opened else 0


def some_work(city: world.World) -> None:
    """Eleven cases, at different places, some claimed and some not."""
    diagram, lanes = world.chain()
    city.publish("A", diagram, lanes, steps={"check": {"limit": {"amount": 4, "unit": "working_hour"}}})
    for number in range(11):
        case = city.start("A")
        case_id, seq = int(case.id), 1
        for by in ("staff H26.1", "staff H26.2", "staff H26.1")[: number % 4]:
            city.later(minutes=7 * number + 3)
            seq = finish(city, case_id, seq, by, claim=number % 3 != 0)


def by_hand(values: list[int]) -> dict[str, Any]:
    """n, nearest-rank percentiles and mean, in seconds."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, "p50": None, "p90": None, "mean": None}
    at = lambda part: ordered[math.ceil(part * len(ordered)) - 1] / 1000  # noqa: E731
    return {"n": len(ordered), "p50": at(0.5), "p90": at(0.9), "mean": sum(ordered) / len(ordered) / 1000}


def shown(spread: analytics.Spread) -> dict[str, Any]:
    return {"n": spread.n, "p50": spread.p50, "p90": spread.p90, "mean": spread.mean}


def log(city: world.World) -> list[step.Step]:
    with city.database.reading() as session:
        return list(session.scalars(select(step.Step)))


def test_bottlenecks_are_the_step_logs_figures(city: world.World) -> None:
    some_work(city)
    expected: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in log(city):
        part = expected[row.element]
        if row.completed_at is None:
            part["open"].append(0)
            continue
        part["total"].append(row.completed_at - row.enabled_at)
        if row.claimed_at is not None:
            part["waiting"].append(row.claimed_at - row.enabled_at)
            part["work"].append(row.completed_at - row.claimed_at)
    with city.database.reading() as session:
        found = analytics.bottlenecks(session, city.people["manager"], analytics.BottleneckQuery())
    assert {one.element for one in found} == set(expected)
    for one in found:
        part = expected[one.element]
        assert one.n == len(part["total"])
        assert one.open_now == len(part["open"])
        for measure in ("waiting", "work", "total"):
            assert shown(getattr(one, measure)) == pytest.approx(by_hand(part[measure])), (one.element, measure)
        assert one.waiting.n < one.total.n or one.total.n < 2
    slowest = [one.total.mean or 0 for one in found]
    assert slowest == sorted(slowest, reverse=True)


def test_a_report_is_one_statement_over_the_step_log(city: world.World) -> None:
    some_work(city)
    told: list[str] = []
    with city.database.reading() as session:
        analytics.bottlenecks(session, city.people["manager"], analytics.BottleneckQuery())
        event.listen(city.database.engine, "before_cursor_execute", lambda *a: told.append(str(a[2])))
        analytics.bottlenecks(session, city.people["manager"], analytics.BottleneckQuery())
    assert len([one for one in told if "steps" in one]) == 1
    assert len(told) == 1


def test_a_range_takes_its_beginning_and_leaves_its_end(city: world.World) -> None:
    some_work(city)
    ended = sorted(row.completed_at for row in log(city) if row.completed_at is not None)
    since, until = (base.to_datetime(ended[at]) for at in (3, -2))
    asked = analytics.BottleneckQuery(since=since, until=until)
    with city.database.reading() as session:
        found = analytics.bottlenecks(session, city.people["manager"], asked)
    inside = [at for at in ended if ended[3] <= at < ended[-2]]
    assert sum(one.n for one in found) == len(inside)


def test_a_report_of_one_version_counts_that_version_alone(city: world.World) -> None:
    some_work(city)
    city.later(minutes=1)
    diagram, lanes = world.chain()
    city.publish("A", diagram, lanes, number=2)
    case = city.start("A")
    finish(city, int(case.id), 1, "staff H26.1", claim=True)
    with city.database.reading() as session:
        manager = city.people["manager"]
        second = analytics.bottlenecks(session, manager, analytics.BottleneckQuery("A", 2))
        assert sum(one.n for one in second) == 1
        both = analytics.bottlenecks(session, manager, analytics.BottleneckQuery("A"))
        assert len(both) == len({(one.element, one.lane_key) for one in both}) == 3
        with pytest.raises(errors.NotFoundError):
            analytics.bottlenecks(session, manager, analytics.BottleneckQuery("A", 9))
        with pytest.raises(errors.InvalidError):
            analytics.bottlenecks(session, manager, analytics.BottleneckQuery(version=1))


def test_the_board_says_what_each_lane_holds(city: world.World) -> None:
    some_work(city)
    city.later(days=1)
    with city.database.transaction() as session:
        row = next(row for row in log(city) if row.completed_at is None and row.element == "check")
        tasks.claim(session, city.people["staff H26.2"], row.case_id, row.seq, now=city.now)
    open_rows = [row for row in log(city) if row.completed_at is None]
    with city.database.reading() as session:
        lanes = {one.lane_key: one for one in analytics.board(session, city.people["manager"], now=city.now)}
    assert set(lanes) == {row.lane_key for row in open_rows}
    for key, one in lanes.items():
        mine = [row for row in open_rows if row.lane_key == key]
        late = [row for row in mine if row.due_at is not None and row.due_at < base.to_ms(city.now)]
        assert (one.held, one.overdue) == (len({row.case_id for row in mine}), len({row.case_id for row in late}))
        assert one.claimed + one.untouched + one.waiting == one.held
        assert one.oldest == base.to_datetime(min(row.enabled_at for row in mine))
    assert lanes["P/Two"].claimed == 1
    assert lanes["P/Two"].overdue > 0


def test_a_case_at_two_steps_of_a_lane_is_one_case(city: world.World) -> None:
    diagram, lanes = world.fork(3)
    city.publish("F", diagram, lanes)
    case = city.start("F")
    finish(city, int(case.id), 1, "staff H26.1", claim=False)
    with city.database.reading() as session:
        (lane,) = analytics.board(session, city.people["manager"], now=city.now, procedure_code="F")
        assert len(cases.holding(session, city.people["manager"], case.code, now=city.now)) == 3
    assert (lane.held, lane.untouched, lane.claimed) == (1, 1, 0)


def test_an_agency_sees_its_own_figures_and_the_city_all(city: world.World) -> None:
    some_work(city)
    with city.database.reading() as session:
        own = analytics.board(session, city.people["staff H26.2"], now=city.now)
        assert {one.agency.code for one in own if one.agency} == {"H26.2"}
        assert len(analytics.board(session, city.people["manager"], now=city.now)) == 2
        assert analytics.board(session, city.people["staff TAX.1"], now=city.now) == ()
        with pytest.raises(errors.ForbiddenError):
            analytics.board(session, city.people["staff TAX.1"], now=city.now, agency_code="H26.2")
        with pytest.raises(errors.NotFoundError):
            analytics.board(session, city.people["manager"], now=city.now, procedure_code="none")


def test_nothing_recorded_is_an_empty_report(city: world.World) -> None:
    with city.database.reading() as session:
        assert analytics.bottlenecks(session, city.people["manager"], analytics.BottleneckQuery()) == ()
        assert analytics.board(session, city.people["manager"], now=city.now + timedelta(days=1)) == ()
