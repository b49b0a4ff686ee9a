"""What would be found in a drawing, without keeping it: an analyst who draws is told while she draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn import settings as st
from bpmn import steptable
from bpmn.lint import finding
from models import database as db
from service.rules import access
from service.usecases import drafts, importer, pace, procedures, versions

MOST, SECONDS = 60, 60
"""Checks that one person may ask of a process, and in how many seconds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a version made of the drawing would say; `blocking` would keep it from being published."""

    findings: tuple[finding.Finding, ...]
    blocking: tuple[finding.Finding, ...]
    steps: tuple[steptable.StepRow, ...]
    lanes: tuple[steptable.LaneRow, ...]


def tempo() -> pace.Pace:
    """How often one person may check."""
    return pace.Pace(MOST, SECONDS, "too_many_checks")


def check(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    diagram: bytes,
    forms: Mapping[str, bytes],
    *,
    now: datetime,
    tempo: pace.Pace,
    settings: object = None,
    forms_of: int | None = None,
) -> Checked:
    """Read, prepare and judge a drawing; nothing is stored.

    Parameters:
        forms, settings, forms_of: as in `drafts.add`; without settings nothing stands beside the file.
        tempo: counts how often this person asks.

    Raises:
        NotFoundError, ForbiddenError: the procedure, the right to draw for it.
        TooManyError: asked too often.
        InvalidError: a form's name or the settings can't be right.
        UnreadableError: no diagram can be made of the bytes.
    """
    named = drafts.named_forms(forms)
    given = st.Settings() if settings is None else drafts.read_settings(settings)
    with database.reading() as session:
        versions.need(actor, "draw", procedures.find(session, code))
        tempo.take(actor.person_id, now)
        named = drafts.with_forms_of(session, actor, code, forms_of, named)
    found = reader.study(importer.Source(diagram, named, st.canonical(given)))
    return Checked(found.findings, versions.blocking(found.findings, found.settings), found.steps, found.lanes)


def place(
    database: db.Database,
    reader: importer.Importer,
    actor: access.Actor,
    code: str,
    diagram: bytes,
    *,
    now: datetime,
    tempo: pace.Pace,
) -> bytes:
    """A drawing as it is read, with a place for all that can be drawn; nothing is stored.

    Parameters:
        tempo: counts how often this person asks.

    Raises:
        NotFoundError, ForbiddenError: the procedure, the right to draw for it.
        TooManyError: asked too often.
        UnreadableError: no diagram can be made of the bytes.
    """
    with database.reading() as session:
        versions.need(actor, "draw", procedures.find(session, code))
        tempo.take(actor.person_id, now)
    return reader.picture(diagram)
