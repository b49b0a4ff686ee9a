"""A small city for tests: agencies, people of each role, and procedures drawn in a few lines and published."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from bpmn import study
from models import agency, base, database, person, procedure, rows
from models import timer as timers
from service.rules import access
from service.usecases import cases, consents, deadlines, published, studied, views

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Monday 23 November 2026, 09:00 in Hà Nội."""

BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
AGENCIES = (("H26", "tinh", None), ("H26.1", "mot-cua", "H26"), ("H26.2", "ubnd-xa", "H26"))
MORE = (("H26.3", "ubnd-xa", "H26"), ("CA.1", "cong-an", None), ("TAX.1", "thue", None))


@dataclass
class Drawing:
    """One pool being drawn: nodes as XML by lane, and flows."""

    pool: str = "P"
    lanes: dict[str, list[str]] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)

    def node(self, lane: str, tag: str, id_: str, inner: str = "", **attributes: str) -> Drawing:
        """Add a node to a lane."""
        self.lanes.setdefault(lane, []).append(id_)
        told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.parts.append(f'<{tag} id="{id_}" name="{id_}"{told}>{inner}</{tag}>')
        return self

    def user(self, lane: str, *ids: str) -> Drawing:
        """Add people's tasks to a lane."""
        for id_ in ids:
            self.node(lane, "userTask", id_)
        return self

    def path(self, *ids: str, condition: str | None = None) -> Drawing:
        """Draw flows from each to the next; the condition stands on the last."""
        for source, target in itertools.pairwise(ids):
            inner = ""
            if condition is not None and target == ids[-1]:
                inner = f'<conditionExpression xsi:type="tFormalExpression">={condition}</conditionExpression>'
            flow = (
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
            )
            self.parts.append(flow)
        return self

    def process(self) -> str:
        """The pool's process."""
        lanes = "".join(
            f'<lane id="{id_}" name="{id_}">{"".join(f"<flowNodeRef>{n}</flowNodeRef>" for n in nodes)}</lane>'
            for id_, nodes in self.lanes.items()
        )
        body = f'<laneSet id="set_{self.pool}">{lanes}</laneSet>{"".join(self.parts)}'
        return f'<process id="process_{self.pool}" isExecutable="true">{body}</process>'


def xml(*pools: Drawing, messages: Sequence[tuple[str, str]] = ()) -> bytes:
    """The file of some pools and the message flows between their nodes."""
    parties = "".join(f'<participant id="{p.pool}" name="{p.pool}" processRef="process_{p.pool}"/>' for p in pools)
    flows = "".join(f'<messageFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in messages)
    roots = "".join(root for p in pools for root in p.roots)
    inner = f'{roots}<collaboration id="c">{parties}{flows}</collaboration>{"".join(p.process() for p in pools)}'
    return f'<definitions {BPMN} id="d" targetNamespace="urn:test">{inner}</definitions>'.encode()


def timer(duration: str) -> str:
    """The definition of a timer event."""
    told = f'<timeDuration xsi:type="tFormalExpression">{duration}</timeDuration>'
    return f"<timerEventDefinition>{told}</timerEventDefinition>"


def to(target: str, value: str = "") -> dict[str, Any]:
    """A binding: `to("agency", "H26.1")`."""
    key = {"agency": "code", "kind": "kind", "system": "name"}.get(target)
    return {"bind": {"to": target, **({key: value} if key else {})}}


def due(session: Session, now: datetime) -> list[int]:
    """Ids of the cases with a timer that is due, the longest due first."""
    table = timers.Timer
    found = select(table.case_id).where(table.due_at <= base.to_ms(now), table.incident_id.is_(None))
    return list(dict.fromkeys(session.scalars(found.order_by(table.due_at))))


class World:
    """A database with agencies and people, and a clock of its own."""

    def __init__(self, url: str, offices: Sequence[tuple[str, str, str | None]] = (*AGENCIES, *MORE)) -> None:
        published.forget()
        self.database = database.Database(url, pool=10)
        self.now = NOW
        self.agencies: dict[str, int] = {}
        self.people: dict[str, access.Actor] = {}
        with self.database.transaction() as session:
            self._agencies(session, offices)
        for code in self.agencies:
            for role in ("staff", "chief"):
                self.person(f"{role} {code}", code, role)
        if "H26.1" in self.agencies:
            self.person("other H26.1", "H26.1", "staff")
        for role in ("manager", "auditor", "administrator", "analyst"):
            self.person(role, "H26", role)

    def _agencies(self, session: Session, offices: Sequence[tuple[str, str, str | None]]) -> None:
        for number, (code, kind, parent) in enumerate(offices, start=1):
            self.agencies[code] = number
            parent_id = None if parent is None else self.agencies[parent]
            name = {"name_vi": f"Cơ quan {code}", "name_en": code}
            session.add(agency.Agency(id=number, code=code, kind=kind, parent_id=parent_id, **name))
            session.flush()

    def person(self, name: str, agency_code: str, role: str) -> access.Actor:
        """Somebody new with a role in an agency."""
        with self.database.transaction() as session:
            id_ = base.new_id(base.to_ms(self.now))
            session.add(person.Person(id=id_, login=name, name=name, created_at=0))
            session.flush()
            session.add(person.Membership(id=id_, person_id=id_, agency_id=self.agencies[agency_code], role=role))
            session.flush()
            rights = session.scalars(select(person.Role.rights).where(person.Role.code == role)).one()
        top = agency_code == "H26"
        held = access.Membership(self.agencies[agency_code], agency_code, role, frozenset(rights), top)
        self.people[name] = access.Actor(id_, name, (held,))
        return self.people[name]

    def publish(
        self,
        code: str,
        diagram: bytes,
        lanes: Mapping[str, Mapping[str, Any]],
        *,
        forms: Mapping[str, object] | None = None,
        steps: Mapping[str, Mapping[str, Any]] | None = None,
        limit: Mapping[str, Any] | None = None,
        clocks: Mapping[str, Any] | None = None,
        number: int = 1,
    ) -> int:
        """Put a version in force, bypassing the import; returns its id."""
        settings = st.from_json({"lanes": lanes, "steps": steps or {}, "limit": limit, "clocks": clocks or {}})
        return self.publish_with(code, diagram, settings, forms or {}, number)

    def publish_with(
        self, code: str, diagram: bytes, settings: st.Settings, forms: Mapping[str, object], number: int = 1
    ) -> int:
        """The same with settings as they stand beside a file."""
        files = {name: json.dumps(body).encode() for name, body in forms.items()}
        found = study.study(diagram, files, settings)
        kept = studied.Studied(
            found.prepared, found.settings, found.effective, found.findings, found.steps, found.lanes, found.matched
        )
        with self.database.transaction() as session:
            procedure_id = session.scalar(select(procedure.Procedure.id).where(procedure.Procedure.code == code))
            if procedure_id is None:
                procedure_id = base.new_id(base.to_ms(self.now))
                name = {"name_vi": f"Thủ tục {code}", "name_en": code}
                session.add(procedure.Procedure(id=procedure_id, code=code, created_at=0, **name))
                session.flush()
            version = {
                "id": base.new_id(base.to_ms(self.now)),
                "procedure_id": procedure_id,
                "number": number,
                "state": "published",
                "revision": 1,
                "file_name": "",
                "diagram": diagram,
                "settings": st.canonical(found.settings),
                "prepared": studied.stored(kept),
                "spec_names": [],
                "findings": [],
                "sha256": "",
                "effective_from": base.to_ms(self.now) - 1,
                "created_at": 0,
                "event_seq": 0,
                "event_head": b"",
            }
            rows.insert(session, procedure.Version, [version])
            bodies = [{"version_id": version["id"], "name": name, "body": body} for name, body in files.items()]
            rows.insert(session, procedure.VersionForm, bodies)
            rows.insert(
                session,
                procedure.Binding,
                [self._binding(version["id"], k, b) for k, b in found.settings.lanes.items()],
            )
        return int(str(version["id"]))

    def _binding(self, version_id: object, key: str, one: st.Binding) -> dict[str, object]:
        fixed = one.to is st.BindTo.AGENCY
        return {
            "version_id": version_id,
            "lane_key": key,
            "label": one.label or key.rpartition("/")[2],
            "bind_to": one.to.value,
            "agency_id": self.agencies[one.value] if fixed else None,
            "value": "" if fixed else one.value,
        }

    def start(self, code: str, by: str = "staff H26.1", **more: Any) -> views.CaseView:
        """Start a case."""
        arguments = {"data": {}, "applicant": {"name": "Trần Thị Hà"}, "agencies": {}} | more
        with self.database.transaction() as session:
            return cases.start(session, self.people[by], code, now=self.now, **arguments)

    def later(self, **by: float) -> None:
        """Let time pass: hours=3, days=1, …"""
        self.now += timedelta(**by)

    def work(self) -> int:
        """What the worker's loop does, until nothing is left to do now; returns the incidents met."""
        met = 0
        for _ in range(50):
            with self.database.reading() as session:
                woken = due(session, self.now)
                messages = deadlines.pending_messages(session, self.now)
                silent = consents.due(session, self.now)
            for case_id in woken:
                with self.database.transaction() as session:
                    met += deadlines.wake(session, case_id, now=self.now) is not None
            for message_id in messages:
                with self.database.transaction() as session:
                    met += deadlines.deliver(session, message_id, now=self.now) is not None
            for case_id in silent:
                with self.database.transaction() as session:
                    met += consents.deem(session, case_id, now=self.now) is not None
            if not woken and not messages and not silent:
                break
        return met

    def count(self, table: type[base.Base], *where: Any) -> int:
        """How many rows there are."""
        with self.database.reading() as session:
            return len(session.scalars(select(table).where(*where)).all())


def chain() -> tuple[bytes, dict[str, Any]]:
    """Intake (H26.1) → check (H26.2, four working hours) → result (H26.1)."""
    drawing = Drawing().node("One", "startEvent", "s").user("One", "intake", "result").user("Two", "check")
    drawing.node("One", "endEvent", "e").path("s", "intake", "check", "result", "e")
    return xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")}


def fork(width: int = 2) -> tuple[bytes, dict[str, Any]]:
    """Intake (H26.1) → `width` parallel tasks (H26.2) → result (H26.1)."""
    drawing = Drawing().node("One", "startEvent", "s").user("One", "intake", "result").node("One", "endEvent", "e")
    drawing.node("One", "parallelGateway", "split").node("One", "parallelGateway", "join")
    drawing.path("s", "intake", "split").path("join", "result", "e")
    for number in range(width):
        drawing.user("Two", f"part{number}").path("split", f"part{number}", "join")
    return xml(drawing), {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")}
