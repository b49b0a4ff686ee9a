"""The system's Chromium, driven by playwright: what people see is tested where they see it.

`page` is a page of a person who reads Vietnamese, `new_page` opens one for each further person. What the browser
complains of on any of them is in `complaints`, which a test should find empty.
"""

import glob
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from tests.support import needs, servers

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    str(Path.home() / ".cache/ms-playwright/chromium-*/chrome-linux*/chrome"),
)
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
NO_BROWSER = "Chromium is not installed (python -m tests.support.provision)"
AXE = servers.ROOT / "node_modules/axe-core/axe.min.js"
WIDE, NARROW = 1280, 360
"""The two widths, in CSS pixels, that every page must be right at."""


class NewPage(Protocol):
    """Opens a page.

    :param locale: of the browser, for instance `vi-VN` or `en-GB`.
    :param width: of the window, in CSS pixels.
    """

    def __call__(self, locale: str = "vi-VN", width: int = WIDE) -> Page: ...


def find() -> Path | None:
    """Return a Chromium that runs, or None. A distribution's stub that only points to another store doesn't."""
    named = [found for name in NAMES if (found := shutil.which(name))]
    placed = [found for pattern in PLACES for found in sorted(glob.glob(pattern), reverse=True)]
    return next((Path(found) for found in [*named, *placed] if _runs(found)), None)


def _runs(program: str) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running browser, one per process of the test run."""
    program = find()
    if program is None:
        needs.missing(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of on the pages of this test, one line each."""
    return []


@pytest.fixture
def new_page(chromium: Browser, complaints: list[str]) -> Iterator[NewPage]:
    """Opens a page with cookies of its own, as another person's browser would; see `NewPage`."""
    opened: list[BrowserContext] = []

    def open_page(locale: str = "vi-VN", width: int = WIDE) -> Page:
        viewport: ViewportSize = {"width": width, "height": 800}
        context = chromium.new_context(locale=locale, timezone_id="Asia/Ho_Chi_Minh", viewport=viewport)
        opened.append(context)
        page = context.new_page()
        _watch(page, complaints)
        return page

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A wide page of a person who reads Vietnamese."""
    return new_page()


def _watch(page: Page, kept: list[str]) -> None:
    """Keep what the browser complains of: scripts' errors, what they print as such, what the policy refused."""

    def error(raised: Error) -> None:
        kept.append(f"{page.url}: {raised}")

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            kept.append(f"{page.url}: {message.text}")

    page.on("pageerror", error)
    page.on("console", console)


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong for people with disabilities, one line per finding and element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("() => axe.run()")
    return [
        f"{finding['id']}: {finding['help']}: {node['html']}"
        for finding in found["violations"]
        for node in finding["nodes"]
    ]
