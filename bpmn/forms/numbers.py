"""Numbers as a browser's form reads them, from JSON and from texts."""

from __future__ import annotations

import re
from decimal import Decimal

_WRITTEN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LONGEST = 400
_LARGEST_EXPONENT = 400
_WHOLE_UNTIL = 1e21
"""From here on JavaScript writes whole numbers with an exponent."""


def read(raw: object) -> Decimal | None:
    """A bound or a value as an exact number; None for what is none.

    Neither white space nor signs in front, underscores, digits of other scripts and hexadecimal count as a number.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    if isinstance(raw, int) and abs(raw) > 10**_LONGEST:
        return None
    text = raw if isinstance(raw, str) else repr(raw)
    if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
        return None
    number = Decimal(text)
    return number if abs(number.adjusted()) < _LARGEST_EXPONENT else None


def decimals(number: Decimal) -> int:
    """How many digits stand behind the point."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def multiple(number: Decimal, step: Decimal) -> bool:
    """Whether a number is a whole multiple of a step that isn't zero; exact, however many digits."""
    (top, bottom), (over, under) = number.as_integer_ratio(), step.as_integer_ratio()
    return top * under % (bottom * over) == 0


def text(value: float | bool) -> str:
    """A JSON number or truth as JavaScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if abs(value) < _WHOLE_UNTIL and value == int(value):
        return str(int(value))
    return repr(value)
