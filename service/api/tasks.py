"""Tasks: what an agency has to do, and doing it."""

from __future__ import annotations

from typing import Any

from service.api import kit
from service.schemas import common, request
from service.schemas import tasks as schemas
from service.usecases import tasks, views, worklist

blp = kit.Blueprint("tasks", "Worklists; claim, complete, recall")


@blp.route("/tasks")
@blp.arguments(schemas.TaskQuery, location="query")
@blp.response(200, common.page_of(schemas.Task))
def page(query: dict[str, Any]) -> Any:
    """Open tasks that the reader's agencies may see, due first."""
    with request.wiring().database.reading() as session:
        return kit.paged(worklist.page(session, request.actor(), worklist.TaskQuery(**query), now=request.now()))


@blp.route("/tasks/<task>")
@blp.response(200, schemas.FullTask)
def get(task: str) -> Any:
    """A task with its form."""
    return _read(task)


@blp.route("/tasks/<task>/claim", methods=["POST"])
@blp.response(200, schemas.FullTask)
def claim(task: str) -> Any:
    """Begin a task, so that colleagues see who has it."""
    with request.wiring().database.transaction() as session:
        tasks.claim(session, request.actor(), *kit.task(task), now=request.now())
    return _read(task)


@blp.route("/tasks/<task>/release", methods=["POST"])
@blp.response(200, schemas.FullTask)
def release(task: str) -> Any:
    """Give a task back."""
    with request.wiring().database.transaction() as session:
        tasks.release(session, request.actor(), *kit.task(task), now=request.now())
    return _read(task)


@blp.route("/tasks/<task>/complete", methods=["POST"])
@blp.doc(parameters=[{"in": "header", "name": kit.KEY_HEADER, "schema": {"type": "string", "maxLength": 200}}])
@blp.arguments(schemas.Complete)
@blp.response(200, schemas.Completed)
def complete(body: dict[str, Any], task: str) -> Any:
    """Complete a task; a retry with the same Idempotency-Key and body gets the first answer."""
    with request.wiring().database.transaction() as session:
        return tasks.complete(
            session,
            request.actor(),
            *kit.task(task),
            body["answers"],
            now=request.now(),
            idempotency=kit.idempotent(),
            budget=request.wiring().budget,
        )


@blp.route("/tasks/<task>/recall", methods=["POST"])
@blp.response(200, schemas.FullTask)
def recall(task: str) -> Any:
    """Take a hand-over back, as long as nobody of the next lane has begun."""
    with request.wiring().database.transaction() as session:
        tasks.recall(session, request.actor(), *kit.task(task), now=request.now(), budget=request.wiring().budget)
    return _read(task)


def _read(task: str) -> views.TaskView:
    with request.wiring().database.reading() as session:
        return tasks.get(session, request.actor(), *kit.task(task), now=request.now(), language=request.language())
