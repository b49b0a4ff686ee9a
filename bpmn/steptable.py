"""The step table: what the city's decisions print, and what an analyst fills in on the page.

Its columns are tên bước | đơn vị/người thực hiện | nội dung | thời hạn | biểu mẫu/kết quả. One row for each step of the
prepared diagram at which somebody works, in the order in which work flows.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpmn import diagram as dg
from bpmn import graph, properties, vocabulary
from bpmn import prepared as pp
from bpmn import settings as st


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step.

    `type` is the element type as drawn; `lane` the lane key and `lane_label` what people call it; `binding` who the
    lane belongs to, None while nobody has bound it; `content` the documentation; `personal` whether a person completes
    it. `added` marks a decision step that preparing put in.
    """

    element: str
    name: str
    type: str
    lane: str
    lane_label: str
    binding: st.Binding | None = None
    role: str | None = None
    limit: st.Limit | None = None
    output: str | None = None
    form: str | None = None
    content: str = ""
    personal: bool = True
    added: bool = False


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One lane that holds nodes: `steps` counts its steps, `pool` is its pool's name."""

    key: str
    label: str
    pool: str
    parent: str | None = None
    binding: st.Binding | None = None
    steps: int = 0
    element: str = ""


def rows(drawn: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> tuple[StepRow, ...]:
    """The step table of a version.

    Parameters:
        drawn: the diagram as drawn: what was put in is told from it.
        settings: beside the file and from the diagram, as `properties.effective` gives them.
    """
    bound = properties.bindings(prepared.diagram, settings)
    ways = graph.Graph(prepared.diagram, messages=True)
    starts, entries = frozenset(prepared.starts), frozenset(ways.entries)
    first = [n.id for n in prepared.diagram.nodes.values() if n.process in starts and n.type == "startEvent"]
    steps = (prepared.diagram.nodes[element] for element in ways.order(n for n in first if n in entries))
    return tuple(_row(node, drawn, prepared, settings, bound) for node in steps if _is_step(node))


def _is_step(node: dg.Node) -> bool:
    return node.type in vocabulary.TASKS or node.type == "callActivity"


def _row(
    node: dg.Node, drawn: dg.Diagram, prepared: pp.Prepared, settings: st.Settings, bound: dict[str, st.Binding]
) -> StepRow:
    key = prepared.diagram.lane_of.get(node.id, "")
    lane = prepared.diagram.lanes.get(key)
    step = settings.steps.get(node.id, st.Step())
    task = prepared.tasks.get(node.id)
    return StepRow(
        element=node.id,
        name=node.name,
        type=(task.was if task else "") or node.type,
        lane=key,
        lane_label=lane.label if lane else "",
        binding=bound.get(key),
        role=step.role,
        limit=step.limit,
        output=step.output,
        form=task.form if task else node.form,
        content=node.documentation,
        personal=task is not None,
        added=node.id not in drawn.nodes,
    )


def lanes(prepared: pp.Prepared, settings: st.Settings, steps: tuple[StepRow, ...]) -> tuple[LaneRow, ...]:
    """The lanes that hold nodes, and the lanes around them, in the file's order."""
    diagram = prepared.diagram
    bound = properties.bindings(diagram, settings)
    counts: dict[str, int] = {}
    for row in steps:
        counts[row.lane] = counts.get(row.lane, 0) + 1
    used: set[str] = set()
    for key in diagram.lane_of.values():
        at: str | None = key
        while at is not None and at not in used:
            used.add(at)
            at = diagram.lanes[at].parent if at in diagram.lanes else None
    return tuple(
        LaneRow(
            key=key,
            label=lane.label,
            pool=diagram.pools[lane.pool].name if lane.pool in diagram.pools else "",
            parent=lane.parent,
            binding=bound.get(key),
            steps=counts.get(key, 0),
            element=lane.id,
        )
        for key, lane in diagram.lanes.items()
        if key in used
    )
