"""The page of those who operate the server: signs of life of the workers, what is due, and dead jobs."""

from __future__ import annotations

from collections.abc import Callable

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.schemas import request
from service.usecases import workers

STATES = ("dead", "waiting", "running", "done", "cancelled")
Act = Callable[..., workers.JobView]


def kind(code: str) -> str:
    """What waits, in words."""
    known = {"timers": texts._("Các hẹn giờ"), "messages": texts._("Thông điệp"), "jobs": texts._("Việc nền")}
    return known.get(code, code)


def state(code: str) -> str:
    """A job's state in words."""
    known = {
        "dead": texts._("đã dừng, chờ người vận hành"),
        "waiting": texts._("chờ đến lượt"),
        "running": texts._("đang chạy"),
        "done": texts._("đã xong"),
        "cancelled": texts._("đã bỏ"),
    }
    return known.get(code, code)


@blueprint.pages.get("/worker", endpoint="worker")
def shown() -> str:
    """How the workers are doing, and jobs of one state."""
    asked = flask.request.args.get("state", "dead")
    chosen = asked if asked in STATES else "dead"
    query = workers.JobQuery(state=chosen, cursor=flask.request.args.get("cursor") or None)
    with request.wiring().database.reading() as session:
        found = workers.state(session, request.actor(), now=request.now())
        page = workers.jobs(session, request.actor(), query)
    return flask.render_template(
        "workers/state.html", state=found, page=page, chosen=chosen, states=STATES, most=workers.MOST_COUNTED
    )


@blueprint.pages.post("/worker/jobs/<job>/retry", endpoint="retry_job")
def retry(job: str) -> flask.Response:
    """Let a dead job be tried again."""
    return _acted(job, workers.retry, texts._("Việc nền sẽ được làm lại ngay."))


@blueprint.pages.post("/worker/jobs/<job>/cancel", endpoint="cancel_job")
def cancel(job: str) -> flask.Response:
    """Let a job be done no more."""
    return _acted(job, workers.cancel, texts._("Đã bỏ việc nền."))


def _acted(job: str, act: Act, said: str) -> flask.Response:
    if not (job.isascii() and job.isdigit() and len(job) < 20):
        raise errors.NotFoundError("job", job)
    try:
        with request.wiring().database.transaction() as session:
            act(session, request.actor(), int(job), now=request.now())
        flask.flash(said, "success")
    except errors.ConflictError as late:
        flask.flash(refusals.sentence(late.code, late.values), "warning")
    return blueprint.go(flask.url_for("pages.worker"))
