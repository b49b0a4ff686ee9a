"""Documents: taking them in for a task or a start, reading them, and sweeping what nobody handed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bpmn.forms import documents
from models import base, blobs, database, person, rows, step
from models import case as cases
from models import document as table
from service import errors
from service.rules import access, filetypes
from service.usecases import cases as casefile
from service.usecases import handedin, locked, published, starting, tasks, views, worklist

MOST_LOOSE = 200
"""Documents that a person may have uploaded and not handed in."""
LOOSE_FOR = timedelta(days=1)
_DOCUMENT = table.Document


@dataclass(frozen=True, slots=True)
class Stored:
    """A document that may be read, and where its bytes are."""

    document: documents.Document
    sha256: str
    path: Path


def for_task(session: Session, actor: access.Actor, case_id: int, seq: int) -> handedin.Place:
    """Where documents for a task are put, if this person may complete it now.

    Raises:
        NotFoundError, ForbiddenError: not this person's to do.
        ConflictError: it is no longer open, a colleague's, or there are too many documents.
    """
    row = worklist.one(session, case_id, seq)
    if row is None:
        raise errors.NotFoundError("task", f"{case_id}-{seq}")
    facts = access.StepFacts(row.agency_id, row.role)
    tasks.refuse(access.may_work(actor, facts, locked.agencies(session, case_id)), "task", case_id, seq)
    if row.completed_at is not None or row.status != "running":
        raise errors.ConflictError("task_closed", {"outcome": row.outcome, "at": None})
    if row.claimed_by not in (None, actor.person_id) and not access.may_take_over(actor, facts):
        raise errors.ConflictError("task_claimed", {"who": locked.who(session, row.claimed_by), "at": None})
    _must_be_few(session, actor)
    return handedin.Place(published.get(session, row.version_id).procedure_id, case_id, seq)


def for_start(session: Session, actor: access.Actor, code: str, *, now: datetime) -> handedin.Place:
    """Where documents for a new case of a procedure are put.

    Raises:
        NotFoundError: no such procedure.
        ForbiddenError: the person takes in no dossiers, or none of this procedure.
        ConflictError: no version is in force, or there are too many documents.
    """
    tasks.refuse(access.may(actor, "start"), "procedure", code)
    one = starting.in_force(session, code, now)
    intake = one.intake()
    if intake is not None and intake.agency_id is not None:
        tasks.refuse(access.may_start(actor, intake.agency_id), "procedure", code)
    _must_be_few(session, actor)
    return handedin.Place(one.procedure_id)


def _must_be_few(session: Session, actor: access.Actor) -> None:
    loose = (_DOCUMENT.uploaded_by == actor.person_id) & (_DOCUMENT.state == table.LOOSE)
    if (session.scalar(select(func.count()).where(loose)) or 0) >= MOST_LOOSE:
        raise errors.ConflictError("too_many_documents", {"most": MOST_LOOSE})


def add(
    kept_in: database.Database,
    store: blobs.Blobs,
    actor: access.Actor,
    place: handedin.Place,
    file: IO[bytes],
    name: str,
    *,
    limit: int,
    now: datetime,
) -> documents.Document:
    """Take in a document. The bytes come first: a row never names what isn't there.

    Parameters:
        file: what was sent, one that can be moved in.
        name: as the file is called where it comes from.
        limit: the most bytes that are taken.

    Raises:
        InvalidError: ``empty_file``, ``file_too_large``, ``file_kind``.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise errors.InvalidError(errors.Problem("file", "empty_file"))
    if size > limit:
        raise errors.InvalidError(errors.Problem("file", "file_too_large", {"most": limit // 2**20}))
    kind = filetypes.of(file)
    if kind is None:
        raise errors.InvalidError(errors.Problem("file", "file_kind"))
    at = base.to_ms(now)
    row = {
        "id": base.new_id(at),
        "size": size,
        "type": kind,
        "name": filetypes.name(name, kind),
        "procedure_id": place.procedure_id,
        "case_id": place.case_id,
        "seq": place.seq,
        "state": table.LOOSE,
        "uploaded_by": actor.person_id,
        "uploaded_at": at,
    }
    with store.held():
        row["sha256"] = store.put(file)
        with kept_in.transaction() as session:
            rows.insert(session, _DOCUMENT, [row])
    return documents.Document(str(row["id"]), str(row["name"]), size, kind)


def get(session: Session, store: blobs.Blobs, actor: access.Actor, asked: str) -> Stored:
    """A document by its id.

    Raises:
        NotFoundError: there is none, or none that this person may read.
    """
    known = asked.isascii() and asked.isdigit() and len(asked) < 20 and int(asked) <= base.MOST_ID
    row = session.get(_DOCUMENT, int(asked)) if known else None
    if row is None:
        raise errors.NotFoundError("document", asked)
    kept = row.state == table.KEPT and row.case_id is not None
    agencies = locked.agencies(session, row.case_id) if kept and row.case_id is not None else None
    tasks.refuse(access.may_read_document(actor, row.uploaded_by, agencies), "document", asked)
    return Stored(handedin.reference(row), row.sha256, store.path(row.sha256))


def of_case(session: Session, actor: access.Actor, code: str) -> tuple[views.DocumentView, ...]:
    """What was handed in for a case, oldest first, with who brought it and for which step.

    Raises:
        NotFoundError: there is no such case, or none that this person may read.
    """
    case_id = casefile.readable(session, actor, code)
    found = session.scalars(table.of_case(case_id)).all()
    if not found:
        return ()
    version_id = session.scalars(select(cases.Case.version_id).where(cases.Case.id == case_id)).one()
    one = published.get(session, version_id)
    visited = select(step.Step.seq, step.Step.element).where(step.Step.case_id == case_id)
    elements = {row.seq: row.element for row in session.execute(visited)}
    by = select(person.Person.id, person.Person.name).where(person.Person.id.in_({row.uploaded_by for row in found}))
    names = {row.id: row.name for row in session.execute(by)}
    return tuple(
        views.DocumentView(
            id=str(row.id),
            name=row.name,
            size=row.size,
            type=row.type,
            sha256=row.sha256,
            uploaded_at=base.to_datetime(row.uploaded_at),
            uploaded_by=names[row.uploaded_by],
            task=f"{case_id}-{row.seq}" if row.seq in elements else None,
            step=one.name(elements[row.seq]) if row.seq in elements else "",
            letter=row.seq == table.LETTER,
        )
        for row in found
    )


def sweep(kept_in: database.Database, store: blobs.Blobs, *, now: datetime) -> int:
    """Drop documents that nobody handed in within a day, and bytes that no document names; how many rows and files."""
    until = base.to_ms(now - LOOSE_FOR)
    with kept_in.transaction() as session:
        old = delete(_DOCUMENT).where(_DOCUMENT.state == table.LOOSE, _DOCUMENT.uploaded_at < until)
        dropped = len(session.execute(old.returning(_DOCUMENT.id)).all())

    def used(hashes: Sequence[str]) -> Collection[str]:
        with kept_in.reading() as session:
            return set(session.scalars(table.used(hashes)))

    return dropped + store.sweep(used)
