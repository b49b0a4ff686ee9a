"""How an agency apologises: what is set per agency, or for all of them by the city's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bpmn import settings

FORESEE = ("untouched", "always", "never")
LONGEST = {"symbol": 40, "place": 100, "head": 120, "deputy": 120}
MOST_DAYS = 250
AGAIN = settings.Limit(2, settings.Unit.WORKING_DAY)
LONGEST_AGAIN = settings.Limit(10, settings.Unit.WORKING_DAY)


class PolicyError(ValueError):
    """A value can't be right.

    Attributes:
        key, code: the field, and what is wrong with it.
    """

    def __init__(self, key: str, code: str) -> None:
        self.key, self.code = key, code
        super().__init__(f"{key}: {code}")


@dataclass(frozen=True, slots=True)
class Policy:
    """How an agency apologises; these defaults hold where neither it nor the city has said anything.

    `symbol` stands behind the number, `place` before the date; `head` and `deputy` are the titles above a signature.
    `apart`: who has written an apology may not sign it. `again` is the new limit that is proposed, `most` the longest.
    `foresee`: whether a draft appears one working day before: when nobody has begun, always, or never.
    `review_second` and `review_days` open a review at a second breach, and from so many working days late (0: never).
    """

    symbol: str = "PXL"
    place: str = "Hà Nội"
    head: str = "THỦ TRƯỞNG CƠ QUAN"
    deputy: str = "PHÓ THỦ TRƯỞNG CƠ QUAN"
    apart: bool = True
    again: settings.Limit = AGAIN
    most: settings.Limit = LONGEST_AGAIN
    foresee: str = "untouched"
    review_second: bool = True
    review_days: int = 5


DEFAULT = Policy()


def read(raw: Mapping[str, Any], below: Policy = DEFAULT) -> Policy:
    """The policy of a JSON object; what it doesn't say is as in `below`.

    Raises:
        PolicyError: a key or value that can't be right.
    """
    known = {one.name for one in fields(Policy)}
    if unknown := sorted(set(raw) - known):
        raise PolicyError(unknown[0], "unknown_key")
    return replace(below, **{key: _value(key, value) for key, value in raw.items()})


def _value(key: str, value: Any) -> Any:
    if key in LONGEST:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST[key]:
            raise PolicyError(key, "not_allowed")
        return value.strip()
    if key in ("again", "most"):
        try:
            limit = settings.parse_limit(value, key)
        except settings.SettingsError as cause:
            raise PolicyError(key, "not_allowed") from cause
        if limit is None:
            raise PolicyError(key, "missing")
        return limit
    if key == "foresee":
        fits = value in FORESEE
    elif key == "review_days":
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS
    else:
        fits = isinstance(value, bool)
    if not fits:
        raise PolicyError(key, "not_allowed")
    return value


def plain(policy: Policy) -> dict[str, Any]:
    """As JSON."""
    return {**asdict(policy), "again": _limit(policy.again), "most": _limit(policy.most)}


def _limit(limit: settings.Limit) -> dict[str, object]:
    return {"amount": limit.amount, "unit": limit.unit.value}
