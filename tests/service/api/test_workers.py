"""The workers and their jobs: operators of the city see them, try dead ones again and cancel."""

from __future__ import annotations

import pytest

from models import job
from service.usecases import health, longwork
from tests.service.api.world import World

RAN: list[str] = []
HANDLERS = {"mail.send": longwork.Handler(lambda task: RAN.append(task.key))}


def _one(world: World, id_: str) -> job.Job:
    with world.database.reading() as session:
        return session.get_one(job.Job, int(id_))


def test_a_worker_that_is_silent_shows(world: World) -> None:
    with world.database.transaction() as session:
        health.beat(session, "one", now=world.now)
        health.beat(session, "two", now=world.now)
    world.later(seconds=30)
    with world.database.transaction() as session:
        health.beat(session, "two", now=world.now)
    told = {one["name"]: one["alive"] for one in world.get("administrator", "worker").get_json()["workers"]}
    assert (told["one"], told["two"]) == (False, True)


def test_what_is_due_and_not_done_is_counted_with_the_oldest(world: World) -> None:
    before = world.get("administrator", "worker").get_json()
    since = world.now
    with world.database.transaction() as session:
        longwork.enqueue(session, "export", {}, f"export {world.code()}", world.now)
    world.later(minutes=5)
    told = {one["kind"]: one for one in world.get("administrator", "worker").get_json()["backlog"]}
    assert told["jobs"]["count"] == {one["kind"]: one for one in before["backlog"]}["jobs"]["count"] + 1
    assert told["jobs"]["oldest"] is not None
    assert told["jobs"]["oldest"][:16] <= since.isoformat()[:16]


def test_a_dead_job_is_seen_retried_and_done_under_its_own_key(world: World) -> None:
    id_ = world.dead_job(key="notice 7")
    (seen,) = [one for one in world.get("administrator", "jobs?state=dead").get_json()["items"] if one["id"] == id_]
    assert (seen["key"], seen["error"], seen["tries"]) == ("notice 7", "the mail server is away", 1)
    assert "ha@example.vn" not in str(seen)
    assert world.post("administrator", f"jobs/{id_}/retry").get_json()["state"] == "waiting"
    again = world.post("administrator", f"jobs/{id_}/retry")
    assert (again.status_code, again.get_json()["code"]) == (409, "job_not_dead")
    with world.database.transaction() as session:
        work = longwork.take(session, "worker", HANDLERS, world.now)
        assert work is not None
        assert (work.key, work.tries) == ("notice 7", 1)
        longwork.done(session, work, world.now)
    assert _one(world, id_).state == "done"


def test_who_is_in_the_middle_of_a_cancelled_job_cannot_write(world: World) -> None:
    with world.database.transaction() as session:
        longwork.enqueue(session, "mail.send", {}, "cancel me", world.now)
        work = longwork.take(session, "worker", HANDLERS, world.now)
    assert work is not None
    assert world.post("administrator", f"jobs/{work.id}/cancel").get_json()["state"] == "cancelled"
    assert world.post("administrator", f"jobs/{work.id}/cancel").get_json()["code"] == "job_is_over"
    task = longwork.Task(world.database, work, lambda: world.now)
    with pytest.raises(longwork.LostError), task.transaction():
        raise AssertionError("it was let in")
    with world.database.transaction() as session:
        assert not longwork.done(session, work, world.now)
    assert _one(world, str(work.id)).state == "cancelled"


def test_a_job_that_is_none_is_not_found(world: World) -> None:
    for path in ("jobs/1/retry", "jobs/x/cancel", f"jobs/{2**64}/retry"):
        assert world.post("administrator", path).status_code == 404


def test_jobs_come_in_pages_newest_first(world: World) -> None:
    made = [world.dead_job() for _ in range(3)]
    first = world.get("administrator", "jobs?state=dead&limit=2").get_json()
    assert [one["id"] for one in first["items"]] == made[:0:-1]
    rest = world.call("administrator", "GET", first["next"]).get_json()
    assert rest["items"][0]["id"] == made[0]
