"""Reviews of responsibility: when one is due, what its figures are, and when it may be closed. Pure.

A review (kiểm điểm trách nhiệm) asks who held what was late or wrong, for how long, and what it waited for; it hears
those concerned and concludes. It blames nobody by itself: the figures come from the step log, the conclusion from
people.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.rules import apologypolicy

OPEN, CLOSED = "open", "closed"
LATE, ERROR, SECOND, LONG = "late", "error", "second_breach", "long_late"
GROUNDS = (LATE, ERROR, SECOND, LONG)
RESPONSIBLE, NOT_RESPONSIBLE, SHARED = "responsible", "not_responsible", "shared"
CONCLUSIONS = (RESPONSIBLE, NOT_RESPONSIBLE, SHARED)
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a step as the step log has it; people by their ids, instants aware."""

    seq: int
    agency_id: int | None
    enabled_at: datetime
    claimed_at: datetime | None = None
    completed_at: datetime | None = None
    person_id: int | None = None
    """Who has it or had it last; None: nobody has begun."""


@dataclass(frozen=True, slots=True)
class Held:
    """How long a step was held, in seconds of working time.

    `waiting` until somebody began: that is its agency's; `work` from then on: that is hers who began. `open`: it goes
    on.
    """

    seq: int
    agency_id: int | None
    person_id: int | None
    waiting: int
    work: int
    open: bool


def held(visits: Sequence[Visit], now: datetime, between: Callable[[datetime, datetime], int]) -> tuple[Held, ...]:
    """The figures of each visit.

    Parameters:
        between: seconds of working time between two instants.
    """
    found = []
    for one in visits:
        end = one.completed_at or now
        begun = end if one.claimed_at is None else min(one.claimed_at, end)
        waiting, work = between(one.enabled_at, begun), between(begun, end)
        found.append(Held(one.seq, one.agency_id, one.person_id, waiting, work, one.completed_at is None))
    return tuple(found)


def due(policy: apologypolicy.Policy, *, second: bool, late_days: float) -> str | None:
    """On which ground a review is opened by rule; None: on none.

    Parameters:
        second: a date had been promised before and was broken too.
        late_days: working days beyond the date.
    """
    if second and policy.review_second:
        return SECOND
    return LONG if policy.review_days and late_days > policy.review_days else None


def why_not_closed(
    conclusion: str, findings: str, answers_for: Collection[int], concerned: Collection[int]
) -> tuple[str, str] | None:
    """What is missing before a review may be closed, as field and code; None: nothing.

    Parameters:
        answers_for: ids of those found responsible.
        concerned: ids of all whom it concerns.
    """
    if conclusion not in CONCLUSIONS:
        return "conclusion", "missing" if not conclusion else "not_allowed"
    if not findings.strip():
        return "findings", "missing"
    if not set(answers_for) <= set(concerned):
        return "answers_for", "not_allowed"
    if conclusion == NOT_RESPONSIBLE and answers_for:
        return "answers_for", "nobody_is_responsible"
    return None
