"""When a timer is due (table 10.101): the dates, durations and repetitions that the random diagrams write."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bpmn import diagram as dg
from tests.runner.reference import deviations, expression
from tests.runner.reference import layer as layers

LENGTH = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def length(text: str) -> timedelta:
    """`P1D`, `PT2H`, `PT30M`."""
    found = LENGTH.fullmatch(text)
    assert found is not None, text
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def instant(text: str) -> datetime:
    """A date, in the agencies' zone unless it has one."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=deviations.ZONE)


def due(
    definition: dg.EventDefinition, layer: layers.Layer, now: datetime, element: str
) -> tuple[datetime, timedelta | None, int | None]:
    """When first, after how long again, and how often again (None: for ever)."""
    assert definition.expression is not None
    text = definition.expression.body
    if text.startswith("${"):
        text = expression.value(text, layer, element)
    if definition.timer == "date":
        return instant(text), None, 0
    if definition.timer == "duration":
        return now + length(text), None, 0
    repeat, *parts = text.split("/")
    times, interval = repeat.removeprefix("R"), length(parts[-1])
    left = int(times) - 1 if times else None
    if len(parts) == 1:
        return now + interval, interval, left
    first = instant(parts[0])
    while first < now and left != 0:
        first += interval
        left = left - 1 if left is not None else None
    return first, interval, left
