"""From a diagram as drawn to one that runs, with a finding for everything that had to be assumed.

The repairs stand in `bpmn/repairs`, one file each, and run in this order on one working copy. Each tells first, then
changes: an error can't run, a warning runs on an assumption that the analyst must accept, a note is worth knowing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.forms import form
from bpmn.lint import finding
from bpmn.repairs import (
    beginnings,
    decisions,
    draft,
    executable,
    flows,
    items,
    joined,
    links,
    loops,
    messages,
    misdrawn,
    own,
    people,
    places,
    restless,
    splits,
    standins,
    starts,
    support,
    texts,
    timers,
    unasked,
    untold,
)


def prepare(
    diagram: dg.Diagram, settings: st.Settings, forms: Mapping[str, form.Form] | None = None
) -> tuple[pp.Prepared, tuple[finding.Finding, ...]]:
    """The executable form of a diagram and what was found and assumed on the way.

    Parameters:
        diagram: as the reader gives it, lanes placed.
        settings: what stands beside the file; its answers are those that `answers.apply` laid over the diagram.
        forms: the form files that came with it, by id.

    Never raises for any diagram; where an error is among the findings, the result must not be run.
    """
    forms = forms or {}
    work = draft.Draft(diagram, settings.answers)
    places.repair(work)
    executable.repair(work)
    joined.repair(work)
    flows.repair(work)
    splits.repair(work)
    standins.repair(work)
    misdrawn.repair(work)
    links.repair(work)
    untold.repair(work)
    timers.repair(work)
    support.repair(work)
    unnamed = messages.repair(work)
    people.repair(work, forms)
    messages.tell_unnamed(work, unnamed)
    beginnings.repair(work)
    starts.repair(work)
    loops.repair(work)
    start_form, start_fields = _asked_at_start(work, forms)
    keys = frozenset(_field_keys(work, start_fields, forms))
    decisions.repair(work, keys)
    unasked.repair(work, keys)
    texts.repair(work)
    restless.repair(work)
    items.repair(work)
    own.repair(work)
    made = pp.Prepared(
        diagram=work.frozen(),
        starts=work.starts,
        start_message=work.start_message,
        start_form=start_form,
        start_fields=start_fields,
        tasks=work.tasks,
        decisions=work.decisions,
    )
    return made, tuple(work.findings)


def _field_keys(work: draft.Draft, start_fields: draft.Fields, forms: Mapping[str, form.Form]) -> Iterable[str]:
    """Keys of the fields of the form files and of the diagram: a decision must not take one, a condition may read it.

    Of a key with dots it is the part before them.
    """
    drawn = {id(fields): fields for fields in (start_fields, *(task.fields for task in work.tasks.values()))}
    for fields in drawn.values():
        for path, _ in form.Form("", work.fields(fields)).carriers():
            yield path[0]
    for one in forms.values():
        for path, _ in one.carriers():
            yield path[0]


def _asked_at_start(work: draft.Draft, forms: Mapping[str, form.Form]) -> tuple[str | None, draft.Fields]:
    """What the start of the first process that begins with the case and has a form asks: a form file, or fields."""
    for process in work.starts:
        for node in work.in_scope(process, None):
            original = work.origin.nodes.get(node.id)
            if original is None or original.type != "startEvent":
                continue
            if original.form in forms:
                return original.form, ()
            if original.form:
                work.tell(people.FORM_MISSING, node.id, form=original.form)
            if original.form_fields and people.usable(work, original):
                return None, original.form_fields
    return None, ()
