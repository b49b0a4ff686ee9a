"""A person at a browser: what she reads and does on the pages, in her own terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser import city as cities
from tests.support import browser

COMPLETE = "Hoàn thành và chuyển tiếp"


class Open(Protocol):
    """Opens somebody's browser and signs her in.

    :param login: of `city.PEOPLE`.
    """

    def __call__(self, login: str, locale: str = "vi-VN", width: int = browser.WIDE) -> Desk: ...


@dataclass
class Desk:
    """Somebody's browser."""

    page: Page
    address: str

    def go(self, path: str) -> Response:
        """Open a page of the server and wait until its scripts have shown what they show."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        self.settle()
        return answer

    def settle(self) -> None:
        """Wait until forms and diagrams are shown, or have said that they can't be."""
        self.page.wait_for_load_state()
        for form in self.page.locator("form[data-form]").all():
            expect(form).to_have_attribute("data-state", "shown")
        for diagram in self.page.locator("[data-diagram]").all():
            expect(diagram).to_have_attribute("data-state", re.compile("shown|failed"))

    def sign_in(self, login: str, password: str = cities.PASSWORD) -> None:
        """Sign in by the page."""
        if not self.page.url.startswith(f"{self.address}/sign-in"):
            self.page.goto(f"{self.address}/sign-in")
        self.page.locator("#login").fill(login)
        self.page.locator("#password").fill(password)
        self.page.locator("main").get_by_role("button").click()
        self.settle()

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def fill(self, **texts: str) -> None:
        """Fill in fields of the shown form by their keys: texts and dates (as dd/mm/yyyy)."""
        for key, text in texts.items():
            ids = f"input[id$='ield_{key}'], textarea[id$='ield_{key}'], input[id$='ield_{key}-date']"
            field = self.page.locator(".form-js-here").locator(ids)
            field.fill(text)
            field.press("Tab")

    def choose(self, *labels: str) -> None:
        """Pick choices of the shown form by their labels."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def send(self) -> None:
        """Complete the shown task."""
        self.page.get_by_role("button", name=COMPLETE).click()
        self.settle()

    def open_task(self, case: str, name: str) -> None:
        """Open a case's task from the list of the agency."""
        self.go(f"/tasks?q={case}")
        self.page.get_by_role("link", name=name, exact=True).click()
        self.settle()

    def holders(self, case: str) -> set[str]:
        """The lanes that hold a case, as its page says."""
        self.go(f"/cases/{case}")
        return set(self.page.locator("section[aria-labelledby=holders] h3").all_text_contents())
