"""Clocks: how much of a legal time a case, a lane, a budget or an acknowledgement has used, and why.

A clock's row is what worklists, warnings and reports read; its acts are what the row can be told from again: each
start, pause, extension and change of the calendar, with who did it, when and by which document.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

CASE, LANE, BUDGET, ACK = "case", "lane", "budget", "ack"
KINDS = (CASE, LANE, BUDGET, ACK)
RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
STATES = (RUNNING, PAUSED, STOPPED)
GOING = text("state = 'running'")
OPEN = text("stopped_at IS NULL")
LATE_GOING = text("state = 'running' AND apology <> due_at AND kind <> 'ack' AND agency_id IS NOT NULL")
LATE_STOPPED = text("late_s > 0 AND apology <> due_at AND kind <> 'ack' AND agency_id IS NOT NULL")
"""Clocks for whose lateness, when it comes or has come, there is no apology yet, not even a draft."""
WATCHED = text("state = 'running' AND watch_at IS NOT NULL")
UNCOUNTED = text("counted <> acts")
"""Clocks to which something was done that the report hasn't counted yet."""


class Clock(base.Base):
    """One clock of a case.

    `kind` is case, lane, budget (one limit over several steps) or ack (the next agency acknowledges a hand-over);
    `subject` is then "", the lane's key, the budget's name, the step's number. Where one lane's work is at several
    agencies at once, each of the others has a clock of its own (`lane_subject`). `agency_id` answers for it, null:
    nobody of ours. `amount` of `unit` is the limit as it is set, null: measured only. `first_due_at` is the date first
    promised and never changes; `due_at` the present one, as of the pause while it is paused. `late_s` is null until it
    has stopped, then seconds of its unit's time beyond the due date.

    `used` ticks (`service.rules.worktime`) are counted until `since`; `limit_ticks` are allowed, the extension
    included; `ends` is at what time of its last day the limit ends, and `grace` the ticks that this adds; `excluded`
    are stretches that don't count (announced outages, a cut-off), as [from, to, why, what ordered it]. They save
    reading the acts at each step and can be told from them again. `acts` is how many there are. `apology` is the
    due date for which there is an apology, or a draft of one (0: none), so that another date is without.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "subject"),
        Index("ix_clocks_running_due", "due_at", "id", sqlite_where=GOING, postgresql_where=GOING),
        Index("ix_clocks_open", "agency_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_clocks_agency", "agency_id", "stopped_at"),
        Index("ix_clocks_uncounted", "case_id", sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED),
        Index("ix_clocks_late_going", "due_at", "id", sqlite_where=LATE_GOING, postgresql_where=LATE_GOING),
        Index("ix_clocks_late_stopped", "id", sqlite_where=LATE_STOPPED, postgresql_where=LATE_STOPPED),
        Index("ix_clocks_watch", "watch_at", sqlite_where=WATCHED, postgresql_where=WATCHED),
    )

    id: Mapped[int] = base.key()
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(Text, default="")
    procedure_id: Mapped[int] = mapped_column(BigInteger)
    version_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    calendar_id: Mapped[int | None]
    amount: Mapped[int | None] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    paused_for: Mapped[str | None] = mapped_column(String(20))
    started_at: Mapped[int]
    stopped_at: Mapped[int | None]
    first_due_at: Mapped[int | None]
    due_at: Mapped[int | None]
    extended: Mapped[bool] = mapped_column(default=False)
    late_s: Mapped[int | None]
    since: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    limit_ticks: Mapped[int | None]
    ends: Mapped[str] = mapped_column(String(20), default="same_time")
    grace: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[Any] = mapped_column(JSON, nullable=True)
    acts: Mapped[int] = mapped_column(Integer, default=0)
    counted: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many of its acts the report has counted; nothing but `service.usecases.tallies` writes it."""
    apology: Mapped[int] = mapped_column(default=0, server_default="0")
    watch_at: Mapped[int | None] = mapped_column(server_default=text("0"))
    """When to look whether somebody is to be warned; at once, unless whoever writes the row says otherwise."""
    told_at: Mapped[int | None]
    told_used: Mapped[int | None]
    """When a warning was last told, and ticks used by then; null again when the clock begins anew."""


class ClockAct(base.Base):
    """What was done to a clock: start, pause, resume, restart, extend, exclude, recompute, stop.

    `at` is when it takes effect, `reason` why (a code), `document` what ordered it; `calendar_id` the calendar by which
    the clock counts from this act on, its past included. `body` holds what a kind needs besides.
    """

    __tablename__ = "clock_acts"

    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    calendar_id: Mapped[int | None]
    body: Mapped[Any] = mapped_column(JSON, nullable=True)


class Outage(base.Base):
    """An announced outage of a system: the clocks of an agency, or of the whole city, don't count meanwhile.

    `swept_to` is the id of the last clock that it was applied to. It is applied when it is announced and once more when
    it is over (`phase` 1), because steps begin meanwhile; then it is done (2).
    """

    __tablename__ = "outages"
    __table_args__ = (Index("ix_outages_phase", "phase", "since"),)

    id: Mapped[int] = base.key()
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    """Null: the whole city."""
    since: Mapped[int]
    until: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    announced_at: Mapped[int]
    announced_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    swept_to: Mapped[int] = mapped_column(default=0)
    phase: Mapped[int] = mapped_column(Integer, default=0)


class Consent(base.Base):
    """A consulted step that consents by silence: when the worker completes it, unless somebody has answered."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_due", "due_at"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    due_at: Mapped[int]


AT = "@"
"""Between a lane's key and an agency's id in a subject. An element's id is an NCName and can't hold it."""


def lane_subject(lane_key: str, agency_id: int | None = None) -> str:
    """The subject of a lane's clock; with an agency, of that agency's clock where others work in the lane too."""
    return lane_key if agency_id is None else f"{lane_key}{AT}{agency_id}"


def lane_key(subject: str) -> str:
    """The lane's key in the subject of a lane's clock."""
    return subject.rpartition(AT)[0] if AT in subject else subject
