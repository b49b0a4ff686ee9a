"""The forms of a version one by one: what they are called, one as a file, and one drawn anew.

A draft's form is changed in the draft, which then has a new revision, as with its settings; a published version is
frozen, so that a changed form of it makes the next draft.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bpmn import formfiles
from bpmn.forms import form, formjs, troubles
from models import database as db
from models import event
from models import procedure as tables
from service import errors
from service.rules import access
from service.usecases import chain, drafts, importer, versions


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of a version: its file's name, and the id by which steps refer to it (empty: it can't be read)."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class Drawable:
    """What form-js's editor begins with; `converted` where the file is a JSON schema, `unread` are its parts that have
    no place among the fields."""

    schema: Mapping[str, object]
    converted: bool = False
    unread: tuple[str, ...] = ()


def listed(session: Session, actor: access.Actor, code: str, number: int) -> tuple[FormLine, ...]:
    """The forms of a version by name.

    Raises:
        NotFoundError: there is no such version, or none that this person may read.
    """
    files = versions.forms(session, actor, code, number)
    return tuple(FormLine(name, _id(name, body)) for name, body in files.items())


def _id(name: str, body: bytes) -> str:
    try:
        return formfiles.of_file(name, body).id
    except form.FormError:
        return ""


def get(session: Session, actor: access.Actor, code: str, number: int, name: str) -> bytes:
    """A form's file as it came.

    Raises:
        NotFoundError: there is none of that name, or no version that this person may read.
    """
    files = versions.forms(session, actor, code, number)
    if name not in files:
        raise errors.NotFoundError("form", name)
    return files[name]


def drawable(session: Session, actor: access.Actor, code: str, number: int, name: str) -> Drawable:
    """A form as form-js's editor takes it: of a JSON schema a copy with the same fields.

    Raises:
        NotFoundError: there is none of that name, or no version that this person may read.
        InvalidError: names the field that can't be used.
    """
    _, row = versions.find(session, actor, code, number)
    files = versions.forms_of(session, row.id)
    body = get(session, actor, code, number, name)
    try:
        if not formfiles.is_schema(body):
            raw = formjs.load(body)
            return Drawable(raw if isinstance(raw, dict) else formjs.schema(formjs.parse(body)))
        nodes = versions.studied_of(row).prepared.diagram.nodes.values()
        layout = next((node.form_layout for node in nodes if node.form == name and node.form_layout), None)
        one = formfiles.of_file(name, body, files.get(layout or ""))
    except form.FormError as wrong:
        raise _unfit(wrong) from wrong
    return Drawable(formjs.schema(one), converted=True, unread=one.unread)


def check(actor: access.Actor, body: bytes) -> None:
    """Whether a form could be used; nothing is kept.

    Raises:
        ForbiddenError: no right to draw.
        InvalidError: names the field that can't be used.
    """
    decision = access.may(actor, "draw")
    if not decision:
        raise errors.ForbiddenError(decision.code)
    _parsed(body)


def put(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    number: int,
    name: str,
    body: bytes,
    *,
    now: datetime,
    revision: int | None = None,
) -> versions.VersionView:
    """Put a form, new or changed, into a version: into the draft, or into the next draft where it is published.

    Parameters:
        revision: the revision of the draft that the person saw; None overwrites whichever there is.

    Raises:
        InvalidError: the form can't be used: names the field; or its name can't be a form's.
        StaleError: the draft has been changed since that revision.
        NotFoundError, ForbiddenError: the version, the right to draw.
    """
    named = drafts.named_forms({name: body})
    _parsed(body)
    with database.reading() as session:
        procedure, row = versions.find(session, actor, code, number)
        versions.need(actor, "draw", procedure)
        draft = row.state == versions.DRAFT
        if draft:
            versions.still_open(row, revision)
        before = versions.newest(session, procedure.id, below=number)
        previous = None if before is None else versions.source(session, before)
        forms = {**versions.forms_of(session, row.id), **named}
        file, seen, file_name = importer.Source(row.diagram, forms, row.settings), row.revision, row.file_name
    if not draft:
        settings = json.loads(file.settings)
        return drafts.add(
            database, reader, actor, code, file.diagram, named, now=now, file_name=file_name, settings=settings,
            fit=True, forms_of=number,
        )  # fmt: skip
    if len(forms) > drafts.MOST_FORMS:
        raise errors.InvalidError(errors.Problem("forms", "too_large", {"most": drafts.MOST_FORMS}))
    found = reader.study(file, previous)
    with database.transaction() as session:
        procedure, row = versions.find(session, actor, code, number, lock=True)
        versions.still_open(row, seen)
        for one, content in named.items():
            session.merge(tables.VersionForm(version_id=row.id, name=one, body=content))
        drafts.revise(row, found)
        facts = {"revision": row.revision, "form": name, "sha256": hashlib.sha256(body).hexdigest()}
        chain.append(session, event.VERSION, row, "form_changed", facts, actor=actor, now=now)
        session.flush()
        return versions.view(session, actor, procedure, row, now)


def _parsed(body: bytes) -> form.Form:
    """
    Raises:
        InvalidError: names the field that can't be used.
    """
    try:
        return formjs.parse(body)
    except form.FormError as wrong:
        raise _unfit(wrong) from wrong


def _unfit(wrong: form.FormError) -> errors.InvalidError:
    vi, en = troubles.said(wrong)
    told = {"trouble": wrong.code, "where": wrong.where, "value": wrong.value, "vi": vi, "en": en}
    return errors.InvalidError(errors.Problem(wrong.where or "form", "form_unfit", told))
