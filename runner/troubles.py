"""The ways in which a step can't be taken, each with the element that it is about.

An incident is for a person: it says which element of which lane, why, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn import diagram
from bpmn.expressions import errors
from runner import outcome


class UnsupportedError(Exception):
    """The diagram holds an element that the engine doesn't execute; lint refuses it by the same words.

    Attributes:
        element: its id.
        name: its label.
        type: its local name, with the event definition where that is what is unsupported.
        reason: why, in English.
    """

    def __init__(self, element: str, name: str, type_: str, reason: str) -> None:
        self.element, self.name, self.type, self.reason = element, name, type_, reason
        super().__init__(f"{type_} {name or element!r} is not executed: {reason}")


def step_error(
    code: str, message: str, node: diagram.Node | None = None, lane: str = "", values: Mapping[str, str] | None = None
) -> outcome.StepError:
    """The error of a step, about a node where there is one."""
    if node is None:
        return outcome.StepError(outcome.Incident(code, message, values=values or {}))
    shown = f"{node.type} “{node.name}” ({node.id})" if node.name else f"{node.type} {node.id}"
    told = f"{shown}: {message}"
    return outcome.StepError(outcome.Incident(code, told, node.id, node.name, lane, values or {}))


def of_expression(
    failure: errors.ExpressionError, what: str, node: diagram.Node, lane: str, code: str = "condition_error"
) -> outcome.StepError:
    """The error of a step whose expression has no value; `what` says which expression of the node."""
    if failure.code in ("missing_variable", "missing_key"):
        code = "unknown_variable"
    values = {"reason": failure.code, "expression": failure.text, "variable": failure.name}
    return step_error(code, f"{what}: {failure}", node, lane, values)
