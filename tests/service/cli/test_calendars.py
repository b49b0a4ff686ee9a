"""Calendars at a terminal: a month is shown, an edit is tried, made, and counted through the open cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click import testing

from service.cli import main
from tests.service.usecases import world

SECRET = "a-secret-that-only-tests-have-and-nobody-else"
OFF = ("calendar", "add", "city", "--off", "2026-11-25", "--note", "Mất điện", "--document", "QĐ 1")
Run = Callable[..., testing.Result]


@pytest.fixture
def run(database_url: str) -> Iterator[Run]:
    """A terminal beside a city in which a case is open."""
    city = world.World(database_url)
    city.publish("CHAIN", *world.chain(), limit={"amount": 5, "unit": "working_day"})
    city.start("CHAIN")
    values = {"LANEWAY_DATABASE": database_url, "LANEWAY_SECRET": SECRET, "LANEWAY_LOCALE": "en", "COLUMNS": "150"}
    yield lambda *told: testing.CliRunner(env=values).invoke(main.laneway, told)
    city.database.dispose()


def test_an_edit_is_tried_made_shown_and_applied(run: Run) -> None:
    tried = run(*OFF, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "30/11/2026 09:00" in tried.output or "01/12/2026 09:00" in tried.output
    assert "due dates of 1 cases" in tried.output
    assert "off" not in run("calendar", "show", "city", "--month", "2026-11").output
    made = run(*OFF)
    assert made.output.startswith("city: version 1;")
    shown = run("calendar", "show", "H26.2", "--month", "2026-11").output
    assert "Mất điện" in shown
    assert "QĐ 1" in shown
    applied = run("calendar", "apply")
    assert applied.output.endswith("due dates of 1 cases\n")
    assert not applied.output.startswith("0 ")
    assert run("calendar", "apply").output == "0 due dates of 0 cases\n"


def test_hours_and_swaps_are_typed_in_one_line(run: Run) -> None:
    told = run(
        "calendar", "add", "H26.2", "--swap", "2026-01-02", "2026-01-10", "--hours", "sat=07:30-11:30 half",
        "--hours", "mon=07:30-11:30,13:30-17:30", "--document", "QĐ 2",
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    lines = run("calendar", "show", "H26.2", "--month", "2026-01").output.splitlines()
    shown = {day: next(line for line in lines if day in line) for day in ("2026-01-02", "2026-01-03", "2026-01-12")}
    assert "⇄ 2026-01-10" in shown["2026-01-02"]
    assert "½" in shown["2026-01-03"]
    assert "07:30–11:30, 13:30–17:30" in shown["2026-01-12"]
    dropped = run("calendar", "add", "H26.2", "--drop", "2026-01-02", "--drop", "2026-01-10", "--document", "QĐ 3")
    assert dropped.output.startswith("H26.2: version 2;")
    assert "⇄" not in run("calendar", "show", "H26.2", "--month", "2026-01").output


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("add", "H26.2", "--hours", "noon", "--document", "QĐ"), "sat=07:30-11:30"),
        (("add", "H26.2", "--hours", "sat=11:30-07:30", "--document", "QĐ"), "hours.sat"),
        (("add", "nowhere", "--off", "2026-11-25", "--document", "QĐ"), "There is no calendar “nowhere”"),
        (("add", "city", "--off", "2026-11-25"), "--document"),
        (("show", "city", "--month", "november"), "YYYY-MM"),
    ],
)
def test_what_is_wrong_is_said(run: Run, told: tuple[str, ...], said: str) -> None:
    answer = run("calendar", *told)
    assert answer.exit_code != 0
    assert said in answer.output
