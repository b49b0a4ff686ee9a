"""Workers are killed among thousands of timers, at moments at random and right before and after each commit, and clocks
jump: each timer fires once, none early, none is lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import base, event, timer
from service.jobs import worker
from tests.service.usecases import world
from tests.support import books, copies, databases, installation, shares

TIMERS, KILLS = 2_000, 60
SHARE = 0.05
POLL_SECONDS, PATIENCE_SECONDS = 0.004, 240.0


def _waiting(city: world.World, count: int) -> list[int]:
    """That many cases whose timer is due, the first of them and copies."""
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").user("One", "after")
    drawing.node("One", "intermediateCatchEvent", "wait", world.timer("PT1S")).path("s", "wait", "after", "e")
    city.publish("WAIT", world.xml(drawing), {"P/One": world.to("agency", "H26.1")})
    first = int(city.start("WAIT").id)
    with city.database.transaction() as session:
        return [first, *copies.of_case(session, first, count - 1)]


def _left(city: world.World) -> int:
    with city.database.reading() as session:
        return session.scalar(select(func.count()).select_from(timer.Timer)) or 0


def _each_fired_once(city: world.World, wanted: list[int]) -> None:
    query = select(event.Event.scope_id).where(event.Event.kind == "timer.fired")
    with city.database.reading() as session:
        fired = Counter(session.scalars(query))
    assert fired == dict.fromkeys(wanted, 1)


@pytest.fixture(params=databases.DATABASES)
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[installation.Installation]:
    """A city, and no worker yet; what is started is due at once."""
    with installation.fresh(request, tmp_path) as url, installation.installed(url, tmp_path) as made:
        made.city.now -= timedelta(minutes=1)
        yield made


def test_workers_that_are_killed_lose_no_timer_and_fire_none_twice(installed: installation.Installation) -> None:
    wanted = _waiting(installed.city, shares.soak_share(TIMERS, SHARE))
    at_random = random.Random(len(wanted))  # noqa: S311 -- moments, no secret
    kills = sorted(at_random.sample(range(1, len(wanted)), shares.soak_share(KILLS, SHARE)))
    until = time.monotonic() + PATIENCE_SECONDS
    for moment in [*kills, len(wanted)]:
        started = [installed.work() for _ in range(2)]
        while len(wanted) - _left(installed.city) < moment:
            assert time.monotonic() < until, f"{_left(installed.city)} of {len(wanted)} are left"
            time.sleep(POLL_SECONDS)
        time.sleep(at_random.uniform(0, 0.004))
        for one in started:
            one.kill()
    _each_fired_once(installed.city, wanted)
    assert books.faults(installed.city.database) == []


class _Killed(BaseException):
    """The process ends here: nothing after it runs, and nothing catches it."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_worker_that_ends_at_each_commit_leaves_nothing_half_done(database_url: str, after: bool) -> None:
    """Before the commit the timer is due as if nothing had been; after it, it has fired."""
    city = world.World(database_url)
    wanted = _waiting(city, shares.soak_share(TIMERS, SHARE / 5))
    city.later(seconds=5)
    commits, ends = [0], [0]

    def killed(_session: Session) -> None:
        commits[0] += 1
        if commits[0] >= ends[0]:
            raise _Killed

    moment = "after_commit" if after else "before_commit"
    deaths = 0
    while _left(city):
        commits[0], ends[0] = 0, 1 + deaths % 4
        sa_event.listen(Session, moment, killed)
        try:
            worker.Worker(city.database, lambda: city.now, swept=()).drain()
        except _Killed:
            deaths += 1
        finally:
            sa_event.remove(Session, moment, killed)
        assert deaths < len(wanted) * 20, "the workers come to no end"
    assert deaths >= len(wanted) // 4
    _each_fired_once(city, wanted)
    assert books.faults(city.database) == []
    city.database.dispose()


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)], ids=["hour", "day"])
@pytest.mark.parametrize("first", [1, -1], ids=["ahead", "back"])
def test_clocks_that_jump_fire_no_timer_early_and_none_twice(database_url: str, jump: timedelta, first: int) -> None:
    """A worker's clock jumps between cases: a timer fires only where that clock has passed its due time, and once."""
    city = world.World(database_url)
    drawing = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").user("One", "after")
    drawing.node("One", "intermediateCatchEvent", "wait", world.timer("PT2H")).path("s", "wait", "after", "e")
    city.publish("WAIT", world.xml(drawing), {"P/One": world.to("agency", "H26.1")})
    due: dict[int, datetime] = {}
    for number in range(12):
        due[int(city.start("WAIT").id)] = city.now + timedelta(hours=2)
        city.later(minutes=10 + number)
    start, moves = city.now, [0, first, 0, -first, 0, first, -first, 0]
    loop = worker.Worker(city.database, lambda: city.now)
    for step, move in enumerate(moves * 3):
        city.now = start + timedelta(minutes=15 * step) + move * jump
        loop.turn()
    city.now = start + timedelta(days=2)
    loop.drain()
    _each_fired_once(city, list(due))
    with city.database.reading() as session:
        told = select(event.Event.scope_id, event.Event.at).where(event.Event.kind == "timer.fired")
        fired_at = {row.scope_id: row.at for row in session.execute(told)}
    assert [case for case, instant in due.items() if fired_at[case] < base.to_ms(instant)] == []
    assert books.faults(city.database) == []
    city.database.dispose()
