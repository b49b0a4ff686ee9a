"""All tables, imported in one place: what migrations compare the database with."""

from __future__ import annotations

from models import (
    agency,
    apology,
    base,
    calendar,
    case,
    clock,
    document,
    event,
    feedback,
    heartbeat,
    idempotency,
    incident,
    job,
    message,
    notice,
    person,
    procedure,
    review,
    rollup,
    step,
    timer,
)

MODULES = (
    agency,
    calendar,
    person,
    procedure,
    case,
    step,
    timer,
    message,
    incident,
    event,
    idempotency,
    heartbeat,
    document,
    clock,
    job,
    apology,
    review,
    feedback,
    notice,
    rollup,
)
METADATA = base.Base.metadata
