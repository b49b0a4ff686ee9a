"""FEEL's values as text, as `string()` writes them (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from bpmn.expressions import errors, grammar, temporal, values

Value = values.Value
_NAME = re.compile(grammar.NAME)


def number(value: int | float) -> str:
    """A number without exponent: `0.1`, `1000000`."""
    whole = values.within(value)
    if isinstance(whole, int) or whole == int(whole):
        return str(int(whole))
    return format(Decimal(repr(whole)), "f")


def duration(length: temporal.Duration) -> str:
    """`P1Y2M`, `P1DT2H3M4S`, `-PT5M`, `P0M`, `PT0S`."""
    sign = "-" if length.negative else ""
    years, months = divmod(abs(length.months), 12)
    seconds = abs(length.total_seconds)
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    last: int | float = left if seconds == int(seconds) else round(left + seconds - int(seconds), 6)
    day = _counted((years, "Y"), (months, "M"), (days, "D"))
    clock = _counted((hours, "H"), (minutes, "M"), (last, "S"))
    if not day and not clock:
        return "P0M" if length.on_calendar else "PT0S"
    return f"{sign}P{day}{'T' if clock else ''}{clock}"


def _counted(*parts: tuple[int | float, str]) -> str:
    return "".join(f"{number(count)}{unit}" for count, unit in parts if count)


def moment(value: date | time) -> str:
    """A date, time or date and time in ISO 8601, with `Z` or `@Asia/Ho_Chi_Minh` where it has one."""
    zone: tzinfo | None = value.tzinfo if isinstance(value, datetime | time) else None
    if isinstance(value, datetime | time) and isinstance(zone, ZoneInfo):
        return f"{_trimmed(value.replace(tzinfo=None).isoformat())}@{zone.key}"
    return _trimmed(value.isoformat().replace("+00:00", "Z"))


def _trimmed(written: str) -> str:
    """Without zeros at the end of fractions of a second."""
    return re.sub(r"(\.\d*?)0+(?=\D|$)", r"\1", written)


def text(value: Value, run: values.Run) -> str:
    """Any value but null as text.

    Raises:
        EvaluationError: text_too_long, too_many_steps.
    """
    return str(value) if values.kind(value) == "string" else _written(value, run)


def _written(value: Value, run: values.Run) -> str:
    """Without recursion: what waits is either text or a value."""
    found: list[str] = []
    length = 0
    waiting: list[tuple[bool, Value]] = [(False, value)]
    while waiting:
        run.spend(1)
        is_text, part = waiting.pop()
        kind = "" if is_text else values.kind(part)
        if kind == "list":
            run.spend(len(part))
            inside = [piece for item in part for piece in ((True, ", "), (False, item))][1:]
            waiting.extend(reversed([(True, "["), *inside, (True, "]")]))
        elif kind == "context":
            run.spend(len(part))
            pairs = [((True, ", "), (True, _key(key) + ": "), (False, item)) for key, item in part.items()]
            inside = [piece for pair in pairs for piece in pair][1:]
            waiting.extend(reversed([(True, "{"), *inside, (True, "}")]))
        elif kind == "range":
            low, high = "[" if part.low_included else "(", "]" if part.high_included else ")"
            waiting.extend([(True, high), (False, part.high), (True, ".."), (False, part.low), (True, low)])
        else:
            found.append(part if is_text else _simple(part, kind))
            length += len(found[-1])
            if length > values.LONGEST_STRING:
                raise errors.EvaluationError("text_too_long", "the written value is too long")
    return "".join(found)


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) else _quoted(key)


def _quoted(written: str) -> str:
    inner = written.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{inner}"'


def _simple(value: Value, kind: str) -> str:
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "number":
        return number(value)
    if kind == "string":
        return _quoted(str(value))
    if isinstance(value, temporal.Duration):
        return duration(value)
    return "null" if value is None else moment(value)
