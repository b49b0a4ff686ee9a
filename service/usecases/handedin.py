"""Documents named in answers: which of them may stand there, and that they become the case's with the answers.

A document is loose until somebody hands it in; then it belongs to the case, in the transaction that keeps the answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from bpmn.forms import documents
from models import base
from models import document as table
from service import errors

_DOCUMENT = table.Document


@dataclass(frozen=True, slots=True)
class Place:
    """What documents are uploaded for: task `seq` of a case, or with neither the start of a procedure."""

    procedure_id: int
    case_id: int | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Handed:
    """A document that answers name; `loose`: until now it was its uploader's."""

    id: int
    sha256: str
    loose: bool


class Store:
    """The documents that a person's answers at one place may name; see `bpmn.forms.documents.Store`."""

    def __init__(self, session: Session, place: Place, person_id: int) -> None:
        self._session, self._usable = session, _usable(place, person_id)
        self._known: dict[str, documents.Document | None] = {}

    def found(self, ids: Collection[str]) -> Mapping[str, documents.Document]:
        """Those that are there: the person's own for this place, and those of the case."""
        if new := [one for one in ids if one not in self._known]:
            self._known |= dict.fromkeys(new)
            query = select(_DOCUMENT).where(_DOCUMENT.id.in_(_numbers(new)), self._usable)
            self._known |= {str(row.id): reference(row) for row in self._session.scalars(query)}
        return {one: kept for one in ids if (kept := self._known[one]) is not None}


def reference(row: table.Document) -> documents.Document:
    """A document as answers name it."""
    return documents.Document(str(row.id), row.name, row.size, row.type)


def _usable(place: Place, person_id: int | None) -> ColumnElement[bool]:
    own = and_(_DOCUMENT.state == table.LOOSE, _DOCUMENT.uploaded_by == person_id, _DOCUMENT.seq == place.seq)
    if place.case_id is None:
        return own & _DOCUMENT.case_id.is_(None) & (_DOCUMENT.procedure_id == place.procedure_id)
    return and_(_DOCUMENT.case_id == place.case_id, or_(_DOCUMENT.state == table.KEPT, own))


def _numbers(ids: Collection[str]) -> list[int]:
    plain = (int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 20)
    return [one for one in plain if one <= base.MOST_ID]


def named(session: Session, answers: object, place: Place, person_id: int | None) -> tuple[Handed, ...]:
    """The documents that answers name and may name; nothing is asked of the database where they name none."""
    ids = _numbers({one.id for one in _references(answers)})
    if not ids:
        return ()
    query = select(_DOCUMENT.id, _DOCUMENT.sha256, _DOCUMENT.state).where(
        _DOCUMENT.id.in_(ids), _usable(place, person_id)
    )
    found = session.execute(query.order_by(_DOCUMENT.id))
    return tuple(Handed(row.id, row.sha256, row.state == table.LOOSE) for row in found)


def _references(answers: object) -> Iterator[documents.Document]:
    waiting = [answers]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            one = documents.read(part)
            if one is not None:
                yield one
            else:
                waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)


def told(handed: Sequence[Handed]) -> dict[str, object]:
    """For the record of the act that hands documents in: what they were, to the byte. Nothing where there are none."""
    return {"documents": [{"id": str(one.id), "sha256": one.sha256} for one in handed]} if handed else {}


def keep(session: Session, handed: Sequence[Handed], case_id: int) -> None:
    """Make documents the case's.

    Raises:
        ConflictError: ``document_used``: another case has one of them since it was looked at, or it was swept.
    """
    loose = [one.id for one in handed if one.loose]
    if not loose:
        return
    change = update(_DOCUMENT).where(_DOCUMENT.id.in_(loose), _DOCUMENT.state == table.LOOSE)
    done = session.execute(
        change.values(state=table.KEPT, case_id=case_id).returning(_DOCUMENT.id),
        execution_options={"synchronize_session": False},
    )
    if len(done.all()) != len(loose):
        raise errors.ConflictError("document_used")
