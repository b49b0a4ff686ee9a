"""Drafts: a file comes in as a procedure's next version, and settings are put beside it.

Reading a file takes seconds at worst, so it is done between two transactions; the second one makes sure that what the
file was judged by hasn't changed since.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bpmn import answers, carrying, formfiles
from bpmn import settings as st
from bpmn.lint import finding
from models import base, event, person
from models import database as db
from models import procedure as tables
from service import errors
from service.rules import access
from service.usecases import agencies, chain, importer, procedures, studied, versions

MOST_FORMS = 150
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest version, and its revision, that somebody knew of when she began to draw; 0 where there was none."""

    number: int = 0
    revision: int = 0


def add(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    diagram: bytes,
    forms: Mapping[str, bytes],
    *,
    now: datetime,
    file_name: str = "",
    settings: object = None,
    fit: bool = False,
    forms_of: int | None = None,
    seen: Seen | None = None,
) -> versions.VersionView:
    """Bring a file as the next draft of a procedure.

    Parameters:
        forms: form files by file name; `forms_of` is the number of a version whose other forms come along.
        settings: decoded JSON of what stands beside the file; None carries over what still fits of the version before.
        fit: leave out of `settings` what is about lanes and steps that the diagram doesn't have (any more).
        seen: refuse where the newest version isn't this one (any more); None takes whichever there is.

    Raises:
        NotFoundError, ForbiddenError: the procedure, the right to draw for it, and to bind where `settings` do so anew.
        InvalidError: a form's name or the settings can't be right.
        UnreadableError: no diagram can be made of the bytes.
        ConflictError: somebody else added a version meanwhile, or changed the one that was `seen`.
    """
    given = None if settings is None else read_settings(settings)
    with database.reading() as session:
        procedure = procedures.find(session, code)
        versions.need(actor, "draw", procedure)
        previous = versions.newest(session, procedure.id)
        _still_newest(session, previous, seen)
        before = None if previous is None else versions.source(session, previous)
        named = with_forms_of(session, actor, code, forms_of, named_forms(forms))
        if given is not None and _binds(given, before):
            versions.need(actor, "bind", procedure)
    file = importer.Source(diagram, named, st.canonical(given or st.Settings()))
    found = reader.study(file, before, carry=given is None)
    if given is not None:
        with database.reading() as session:
            labelled = _labelled(session, given, found, now, fit=fit)
        if _binds(labelled, before):
            versions.need(actor, "bind", procedure)
        found = _beside(found, labelled, fit)
    number = 1 if previous is None else previous.number + 1
    row = _row(procedure.id, number, diagram, found, actor, now, _file_name(file_name))
    with database.transaction() as session:
        procedure = procedures.find(session, code, lock=True)
        if (session.scalar(select(func.max(tables.Version.number)).where(versions.of(procedure))) or 0) != number - 1:
            raise errors.ConflictError("version_added", {"number": number})
        session.add(row)
        session.flush()
        session.add_all(tables.VersionForm(version_id=row.id, name=name, body=body) for name, body in named.items())
        facts = {"number": number, "diagram": hashlib.sha256(diagram).hexdigest(), "forms": sorted(named)}
        chain.append(session, event.VERSION, row, "version_added", facts, actor=actor, now=now)
        session.flush()
        return versions.view(session, actor, procedure, row, now)


def _beside(found: studied.Studied, labelled: st.Settings, fit: bool) -> studied.Studied:
    """`found` with what stands beside the file as it is kept; `fit` leaves out answers of what isn't drawn."""
    settings, effective = found.settings, replace(found.effective, lanes=labelled.lanes)
    settings = replace(settings, lanes=labelled.lanes, steps=labelled.steps)
    if not fit:
        return replace(found, settings=settings, effective=effective)
    gone = {one.element for one in found.findings if one.rule == answers.LEFT_OVER.rule}
    settings = replace(settings, answers={key: one for key, one in settings.answers.items() if key not in gone})
    told = tuple(one for one in found.findings if one.rule != answers.LEFT_OVER.rule)
    return replace(found, settings=settings, effective=effective, findings=told)


def _binds(given: st.Settings, before: importer.Source | None) -> bool:
    """Whether settings bind a lane otherwise than the version before did, or one that is called otherwise now."""
    known = {} if before is None else st.from_json(json.loads(before.settings)).lanes

    def anew(key: str, one: st.Binding) -> bool:
        was = known.get(key)
        if was is None or (one.to, one.value) != (was.to, was.value):
            return True
        return bool(one.label and was.label) and not st.same_label(one.label, was.label)

    return any(anew(key, one) for key, one in given.lanes.items())


def _still_newest(session: Session, newest: tables.Version | None, seen: Seen | None) -> None:
    """
    Raises:
        ConflictError: ``drawn_meanwhile``; `values` name the version, its revision, and who made it what it is, when.
    """
    there = Seen() if newest is None else Seen(newest.number, newest.revision)
    if newest is None or seen is None or seen == there:
        return
    last = session.execute(
        select(event.Event.at, person.Person.name)
        .outerjoin(person.Person, person.Person.id == event.Event.actor_id)
        .where(
            event.Event.scope == event.VERSION,
            event.Event.scope_id == newest.id,
            event.Event.seq == newest.event_seq,
        )
    ).first()
    at = newest.created_at if last is None else last.at
    who = "" if last is None else last.name or ""
    told = {"number": newest.number, "revision": newest.revision, "who": who, "at": base.to_datetime(at).isoformat()}
    raise errors.ConflictError("drawn_meanwhile", told)


def with_forms_of(
    session: Session, actor: access.Actor, code: str, number: int | None, named: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The forms of version `number` with those of `named` over them.

    Raises:
        NotFoundError: there is no such version, or none that this person may read.
        InvalidError: too many together.
    """
    if number is None:
        return dict(named)
    _, row = versions.find(session, actor, code, number)
    together = {**versions.forms_of(session, row.id), **named}
    if len(together) > MOST_FORMS:
        raise errors.InvalidError(errors.Problem("forms", "too_large", {"most": MOST_FORMS}))
    return together


def _row(
    procedure_id: int,
    number: int,
    diagram: bytes,
    found: studied.Studied,
    actor: access.Actor,
    now: datetime,
    file_name: str,
) -> tables.Version:
    at = base.to_ms(now)
    return tables.Version(
        id=base.new_id(at), procedure_id=procedure_id, number=number, state=versions.DRAFT, revision=1,
        file_name=file_name, diagram=diagram,
        settings=st.canonical(found.settings), prepared=studied.stored(found), spec_names=[],
        findings=[studied.finding_json(one) for one in found.findings], sha256="", created_at=at,
        created_by=actor.person_id or None, event_seq=0, event_head=b"",
    )  # fmt: skip


def put_settings(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    number: int,
    raw: object,
    *,
    now: datetime,
    revision: int | None = None,
) -> versions.VersionView:
    """Replace what stands beside a draft's file; its findings are made anew.

    Parameters:
        raw: decoded JSON of the settings.
        revision: the revision that the person saw; None overwrites whichever there is.

    Raises:
        InvalidError: names each key that is wrong: unknown lanes, steps, agencies, kinds, elements, and answers new or
            changed that don't fit.
        StaleError: the draft has been changed since that revision.
        ConflictError: the version is published, and frozen.
    """
    wanted = read_settings(raw)
    with database.reading() as session:
        procedure, row = versions.find(session, actor, code, number)
        versions.need(actor, "draw", procedure)
        kept = st.from_json(json.loads(row.settings))
        if wanted.lanes != kept.lanes:
            versions.need(actor, "bind", procedure)
        versions.still_open(row, revision)
        known = versions.studied_of(row)
        wanted = _labelled(session, _as_seen(wanted, row), known, now)
        before = versions.newest(session, procedure.id, below=number)
        previous = None if before is None else versions.source(session, before)
        file = importer.Source(row.diagram, versions.forms_of(session, row.id), st.canonical(wanted))
        seen = row.revision
    found = reader.study(file, previous)
    _fit(wanted, kept, found)
    with database.transaction() as session:
        procedure, row = versions.find(session, actor, code, number, lock=True)
        versions.still_open(row, seen)
        revise(row, found)
        facts = {"revision": row.revision, "settings": hashlib.sha256(row.settings).hexdigest()}
        chain.append(session, event.VERSION, row, "settings_changed", facts, actor=actor, now=now)
        session.flush()
        return versions.view(session, actor, procedure, row, now)


def revise(row: tables.Version, found: studied.Studied) -> None:
    """Put what was found anew of a draft into its row, as its next revision.

    What the file's coming left behind of the version before stays told until its element is answered.
    """
    row.settings, row.prepared = st.canonical(found.settings), studied.stored(found)
    known = {one.key for one in found.findings}
    told = (studied.finding_value(one) for one in row.findings)
    left = [
        one
        for one in told
        if one.rule == carrying.DROPPED.rule and one.key not in known and one.element not in found.settings.answers
    ]
    row.findings = [studied.finding_json(one) for one in (*found.findings, *left)]
    row.revision += 1


def put_answer(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    number: int,
    element: str,
    raw: object,
    *,
    now: datetime,
    revision: int | None = None,
) -> versions.VersionView:
    """Replace what is answered of one element of a draft; the rest stays as it is.

    Parameters:
        raw: decoded JSON of the answer; None takes it away.

    Raises:
        As `put_settings`.
    """
    with database.reading() as session:
        procedure, row = versions.find(session, actor, code, number)
        versions.need(actor, "draw", procedure)
        versions.still_open(row, revision)
        settings = json.loads(row.settings)
        revision = row.revision
    told = dict(settings.get("answers", {}))
    told.pop(element, None)
    if raw is not None:
        told[element] = raw
    settings["answers"] = told
    return put_settings(database, reader, actor, code, number, settings, now=now, revision=revision)


def _as_seen(wanted: st.Settings, row: tables.Version) -> st.Settings:
    """Settings that say of each new acceptance what the warning says now, before they change anything."""
    told = (studied.finding_value(one) for one in row.findings)
    seen = {one.key: one.said for one in told if one.level is finding.Level.WARNING and one.key in wanted.accepted}
    return replace(wanted, accepted_as={**seen, **wanted.accepted_as})


def _fit(wanted: st.Settings, kept: st.Settings, found: studied.Studied) -> None:
    """Refuse answers that don't fit, unless they stood there before: those are among the findings already.

    Raises:
        InvalidError: names each of them, in the finding's own words.
    """
    changed = {key for key, answer in wanted.answers.items() if kept.answers.get(key) != answer}
    problems = []
    for one in found.findings:
        if one.element in changed and one.rule == answers.LEFT_OVER.rule:
            problems.append(errors.Problem(f"answers.{one.element}", "unknown_element", {"element": one.element}))
        elif one.element in changed and one.rule in answers.NOT_FITTING:
            said = {"vi": one.message, "en": one.message_en}
            problems.append(errors.Problem(f"answers.{one.element}.{one.asks}", "answer_unfit", said))
    if problems:
        raise errors.InvalidError(*problems[:100])


def read_settings(raw: object) -> st.Settings:
    """Settings from decoded JSON.

    Raises:
        InvalidError: names the key that is wrong.
    """
    try:
        return st.from_json(raw)
    except st.SettingsError as error:
        raise errors.InvalidError(errors.Problem(error.where, error.code, {"value": error.value})) from error


def _labelled(
    session: Session, wanted: st.Settings, known: studied.Studied, now: datetime, *, fit: bool = False
) -> st.Settings:
    """`wanted` with each lane's present label beside its binding; `fit` leaves out lanes and steps that aren't there.

    Raises:
        InvalidError: a lane, step, agency or kind that isn't there; a binding made under another label.
    """
    drawn = known.prepared.diagram
    if fit:
        there = {key: one for key, one in wanted.lanes.items() if key in drawn.lanes or key in drawn.pools}
        wanted = replace(
            wanted, lanes=there, steps={key: one for key, one in wanted.steps.items() if key in drawn.nodes}
        )
    kinds = agencies.kinds(session, now=now)
    codes = {one.value for one in wanted.lanes.values() if one.to is st.BindTo.AGENCY}
    ids = agencies.ids(session, codes, now=now)
    problems, lanes = [], {}
    for key, one in wanted.lanes.items():
        lane = drawn.lanes.get(key)
        if lane is None and (pool := drawn.pools.get(key)) is not None:
            # A pool drawn without its inside: nothing waits in it, and its binding says which system it stands for.
            lanes[key] = st.Binding(one.to, one.value, pool.name)
            continue
        if lane is None:
            problems.append(errors.Problem(f"lanes.{key}", "unknown_lane"))
            continue
        if one.label and not st.same_label(one.label, lane.label):
            problems.append(errors.Problem(f"lanes.{key}.label", "label_changed", {"label": lane.label}))
        if one.to is st.BindTo.AGENCY and one.value not in ids:
            problems.append(errors.Problem(f"lanes.{key}.bind.code", "unknown_agency", {"code": one.value}))
        if one.to is st.BindTo.KIND and one.value not in kinds:
            problems.append(errors.Problem(f"lanes.{key}.bind.kind", "unknown_kind", {"kind": one.value}))
        lanes[key] = st.Binding(one.to, one.value, lane.label)
    problems += [errors.Problem(f"steps.{key}", "unknown_step") for key in wanted.steps if key not in drawn.nodes]
    if problems:
        raise errors.InvalidError(*problems[:100])
    return replace(wanted, lanes=lanes)


def named_forms(forms: Mapping[str, bytes]) -> dict[str, bytes]:
    """Form files under names that are names and nothing else: no folders, NFC, ending as forms do.

    Raises:
        InvalidError: too many, two of one name, or not a form's name.
    """
    named: dict[str, bytes] = {}
    problems = []
    for raw, body in forms.items():
        name = _file_name(raw)
        if not formfiles.is_name(name) or len(name) > LONGEST_NAME or name in named:
            problems.append(errors.Problem(f"forms.{raw[:80]}", "form_name"))
        named[name] = body
    if len(named) > MOST_FORMS:
        problems.append(errors.Problem("forms", "too_large", {"most": MOST_FORMS}))
    if problems:
        raise errors.InvalidError(*problems)
    return named


def _file_name(raw: str) -> str:
    """The last part of a file's name, whatever system it comes from, without characters that can't be shown."""
    last = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()[:LONGEST_NAME]
