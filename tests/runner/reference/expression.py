"""The few expressions that the random diagrams use, read by splitting at blanks."""

from __future__ import annotations

import operator
from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import layer as layers


class RefusedError(Exception):
    """The step can't be taken, and leaves everything as it was.

    Attributes:
        code: as of `outcome.Incident`.
        element: id of the node where it stopped, empty if it can be one of several.
    """

    def __init__(self, code: str, element: str = "") -> None:
        self.code = code
        self.element = element
        super().__init__(f"{code} at {element}")


OPERATORS = {
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
    "+": operator.add,
    "*": operator.mul,
}


def value(text: dg.Text | str, layer: layers.Layer, element: str) -> Any:
    """What `name`, `7` or `name + 7` is.

    Raises:
        RefusedError: a variable is missing.
    """
    body = text if isinstance(text, str) else text.body
    parts = body.removeprefix("${").removesuffix("}").split()
    seen = layer.seen()
    found = _atom(parts[0], seen, element)
    for symbol, operand in zip(parts[1::2], parts[2::2], strict=True):
        found = OPERATORS[symbol](found, _atom(operand, seen, element))
    return found


def _atom(text: str, seen: dict[str, Any], element: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if text.isdigit():
        return int(text)
    if text not in seen:
        raise RefusedError("unknown_variable", element)
    return seen[text]
