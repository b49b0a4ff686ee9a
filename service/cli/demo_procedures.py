"""The demo's ground: agencies, people, and the shipped procedures, brought in as an analyst would.

Everything is looked up before it is made, so that a second call makes only what the first one left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bpmn import reader
from models import database as db
from service import config, errors
from service.cli import accounts, demo_people
from service.rules import calendar_layers
from service.usecases import agencies, calendaredits, drafts, importer, people, procedures, versions

FOLDER = config.ROOT / "bpmn" / "procedures"
SWAPPED = (date(2026, 1, 2), date(2026, 1, 10))
"""A day off, and the day that was worked for it."""
DRAWN = timedelta(days=15)
"""How long before it comes into force a version is drawn, and then published."""
PUBLISHED = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped procedure: what `procedure.json` says, and its versions, oldest first."""

    code: str
    name_vi: str
    name_en: str
    field: str
    lead: str
    versions: tuple[Path, ...]


def shipped() -> tuple[Shipped, ...]:
    """The procedures that ship, by code."""
    found = []
    for path in FOLDER.glob("*/procedure.json"):
        told = json.loads(path.read_text("utf-8"))
        files = tuple(sorted(path.parent.glob("v*.bpmn"), key=lambda file: int(file.stem[1:])))
        name = told["name"]
        found.append(Shipped(told["code"], name["vi"], name["en"], told["field"], told["lead_agency"], files))
    return tuple(sorted(found, key=lambda one: one.code))


def foreign(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Codes of procedures that are here and not the demo's."""
    known = {(one.code, one.name_vi) for one in shipped()}
    found, cursor = [], None
    while True:
        page = procedures.page(session, people.SYSTEM, now=now, cursor=cursor, limit=procedures.MOST_PER_PAGE)
        found += [one.code for one in page.items if (one.code, one.name_vi) not in known]
        if page.next is None:
            return tuple(found)
        cursor = page.next


def add_agencies(session: Session, *, now: datetime) -> None:
    """The agencies of `agencies.json` that aren't here yet, and a city calendar with a swapped day."""
    told = json.loads((FOLDER / "agencies.json").read_text("utf-8"))
    here = agencies.ids(session, [one["code"] for one in told], now=now)
    for one in told:
        if one["code"] not in here:
            name = one["name"]
            agencies.add(
                session, people.SYSTEM, one["code"], name["vi"], name_en=name["en"], kind=one["kind"],
                parent=one["parent"], now=now,
            )  # fmt: skip
    if not calendaredits.versions(session, calendaredits.CITY):
        calendaredits.edit(
            session, people.SYSTEM, calendaredits.CITY, {"days": calendar_layers.swap(*SWAPPED, "Tết Dương lịch 2026")},
            document="Dữ liệu mẫu: văn bản hoán đổi ngày làm việc", now=now,
        )  # fmt: skip


def add_people(session: Session, wanted: Iterable[demo_people.Account], *, now: datetime) -> None:
    """Those of `wanted` that aren't here yet; one hash stands for all, because all are told the same password."""
    missing = [one for one in wanted if not accounts.is_here(session, one.login, now=now)]
    hashed = people.hash_password(demo_people.PASSWORD) if missing else None
    for one in missing:
        held = [people.Membership(agency, role) for agency, role in one.roles]
        people.add(
            session, people.SYSTEM, one.login, one.name, demo_people.PASSWORD, held, now=now, hashed=hashed
        )  # fmt: skip


def add_procedures(
    database: db.Database, read: importer.Importer, dates: tuple[datetime, ...], *, now: datetime
) -> Iterator[str]:
    """Bring in the versions that aren't here yet, saying which is being read.

    Parameters:
        dates: when first, second, … versions come into force.
    """
    for one in shipped():
        for number, path in enumerate(one.versions, start=1):
            yield f"{one.code} v{number}"
            _add_version(database, read, one, number, path, dates[number - 1], now)


def _add_version(
    database: db.Database, read: importer.Importer, one: Shipped, number: int, path: Path, on: datetime, now: datetime
) -> None:
    drawn, published = on - DRAWN, on - PUBLISHED
    with database.transaction() as session:
        analyst, approver = (people.actor(session, login, now=now) for login in ("phantich", "pheduyet"))
        try:
            known = procedures.get(session, analyst, one.code, now=now)
        except errors.NotFoundError:
            names = {"name_en": one.name_en, "field": one.field, "lead_agency": one.lead}
            known = procedures.create(session, analyst, one.code, one.name_vi, now=drawn, **names)
    states = {line.number: line.state for line in known.versions}
    if number not in states:
        settings = json.loads(path.with_suffix(".settings.json").read_text("utf-8"))
        drafts.add(
            database, read, analyst, one.code, path.read_bytes(), forms_of(path), file_name=path.name,
            settings=settings, now=drawn,
        )  # fmt: skip
    if states.get(number) != versions.PUBLISHED:
        with database.transaction() as session:
            versions.publish(session, approver, one.code, number, on, now=published)


def forms_of(path: Path) -> dict[str, bytes]:
    """The form files beside a diagram that it links: a version owns no others."""
    linked = {node.form for node in reader.read(path.read_bytes()).diagram.nodes.values()} - {None}
    return {file.name: file.read_bytes() for file in sorted(path.parent.glob("*.form")) if file.stem in linked}
