"""An analyst at the modeler: what she draws and fills in, in her own terms, mostly without a mouse."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from service.usecases import procedures
from tests.browser import city as cities
from tests.browser import desk as desks


@dataclass
class Board:
    """The modeler in somebody's browser; `desk` is hers."""

    desk: desks.Desk

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.desk.page

    def open(self, code: str, version: int | None = None) -> None:
        """Open the modeler: empty, or from a version."""
        query = "" if version is None else f"?from={version}"
        self.page.goto(f"{self.desk.address}/procedures/{code}/modeler{query}")
        self.ready()

    def ready(self) -> None:
        """Wait until the diagram is shown."""
        expect(self.page.locator("#modeler-canvas")).to_have_attribute("data-state", "shown")
        if self.page.locator("#modeler-outline").count() and not self.page.locator("#modeler-outline").is_visible():
            self.page.locator("details:has(> #modeler-outline) > summary").click()

    def select(self, name: str) -> None:
        """Choose an element in the list by its name."""
        self.page.locator("#modeler-outline").get_by_role("button", name=name, exact=True).first.click()
        expect(self.field("name")).to_have_value(name.partition(" → ")[0] if "→" not in name else "")

    def field(self, name: str) -> Locator:
        """A field of the panel."""
        return self.page.locator(f"#panel-{name}")

    def fill(self, name: str, text: str) -> None:
        """Type into a field and leave it."""
        self.field(name).fill(text)
        self.field(name).press("Tab")

    def choose(self, name: str, value: str) -> None:
        """Take a choice of a field."""
        self.field(name).select_option(value)

    def append(self, kind: str, name: str) -> None:
        """Let something follow the chosen element, and name it."""
        self.page.locator("#modeler-panel").get_by_role("button", name=kind, exact=True).click()
        expect(self.field("name")).to_have_value("")
        self.fill("name", name)
        expect(self.page.locator("#modeler-outline").get_by_role("button", name=name, exact=True)).to_be_visible()

    def id(self, name: str) -> str:
        """The id of an element by its name."""
        found = self.page.evaluate(
            "name => lanewayModeler.modeler.get('elementRegistry').find(one => one.businessObject?.name === name)?.id",
            name,
        )
        assert isinstance(found, str), name
        return found

    def xml(self) -> str:
        """The diagram as it would be saved."""
        return str(self.page.evaluate("lanewayModeler.modeler.saveXML().then(made => made.xml)"))

    def checked(self) -> Locator:
        """The findings, once they are those of what is drawn now."""
        self.page.wait_for_timeout(1000)
        expect(self.page.locator("#modeler-findings")).not_to_have_attribute("aria-busy", "true")
        expect(self.page.locator("#modeler-findings")).to_have_attribute("data-state", "shown")
        return self.page.locator("#modeler-findings")

    def save(self, code: str, number: int) -> None:
        """Save as a draft; its page is shown then."""
        self.page.locator("#modeler-save").click()
        expect(self.page).to_have_url(f"{self.desk.address}/procedures/{code}/versions/{number}")
        self.desk.settle()


def registered(city: cities.City, code: str, name: str = "Cấp giấy phép thử") -> str:
    """A procedure without versions; its code."""
    with city.database.transaction() as session:
        procedures.create(session, city.actor("analyst"), code, name, lead_agency="H26", now=city.now)
    return code


def changes(desk: desks.Desk) -> list[str]:
    """The changes as they stand on the page, one line each."""
    return sorted(" ".join(text.split()) for text in desk.page.locator(".change").all_inner_texts())
