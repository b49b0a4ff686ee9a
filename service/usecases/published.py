"""What a published version holds, ready to run: kept in the process, because it never changes.

A completion needs the program, the forms, limits and bindings of its version. A published version is frozen, so a
bounded cache by version id is always right, and a warm process asks the database nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import prepared as pp
from bpmn import settings as st
from bpmn import steptable
from bpmn.forms import form, formjs, task
from models import procedure
from runner import loader
from service import errors
from service.usecases import studied

MOST_VERSIONS = 200
"""Versions kept in one process; the one used longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Who a lane belongs to: `to` is a value of `settings.BindTo`; `value` the kind or the system's name."""

    to: str
    agency_id: int | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """One published version.

    `bindings` holds every lane that is bound, by lane key. `forms` are the version's form files by their own id.
    """

    version_id: int
    procedure_id: int
    number: int
    code: str
    name_vi: str
    name_en: str
    prepared: pp.Prepared
    program: loader.Program
    effective: st.Settings
    steps: tuple[steptable.StepRow, ...]
    forms: Mapping[str, form.Form]
    bindings: Mapping[str, Bound]

    def name(self, element: str) -> str:
        """The label of an element; its id where it has none or is gone."""
        node = self.prepared.diagram.nodes.get(element)
        return (node.name if node else "") or element

    def lane(self, key: str) -> str:
        """The label of a lane; its key where it is gone."""
        lane = self.prepared.diagram.lanes.get(key)
        return lane.label if lane and lane.label else key

    def bound(self, key: str) -> Bound | None:
        """Who a lane belongs to; a lane that inherits takes its parent's."""
        at: str | None = key
        while at is not None:
            own = self.bindings.get(at)
            if own is not None and own.to != st.BindTo.INHERIT:
                return own
            lane = self.prepared.diagram.lanes.get(at)
            at = lane.parent if lane else None
        return None

    def lanes(self) -> tuple[Bound, ...]:
        """Who the lanes that hold nodes belong to, each once."""
        used = dict.fromkeys(self.prepared.diagram.lane_of.values())
        found = dict.fromkeys(bound for key in used if (bound := self.bound(key)) is not None)
        return tuple(found)

    def kinds(self) -> tuple[str, ...]:
        """The kinds of agency that a case must pick, in the lanes' order."""
        return tuple(dict.fromkeys(bound.value for bound in self.lanes() if bound.to == st.BindTo.KIND))

    def intake(self) -> Bound | None:
        """The one-stop unit's lane: of the first step, in the order in which work flows, that an agency does."""
        offices = (st.BindTo.AGENCY, st.BindTo.KIND)
        in_order = [row.lane for row in self.steps if row.personal] + list(self.bindings)
        found = (bound for key in in_order if (bound := self.bound(key)) is not None and bound.to in offices)
        return next(found, None)

    def outside_message(self, element: str) -> str | None:
        """The message that an element waits for from a pool drawn without its inside: somebody has to bring it."""
        drawn, node = self.prepared.diagram, self.prepared.diagram.nodes.get(element)
        senders = {flow.source for flow in drawn.message_flows.values() if flow.target == element}
        if node is None or not any(drawn.pools[sender].process is None for sender in senders if sender in drawn.pools):
            return None
        return next((event.name for event in node.events if event.kind == "message"), node.message)

    def step(self, element: str) -> st.Step:
        """Limit, role and output of a step."""
        return self.effective.steps.get(element, st.Step())

    def form(self, element: str, language: str = "vi") -> form.Form:
        """The form of a task."""
        return task.for_task(self.prepared, element, self.forms, language)

    def lineage(self, element: str) -> str:
        """The lineage id of an element."""
        return self.prepared.lineage.get(element, element)


_kept: OrderedDict[int, Published] = OrderedDict()
_lock = threading.Lock()


def get(session: Session, version_id: int) -> Published:
    """A published version, from the process's memory where it has been asked for before.

    Raises:
        NotFoundError: there is no such published version.
    """
    with _lock:
        if version_id in _kept:
            _kept.move_to_end(version_id)
            return _kept[version_id]
    found = _read(session, version_id)
    with _lock:
        _kept[version_id] = found
        while len(_kept) > MOST_VERSIONS:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Drop everything kept, for tests that make databases whose ids may meet."""
    with _lock:
        _kept.clear()


def _read(session: Session, version_id: int) -> Published:
    version, owner = procedure.Version, procedure.Procedure
    row = session.execute(
        select(version.procedure_id, version.number, version.prepared, version.state, owner.code)
        .add_columns(owner.name_vi, owner.name_en)
        .join(owner, owner.id == version.procedure_id)
        .where(version.id == version_id)
    ).one_or_none()
    if row is None or row.state != "published" or row.prepared is None:
        raise errors.NotFoundError("version", version_id)
    kept = studied.load(orjson.loads(row.prepared))
    return Published(
        version_id=version_id,
        procedure_id=row.procedure_id,
        number=row.number,
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        prepared=kept.prepared,
        program=loader.program(kept.prepared),
        effective=kept.effective,
        steps=kept.steps,
        forms=_forms(session, version_id),
        bindings=_bindings(session, version_id),
    )


def _forms(session: Session, version_id: int) -> dict[str, form.Form]:
    table = procedure.VersionForm
    bodies = session.execute(select(table.name, table.body).where(table.version_id == version_id)).all()
    return {
        parsed.id or name.removesuffix(".form"): parsed for name, body in bodies for parsed in (formjs.parse(body),)
    }


def _bindings(session: Session, version_id: int) -> dict[str, Bound]:
    table = procedure.Binding
    found = session.execute(
        select(table.lane_key, table.bind_to, table.agency_id, table.value).where(table.version_id == version_id)
    ).all()
    return {row.lane_key: Bound(row.bind_to, row.agency_id, row.value) for row in found}
