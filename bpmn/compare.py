"""What two versions differ in, as typed changes in words that an official would use; nothing about layout or XML.

Nodes are matched (`bpmn.matching`), then each pair is looked at aspect by aspect. A flow is told only where the order
of matched steps changed: what follows from a step added or taken away is implied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bpmn import answers, aspects, matching, properties, scorecard
from bpmn import diagram as dg
from bpmn import settings as st

KINDS = (
    "step_added",
    "step_removed",
    "node_added",
    "node_removed",
    "renamed",
    "type_changed",
    "lane_moved",
    "lane_added",
    "lane_removed",
    "lane_renamed",
    "binding_changed",
    "condition_changed",
    "default_changed",
    "decision_changed",
    "flow_added",
    "flow_removed",
    "timer_changed",
    "message_changed",
    "loop_changed",
    "implementation_changed",
    "limit_changed",
    "role_changed",
    "output_changed",
    "form_changed",
    "documentation_changed",
)
"""Every kind of change there is, in the order in which they are told. `node_…` is a gateway or an event."""

Change = aspects.Change


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared: the diagram as drawn, the settings beside the file, the form files by id."""

    diagram: dg.Diagram
    settings: st.Settings = field(default_factory=st.Settings)
    forms: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, and the figures of both versions: (before, after)."""

    changes: tuple[Change, ...]
    steps: tuple[int, int]
    lanes: tuple[int, int]
    hand_overs: tuple[int, int]
    matched: Mapping[str, str] = field(default_factory=dict)
    """New node → old node."""


def compare(old: Version, new: Version) -> Comparison:
    """What changed from one version to another; answers beside a diagram are laid over it, for they change what runs.

    Comparing a version with itself, with its elements written in another order or its shapes moved, says nothing.
    """
    was, now = (answers.apply(one.diagram, one.settings.answers) for one in (old, new))
    nodes = matching.match(was.diagram, now.diagram)
    pair = aspects.Pair(
        was.diagram,
        now.diagram,
        nodes,
        matching.match_lanes(was.diagram, now.diagram),
        matching.match_flows(was.diagram, now.diagram, nodes),
        replace(properties.effective(was.diagram, old.settings), answers=was.used),
        replace(properties.effective(now.diagram, new.settings), answers=now.used),
        old.forms,
        new.forms,
    )
    rank = {kind: number for number, kind in enumerate(KINDS)}
    told = (change for aspect in aspects.ALL for change in aspect(pair))
    before, after = scorecard.score(was.diagram), scorecard.score(now.diagram)
    return Comparison(
        changes=tuple(sorted(told, key=lambda change: rank[change.kind])),
        steps=(before.steps, after.steps),
        lanes=(before.lanes, after.lanes),
        hand_overs=(before.hand_overs, after.hand_overs),
        matched=pair.nodes,
    )
