"""Loops and multi-instances without a number or a condition (10.3.8): the activity is done once."""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn.lint import finding, words
from bpmn.repairs import draft

NO_NUMBER = words.Words(
    "multi-instance-without-number",
    finding.Level.WARNING,
    "«{name}» được lặp nhiều lần nhưng không nói bao nhiêu lần hay theo danh sách nào; coi là một lần. Trong phần mềm "
    "vẽ: đặt số lần (loop cardinality) hoặc danh sách.",
    "“{name}” is a multi-instance that says neither how many nor over which list; it is done once. In the modeler: "
    "set a loop cardinality or a collection.",
)
NO_CONDITION = words.Words(
    "loop-without-condition",
    finding.Level.WARNING,
    "«{name}» được lặp lại nhưng không có điều kiện; coi là một lần. Trong phần mềm vẽ: đặt điều kiện lặp, hoặc vẽ "
    "vòng lặp bằng cổng.",
    "“{name}” is a loop without a condition; it is done once. In the modeler: set a loop condition, or draw the loop "
    "with a gateway.",
)


def repair(work: draft.Draft) -> None:
    """Take off loops that say nothing."""
    for node in tuple(work.nodes.values()):
        loop = node.loop
        if loop is None:
            continue
        if loop.kind == "standard":
            if not _written(loop.condition) and loop.maximum is None:
                work.tell(NO_CONDITION, node.id)
                work.put_node(replace(node, loop=None))
        elif not _written(loop.cardinality) and not loop.collection:
            work.tell(NO_NUMBER, node.id)
            work.put_node(replace(node, loop=None))


def _written(text: dg.Text | None) -> bool:
    return text is not None and bool(text.body.strip())
