"""The ways in which a step can't be taken, each with the element that it is about.

An incident is for a person: it says which element of which lane, why, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bpmn import diagram
from bpmn.expressions import errors
from runner import outcome

ADVICE: Mapping[str, str] = {
    "over_budget": "correct what repeats or grows there, or let the administrator raise the limit “{what}”",
    "condition_error": "correct the expression in the diagram or the data that it uses",
    "no_flow_taken": "correct the data or the conditions, or draw a default flow",
    "timer_error": "correct the timer in the diagram or the data that it uses",
    "unknown_variable": "let an earlier step ask for it, or correct its name in the expression",
    "loop_error": "correct the data or the expression",
    "data_error": "correct what was entered or sent",
    "deadlock": "correct the diagram, decide otherwise, or let an operator move the token",
    "unsupported": "draw it with elements that are executed",
    "engine_error": "try again, and tell the developers of Laneway if it fails again",
}
"""What to do about an incident, by its code: the end of every message."""


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
    """The error of a step, about a node where there is one.

    Parameters:
        code: one of `outcome.INCIDENT_CODES`.
        message: what went wrong; what to do about it is added.
    """
    told = f"{message}; {ADVICE[code].format_map(values or {})}"
    return outcome.StepError(_about(node, lane, outcome.Incident(code, told, values=values or {})))


def at(incident: outcome.Incident, node: diagram.Node, lane: str) -> outcome.StepError:
    """The error of an incident that names no element, told of the node where the step was."""
    return outcome.StepError(_about(node, lane, incident))


def _about(node: diagram.Node | None, lane: str, incident: outcome.Incident) -> outcome.Incident:
    if node is None:
        return incident
    shown = f"{node.type} “{node.name}” ({node.id})" if node.name else f"{node.type} {node.id}"
    return replace(incident, message=f"{shown}: {incident.message}", element=node.id, name=node.name, lane=lane)


def over_budget(
    what: str, limit: float, words: str, node: diagram.Node | None = None, lane: str = ""
) -> outcome.StepError:
    """The error of a step that would cost too much: `what` names the limit, as in `budget.Budget`."""
    values = {"what": what, "limit": str(limit).removesuffix(".0")}
    return step_error("over_budget", f"more than {values['limit']} {words}", node, lane, values)


def not_json(cause: Exception) -> outcome.StepError:
    """The error of data that can't be kept."""
    return step_error("data_error", f"the data can't be kept as JSON: {cause}")


def of_expression(
    failure: errors.ExpressionError, what: str, node: diagram.Node, lane: str, code: str = "condition_error"
) -> outcome.StepError:
    """The error of a step whose expression has no value; `what` says which expression of the node."""
    if failure.code in ("missing_variable", "missing_key"):
        code = "unknown_variable"
    values = {"reason": failure.code, "expression": failure.text, "variable": failure.name}
    return step_error(code, f"{what}: {failure}", node, lane, values)
