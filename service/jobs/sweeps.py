"""What the worker's loop looks at again and again, beside timers and messages: one line each.

A sweep is a use case `(session, now, batch) -> int` that does at most `batch` of what is due and says how much it did.
Each runs in a transaction of its own; any number of workers run it at once, so it takes rows with `SKIP LOCKED` or
writes under a unique key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import base
from service import config as configuration
from service.usecases import (
    apologydrafts,
    calendarchanges,
    deadlines,
    digests,
    health,
    longwork,
    notices,
    outages,
    reviews,
    tallies,
    watching,
)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
Run = Callable[[Session, datetime, int], int]


@dataclass(frozen=True, slots=True)
class Sweep:
    """`every`: how long it rests after it has found less than a batch; with a full batch there is more to do, and it
    runs again in the next round. On SQLite each run takes the write lock: what need not be prompt should rest."""

    name: str
    run: Run
    every: timedelta = MINUTE
    batch: int = 200


def _counters(session: Session, _now: datetime, batch: int) -> int:
    return deadlines.fold_counters(session, batch)


def _keys(session: Session, now: datetime, _batch: int) -> int:
    deadlines.forget_keys(session, base.to_ms(now))
    return 0


SWEEPS: tuple[Sweep, ...] = (
    Sweep("counters", _counters, SECOND, deadlines.MOST_DELTAS),
    Sweep("tallies", tallies.fold, 10 * SECOND, tallies.BATCH),
    Sweep("idempotency keys", _keys, HOUR),
    Sweep("dates by an old calendar", calendarchanges.left_behind, HOUR),
    Sweep("finished jobs", longwork.forget, HOUR),
    Sweep("warnings", watching.look, SECOND, 100),
    Sweep("old notices", notices.forget, HOUR),
    Sweep("signs of life", health.forget, HOUR),
    Sweep("outages", outages.apply, 5 * SECOND, 100),
    Sweep("drafts of apologies", apologydrafts.tidy, MINUTE, 100),
    Sweep("apologies due", apologydrafts.draft_due, MINUTE, 100),
    Sweep("reviews due", reviews.open_due, HOUR, 100),
)
"""In this order; add yours."""


def of(config: configuration.Config) -> tuple[Sweep, ...]:
    """All sweeps by this configuration: notices go out by mail, or never will."""
    if config.smtp is None:
        return (*SWEEPS, Sweep("mail that isn't sent", digests.drop, MINUTE))
    return (*SWEEPS, Sweep("mail", digests.hand_over, timedelta(seconds=5), 50))
