"""For operators of the server: how the workers are doing, and their jobs."""

from __future__ import annotations

from typing import Any

from service import errors
from service.api import kit
from service.schemas import common, request
from service.schemas import workers as schemas
from service.usecases import workers

blp = kit.Blueprint("workers", "For operators: the workers and their jobs")
MOST_DIGITS = 19


@blp.route("/worker")
@blp.response(200, schemas.Workers)
def state() -> Any:
    """Signs of life of the workers, and what is due and not done."""
    with request.wiring().database.reading() as session:
        return workers.state(session, request.actor(), now=request.now())


@blp.route("/jobs")
@blp.arguments(schemas.JobQuery, location="query")
@blp.response(200, common.page_of(schemas.Job))
def jobs(query: dict[str, Any]) -> Any:
    """Jobs, newest first."""
    asked = workers.JobQuery(**{"state": None, **query})
    with request.wiring().database.reading() as session:
        return kit.paged(workers.jobs(session, request.actor(), asked))


@blp.route("/jobs/<job>/retry", methods=["POST"])
@blp.response(200, schemas.Job)
def retry(job: str) -> Any:
    """Let a dead or cancelled job be tried again, under its own key."""
    with request.wiring().database.transaction() as session:
        return workers.retry(session, request.actor(), _number(job), now=request.now())


@blp.route("/jobs/<job>/cancel", methods=["POST"])
@blp.response(200, schemas.Job)
def cancel(job: str) -> Any:
    """Let a job be done no more."""
    with request.wiring().database.transaction() as session:
        return workers.cancel(session, request.actor(), _number(job), now=request.now())


def _number(job: str) -> int:
    if not (job.isascii() and job.isdigit() and len(job) <= MOST_DIGITS):
        raise errors.NotFoundError("job", job)
    return int(job)
