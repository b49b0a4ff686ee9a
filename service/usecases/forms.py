"""The forms of published versions, for doors that show them: what a start asks, and what answers were called.

Answers are kept by key; a person reads labels. Both come from the version that the case runs by, not from the newest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from bpmn.forms import form, formjs
from models import procedure, step
from service import errors
from service.rules import access
from service.usecases import cases, published, starting, views


@dataclass(frozen=True, slots=True)
class Start:
    """What starting a procedure asks: a form-js schema, None where it asks nothing, and agencies to pick.

    `kinds`: the labels of the lanes that belong to each kind of agency of which the case picks one.
    """

    procedure: views.ProcedureRef
    schema: Mapping[str, object] | None
    kinds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the keys of one form are called: label and, for choices, the label of each value written as text."""

    fields: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def start(session: Session, code: str, *, now: datetime, language: str = "vi") -> Start:
    """What starting a case of a procedure asks now.

    Parameters:
        language: of what nobody wrote in the form, vi or en.

    Raises:
        NotFoundError: no such procedure.
        ConflictError: ``not_in_force``.
    """
    one = starting.in_force(session, code, now)
    asked = starting.start_form(one)
    ref = views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number)
    return Start(
        ref,
        None if asked is None else formjs.schema(asked, language),
        {kind: _lanes(one, kind) for kind in one.kinds()},
    )


def _lanes(one: published.Published, kind: str) -> tuple[str, ...]:
    bound = (key for key, each in one.bindings.items() if each.to == st.BindTo.KIND and each.value == kind)
    return tuple(dict.fromkeys(one.lane(key) for key in bound))


def filed(session: Session, actor: access.Actor, case: str) -> Mapping[str, object]:
    """What a case was started with.

    Parameters:
        case: its code.

    Raises:
        NotFoundError: there is none, or the person's agency has no lane in it.
    """
    kept = session.get(step.Answers, (cases.readable(session, actor, case), 0))
    return {} if kept is None else dict(kept.body)


def labels(session: Session, code: str, number: int, language: str = "vi") -> Mapping[str, Labels]:
    """What the answers of every task of a published version are called, by element; the start form's under ``""``.

    Raises:
        NotFoundError: there is no such published version.
    """
    table, owner = procedure.Version, procedure.Procedure
    version_id = session.execute(
        select(table.id).join(owner, owner.id == table.procedure_id).where(owner.code == code, table.number == number)
    ).scalar()
    if version_id is None:
        raise errors.NotFoundError("version", f"{code} {number}")
    one = published.get(session, version_id)
    found = {element: _labels(one.form(element, language)) for element in one.prepared.tasks}
    asked = starting.start_form(one)
    return {**found, "": Labels() if asked is None else _labels(asked)}


def of_schema(schema: Mapping[str, object] | None) -> Labels:
    """What the answers to a form-js form are called."""
    return Labels() if schema is None else _labels(formjs.parse(json.dumps(schema).encode()))


def _labels(one: form.Form) -> Labels:
    fields: dict[str, str] = {}
    choices: dict[str, Mapping[str, str]] = {}
    for path, each in one.carriers():
        key = ".".join(part for part in path if part != "[]")
        fields[key] = each.label or key
        if each.options:
            choices[key] = {str(option.value): option.label for option in each.options}
    return Labels(fields, choices)
