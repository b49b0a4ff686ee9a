"""A small city for the API's tests: agencies, a person of each kind, and the real application over a real database."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import flask
from werkzeug.test import TestResponse

from models import database as db
from service import app, config
from service.usecases import agencies, longwork, people
from tests.service.api import drawings

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 in Hà Nội."""
PASSWORD = "một mật khẩu dài"
AGENCIES = (
    ("H26", "Thành phố Hà Nội", "tinh", None),
    ("H26.1", "Trung tâm Phục vụ hành chính công", "mot-cua", "H26"),
    ("H26.2", "Thuế cơ sở 1", "thue", "H26"),
    ("H26.9", "Sở không liên quan", "so", "H26"),
)
PEOPLE = {
    "administrator": ("H26", "administrator"),
    "analyst": ("H26", "analyst"),
    "manager": ("H26", "manager"),
    "officer": ("H26.1", "staff"),
    "chief": ("H26.1", "chief"),
    "taxer": ("H26.2", "staff"),
    "stranger": ("H26.9", "staff"),
}
"""Login → agency and role."""


@dataclass
class World:
    """The application with its clock, and a token for each person."""

    app: flask.Flask
    database: db.Database
    tokens: dict[str, str] = field(default_factory=dict)
    now: datetime = MONDAY
    numbers: Any = field(default_factory=itertools.count)

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def call(self, who: str | None, method: str, path: str, **options: Any) -> TestResponse:
        """Ask the API as somebody (None: nobody), with a new client each time."""
        headers = {"Accept-Language": "en", **options.pop("headers", {})}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        full = path if path.startswith("/") else f"/api/v1/{path}"
        return self.app.test_client().open(full, method=method, headers=headers, **options)

    def get(self, who: str | None, path: str, **options: Any) -> TestResponse:
        """GET."""
        return self.call(who, "GET", path, **options)

    def post(self, who: str | None, path: str, **options: Any) -> TestResponse:
        """POST."""
        return self.call(who, "POST", path, **options)

    def code(self) -> str:
        """A procedure's code that nobody has used."""
        return f"TT.{next(self.numbers):04}"

    def drafted(self, diagram: bytes | None = None, code: str | None = None) -> str:
        """A procedure whose newest version is a draft of `diagram` with its form and settings; its code."""
        if code is None:
            code = self.code()
            new = {"code": code, "name": f"Thủ tục {code}", "field": "Thử", "lead_agency": "H26"}
            assert self.post("analyst", "procedures", json=new).status_code == 201
        sent = {
            "file": [(_file(diagram or drawings.diagram()), "vẽ.bpmn"), (_file(drawings.FORM), "intake.form")],
            "settings": json.dumps(drawings.SETTINGS),
        }
        answer = self.post("analyst", f"procedures/{code}/versions", data=sent)
        assert answer.status_code == 201, answer.text
        return code

    def published(self, diagram: bytes | None = None) -> str:
        """A procedure with version 1 in force; its code."""
        code = self.drafted(diagram)
        answer = self.post("analyst", f"procedures/{code}/versions/1/publish", json={})
        assert answer.status_code == 200, answer.text
        return code

    def started(self, code: str | None = None) -> dict[str, Any]:
        """A case, as its start answered."""
        body = {"procedure": code or self.published(), "data": {}, "applicant": {"name": "Nguyễn Văn Đức"}}
        answer = self.post("officer", "cases", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def attached(
        self, path: str, body: bytes = drawings.PDF, name: str = "Tờ khai.pdf", who: str = "officer"
    ) -> TestResponse:
        """The answer to an upload to ``{path}/documents``."""
        return self.post(who, f"{path}/documents", data={"file": (_file(body), name)})

    def handed_in(self, case: str) -> dict[str, Any]:
        """Complete the first task of a case with a document; the reference to it."""
        task = self.task(case)
        document = self.attached(f"tasks/{task}").get_json()
        answers = {"full_name": "A", "proof": [document]}
        answer = self.post("officer", f"tasks/{task}/complete", json={"answers": answers})
        assert answer.status_code == 200, answer.text
        return dict(document)

    def erred(self, case: str) -> str:
        """Record a mistake of the one-stop unit; the id of the apology that it is to write."""
        answer = self.post("officer", f"cases/{case}/faults", json={"agency": "H26.1", "what": "Ghi sai ngày sinh"})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["apologies"][0])

    def reviewed(self, apology: str) -> str:
        """Open a review of what an apology is about; its id."""
        answer = self.post("chief", f"apologies/{apology}/review", json={"reason": "Ghi sai"})
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["id"])

    def task(self, case: str) -> str:
        """The id of the one open task of a case."""
        (held,) = self.get("officer", f"cases/{case}/holding").get_json()
        return str(held["task"])

    def dead_job(self, kind: str = "mail.send", key: str = "") -> str:
        """A new job that has been given up; its id."""
        handlers = {kind: longwork.Handler(lambda task: None)}
        with self.database.transaction() as session:
            longwork.enqueue(session, kind, {"to": "ha@example.vn"}, key or f"key {self.code()}", self.now)
            work = longwork.take(session, "worker", handlers, self.now)
            assert work is not None
            longwork.failed(session, work, "the mail server is away", self.now, tries=0)
        return str(work.id)


def _file(body: bytes) -> io.BytesIO:
    return io.BytesIO(body)


def build(url: str, documents: str = "") -> World:
    """The city over the database at `url`, which has the tables; `documents` is the folder of documents."""
    made = World.__new__(World)
    application = app.create_app(
        config.Config(database=url, secret="s" * 40, documents=documents), clock=lambda: made.now
    )
    database = db.Database(url)
    World.__init__(made, application, database)
    with database.transaction() as session:
        for code, name, kind, parent in AGENCIES:
            agencies.add(session, people.SYSTEM, code, name, kind=kind, parent=parent, now=MONDAY)
        for login, (agency, role) in PEOPLE.items():
            membership = [people.Membership(agency, role)]
            people.add(session, people.SYSTEM, login, login.title(), PASSWORD, membership, now=MONDAY)
    with database.transaction() as session:
        for login in PEOPLE:
            actor = people.actor(session, login, now=MONDAY)
            made.tokens[login] = str(people.create_token(session, actor, "tests", now=MONDAY).secret)
    return made
