"""The worker is killed among due timers and messages: each has its effect, and has it once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import base, event, message, step, timer
from tests.service.usecases import world
from tests.support import books, databases, installation, shares

TIMERS, KILLS = 400, 40
TIMERS_SHARE, KILLS_SHARE = 0.125, 0.075
MOST_DELAY_SECONDS = 0.004
POLL_SECONDS = 0.004
PATIENCE_SECONDS = 60.0


@pytest.fixture(params=databases.DATABASES)
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[installation.Installation]:
    """A city with a procedure that waits a second, and one of two pools that tell each other; no worker yet."""
    with installation.fresh(request, tmp_path) as url, installation.installed(url, tmp_path) as made:
        made.city.now -= timedelta(minutes=1)  # so that what is started is due at once
        one = world.to("agency", "H26.1")
        waiting = world.Drawing().node("One", "startEvent", "s").node("One", "endEvent", "e").user("One", "after")
        waiting.node("One", "intermediateCatchEvent", "wait", world.timer("PT1S")).path("s", "wait", "after", "e")
        made.city.publish("WAIT", world.xml(waiting), {"P/One": one})
        made.city.publish("TELL", _telling(), {"A/One": one, "B/Two": one})
        yield made


def _telling() -> bytes:
    """Pool A tells pool B, which has a task for it."""
    define = '<messageEventDefinition messageRef="told"/>'
    one = world.Drawing("A", roots=['<message id="told" name="told"/>'])
    one.node("One", "startEvent", "s").node("One", "intermediateThrowEvent", "tell", define)
    one.user("One", "mine").node("One", "endEvent", "e").path("s", "tell", "mine", "e")
    two = world.Drawing("B").node("Two", "startEvent", "hear", define).user("Two", "heard")
    two.node("Two", "endEvent", "f").path("hear", "heard", "f")
    return world.xml(one, two, messages=[("tell", "hear")])


def _count(installed: installation.Installation, table: type[base.Base], *where: object) -> int:
    with installed.city.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def _killed_while_working(
    installed: installation.Installation, table: type[base.Base], *left: object, wanted: int, workers: int = 1
) -> None:
    """Let workers work until no row is `left`; at moments spread over it kill them, and start others."""
    at_random = random.Random(wanted)  # noqa: S311 -- moments, no secret
    moments = sorted(at_random.sample(range(1, wanted), shares.soak_share(KILLS, KILLS_SHARE)))
    for moment in [*moments, wanted]:
        for _ in range(workers):
            installed.work()
        until = time.monotonic() + PATIENCE_SECONDS
        while wanted - _count(installed, table, *left) < moment:
            assert time.monotonic() < until, f"only {wanted - _count(installed, table, *left)} of {wanted} are done"
            time.sleep(POLL_SECONDS)
        time.sleep(at_random.uniform(0, MOST_DELAY_SECONDS))
        installed.kill()


@pytest.mark.parametrize("workers", [1, 2] if shares.soaking() else [2])
def test_timers_that_are_due_fire_once_each_however_often_the_worker_is_killed(
    installed: installation.Installation, workers: int
) -> None:
    wanted = shares.soak_share(TIMERS, TIMERS_SHARE)
    started = [installed.city.start("WAIT") for _ in range(wanted)]
    assert _count(installed, timer.Timer) == wanted
    _killed_while_working(installed, timer.Timer, wanted=wanted, workers=workers)
    fired = event.Event.kind == "timer.fired"
    assert _count(installed, event.Event, fired) == wanted
    opened = select(step.Step.case_id, func.count()).where(step.Step.element == "after").group_by(step.Step.case_id)
    with installed.city.database.reading() as session:
        tasks = {str(row[0]): row[1] for row in session.execute(opened)}
    assert tasks == {case.id: 1 for case in started}
    assert books.faults(installed.city.database) == []


def test_messages_between_pools_arrive_once_each_however_often_the_worker_is_killed(
    installed: installation.Installation,
) -> None:
    wanted = shares.soak_share(TIMERS, TIMERS_SHARE)
    started = [installed.city.start("TELL") for _ in range(wanted)]
    undelivered = message.Message.state != "delivered"
    assert _count(installed, message.Message, undelivered) == wanted
    _killed_while_working(installed, message.Message, undelivered, wanted=wanted)
    assert _count(installed, message.Message) == wanted
    heard = select(step.Step.case_id, func.count()).where(step.Step.element == "heard").group_by(step.Step.case_id)
    with installed.city.database.reading() as session:
        tasks = {str(row[0]): row[1] for row in session.execute(heard)}
    assert tasks == {case.id: 1 for case in started}
    assert books.faults(installed.city.database) == []
