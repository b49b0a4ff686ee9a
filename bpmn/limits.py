"""Time limits: an amount of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bpmn import strict

MAX_AMOUNT = 100_000
LONGEST_AMOUNT = 20


class Unit(StrEnum):
    """Units of a time limit; a working day has 8 working hours."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"
    HOUR = "hour"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Limit:
    """A legal time: `amount` of `unit`, at least 1."""

    amount: int
    unit: Unit


def parse_limit(raw: object, where: str = "limit") -> Limit | None:
    """A limit from its JSON (``{"amount": 3, "unit": "working_day"}``) or text (``3 working_day``).

    Raises:
        SettingsError: not a limit, an unknown unit, or an amount outside 1…100,000.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        amount_text, _, unit_text = raw.strip().partition(" ")
        number = amount_text.isascii() and amount_text.isdigit() and len(amount_text) <= LONGEST_AMOUNT
        raw = {"amount": int(amount_text) if number else raw}
        raw["unit"] = unit_text.strip()
    known = strict.mapping(raw, where, {"amount", "unit"})
    amount, unit = known.get("amount"), known.get("unit")
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise strict.SettingsError(f"{where}.amount", "wrong_type", amount)
    if not 1 <= amount <= MAX_AMOUNT:
        raise strict.SettingsError(f"{where}.amount", "not_allowed", amount)
    if unit not in tuple(Unit):  # no set: what JSON gives may be a list
        raise strict.SettingsError(f"{where}.unit", "not_allowed", unit)
    return Limit(amount, Unit(str(unit)))


def limit_json(limit: Limit | None) -> dict[str, object] | None:
    """A limit as JSON."""
    return None if limit is None else {"amount": limit.amount, "unit": limit.unit.value}
