"""The parts of dates and durations (DMN 1.5, table 64). Reading them here keeps Python's attributes out of reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from bpmn.expressions import temporal, values

Value = values.Value

_DAY: dict[str, Callable[[Any], Value]] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": date.isoweekday,
}
_CLOCK: dict[str, Callable[[Any], Value]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": lambda value: value.second,
    "time offset": lambda value: _offset(value),
    "timezone": lambda value: getattr(value.tzinfo, "key", None),
}
PARTS: dict[str, dict[str, Callable[[Any], Value]]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": {**_DAY, **_CLOCK},
    "years and months duration": {
        "years": lambda value: int(value.months / 12),
        "months": lambda value: value.months - 12 * int(value.months / 12),
    },
    "days and time duration": {
        "days": lambda value: int(value.total_seconds / 86_400),
        "hours": lambda value: int(value.total_seconds / 3600) - 24 * int(value.total_seconds / 86_400),
        "minutes": lambda value: int(value.total_seconds / 60) - 60 * int(value.total_seconds / 3600),
        "seconds": lambda value: value.total_seconds - 60 * int(value.total_seconds / 60),
    },
}
"""By kind and name."""


def _offset(value: datetime | time) -> temporal.Duration | None:
    offset = value.utcoffset()
    return None if offset is None else temporal.Duration(seconds=int(offset.total_seconds()))
