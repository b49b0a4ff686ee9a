"""What was understood of a version's file, in figures, and what its open questions are about.

An analyst who has brought a file sees at once whether it was read as she meant it; and where it leaves something open,
the page has to know the ways out of a gateway, the lanes and the variables among which she picks.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bpmn import diagram as dg
from bpmn import formfiles, graph, scorecard
from bpmn import prepared as pp
from bpmn.forms import form, formjs
from service.rules import access
from service.usecases import studied, versions

MOST_VARIABLES = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """`exporter` is the tool that wrote the file, as it says; `by_person` counts the decisions that people take."""

    exporter: str = ""
    steps: int = 0
    personal: int = 0
    lanes: int = 0
    hand_overs: int = 0
    decisions: int = 0
    by_person: int = 0
    timers: int = 0
    messages: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A flow out of a gateway: what it is called, and what it leads to."""

    flow: str
    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Element:
    """What a question is about.

    `question`, `apart` and `ways` are those of a decision as it would be asked now; `task` is the name of the person's
    task that asks it where no step of its own does. `timer` is the kind of a timer, `written` its text or that of a
    condition.
    """

    type: str
    name: str
    lane: str = ""
    ways: tuple[Way, ...] = ()
    default: str = ""
    question: str = ""
    task: str = ""
    apart: bool = False
    timer: str = ""
    written: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The ways with what people call them: by their label, else by what they lead to."""
        return tuple((way.flow, way.label or way.target or way.flow) for way in self.ways)


@dataclass(frozen=True, slots=True)
class Understood:
    """`elements` are by id; `variables` are the names that forms give their answers, `services` what steps of the
    diagram are done by, as drawn or answered."""

    figures: Figures = Figures()
    elements: Mapping[str, Element] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def get(session: Session, actor: access.Actor, code: str, number: int) -> Understood:
    """What was understood of a version.

    Raises:
        NotFoundError: there is none, or it is a draft that this person may not read.
    """
    _, row = versions.find(session, actor, code, number)
    found = versions.studied_of(row)
    prepared, added = found.prepared, {step.element for step in found.steps if step.added}
    asked = {
        one.element for one in versions.findings_of(row) if one.asks and one.element
    } | found.settings.answers.keys()
    out = graph.flows_out(prepared.diagram)
    elements = {element: _element(prepared, element, out.get(element, ()), added) for element in asked}
    return Understood(
        figures=_figures(prepared),
        elements={element: made for element, made in elements.items() if made is not None},
        variables=tuple(sorted(set(_variables(prepared, versions.forms_of(session, row.id))))[:MOST_VARIABLES]),
        services=tuple(sorted(set(_services(found)))[:MOST_VARIABLES]),
    )


def _services(found: studied.Studied) -> Iterator[str]:
    yield from (node.implementation for node in found.prepared.diagram.nodes.values() if node.implementation)
    yield from (answer.service for answer in found.settings.answers.values() if answer.service)


def _figures(prepared: pp.Prepared) -> Figures:
    diagram = prepared.diagram
    score = scorecard.score(diagram)
    kinds = [definition.kind for node in diagram.nodes.values() for definition in node.events]
    return Figures(
        exporter=diagram.exporter,
        steps=score.steps,
        personal=len(prepared.tasks),
        lanes=score.lanes,
        hand_overs=score.hand_overs,
        decisions=score.decisions,
        by_person=len(prepared.decisions),
        timers=kinds.count("timer"),
        messages=kinds.count("message"),
        documents=score.documents,
    )


def _element(prepared: pp.Prepared, element: str, out: Sequence[dg.Flow], added: Collection[str]) -> Element | None:
    diagram = prepared.diagram
    flow = diagram.flows.get(element)
    if flow is not None:
        return Element("sequenceFlow", flow.name, written=flow.condition.body if flow.condition else "")
    node = diagram.nodes.get(element)
    if node is None:
        return None
    decision = prepared.decisions.get(element)
    asked_by = diagram.nodes.get(decision.asked_by) if decision else None
    labels = {choice.flow: choice.label for choice in decision.choices} if decision else {}
    timer = next((one for one in node.events if one.kind == "timer"), None)
    return Element(
        type=node.type,
        name=node.name,
        lane=diagram.lane_of.get(element, ""),
        ways=tuple(_way(diagram, one, labels) for one in out),
        default=node.default or "",
        question=decision.question if decision else "",
        task=asked_by.name or asked_by.id if asked_by else "",
        apart=bool(decision and decision.asked_by in added),
        timer=timer.timer or "" if timer else "",
        written=timer.expression.body if timer and timer.expression else "",
    )


def _way(diagram: dg.Diagram, flow: dg.Flow, labels: Mapping[str, str]) -> Way:
    return Way(flow.id, labels.get(flow.id) or flow.name, diagram.nodes[flow.target].name)


def _variables(prepared: pp.Prepared, files: Mapping[str, bytes]) -> Iterator[str]:
    forms, _ = formfiles.read(files, ())
    written = [*forms.values()]
    for task in prepared.tasks.values():
        yield from (one.key for one in task.questions)
        try:
            written.append(form.Form(task.element, formjs.fields(task.fields)))
        except form.FormError:
            continue  # told where it is drawn
    for each in written:
        for path, _ in each.carriers():
            yield ".".join(itertools.takewhile(lambda part: part != "[]", path))
