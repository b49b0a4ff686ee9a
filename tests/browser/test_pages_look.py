"""Every page that staff and managers use, at both widths and in both languages.

Nothing for axe to find, nothing wider than the window, no complaint of the browser. A picture of each is kept in the
test's folder, for people to look at; that every text has its English is kept by the house's tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser import city as cities
from tests.browser import desk as desks
from tests.browser import sorry
from tests.support import browser

pytestmark = pytest.mark.browser

WIDTHS = (browser.WIDE, browser.NARROW)
LOCALES = ("vi-VN", "en-GB")


@dataclass(frozen=True)
class Shown:
    """A page and who looks at it; `{name}` in the path is filled in with what the city holds."""

    name: str
    login: str
    path: str
    status: int = 200


PAGES = (
    Shown("tasks", "lan", "/tasks"),
    Shown("tasks-none", "lan", "/tasks?q=khong-co"),
    Shown("task", "lan", "/tasks/{open}"),
    Shown("task-of-a-colleague", "lan", "/tasks/{claimed}"),
    Shown("task-of-the-applicant", "lan", "/tasks/{supplement}"),
    Shown("task-done", "lan", "/tasks/{done}"),
    Shown("task-to-read", "mai", "/tasks/{open}"),
    Shown("cases", "lan", "/cases"),
    Shown("case", "lan", "/cases/{parallel}"),
    Shown("case-clocks", "lan", "/cases/{parallel}/clocks"),
    Shown("case-clocks-to-extend", "truong", "/cases/{parallel}/clocks"),
    Shown("case-clocks-stopped", "lan", "/cases/{cancelled}/clocks"),
    Shown("case-ended", "lan", "/cases/{cancelled}"),
    Shown("case-to-operate", "quyen", "/cases/{parallel}"),
    Shown("state", "quyen", "/cases/{parallel}/state"),
    Shown("state-with-an-incident", "quyen", "/cases/{kept}/state"),
    Shown("pick", "lan", "/cases/new"),
    Shown("start", "lan", "/cases/new/{procedure}"),
    Shown("start-without-choices", "duc", "/cases/new/{business}"),
    Shown("incidents", "lan", "/incidents"),
    Shown("incidents-to-retry", "truong", "/incidents"),
    Shown("worker", "quyen", "/worker"),
    Shown("worker-idle", "quyen", "/worker?state=done"),
    Shown("task-held-by-an-incident", "lan", "/tasks/{stuck}"),
    Shown("holding", "manager", "/holding"),
    Shown("bottlenecks", "manager", "/reports/bottlenecks"),
    Shown("bottlenecks-of-one", "manager", "/reports/bottlenecks?procedure={procedure}&version=1"),
    Shown("calendar", "manager", "/calendars/city?month=2026-08"),
    Shown("calendar-to-edit", "quyen", "/calendars/city?month=2026-02"),
    Shown("calendar-of-an-agency", "quyen", "/calendars/H26.101"),
    Shown("apologies", "hanh", "/apologies?state=all"),
    Shown("apology-to-write", "hanh", "/apologies/{draft}"),
    Shown("apology-sent", "son", "/apologies/{sent}"),
    Shown("apology-register", "hanh", "/register/apologies"),
    Shown("apology-debt", "manager", "/reports/apology-debt"),
    Shown("reviews", "manager", "/reviews?state=all"),
    Shown("review", "manager", "/reviews/{review}"),
    Shown("report", "manager", "/reports/ii06a?from=2026-11-01&to=2026-12-31"),
    Shown("report-of-agencies", "manager", "/reports/ii06a?from=2026-11-01&to=2026-12-31&by=agency"),
    Shown("report-wrong", "manager", "/reports/ii06a?from=2026-12-31&to=2026-11-01", 422),
    Shown("figure", "manager", "/reports/ii06a/cases?from=2026-11-01&to=2026-12-31&column=3"),
    Shown("register", "manager", "/reports/register?from=2026-11-01&to=2026-12-31"),
    Shown("feedback", "manager", "/feedback"),
    Shown("feedback-one", "analyst", "/feedback/{feedback}"),
    Shown("feedback-new", "lan", "/feedback/new?procedure={procedure}&kind=overlap"),
    Shown("procedure-reviews", "analyst", "/feedback/reviews"),
    Shown("overlaps", "analyst", "/feedback/overlaps"),
    Shown("public-feedback", "lan", "/public/feedback"),
    Shown("rules", "manager", "/rules"),
    Shown("rule", "manager", "/rules/lane-ping-pong"),
    Shown("finding", "manager", "/rules/timer-empty"),
    Shown("not-found", "lan", "/cases/none", 404),
    Shown("forbidden", "mai", "/holding?agency=H26.1.12", 403),
)


@pytest.fixture(scope="module")
def held(city: cities.City) -> dict[str, str]:
    """Cases at many places, so that every page has something to show; what stands in the paths of `PAGES`."""
    made = {"procedure": city.codes[cities.BIRTH], "business": city.codes[cities.BUSINESS]}
    made["parallel"] = city.birth()
    done = city.task(made["parallel"], "Task_CheckDossier")
    city.later(hours=2)
    city.claim(made["parallel"], "Task_CheckDossier", "lan")
    city.later(hours=1)
    city.complete(made["parallel"], "Task_CheckDossier", "lan", intake="accept")
    register = {
        "birth_register_no": "12/2026",
        "child_personal_id": "001326000001",
        "birth_registered_on": "2026-11-20",
    }
    city.complete(made["parallel"], "Task_RegisterBirth", "hanh", **register)
    city.complete(made["parallel"], "Task_SignBirth", "son")
    made |= sorry.made(city, made["parallel"])
    waiting, claimed, opened, cancelled = (city.birth(f"Người thứ {number}") for number in range(4))
    city.complete(waiting, "Task_CheckDossier", "lan", intake="supplement", missing_items="Thiếu giấy chứng sinh")
    city.claim(claimed, "Task_CheckDossier", "binh")
    city.cancel(cancelled, "lan", "Người nộp rút hồ sơ")
    kept = city.stuck()
    return made | {
        "done": done,
        "open": city.task(opened, "Task_CheckDossier"),
        "claimed": city.task(claimed, "Task_CheckDossier"),
        "supplement": city.task(waiting, "Task_Supplement"),
        "cancelled": cancelled,
        "stuck": city.task(kept, "decide"),
        "kept": kept,
        "feedback": city.fed_back(made["procedure"]),
    }


def _wrong(desk: desks.Desk, shown: Shown, locale: str) -> list[str]:
    """What is wrong with the page that is open."""
    found = [f"axe: {one}" for one in browser.axe(desk.page)]
    too_wide = desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        found.append(f"{too_wide} px wider than the window")
    if desk.page.locator("h1").count() != 1:
        found.append("not one h1")
    if desk.page.locator("html").get_attribute("lang") != locale[:2]:
        found.append("not in the reader's language")
    return [f"{shown.name}: {one}" for one in found]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_right(
    held: dict[str, str], desk: desks.Open, complaints: list[str], tmp_path: Path, locale: str, width: int
) -> None:
    """One browser per person goes through all of her pages."""
    opened: dict[str, desks.Desk] = {}
    wrong: list[str] = []
    for shown in PAGES:
        if shown.login not in opened:
            opened[shown.login] = desk(shown.login, locale, width)
        at = opened[shown.login]
        answer = at.go(shown.path.format(**held))
        if answer.status != shown.status:
            wrong.append(f"{shown.name}: answered {answer.status}")
        at.page.screenshot(path=tmp_path / f"{shown.name}.png", full_page=True)
        wrong += _wrong(at, shown, locale)
    # The browser tells of every page that answered with an error; those were asked for.
    asked_for = ("status of 404", "status of 403", "status of 422")
    wrong += [one for one in complaints if not any(told in one for told in asked_for)]
    assert not wrong


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_in_is_right(
    address: str, new_page: browser.NewPage, complaints: list[str], tmp_path: Path, locale: str, width: int
) -> None:
    """The page to sign in, before and after a wrong password."""
    at = desks.Desk(new_page(locale, width), address)
    at.go("/sign-in")
    at.page.screenshot(path=tmp_path / "sign-in.png", full_page=True)
    wrong = _wrong(at, Shown("sign-in", "", "/sign-in"), locale)
    at.sign_in("lan", "không phải mật khẩu")
    at.page.screenshot(path=tmp_path / "sign-in-refused.png", full_page=True)
    wrong += _wrong(at, Shown("sign-in-refused", "", "/sign-in"), locale)
    assert not wrong
    assert [one for one in complaints if "status of 401" not in one] == []


def test_the_language_is_changed_on_the_page_that_is_open(desk: desks.Open) -> None:
    """And stays so."""
    lan = desk("lan")
    lan.go("/cases?status=running")
    lan.page.get_by_role("button", name="English").click()
    assert lan.page.url.endswith("/cases?status=running")
    assert lan.page.get_by_role("heading", level=1).inner_text() == "Cases"
    lan.go("/tasks")
    assert lan.page.locator("html").get_attribute("lang") == "en"
