"""What a published version holds, ready to run: kept in the process, because it never changes.

A completion needs the program, the forms, limits and bindings of its version. A published version is frozen, so what
is kept by version id is always right, and a warm process asks the database nothing. What is kept is bounded by the
memory it takes, and is all that a process holds of its versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import diagram as dg
from bpmn import formfiles, steptable
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.forms import form, task
from models import procedure
from runner import loader
from service import errors
from service.usecases import kept, studied

MOST_BYTES = 64 * 2**20
"""What the versions kept in one process may take, where nothing else is configured."""


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
    `prepared` is without its picture.
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


_kept: kept.Kept[int, Published] = kept.Kept(MOST_BYTES)


def get(session: Session, version_id: int) -> Published:
    """A published version, from the process's memory where it has been asked for before.

    Raises:
        NotFoundError: there is no such published version.
    """
    found = _kept.get(version_id)
    if found is None:
        found, size = _read(session, version_id)
        _kept.put(version_id, found, size)
    return found


def bound(most_bytes: int) -> None:
    """Let the versions kept in this process take so many bytes; those used longest ago make room."""
    _kept.bound(most_bytes)


def kept_bytes() -> int:
    """About how many bytes the versions take that are kept in this process."""
    return _kept.bytes


def size(prepared: int, nodes: int, forms: int) -> int:
    """About how many bytes of memory a version takes, as measured over diagrams of 14 to 2,000 nodes.

    Parameters:
        prepared, forms: bytes of what is stored of its diagram and of its forms.
        nodes: how many nodes its diagram has.
    """
    return 30_000 + 2 * prepared + 1_700 * nodes + 4 * forms


def forget() -> None:
    """Drop everything kept, for tests that make databases whose ids may meet."""
    _kept.clear()


def _read(session: Session, version_id: int) -> tuple[Published, int]:
    """A version and about how many bytes it takes."""
    version, owner = procedure.Version, procedure.Procedure
    row = session.execute(
        select(version.procedure_id, version.number, version.prepared, version.state, owner.code)
        .add_columns(owner.name_vi, owner.name_en)
        .join(owner, owner.id == version.procedure_id)
        .where(version.id == version_id)
    ).one_or_none()
    if row is None or row.state != "published" or row.prepared is None:
        raise errors.NotFoundError("version", version_id)
    known = studied.load(orjson.loads(row.prepared), picture=False)
    forms, form_bytes = _forms(session, version_id, known.prepared.diagram)
    found = Published(
        version_id=version_id,
        procedure_id=row.procedure_id,
        number=row.number,
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        prepared=known.prepared,
        program=loader.program(known.prepared),
        effective=known.effective,
        steps=known.steps,
        forms=forms,
        bindings=_bindings(session, version_id),
    )
    return found, size(len(row.prepared), len(known.prepared.diagram.nodes), form_bytes)


def _forms(session: Session, version_id: int, drawn: dg.Diagram) -> tuple[dict[str, form.Form], int]:
    """The forms of a version by what steps call them, and how many bytes are stored of them."""
    table = procedure.VersionForm
    bodies = session.execute(select(table.name, table.body).where(table.version_id == version_id)).all()
    links = ((node.form, node.form_layout) for node in drawn.nodes.values())
    return formfiles.read(dict(bodies), links)[0], sum(len(body) for _, body in bodies)


def _bindings(session: Session, version_id: int) -> dict[str, Bound]:
    table = procedure.Binding
    found = session.execute(
        select(table.lane_key, table.bind_to, table.agency_id, table.value).where(table.version_id == version_id)
    ).all()
    return {row.lane_key: Bound(row.bind_to, row.agency_id, row.value) for row in found}
