"""The step log: one row per visit of a step, open while `completed_at` is null; answers; counters.

Worklists and boards read the open rows through partial indexes, reports read the closed ones; a state blob is
never decoded for either.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Subquery,
    Text,
    func,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from models import base

OPEN = text("completed_at IS NULL")
OPEN_TASK = text("completed_at IS NULL AND kind = 'task'")
WATCHED = text("completed_at IS NULL AND watch_at IS NOT NULL")


class Step(base.Base):
    """One visit of one step.

    `holder` says who it waits for: agency, applicant (offered to the one-stop unit) or system. `agency_id` is
    where it is offered, as the lane's binding resolved for this visit. `outcome` is completed, withdrawn, recalled, or
    by an operator moved or skipped; `completed_by` is then the operator. `wall_s` and `working_s` are seconds from
    enabled to completed, by the clock and in working time.
    `order_at` is `due_at`, or a far instant where there is no limit: worklists are in its order.
    `watch_at` is when to look whether somebody is to be warned, null where nobody is (any more); `told_at` when a
    warning was last told.
    """

    __tablename__ = "steps"
    __table_args__ = (
        Index("ix_steps_worklist", "agency_id", "order_at", "case_id", "seq",
              sqlite_where=OPEN_TASK, postgresql_where=OPEN_TASK),
        Index("ix_steps_open_case", "case_id", "lane_key", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_steps_open_due", "order_at", "case_id", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_steps_report", "version_id", "completed_at"),
        Index("ix_steps_watch", "watch_at", sqlite_where=WATCHED, postgresql_where=WATCHED),
    )  # fmt: skip

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer)
    procedure_id: Mapped[int] = mapped_column(BigInteger)
    version_id: Mapped[int] = mapped_column(BigInteger)
    element: Mapped[str] = mapped_column(Text)
    lineage: Mapped[str] = mapped_column(Text)
    lane_key: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    holder: Mapped[str] = mapped_column(String(12), default="agency")
    kind: Mapped[str] = mapped_column(String(10))
    role: Mapped[str] = mapped_column(String(20), default="staff")
    visit: Mapped[int] = mapped_column(Integer, default=1)
    item: Mapped[Any] = mapped_column(JSON, nullable=True)
    """Element of the collection in a multi-instance."""
    group: Mapped[str | None] = mapped_column(Text)
    """Id of the event-based gateway of which this is one event."""
    opened_by: Mapped[int | None] = mapped_column(Integer)
    """Seq of the wait whose end led here: the hand-over."""
    enabled_at: Mapped[int]
    claimed_at: Mapped[int | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    completed_at: Mapped[int | None]
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[int | None]
    calendar_id: Mapped[int | None]
    """The calendar by which `due_at` and `working_s` are counted; null: the plain one."""
    handed_over: Mapped[bool] = mapped_column(default=False)
    """Opened by another agency's step: the agency has to acknowledge it."""
    order_at: Mapped[int] = mapped_column(default=base.FAR)
    outcome: Mapped[str | None] = mapped_column(String(20))
    wall_s: Mapped[int | None]
    working_s: Mapped[int | None]
    watch_at: Mapped[int | None]
    told_at: Mapped[int | None]


class Answers(base.Base):
    """What was answered at a step (seq 0: the data that the case started with), and what a recall needs."""

    __tablename__ = "answers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[Any] = mapped_column(JSON)
    undo: Mapped[bytes | None]


class CounterDelta(base.Base):
    """A change of what is held; appended, so that no row is hot.

    `held` counts waits of every kind (the events behind one event-based gateway count as one), `tasks` those of them
    that a person completes, `claimed` those of the tasks that somebody has begun: untouched = tasks − claimed.
    """

    __tablename__ = "counter_deltas"

    id: Mapped[int] = base.key()
    procedure_id: Mapped[int]
    version_id: Mapped[int]
    lane_key: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int]
    """0 where no agency holds it."""
    held: Mapped[int] = mapped_column(Integer)
    tasks: Mapped[int] = mapped_column(Integer)
    claimed: Mapped[int] = mapped_column(Integer)


class Counter(base.Base):
    """Folded deltas; a reader adds those not folded yet."""

    __tablename__ = "counters"

    procedure_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lane_key: Mapped[str] = mapped_column(Text, primary_key=True)
    element: Mapped[str] = mapped_column(Text, primary_key=True)
    agency_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    held: Mapped[int] = mapped_column(Integer)
    tasks: Mapped[int] = mapped_column(Integer)
    claimed: Mapped[int] = mapped_column(Integer)


PLACE = ("procedure_id", "version_id", "lane_key", "element", "agency_id")
FIGURES = ("held", "tasks", "claimed")

FOLD = text(
    "INSERT INTO counters (procedure_id, version_id, lane_key, element, agency_id, held, tasks, claimed) "
    "VALUES (:procedure_id, :version_id, :lane_key, :element, :agency_id, :held, :tasks, :claimed) "
    "ON CONFLICT (procedure_id, version_id, lane_key, element, agency_id) DO UPDATE SET "
    "held = counters.held + excluded.held, tasks = counters.tasks + excluded.tasks, "
    "claimed = counters.claimed + excluded.claimed"
)
"""Adds a sum of deltas to its counter. Same words on both databases."""


def totals() -> Subquery:
    """The counters as they are now: folded and not yet folded together; columns as in `Counter`."""
    folded = select(*(getattr(Counter, name) for name in PLACE + FIGURES))
    fresh = select(*(getattr(CounterDelta, name) for name in PLACE + FIGURES))
    both = union_all(folded, fresh).subquery()
    sums = (func.sum(both.c[name]).label(name) for name in FIGURES)
    return select(*(both.c[name] for name in PLACE), *sums).group_by(*(both.c[name] for name in PLACE)).subquery()
