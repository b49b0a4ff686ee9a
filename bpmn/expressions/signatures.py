"""The built-in functions of FEEL with their parameters: what can be called, by position or by name.

Source: DMN 1.5, 10.3.4 (tables 72 to 82), and what Camunda 8 adds: `is defined`, `get or else`, `assert`, `is empty`,
`is blank`, `trim`, `extract`, `to base64`, `partition`, `duplicate values`, `last day of month`. What has another value
each time it is asked (`uuid`, `random number`) is left out: a step that is tried again must go the same way.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

MOST_ARGUMENTS = 100
"""Of a function that takes any number of them."""

_WRITTEN: dict[str, str] = {
    # 10.3.4.1 conversions
    "date": "from | year, month, day",
    "time": "from | hour, minute, second, [offset]",
    "date and time": "from | date, time",
    "duration": "from",
    "years and months duration": "from, to",
    "number": "from, [grouping separator], [decimal separator]",
    "string": "from",
    "context": "entries",
    "range": "from",
    # 10.3.4.2 booleans
    "is defined": "value",
    "get or else": "value, default",
    "assert": "value, condition, [cause]",
    # 10.3.4.3 texts
    "substring": "string, start position, [length]",
    "string length": "string",
    "upper case": "string",
    "lower case": "string",
    "substring before": "string, match",
    "substring after": "string, match",
    "replace": "input, pattern, replacement, [flags]",
    "contains": "string, match",
    "starts with": "string, match",
    "ends with": "string, match",
    "matches": "input, pattern, [flags]",
    "split": "string, delimiter",
    "string join": "list, [delimiter], [prefix], [suffix]",
    "trim": "string",
    "is blank": "string",
    "extract": "input, pattern",
    "to base64": "value",
    # 10.3.4.4 lists
    "list contains": "list, element",
    "count": "list",
    "min": "list...",
    "max": "list...",
    "sum": "list...",
    "mean": "list...",
    "all": "list...",
    "any": "list...",
    "sublist": "list, start position, [length]",
    "append": "list, item...",
    "concatenate": "list...",
    "insert before": "list, position, newItem",
    "remove": "list, position",
    "list replace": "list, position, newItem | list, match, newItem",
    "reverse": "list",
    "index of": "list, match",
    "union": "list...",
    "distinct values": "list",
    "duplicate values": "list",
    "flatten": "list",
    "product": "list...",
    "median": "list...",
    "stddev": "list...",
    "mode": "list...",
    "is empty": "list",
    "partition": "list, size",
    "sort": "list, [precedes]",
    # 10.3.4.5 numbers
    "decimal": "n, scale",
    "floor": "n, [scale]",
    "ceiling": "n, [scale]",
    "round up": "n, [scale]",
    "round down": "n, [scale]",
    "round half up": "n, [scale]",
    "round half down": "n, [scale]",
    "abs": "n | number",
    "modulo": "dividend, divisor",
    "sqrt": "number",
    "log": "number",
    "exp": "number",
    "odd": "number",
    "even": "number",
    # 10.3.4.6 to 10.3.4.10 dates, ranges, contexts
    "is": "value1, value2",
    "now": "",
    "today": "",
    "day of year": "date",
    "day of week": "date",
    "month of year": "date",
    "week of year": "date",
    "last day of month": "date",
    "before": "point1, point2 | range, point | point, range | range1, range2",
    "after": "point1, point2 | range, point | point, range | range1, range2",
    "meets": "range1, range2",
    "met by": "range1, range2",
    "overlaps": "range1, range2",
    "overlaps before": "range1, range2",
    "overlaps after": "range1, range2",
    "finishes": "point, range | range1, range2",
    "finished by": "range, point | range1, range2",
    "includes": "range, point | range1, range2",
    "during": "point, range | range1, range2",
    "starts": "point, range | range1, range2",
    "started by": "range, point | range1, range2",
    "coincides": "point1, point2 | range1, range2",
    "get value": "m, key | context, key",
    "get entries": "m | context",
    "context put": "context, key, value | context, keys, value",
    "context merge": "contexts",
}

_SINGLE = frozenset({
    "string", "match", "start position", "length", "n", "scale", "number", "dividend", "divisor", "input", "pattern",
    "replacement", "delimiter", "flags", "year", "month", "day", "hour", "minute", "second", "date", "time", "key",
})  # fmt: skip
"""Parameters for which a list of one stands for its item (10.3.2.9.4)."""
OF_LISTS = frozenset({"list contains", "index of", "list replace"})
"""Functions whose `match` or `element` may be a list."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The ways to call a function: per way its parameters, and how many of them must be given."""

    ways: tuple[tuple[tuple[str, ...], int], ...]
    open_ended: bool

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        if self.open_ended:
            return self.ways[0][1] <= count <= MOST_ARGUMENTS
        return any(least <= count <= len(parameters) for parameters, least in self.ways)

    def counts(self) -> str:
        """The numbers of arguments it takes, for a message."""
        if self.open_ended:
            return f"{self.ways[0][1]} or more"
        found = sorted({at for parameters, least in self.ways for at in range(least, len(parameters) + 1)})
        return " or ".join(map(str, found))

    def order(self, named: frozenset[str]) -> tuple[str, ...] | None:
        """The parameters in the order of a way that takes these names; None where there is none."""
        for parameters, least in self.ways:
            if named <= frozenset(parameters) and named >= frozenset(parameters[:least]):
                return parameters
        return None

    def single(self, at: int) -> bool:
        """Whether the argument at a position (from 0) is one text, number or date, never a list."""
        return all(at < len(parameters) and parameters[at] in _SINGLE for parameters, _ in self.ways)


@functools.cache
def signature(function: str) -> Signature | None:
    """That of a function by its name; None where there is no such function."""
    written = _WRITTEN.get(function)
    if written is None:
        return None
    ways: list[tuple[tuple[str, ...], int]] = []
    for way in written.split(" | "):
        names = [name.strip() for name in way.split(",") if name.strip()]
        least = sum(1 for name in names if not name.startswith("["))
        ways.append((tuple(name.strip("[].") for name in names), least))
    return Signature(tuple(ways), written.endswith("..."))


def names() -> tuple[str, ...]:
    """All built-in functions, in the order of the standard's tables."""
    return tuple(_WRITTEN)
