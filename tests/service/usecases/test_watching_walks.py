"""Whatever days pass, whoever looks, claims, takes over and acknowledges: each point is told once, to who should know.

The walk is told beside the system by a plain model, which goes through the days one by one and knows no ticks.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import update

from models import event as events
from models import notice, procedure, step
from service.usecases import inbox, tasks, watching
from tests.service.usecases import world
from tests.support import databases, shares

City = world.World
LIMIT = 10
STAFF, CHIEF, LEAD = "staff H26.1", "chief H26.1", "chief TAX.1"
PEOPLE = (STAFF, CHIEF, LEAD)
OFF = {date(2026, 11, 24), date(2027, 1, 1)}
UNTIL = datetime(2027, 1, 25, tzinfo=UTC)
"""Days off in the time that a walk may reach, and its end."""
ACT = some.tuples(
    some.one_of(some.integers(0, 30), some.just(24), some.integers(0, 200)),
    some.sampled_from(("look", "look", "look", "", "claim")),
    some.sampled_from((None, None, 0, 1, 2)),
)
"""Hours that pass, what happens then, and who acknowledges what she was told last."""
EXAMPLES = shares.soak_share(600, at_least=25)


class Model:
    """What should have been told of a step of ten working days that began on a Monday at nine."""

    def __init__(self) -> None:
        self.claimed = False
        self.told = -1
        self.heard: dict[str, list[str]] = {name: [] for name in PEOPLE}
        self.known: set[tuple[str, str]] = set()

    def look(self, now: datetime) -> None:
        """Tell what there is by now."""
        passed = _working_days(now)
        points = {5: "early", 8: "early", 9: "ahead", 10: "due"} | dict.fromkeys(range(11, 31), "late")
        points |= {LIMIT + day: "late" for day in range(25, 400, 5)}
        newest = max((point for point in points if point <= passed), default=-1)
        if newest <= self.told:
            return
        self.told = newest
        half = "after" if newest >= LIMIT else "before"
        people = {STAFF if self.claimed else CHIEF} | ({CHIEF} if newest >= 9 else set())
        people |= {LEAD} if newest >= LIMIT + 3 else set()
        for name in people:
            if (name, half) not in self.known:
                self.heard[name].append(f"{points[newest]} {newest}")

    def acknowledge(self, name: str) -> None:
        """What somebody was told last is acknowledged."""
        point = int(self.heard[name][-1].split()[1])
        self.known.add((name, "after" if point >= LIMIT else "before"))


def _working_days(now: datetime) -> int:
    """How many working days after its start have been reached at nine o'clock."""
    local, day, count = now + timedelta(hours=7), world.NOW.date(), 0
    while True:
        day += timedelta(days=1)
        if day.weekday() > 4 or day in OFF:
            continue
        if datetime.combine(day, time(9), UTC) > local:
            return count
        count += 1


@contextmanager
def _city(template: Path, folder: Path) -> Iterator[City]:
    path = folder / "walk.sqlite"
    shutil.copyfile(template, path)
    city = world.World(databases.sqlite_address(path))
    city.publish("P", *world.chain(), steps={"intake": {"limit": {"amount": LIMIT, "unit": "working_day"}}})
    with city.database.transaction() as session:
        session.execute(update(procedure.Procedure).values(lead_agency_id=city.agencies["TAX.1"]))
    yield city
    city.database.dispose()


@pytest.fixture(scope="module")
def walked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """One city for all walks: each has a case of its own, and the notices of the others are gone."""
    with _city(sqlite_template, tmp_path_factory.mktemp("walks")) as city:
        yield city


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(some.lists(ACT, min_size=8, max_size=30))
def test_each_point_is_told_once_to_those_who_should_know(
    walked: City, acts: list[tuple[int, str, int | None]]
) -> None:
    city, model = walked, Model()
    case_id = _begin_anew(city)
    for hours, act, number in acts:
        if city.now + timedelta(hours=hours) < UNTIL:
            city.later(hours=hours)
        if act == "look":
            model.look(city.now)
            while _look(city):
                pass
        elif act == "claim" and not model.claimed:
            model.claimed = True
            with city.database.transaction() as session:
                tasks.claim(session, city.people[STAFF], case_id, 1, now=city.now)
        if number is not None and model.heard[PEOPLE[number]]:
            model.acknowledge(PEOPLE[number])
            _acknowledge(city, PEOPLE[number])
    assert {name: _heard(city, name) for name in PEOPLE} == model.heard
    in_record = city.count(events.Event, events.Event.scope_id == case_id, events.Event.kind == "warning.told")
    assert in_record == city.count(notice.Notice)


def _begin_anew(city: City) -> int:
    """A case of its own for a walk; nothing of the walks before is looked at or read any more."""
    city.now = world.NOW
    with city.database.transaction() as session:
        session.execute(update(step.Step).values(completed_at=1))
        session.query(notice.Notice).delete()
    return int(city.start("P").id)


def _look(city: City) -> int:
    with city.database.transaction() as session:
        return watching.look(session, city.now, 100)


def _acknowledge(city: City, name: str) -> None:
    with city.database.transaction() as session:
        asked = inbox.NoticeQuery(state="all")
        newest = inbox.page(session, city.people[name], asked, now=city.now).items[0]
        inbox.acknowledge(session, city.people[name], newest.id, "", now=city.now)


def _heard(city: City, name: str) -> list[str]:
    with city.database.reading() as session:
        found = inbox.page(session, city.people[name], inbox.NoticeQuery(state="all", limit=200), now=city.now).items
    return [_short(one) for one in reversed(found)]


def _short(one: inbox.NoticeView) -> str:
    stage = one.kind.removeprefix("warning.")
    point = {"early": one.values["share"] * LIMIT // 100, "ahead": LIMIT - 1}.get(stage, LIMIT + one.values["days"])
    return f"{stage} {point}"


def test_the_model_counts_working_days_as_people_do() -> None:
    at = datetime.fromisoformat
    assert _working_days(at("2026-11-25T01:59:00+00:00")) == 0
    assert _working_days(at("2026-11-25T02:00:00+00:00")) == 1
    assert _working_days(at("2026-11-30T02:00:00+00:00")) == 4
