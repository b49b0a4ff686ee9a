"""A city on a real database for the browser's tests: its agencies, people of each role, procedures in force.

Cases are moved through use cases with a clock of their own, as officers at other desks would have done before the test
begins; what a test is about is done in the browser.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from models import database as db
from service import errors
from service.rules import access
from service.rules import feedback as rules
from service.usecases import (
    agencies,
    cases,
    deadlines,
    drafts,
    feedback,
    feedbackacts,
    feedbackpublic,
    importer,
    overlaps,
    people,
    procedures,
    published,
    tasks,
    versions,
    views,
)
from tests.service.usecases import world
from tests.support import servers

PROCEDURES = servers.ROOT / "bpmn" / "procedures"
PASSWORD = "một mật khẩu dài"
BIRTH, BUSINESS, STUCK, PAPERS = "birth-registration", "business-start", "stuck", "papers"

PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "lan": ("Nguyễn Thị Lan", "H26.1.12", "staff"),
    "binh": ("Trần Văn Bình", "H26.1.12", "staff"),
    "hanh": ("Lê Thị Hạnh", "H26.101", "staff"),
    "son": ("Phạm Ngọc Sơn", "H26.101", "chief"),
    "pho": ("Trương Thị Phó", "H26.101", "deputy"),
    "cong": ("Vũ Thành Công", "CA.HN.101", "staff"),
    "mai": ("Đỗ Thị Mai", "BHXH.HN.1", "staff"),
    "duc": ("Hoàng Minh Đức", "H26.1", "staff"),
    "thu": ("Bùi Anh Thư", "H26.11", "staff"),
    "manager": ("Ngô Quang Minh", "H26", "manager"),
    "analyst": ("Đặng Thu Hà", "H26", "analyst"),
    "truong": ("Lý Thị Trưởng", "H26.1.12", "chief"),
    "quyen": ("Trịnh Văn Quyền", "H26", "administrator"),
    "nobody": ("Cao Văn Không", "H26.12", "auditor"),
}
"""Login → name, agency, role."""

FILED: Mapping[str, object] = {
    "child_name": "Nguyễn Gia Bảo",
    "child_birth_date": "2026-11-02",
    "child_sex": "male",
    "mother_name": "Trần Thị Hoa",
    "mother_id": "001190012345",
    "residence_address": "12 Hàng Bạc, phường Hoàn Kiếm",
    "hospital": "Bệnh viện Phụ sản Hà Nội",
}
OFFICES = {"mot-cua": "H26.1.12", "ubnd-xa": "H26.101", "cong-an-xa": "CA.HN.101"}


@dataclass
class City:
    """The database, and the instant at which its use cases are called."""

    url: str
    database: db.Database
    now: datetime
    codes: dict[str, str] = field(default_factory=dict)
    """The code of each procedure, by its folder."""

    def actor(self, login: str) -> access.Actor:
        """Somebody of the city."""
        with self.database.reading() as session:
            return people.actor(session, login, now=self.now)

    def later(self, **by: float) -> None:
        """Let time pass: hours=3, days=1, …"""
        self.now += timedelta(**by)

    def start(
        self, procedure: str, by: str, applicant: str, data: Mapping[str, object], offices: Mapping[str, str]
    ) -> str:
        """Start a case; its code."""
        with self.database.transaction() as session:
            found = cases.start(
                session, self.actor(by), self.codes[procedure], data, {"name": applicant}, offices, now=self.now
            )
        return found.code

    def birth(self, applicant: str = "Trần Thị Hoa") -> str:
        """A birth registered at the one-stop point of Hoàn Kiếm; its code."""
        return self.start(BIRTH, "lan", applicant, FILED, OFFICES)

    def holding(self, code: str) -> tuple[views.Holder, ...]:
        """Who holds a case."""
        with self.database.reading() as session:
            return cases.holding(session, people.SYSTEM, code, now=self.now)

    def task(self, code: str, element: str) -> str:
        """The id of the open task of a case at an element."""
        return next(str(one.task) for one in self.holding(code) if one.element == element)

    def claim(self, code: str, element: str, by: str) -> None:
        """Begin a task."""
        case_id, _, seq = self.task(code, element).partition("-")
        with self.database.transaction() as session:
            tasks.claim(session, self.actor(by), int(case_id), int(seq), now=self.now)

    def complete(self, code: str, element: str, by: str, **answers: Any) -> None:
        """Complete a task."""
        case_id, _, seq = self.task(code, element).partition("-")
        with self.database.transaction() as session:
            tasks.complete(session, self.actor(by), int(case_id), int(seq), answers, now=self.now)

    def stuck(self, applicant: str = "Đinh Thị Kẹt") -> str:
        """A case that an incident holds; its code."""
        code = self.start(STUCK, "lan", applicant, {}, {})
        with contextlib.suppress(errors.IncidentError):
            self.complete(code, "decide", "lan", amount=7)
        return code

    def fed_back(self, procedure: str) -> str:
        """Feedback about a procedure, some answered, a review open, overlaps found; the code of the newest."""
        codes = []
        for number in range(2):
            new = feedback.New("Phải nộp giấy chứng sinh hai lần", "Công an xã lại đòi bản sao.", procedure=procedure)
            with self.database.transaction() as session:
                sent = feedback.send(
                    session,
                    feedbackpublic.NOBODY,
                    new,
                    now=self.now,
                    address=f"10.0.0.{number}",
                    threshold=rules.Threshold(2, 90),
                )
            codes.append(sent.code)
        answered = feedbackacts.Act("answer", "Từ nay chỉ nộp một lần.", publish=True)
        with self.database.transaction() as session:
            feedbackacts.act(session, self.actor("analyst"), codes[0], answered, now=self.now)
            overlaps.look(session, now=self.now)
        return codes[1]

    def cancel(self, code: str, by: str, reason: str) -> None:
        """Cancel a case."""
        with self.database.transaction() as session:
            cases.cancel(session, self.actor(by), code, reason, now=self.now)

    def complete_for_colleague(self, code: str, element: str, **answers: Any) -> None:
        """Let Bình complete a task that Lan has begun, as where she has given it back meanwhile."""
        case_id, _, seq = self.task(code, element).partition("-")
        with self.database.transaction() as session:
            tasks.release(session, self.actor("lan"), int(case_id), int(seq), now=self.now)
        self.complete(code, element, "binh", **answers)

    def deliver(self) -> None:
        """Deliver what messages there are, as the worker does."""
        with self.database.reading() as session:
            waiting = deadlines.pending_messages(session, self.now)
        for message in waiting:
            with self.database.transaction() as session:
                deadlines.deliver(session, message, now=self.now)


def present() -> datetime:
    """The machine's time, by which the server's process goes."""
    return datetime.now(UTC)


def build(url: str, now: datetime | None = None) -> City:
    """Fill an empty database.

    Parameters:
        now: when everything is set up. Six days ago by default: too late for limits of hours, too early for those of
            a week.
    """
    published.forget()
    at = now or present() - timedelta(days=6)
    made = City(url, db.Database(url), at)
    with made.database.transaction() as session:
        for one in json.loads((PROCEDURES / "agencies.json").read_text(encoding="utf-8")):
            name = one["name"]
            agencies.add(
                session, people.SYSTEM, one["code"], name["vi"], name_en=name["en"], kind=one["kind"],
                parent=one["parent"], now=at,
            )  # fmt: skip
        for login, (name, agency, role) in PEOPLE.items():
            people.add(session, people.SYSTEM, login, name, PASSWORD, [people.Membership(agency, role)], now=at)
    reader = importer.Importer()
    try:
        for folder in (BIRTH, BUSINESS):
            made.codes[folder] = _shipped(made, reader, PROCEDURES / folder)
        made.codes[STUCK] = _stuck(made, reader)
        made.codes[PAPERS] = _papers(made, reader)
    finally:
        reader.close()
    return made


def _shipped(city: City, reader: importer.Importer, folder: Path) -> str:
    about = json.loads((folder / "procedure.json").read_text(encoding="utf-8"))
    forms = {path.name: path.read_bytes() for path in sorted(folder.glob("*.form"))}
    settings = json.loads((folder / "v1.settings.json").read_text(encoding="utf-8"))
    return _publish(city, reader, about, (folder / "v1.bpmn").read_bytes(), forms, settings)


def _stuck(city: City, reader: importer.Importer) -> str:
    """A procedure whose gateway has no branch for an amount that is neither 1 nor 2."""
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "decide", "small", "large")
    drawing.node("One", "exclusiveGateway", "g").node("One", "endEvent", "e").path("s", "decide", "g")
    for number, element in enumerate(("small", "large"), start=1):
        drawing.path("g", element, condition=f"amount = {number}").path(element, "e")
    name = {"vi": "Thủ tục kẹt ở cổng rẽ nhánh", "en": "Procedure stuck at a gateway"}
    about = {"code": "KET.01", "name": name, "field": "", "lead_agency": "H26"}
    lanes = {"P/One": world.to("agency", "H26.1.12")}
    return _publish(city, reader, about, world.xml(drawing), {}, {"format": 1, "lanes": lanes})


def _papers(city: City, reader: importer.Importer) -> str:
    """A procedure whose start and whose task ask for files."""
    link = (
        '<extensionElements><zeebe:formDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" formId="{}"/>'
        "</extensionElements>"
    )
    drawing = world.Drawing().node("One", "startEvent", "s", link.format("filed"))
    drawing.node("One", "userTask", "scan", link.format("scanned")).node("One", "endEvent", "e").path("s", "scan", "e")
    field = {"type": "filepicker", "id": "Field_papers", "key": "papers", "label": "Giấy tờ kèm theo"}
    note = {"type": "textfield", "id": "Field_note", "key": "note", "label": "Ghi chú"}
    several = {"multiple": True, "accept": ".pdf,image/*", "validate": {"required": True}}
    forms = {
        "filed.form": json.dumps({"id": "filed", "components": [field]}).encode(),
        "scanned.form": json.dumps({"id": "scanned", "components": [note, {**field, **several}]}).encode(),
    }
    name = {"vi": "Nộp giấy tờ", "en": "Handing in papers"}
    about = {"code": "GIAY.01", "name": name, "field": "", "lead_agency": "H26"}
    lanes = {"P/One": world.to("agency", "H26.1.12")}
    return _publish(city, reader, about, world.xml(drawing), forms, {"format": 1, "lanes": lanes})


def _publish(
    city: City,
    reader: importer.Importer,
    about: Mapping[str, Any],
    diagram: bytes,
    forms: Mapping[str, bytes],
    settings: Mapping[str, Any],
) -> str:
    code = str(about["code"])
    with city.database.transaction() as session:
        procedures.create(
            session, people.SYSTEM, code, about["name"]["vi"], name_en=about["name"]["en"], field=about["field"],
            lead_agency=about["lead_agency"], now=city.now,
        )  # fmt: skip
    draft = drafts.add(
        city.database, reader, people.SYSTEM, code, diagram, forms, now=city.now, file_name="v1.bpmn", settings=settings
    )
    if warned := [one.key for one in draft.blocking]:
        accepting = {**settings, "accepted": warned}
        drafts.put_settings(city.database, reader, people.SYSTEM, code, 1, accepting, now=city.now)
    with city.database.transaction() as session:
        versions.publish(session, people.SYSTEM, code, 1, city.now, now=city.now)
    return code
