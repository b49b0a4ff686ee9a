"""The pages of report II.06a, the register and feedback: every figure leads to as many dossiers as it says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug import test as testing

from models import case as cases
from models import clock, rows
from tests.service.api import world as worlds
from tests.support import databases

PERIOD = "from=2026-11-01&to=2026-11-30"
LINK = re.compile(r'<a href="(/reports/ii06a/cases\?[^"]+)"\s+aria-label="(\d+):')
HOUR = 3_600_000


@pytest.fixture(scope="module")
def browser(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[testing.FlaskClient]:
    """The manager's browser, in a city with a few cases: settled early, late, open, overdue."""
    path = tmp_path_factory.mktemp("pages") / "laneway.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    made = worlds.build(databases.sqlite_address(path))
    codes = [made.published(), made.published()]
    for number in range(12):
        body = {"procedure": codes[number % 2], "applicant": {"name": f"=Bà {number}"}, "channel": "post"}
        made.post("officer", "cases", json=body | ({"channel": "online"} if number % 3 else {}))
    with made.database.transaction() as session:
        session.execute(clock.ClockAct.__table__.delete())
        session.execute(clock.Clock.__table__.delete())
        for number, case in enumerate(session.query(cases.Case).order_by(cases.Case.id)):
            clocks = [_clock(case, number, kind) for kind in (clock.CASE, clock.LANE)]
            rows.insert(session, clock.Clock, clocks)
            session.execute(update(cases.Case).where(cases.Case.id == case.id).values(ended_at=clocks[0]["stopped_at"]))
    made.later(days=3)
    client = made.app.test_client()
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    answer = client.post("/sign-in", data={"login": "manager", "password": worlds.PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 303
    yield client
    made.database.dispose()


def _clock(case: cases.Case, number: int, kind: str) -> dict[str, object]:
    """A clock that ended early, ended late, goes on, or is overdue."""
    due = case.opened_at + (48 if number % 4 else 200) * HOUR
    stopped = case.opened_at + (10 if number % 2 else 60) * HOUR if number % 4 in {1, 2} else None
    return {
        "id": case.id * 2 + (kind == clock.LANE), "case_id": case.id, "kind": kind, "subject": "",
        "procedure_id": case.procedure_id, "version_id": case.version_id, "agency_id": case.intake_agency_id,
        "unit": "hour", "state": "running" if stopped is None else "stopped", "started_at": case.opened_at,
        "stopped_at": stopped, "due_at": due, "late_s": None if stopped is None else int(stopped > due),
        "extended": False, "since": case.opened_at, "used": 0, "acts": 1, "ends": "same_time", "grace": 0,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["field", "procedure", "agency"])
def test_every_figure_on_the_page_opens_as_many_dossiers_as_it_says(browser: testing.FlaskClient, by: str) -> None:
    page = browser.get(f"/reports/ii06a?{PERIOD}&by={by}").text
    links = [(html.unescape(address), int(count)) for address, count in LINK.findall(page)]
    assert len(links) > 8
    for address, count in links:
        listed = browser.get(address).text
        assert len(re.findall(r'<th scope="row"><a [^>]*href="/cases/', listed)) == count, address


def test_the_register_and_the_files_come_as_what_they_are(browser: testing.FlaskClient) -> None:
    page = browser.get(f"/reports/register?{PERIOD}")
    assert page.status_code == 200
    assert "=Bà 7" in page.text
    for name, begins in (
        ("ii06a.pdf", b"%PDF"),
        ("register.pdf", b"%PDF"),
        ("ii06a.xlsx", b"PK"),
        ("register.xlsx", b"PK"),
    ):
        answer = browser.get(f"/reports/{name}?{PERIOD}")
        assert answer.status_code == 200, name
        assert answer.data.startswith(begins), name
        assert answer.headers["Content-Disposition"].startswith("attachment"), name


def test_a_period_that_can_not_be_is_told_on_the_page(browser: testing.FlaskClient) -> None:
    for query in ("from=2026-12-01&to=2026-11-01", "from=x&to=2026-11-01", "from=2026-11-01&to=0001-01-01"):
        answer = browser.get(f"/reports/ii06a?{query}")
        assert answer.status_code == 422, query
        assert "alert-danger" in answer.text
    assert browser.get(f"/reports/ii06a/cases?{PERIOD}&column=99").status_code == 422
    assert browser.get(f"/reports/ii06a.pdf?{PERIOD}&agency=none").status_code == 404


def test_a_report_about_a_procedure_picks_its_step_by_name(browser: testing.FlaskClient) -> None:
    code = "TT.0000"
    page = browser.get(f"/feedback/new?procedure={code}&kind=overlap").text
    assert '<option value="assess"' in page
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    typed = {"kind": "overlap", "title": "Trùng bước", "body": "Hai nơi cùng thẩm định", "procedure": code}
    wrong = browser.post("/feedback/new", data=typed | {"element": "none", "csrf_token": token[1]})
    assert (wrong.status_code, "Hai nơi cùng thẩm định" in wrong.text) == (422, True)
    sent = browser.post("/feedback/new", data=typed | {"element": "assess", "csrf_token": token[1]})
    assert sent.status_code == 303
    one = browser.get(sent.headers["Location"]).text
    assert "Trùng bước" in one
    listed = browser.get("/feedback?kind=overlap&q=trung+buoc").text
    assert "Trùng bước" in listed
