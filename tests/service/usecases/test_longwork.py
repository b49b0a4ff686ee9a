"""Long work: wanted with the step, done once in our tables, tried again, dead where that does not help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agency, job
from service.jobs import hands
from service.usecases import longwork
from tests.service.usecases import world

City = world.World
Handlers = Mapping[str, longwork.Handler]


def _enqueue(city: City, key: str = "k", body: Mapping[str, Any] | None = None) -> bool:
    with city.database.transaction() as session:
        return longwork.enqueue(session, "rename", body or {}, key, city.now)


def _row(city: City, key: str = "k") -> job.Job:
    with city.database.reading() as session:
        return session.scalars(select(job.Job).where(job.Job.key == key)).one()


def _hands(city: City, handlers: Handlers, worker: str = "w") -> hands.Hands:
    return hands.Hands(city.database, worker, handlers, lambda: city.now)


def _appended(session: Session) -> None:
    """An effect that shows how often it happened."""
    session.get_one(agency.Agency, 1).name_en += "!"
    session.flush()


def _times(city: City) -> int:
    with city.database.reading() as session:
        return session.get_one(agency.Agency, 1).name_en.count("!")


def _rename(task: longwork.Task) -> None:
    with task.transaction() as session:
        _appended(session)
        task.finish(session)


RENAME = {"rename": longwork.Handler(_rename)}


def _refuse(task: longwork.Task) -> None:
    raise ConnectionError("away")


def test_work_that_was_wanted_twice_is_done_once(world_: City) -> None:
    assert _enqueue(world_)
    assert not _enqueue(world_, body={"other": True})
    doing = _hands(world_, RENAME)
    assert doing.one()
    assert not doing.one()
    assert not _enqueue(world_)
    assert (_row(world_).state, _times(world_)) == ("done", 1)


def test_work_of_a_step_that_was_rolled_back_is_not_done(world_: City) -> None:
    def step() -> None:
        with world_.database.transaction() as session:
            longwork.enqueue(session, "rename", {}, "k", world_.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        step()
    assert not _hands(world_, RENAME).one()


def test_what_fails_is_tried_ever_more_seldom_and_is_dead_in_the_end(world_: City) -> None:
    _enqueue(world_)
    doing, waits = _hands(world_, {"rename": longwork.Handler(_refuse, tries=4)}), []
    while doing.one():
        row = _row(world_)
        assert row.error == "ConnectionError: away"
        waits.append(row.due_at)
        assert not doing.one()
        world_.later(hours=2)
    assert len(waits) == 4
    assert _row(world_).state == "dead"


def test_what_gives_up_is_dead_at_once(world_: City) -> None:
    def give_up(task: longwork.Task) -> None:
        raise longwork.GiveUpError("no such address")

    _enqueue(world_)
    _hands(world_, {"rename": longwork.Handler(give_up)}).one()
    assert (_row(world_).state, _row(world_).error) == ("dead", "no such address")


def test_a_kind_that_this_worker_does_not_know_waits_for_one_that_does(world_: City) -> None:
    _enqueue(world_)
    assert not _hands(world_, {}).one()
    assert _hands(world_, RENAME).one()


def test_a_worker_that_slept_past_its_lease_writes_nothing(world_: City) -> None:
    """Its peer has done the work in the meantime; what it does after waking is refused whole."""
    lost = []

    def slow(task: longwork.Task) -> None:
        world_.later(minutes=5)
        assert _hands(world_, RENAME, "peer").one()
        try:
            _rename(task)
        except longwork.LostError:
            lost.append(task.key)
            raise

    _enqueue(world_)
    _hands(world_, {"rename": longwork.Handler(slow)}).one()
    assert (lost, _times(world_), _row(world_).state, _row(world_).worker) == (["k"], 1, "done", "peer")


def test_a_slow_worker_that_nobody_has_followed_still_writes(world_: City) -> None:
    def slow(task: longwork.Task) -> None:
        world_.later(minutes=5)
        _rename(task)

    _enqueue(world_)
    _hands(world_, {"rename": longwork.Handler(slow)}).one()
    assert (_times(world_), _row(world_).state) == (1, "done")


def test_a_job_that_ends_its_workers_is_dead_after_its_tries(world_: City) -> None:
    _enqueue(world_)
    handlers = {"rename": longwork.Handler(_rename, tries=3)}
    for _ in range(3):
        with world_.database.transaction() as session:
            assert longwork.take(session, "w", handlers, world_.now) is not None
        world_.later(minutes=5)
    assert not _hands(world_, handlers).one()
    assert (_row(world_).state, _row(world_).error) == ("dead", longwork.DIED)


def test_a_worker_that_is_started_again_takes_up_at_once_what_it_left(world_: City) -> None:
    _enqueue(world_)
    with world_.database.transaction() as session:
        assert longwork.take(session, "w", RENAME, world_.now) is not None
    assert not _hands(world_, RENAME, "peer").one()
    with world_.database.transaction() as session:
        assert longwork.resume(session, "w", world_.now) == 1
    assert _hands(world_, RENAME).one()
    assert (_row(world_).state, _row(world_).tries) == ("done", 2)


def test_what_a_try_has_noted_the_next_need_not_do(world_: City) -> None:
    def two_steps(task: longwork.Task) -> None:
        for number in range(2):
            if number < task.progress.get("done", 0):
                continue
            with task.transaction() as session:
                _appended(session)
                task.note(session, done=number + 1)
            if task.work.tries == 1:
                raise ConnectionError

    _enqueue(world_)
    doing = _hands(world_, {"rename": longwork.Handler(two_steps)})
    doing.one()
    assert (_times(world_), _row(world_).state) == (1, "waiting")
    world_.later(hours=1)
    doing.one()
    assert (_times(world_), _row(world_).state) == (2, "done")


def test_what_was_done_is_forgotten_after_a_month(world_: City) -> None:
    _enqueue(world_)
    _hands(world_, RENAME).one()
    with world_.database.transaction() as session:
        assert longwork.forget(session, world_.now + timedelta(days=29), 10) == 0
        assert longwork.forget(session, world_.now + timedelta(days=31), 10) == 1


@pytest.fixture
def world_(database_url: str) -> City:
    """A city."""
    return world.World(database_url)
