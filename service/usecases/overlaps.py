"""Overlaps between procedures: looked for in the versions in force, shown side by side, dismissed or reported.

Looking for them reads every version in force and takes seconds: a command or a long job does it, never a request.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Select, delete, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from bpmn import formfiles
from bpmn import overlaps as finder
from bpmn.forms import form, generated, task
from models import base, procedure
from models import feedback as tables
from service import errors
from service.rules import access
from service.usecases import cursors, feedback, feedbackviews, longwork, studied, views

KIND = "overlaps.look"
MOST, USUAL = 200, 20
LONGEST_REASON = 2_000
STATES = ("proposed", "dismissed", "reported")
_ROW = tables.Overlap
_A, _B = aliased(procedure.Procedure), aliased(procedure.Procedure)
_AV, _BV = aliased(procedure.Version), aliased(procedure.Version)
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class Alike:
    """What is alike on both sides: `kind` step, document or field; label and element of each; `alike` of 100."""

    kind: str
    a: str
    b: str
    a_element: str
    b_element: str
    alike: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two lanes."""

    procedure: views.ProcedureRef
    lane_key: str
    lane: str


@dataclass(frozen=True, slots=True)
class OverlapView:
    """Two lanes side by side; `score` as `bpmn.overlaps` gives it."""

    id: str
    a: Side
    b: Side
    score: float
    evidence: tuple[Alike, ...]
    state: str
    found_at: datetime
    reason: str = ""
    feedback: str | None = None
    may_decide: bool = False


def look(session: Session, *, now: datetime) -> tuple[int, int]:
    """Look for overlaps anew; how many there are, and how many of them weren't known.

    What was dismissed or reported stays as it was decided; a proposal that isn't found any more goes.
    """
    return keep(session, *search(session, now=now), now=now)


def search(session: Session, *, now: datetime) -> tuple[Sequence[finder.Overlap], Mapping[int, int]]:
    """The overlaps there are, and the version in force of each procedure; writes nothing."""
    versions = _in_force(session, now)
    return finder.find(item for version in versions.values() for item in _items(session, version)), versions


def keep(
    session: Session, found: Sequence[finder.Overlap], versions: Mapping[int, int], *, now: datetime
) -> tuple[int, int]:
    """Write down what a search has found; as `look`."""
    known = {
        (row.a_procedure_id, row.a_lane, row.b_procedure_id, row.b_lane): row
        for row in session.execute(select(_ROW)).scalars()
    }
    at, seen, new = base.to_ms(now), set(), 0
    for one in found:
        key = (one.a.procedure, one.a.lane, one.b.procedure, one.b.lane)
        seen.add(key)
        row = known.get(key)
        if row is not None and row.state != "proposed":
            continue
        told = {
            "a_version_id": versions[one.a.procedure], "b_version_id": versions[one.b.procedure],
            "evidence": [_evidence(evidence) for evidence in one.evidence], "score": round(one.score * _THOUSAND),
        }  # fmt: skip
        if row is None:
            new += 1
            names = ("a_procedure_id", "a_lane", "b_procedure_id", "b_lane")
            keys = dict(zip(names, key, strict=True))
            session.add(_ROW(id=base.new_id(at), state="proposed", found_at=at, reason="", **keys, **told))
        else:
            for name, value in told.items():
                setattr(row, name, value)
    session.flush()
    gone = [row.id for key, row in known.items() if key not in seen and row.state == "proposed"]
    session.execute(delete(_ROW).where(_ROW.id.in_(gone)))
    return len(found), new


def want(session: Session, actor: access.Actor, *, now: datetime) -> bool:
    """Let the worker look anew; whether that wasn't wanted already within this minute.

    Raises:
        ForbiddenError: no right to draw.
    """
    if not actor.has("draw"):
        raise errors.ForbiddenError("no_right")
    return longwork.enqueue(session, KIND, {}, f"{KIND}:{base.to_ms(now) // 60_000}", now)


def run(task: longwork.Task) -> None:
    """Look anew: reading takes seconds, and only writing holds up others."""
    with task.database.reading() as session:
        found, versions = search(session, now=task.now())
    with task.transaction() as session:
        keep(session, found, versions, now=task.now())
        task.finish(session)


HANDLER = longwork.Handler(run)


def _evidence(one: finder.Evidence) -> dict[str, object]:
    return {
        "kind": one.kind, "a": one.a.label, "b": one.b.label, "a_element": one.a.element, "b_element": one.b.element,
        "alike": round(one.alike, 1),
    }  # fmt: skip


def _in_force(session: Session, now: datetime) -> dict[int, int]:
    """Procedure id → id of its version in force."""
    version = procedure.Version
    place = (version.effective_from.desc(), version.number.desc())
    ranked = (
        select(
            version.procedure_id,
            version.id,
            func.row_number().over(partition_by=version.procedure_id, order_by=place).label("place"),
        )
        .where(version.state == "published", version.effective_from <= base.to_ms(now))
        .subquery()
    )
    found = session.execute(select(ranked.c.procedure_id, ranked.c.id).where(ranked.c.place == 1))
    return {row.procedure_id: row.id for row in found.all()}


def _items(session: Session, version_id: int) -> Iterator[finder.Item]:
    """Steps, documents and fields of a version; its own memory is free again when the next is read."""
    table = procedure.Version
    row = session.execute(select(table.procedure_id, table.prepared).where(table.id == version_id)).one()
    if row.prepared is None:
        return
    known = studied.load(orjson.loads(row.prepared), picture=False)
    bodies = select(procedure.VersionForm.name, procedure.VersionForm.body)
    files = session.execute(bodies.where(procedure.VersionForm.version_id == version_id))
    stored: dict[str, bytes] = {one.name: one.body for one in files}
    links = ((node.form, node.form_layout) for node in known.prepared.diagram.nodes.values())
    forms = formfiles.read(stored, links)[0]
    start = task.for_start(known.prepared, forms)
    for step in known.steps:
        place = finder.Place(row.procedure_id, step.lane)
        if not step.added:
            yield finder.Item(place, finder.STEP, step.element, step.name)
        if not step.personal:
            continue
        asked: list[form.Form] = [task.for_task(known.prepared, step.element, forms)]
        if start is not None:
            # What is asked at the start is asked by the lane of the first step.
            asked, start = [start, *asked], None
        for one in asked:
            yield from _asked(place, step.element, one, set(known.prepared.decisions))


def _asked(place: finder.Place, element: str, one: form.Form, decisions: set[str]) -> Iterator[finder.Item]:
    for path, field in one.carriers():
        if field.type == "expression" or path[-1:] == (generated.NOTE,) or decisions.intersection(path):
            continue
        kind = finder.DOCUMENT if field.type == "filepicker" or generated.DOCUMENTS in path else finder.FIELD
        yield finder.Item(place, kind, element, field.label)


def page(
    session: Session, actor: access.Actor, *, state: str = "proposed", cursor: str | None = None, limit: int = USUAL
) -> views.Page[OverlapView]:
    """Overlaps, the weightiest first; those who draw and who oversee read them, others find none.

    Raises:
        ForbiddenError: neither.
        InvalidError: no such state, or a cursor that no page gave.
    """
    if not (actor.has("draw") or actor.everywhere):
        raise errors.ForbiddenError("no_right")
    if state not in STATES:
        raise errors.InvalidError(errors.Problem("state", "not_allowed"))
    query = _rows().where(_ROW.state == state)
    if cursor is not None:
        query = query.where(tuple_(_ROW.score, _ROW.id) < tuple_(*cursors.read(cursor, 2)))
    most = cursors.limit(limit, MOST)
    found = session.execute(query.order_by(_ROW.score.desc(), _ROW.id.desc()).limit(most + 1)).all()
    labels = _labels(session, list(found[:most]))
    items = tuple(_view(row, actor, labels) for row in found[:most])
    last = found[most - 1] if len(found) > most else None
    return views.Page(items, None if last is None else cursors.write(last.score, last.id))


def dismiss(session: Session, actor: access.Actor, overlap_id: int, reason: str, *, now: datetime) -> OverlapView:
    """Say why it is none.

    Raises:
        NotFoundError, ForbiddenError: there is none, or neither procedure is the person's.
        ConflictError: ``overlap_decided``.
        InvalidError: no reason.
    """
    text = unicodedata.normalize("NFC", reason).strip()
    if not text or len(text) > LONGEST_REASON or "\x00" in text:
        raise errors.InvalidError(errors.Problem("reason", "missing" if not text else "too_long"))
    row = _decided(session, actor, overlap_id, now)
    row.state, row.reason = "dismissed", text
    session.flush()
    return _one(session, actor, overlap_id)


def report(
    session: Session, actor: access.Actor, overlap_id: int, text: str, *, agency_code: str = "", now: datetime
) -> feedbackviews.FeedbackView:
    """Turn it into an agency's report of an overlap, with what is alike as its text.

    Raises: as `dismiss`, and as `feedback.send`.
    """
    seen = _one(session, actor, overlap_id)
    row = _decided(session, actor, overlap_id, now)
    lines = [f"– {one.a} ↔ {one.b}" for one in seen.evidence]
    new = feedback.New(
        title=f"{seen.a.procedure.code} ({seen.a.lane}) ↔ {seen.b.procedure.code} ({seen.b.lane})"[:300],
        body="\n".join(filter(None, [text.strip(), *lines])),
        kind="overlap",
        procedure=seen.a.procedure.code,
        other_procedure="" if seen.a.procedure.code == seen.b.procedure.code else seen.b.procedure.code,
    )
    sent = feedback.send(session, actor, new, agency_code=agency_code, now=now)
    row.state = "reported"
    row.feedback_id = session.scalar(select(tables.Feedback.id).where(tables.Feedback.code == sent.code))
    session.flush()
    return sent


def _decided(session: Session, actor: access.Actor, overlap_id: int, now: datetime) -> tables.Overlap:
    seen = _found(session, overlap_id)
    if not _may_decide(actor, seen):
        raise errors.ForbiddenError("no_right")
    row = session.execute(select(_ROW).where(_ROW.id == overlap_id).with_for_update()).scalar_one()
    if row.state != "proposed":
        raise errors.ConflictError("overlap_decided")
    row.decided_at, row.decided_by = base.to_ms(now), actor.person_id or None
    return row


def _may_decide(actor: access.Actor, row: Any) -> bool:
    return any(access.may_lead(actor, "draw", lead) for lead in (row.a_lead, row.b_lead))


def _found(session: Session, overlap_id: int) -> Any:
    row = session.execute(_rows().where(_ROW.id == overlap_id)).one_or_none()
    if row is None:
        raise errors.NotFoundError("overlap", overlap_id)
    return row


def _one(session: Session, actor: access.Actor, overlap_id: int) -> OverlapView:
    row = _found(session, overlap_id)
    return _view(row, actor, _labels(session, [row]))


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *_ROW.__table__.c,
            *(getattr(one, name).label(f"{side}_{name}")
              for side, one in (("a", _A), ("b", _B)) for name in ("code", "name_vi", "name_en")),
        )
        .add_columns(_A.lead_agency_id.label("a_lead"), _B.lead_agency_id.label("b_lead"))
        .add_columns(_AV.number.label("a_number"), _BV.number.label("b_number"), tables.Feedback.code.label("reported"))
        .join(_A, _A.id == _ROW.a_procedure_id)
        .join(_B, _B.id == _ROW.b_procedure_id)
        .join(_AV, _AV.id == _ROW.a_version_id)
        .join(_BV, _BV.id == _ROW.b_version_id)
        .outerjoin(tables.Feedback, tables.Feedback.id == _ROW.feedback_id)
    )  # fmt: skip


def _labels(session: Session, rows: Sequence[Any]) -> Mapping[tuple[int, str], str]:
    """(version, lane key) → what people call the lane, as it stood when the version was published."""
    table = procedure.Binding
    wanted = {row.a_version_id for row in rows} | {row.b_version_id for row in rows}
    found = session.execute(select(table.version_id, table.lane_key, table.label).where(table.version_id.in_(wanted)))
    return {(row.version_id, row.lane_key): row.label for row in found}


def _view(row: Any, actor: access.Actor, labels: Mapping[tuple[int, str], str]) -> OverlapView:
    sides = [
        Side(
            views.ProcedureRef(
                getattr(row, f"{side}_code"), getattr(row, f"{side}_name_vi"), getattr(row, f"{side}_name_en"),
                getattr(row, f"{side}_number"),
            ),
            getattr(row, f"{side}_lane"),
            labels.get((getattr(row, f"{side}_version_id"), getattr(row, f"{side}_lane")))
            or getattr(row, f"{side}_lane").rpartition("/")[2],
        )
        for side in ("a", "b")
    ]  # fmt: skip
    return OverlapView(
        id=str(row.id),
        a=sides[0],
        b=sides[1],
        score=row.score / _THOUSAND,
        evidence=tuple(Alike(**one) for one in row.evidence),
        state=row.state,
        found_at=base.to_datetime(row.found_at),
        reason=row.reason,
        feedback=row.reported,
        may_decide=row.state == "proposed" and _may_decide(actor, row),
    )
