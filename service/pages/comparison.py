"""Two versions of a procedure side by side: both diagrams with marks, the changes in words, the figures."""

from __future__ import annotations

import flask

from service import errors
from service.pages import blueprint, changes
from service.schemas import request
from service.usecases import agencies, procedures, versions


@blueprint.pages.get("/procedures/<code>/compare")
def compare(code: str) -> str:
    """What changed between two versions; without numbers the newest and the one before it."""
    wiring, actor, now = request.wiring(), request.actor(), request.now()
    with wiring.database.reading() as session:
        found = procedures.get(session, actor, code, now=now)
        tree = agencies.tree(session, actor, now=now)
    numbers = [line.number for line in found.versions]
    if len(numbers) < 2:
        raise errors.NotFoundError("version", f"{code}/2")
    one = _number("from", numbers[1])
    other = _number("to", numbers[0])
    told = versions.compare(wiring.database, wiring.importer, actor, code, one, other)
    groups = changes.by_lane(told, {agency.code: agency for agency in tree})
    old_marks, new_marks = changes.marks(groups)
    return flask.render_template(
        "comparison/two.html",
        procedure=found,
        one=one,
        other=other,
        groups=groups,
        count=sum(len(lines) for _, lines in groups),
        figures=changes.figures(told),
        old_marks=old_marks,
        new_marks=new_marks,
        signs=changes.SIGNS,
        mark_words=changes.marks_words(),
    )


def _number(name: str, default: int) -> int:
    raw = flask.request.args.get(name, "")
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise errors.NotFoundError("version", raw)
    return int(raw)
