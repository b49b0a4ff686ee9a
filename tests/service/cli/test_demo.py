"""The demo: whole, once, true to the clock, and never by accident beside real procedures."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import case as cases
from models import database as db
from models import incident, message, person, procedure, step
from service import config
from service.cli import accounts, demo, demo_offices, demo_people, demo_plan, demo_play, demo_procedures
from service.rules import worktime
from service.usecases import analytics, importer, people, procedures, published
from tests.support import books, databases, servers

SECRET = "a-secret-that-only-tests-have-and-nobody-else"
OTHER_DAYS = (
    datetime(2026, 2, 23, 3, tzinfo=UTC),  # the Monday after Tết
    datetime(2026, 11, 21, 20, tzinfo=UTC),  # at night, on a Sunday
    datetime(2027, 1, 1, 0, 30, tzinfo=UTC),  # on a holiday, before offices open
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A database into which two calls of the command brought the demo: the first was killed."""

    database: db.Database
    config: config.Config
    before: Counter[str]
    said: str
    now: datetime

    def all(self, query: Any) -> list[Any]:
        """The rows of a query."""
        with self.database.reading() as session:
            return list(session.execute(query))


def command(url: str, log: Path, *arguments: str) -> servers.Server:
    values = {"LANEWAY_DATABASE": url, "LANEWAY_SECRET": SECRET, "LANEWAY_IMPORT_SECONDS": "60"}
    return servers.start(servers.laneway(*arguments), log, values)


def counts(database: db.Database) -> Counter[str]:
    tables = {"people": person.Person, "versions": procedure.Version, "cases": cases.Case, "messages": message.Message}
    with database.reading() as session:
        return Counter({n: session.scalar(select(func.count()).select_from(t)) or 0 for n, t in tables.items()})


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo, its first call killed when half of the procedures were there."""
    published.forget()
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "laneway.sqlite")
    url = databases.sqlite_address(folder / "laneway.sqlite")
    database = db.Database(url)
    first = command(url, folder / "first.log", "demo")
    while counts(database)["versions"] < 4 and first.process.poll() is None:
        time.sleep(0.05)
    first.kill()
    before = counts(database)
    second = command(url, folder / "second.log", "demo")
    assert second.process.wait() == 0, second.said()
    configured = config.Config(database=url, secret=SECRET, import_seconds=60)
    yield Loaded(database, configured, before, second.said(), datetime.now(UTC))
    database.dispose()


def test_a_call_after_one_that_was_killed_completes_the_demo_and_doubles_nothing(loaded: Loaded) -> None:
    assert loaded.before["versions"] >= 4
    assert loaded.before["cases"] == 0
    found = counts(loaded.database)
    assert (found["people"], found["versions"]) == (len(demo_people.accounts()) + 1, 8)
    assert found["cases"] == demo_plan.FINISHED + demo_plan.OPEN


def test_a_second_call_leaves_everything_as_it_is(loaded: Loaded, tmp_path: Path) -> None:
    before = counts(loaded.database)
    again = command(loaded.config.database, tmp_path / "log", "demo")
    assert again.process.wait() == 0
    assert again.said().strip() == "The demo is loaded already."
    assert counts(loaded.database) == before


def test_300_cases_have_ended_and_60_are_open_on_two_versions_of_two_procedures(loaded: Loaded) -> None:
    table = cases.Case
    by_status = dict(map(tuple, loaded.all(select(table.status, func.count()).group_by(table.status))))
    assert by_status == {"ended": 300, "running": 60}
    on = select(procedure.Procedure.code, procedure.Version.number, table.status).distinct()
    on = on.join(procedure.Version, procedure.Version.procedure_id == procedure.Procedure.id)
    told = {tuple(row) for row in loaded.all(on.join(table, table.version_id == procedure.Version.id))}
    assert told >= {(code, number, "ended") for code in ("LT.01", "LT.04") for number in (1, 2)}
    assert ("LT.04", 1, "running") in told, "a case stays on the version it began with"


def test_some_cases_wait_for_the_applicant_some_for_a_message_and_some_were_late(loaded: Loaded) -> None:
    waits = loaded.all(
        select(step.Step.holder, step.Step.kind, step.Step.element).where(step.Step.completed_at.is_(None))
    )
    assert ("applicant", "task", "Task_Supplement") in set(map(tuple, waits))
    assert ("agency", "message", "Catch_Payment") in set(map(tuple, waits))
    ended = loaded.all(select(cases.Case.ended_at, cases.Case.due_at).where(cases.Case.status == "ended"))
    late = sum(row.ended_at > row.due_at for row in ended)
    assert 0.1 < late / len(ended) < 0.6


def test_nothing_lies_in_the_future_and_people_work_in_office_hours(loaded: Loaded) -> None:
    table = step.Step
    for row in loaded.all(select(table.completed_at, table.claimed_at).where(table.completed_by.is_not(None))):
        for at in filter(None, row):
            local = datetime.fromtimestamp(at / 1000, worktime.ZONE)
            assert local <= loaded.now
            # Who had to end by now was hurried, at any hour of the last ones.
            hurried = loaded.now - local < demo_play.LAST
            assert hurried or (worktime.is_working_day(local.date()) and 8 <= local.hour < 17), local


def test_the_books_of_the_demo_fit_together_and_hold_no_incident(loaded: Loaded) -> None:
    assert books.faults(loaded.database) == []
    assert loaded.all(select(incident.Incident.id)) == []
    waiting = select(message.Message.id).where(message.Message.state.in_(("pending", "waiting")))
    assert loaded.all(waiting) == []


def test_the_report_finds_the_tax_office_slow(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        manager = people.actor(session, "quanly", now=loaded.now)
        told = analytics.bottlenecks(session, manager, analytics.BottleneckQuery(procedure="LT.04"))
    by_agencies = [one for one in told if one.kind == "task" and one.element != "Task_Supplement"]
    assert by_agencies[0].element == "Task_AssessTax"


def test_the_accounts_that_are_printed_are_there_and_sign_in(loaded: Loaded) -> None:
    shown = accounts.lines(loaded.config)
    assert all(line in loaded.said for line in shown)
    assert demo_people.PASSWORD in shown[0]
    for login, _, _ in accounts.SHOWN:
        assert any(login in line for line in shown)
    officer = accounts.SHOWN[0][0]
    arguments = {"address": "127.0.0.1", "now": loaded.now}
    assert people.sign_in(loaded.database, officer, demo_people.PASSWORD, **arguments)


def test_the_token_that_is_printed_once_opens_the_api_door(loaded: Loaded) -> None:
    token = loaded.said.split()[-1]
    with loaded.database.reading() as session:
        visitor = people.by_token(session, token, now=loaded.now)
    assert visitor is not None
    assert visitor.login == demo_people.INTEGRATOR


def test_every_role_has_somebody_and_every_lane_has_staff_and_a_chief() -> None:
    roles = {role for one in demo_people.accounts() for _, role in one.roles}
    assert roles == {"staff", "chief", "analyst", "evaluator", "approver", "manager", "administrator", "auditor"}
    bound = demo_procedures.FOLDER.glob("*/v*.settings.json")
    told = " ".join(path.read_text("utf-8") for path in bound)
    for code in demo_people.OFFICES:
        assert demo_people.logins(code, "chief")
        assert demo_people.logins(code, "staff")
    assert {code for code in _codes() if f'"code": "{code}"' in told} <= set(demo_people.OFFICES)


def _codes() -> set[str]:
    return set(demo_people.OFFICES) | {"H26", "BTC", "BCA"}


@pytest.mark.parametrize("now", OTHER_DAYS, ids=lambda now: f"{now:%d %b}")
def test_the_plan_has_its_figures_on_any_day(now: datetime) -> None:
    planned = demo_plan.cases(now)
    assert Counter(one.finish for one in planned) == {True: demo_plan.FINISHED, False: demo_plan.OPEN}
    second = demo_plan.dates(now)[1]
    for one in planned:
        assert one.opened < now
        assert (one.version == 2) == (one.opened >= second)
        assert worktime.is_working_day(one.opened.astimezone(worktime.ZONE).date())
    assert planned == demo_plan.cases(now), "the same demo for the same instant"


def test_office_hours_are_added_as_working_time_is_counted() -> None:
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=worktime.ZONE)
    for hours in (0.25, 1, 5.5, 30):
        end = demo_offices.later(friday, hours * 3600)
        assert worktime.between(friday, end) == hours * 3600


@pytest.fixture
def ground(database_url: str) -> Iterator[db.Database]:
    """A database with the demo's agencies."""
    published.forget()
    database = db.Database(database_url)
    with database.transaction() as session:
        demo_procedures.add_agencies(session, now=OTHER_DAYS[1])
    yield database
    database.dispose()


def test_a_part_of_the_plan_plays_on_either_database(ground: db.Database) -> None:
    now = OTHER_DAYS[0]
    with ground.transaction() as session:
        demo_procedures.add_people(session, (*demo_people.accounts(), demo_people.integrator()), now=now)
    read = importer.Importer(seconds=60)
    for _ in demo_procedures.add_procedures(ground, read, demo_plan.dates(now), now=now):
        pass
    read.close()
    planned = demo_plan.cases(now)[::15]
    with ground.transaction() as session:
        for _ in demo_play.Play(session, planned, now).run():
            pass
    with ground.reading() as session:
        told = Counter(session.scalars(select(cases.Case.status)))
    assert told == {"ended": sum(one.finish for one in planned), "running": sum(not one.finish for one in planned)}
    assert books.faults(ground) == []


def test_it_is_not_loaded_beside_real_procedures_unless_forced(ground: db.Database, database_url: str) -> None:
    with ground.transaction() as session:
        procedures.create(session, people.SYSTEM, "1.000123", "Một thủ tục thật", lead_agency="H26", now=OTHER_DAYS[1])
    configured = config.Config(database=database_url, secret=SECRET)
    before = counts(ground)
    with pytest.raises(demo.click.ClickException, match=r"1\.000123.*--force"):
        demo.load(configured, ground, force=False, now=OTHER_DAYS[1])
    assert counts(ground) == before
    assert accounts.lines(configured) == []
