"""Reading, preparing and judging a file in one pure call: what the import child, the command line and the API run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bpmn import answers, carrying, clockchecks, formfiles, matching, prepare, properties, reader, steptable
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.forms import form
from bpmn.lint import finding, linter, words
from bpmn.reading import told
from bpmn.soundness import check

ReadError = reader.ReadError
LAPSED = words.Words(
    "acceptance-lapsed",
    finding.Level.NOTE,
    "Một cảnh báo đã chấp nhận ở «{name}» nay nói khác trước nên không còn được coi là đã chấp nhận. Hãy xem và chấp "
    "nhận lại nếu đúng ý.",
    "A warning that was accepted at “{name}” says something else now, so it counts as accepted no more. Look at it and "
    "accept it again if that is what you mean.",
)


@dataclass(frozen=True, slots=True)
class Previous:
    """The version before: its diagram as drawn, what was stored of it, and its settings."""

    diagram: dg.Diagram
    prepared: pp.Prepared
    settings: st.Settings = field(default_factory=st.Settings)


@dataclass(frozen=True, slots=True)
class Study:
    """All that one file says.

    `settings` stand beside the file (carried over where a version before was given); `effective` is those over what the
    diagram itself says. `matched` is node → node of the version before.
    """

    diagram: dg.Diagram
    prepared: pp.Prepared
    findings: tuple[finding.Finding, ...]
    steps: tuple[steptable.StepRow, ...]
    lanes: tuple[steptable.LaneRow, ...]
    settings: st.Settings
    effective: st.Settings
    matched: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, form.Form] = field(default_factory=dict)
    """By id; what `forms.task.for_task` takes as `files`."""

    @property
    def blocking(self) -> tuple[finding.Finding, ...]:
        """What blocks publishing: errors, and warnings that nobody has accepted."""
        return tuple(
            one
            for one in self.findings
            if one.level is finding.Level.ERROR
            or (one.level is finding.Level.WARNING and one.key not in self.settings.accepted)
        )


def study(
    data: bytes,
    forms: Mapping[str, bytes] | None = None,
    settings: st.Settings | None = None,
    previous: Previous | None = None,
    *,
    limits: reader.Limits = reader.DEFAULT,
) -> Study:
    """Everything about one file.

    Parameters:
        data: the `.bpmn` file.
        forms: form files by file name, as uploaded.
        settings: what stands beside the file; None takes over what still fits of the version before.
        previous: the version before, for lineage and for the settings.

    Raises:
        ReadError: no diagram can be made of the bytes. Nothing else.
    """
    read = reader.read(data, limits=limits)
    matched = matching.match(previous.diagram, read.diagram) if previous is not None else {}
    if settings is not None or previous is None:
        carried = carrying.Carried(settings or st.Settings())
    else:
        old = previous
        carried = carrying.carry(old.diagram, old.prepared, old.settings, read.diagram, matched)
    seed = hashlib.sha256(data).hexdigest()
    return judge(read, forms or {}, carried.settings, previous, matched, seed, carried.findings)


def judge(
    read: reader.Reading,
    forms: Mapping[str, bytes],
    settings: st.Settings,
    previous: Previous | None,
    matched: Mapping[str, str],
    seed: str,
    before_it: tuple[finding.Finding, ...] = (),
) -> Study:
    """The same for a diagram that has been read already; `seed` makes the lineage ids of new steps, `before_it` is what
    has been found besides."""
    parsed, wrong_forms = formfiles.read(forms, ((node.form, node.form_layout) for node in read.diagram.nodes.values()))
    laid = answers.apply(read.diagram, settings.answers)
    effective = replace(properties.effective(laid.diagram, settings), answers=laid.used)
    drawn = answers.unsettled(read.findings, laid.used)
    prepared, assumed = prepare.prepare(laid.diagram, effective, parsed)
    before = previous.prepared if previous is not None else None
    prepared = replace(prepared, lineage=matching.lineage(prepared.diagram, before, seed))
    judged = (*linter.lint(laid.diagram, prepared, effective), *clockchecks.check(laid.diagram, prepared, effective))
    steps = steptable.rows(laid.diagram, prepared, effective)
    found = (*before_it, *drawn, *laid.findings, *wrong_forms, *assumed, *judged)
    if check.runs(found):
        found = (*found, *check.check(laid.diagram, prepared, found))
    findings = told.bounded(_once(found))
    settings, lapsed = _still_accepted(settings, findings, laid.diagram)
    effective = replace(effective, accepted=settings.accepted, accepted_as=settings.accepted_as)
    return Study(
        diagram=read.diagram,
        prepared=prepared,
        findings=(*findings, *lapsed),
        steps=steps,
        lanes=steptable.lanes(prepared, effective, steps),
        settings=settings,
        effective=effective,
        matched=matched,
        forms=parsed,
    )


def _still_accepted(
    settings: st.Settings, findings: tuple[finding.Finding, ...], drawn: dg.Diagram
) -> tuple[st.Settings, tuple[finding.Finding, ...]]:
    """The settings without acceptances of what is said otherwise now, and a note for each of these.

    An acceptance that doesn't tell what was accepted holds for what is said now.
    """
    now = {one.key: one for one in findings if one.level is finding.Level.WARNING}
    said = {key: digest for key, digest in settings.accepted_as.items() if key in settings.accepted}
    said = {**{key: now[key].said for key in settings.accepted if key in now}, **said}
    gone = [one for key, one in now.items() if key in settings.accepted and said[key] != one.said]
    keys = {one.key for one in gone}
    kept = replace(
        settings,
        accepted=settings.accepted - keys,
        accepted_as={key: said[key] for key in sorted(said) if key not in keys},
    )
    elements = dict.fromkeys(one.element for one in gone)
    return kept, tuple(words.made(LAPSED, drawn, element, {}) for element in elements)


def _once(findings: tuple[finding.Finding, ...]) -> tuple[finding.Finding, ...]:
    """Each finding once: of two with the same key the heavier, in the place of the first."""
    weight = {finding.Level.ERROR: 0, finding.Level.WARNING: 1, finding.Level.NOTE: 2}
    kept: dict[str, finding.Finding] = {}
    for one in findings:
        key = one.key if one.element is not None else f"{one.key}{one.message}"
        if key not in kept or weight[one.level] < weight[kept[key].level]:
            kept[key] = one
    return tuple(kept.values())
