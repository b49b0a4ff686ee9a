"""Tasks: the agency's list, and one task with its form.

Whatever is refused, what was typed comes back: beside the form where it can be sent again, else as text to read.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import flask

from service import errors
from service.pages import answers, blueprint, drawing, records, refusals, texts
from service.schemas import request, strictjson
from service.usecases import cases, forms, idempotency, procedures, tasks, views

FILTERS = ("lane", "procedure", "state", "overdue", "q", "agency")
MOST_PROCEDURES = 200


def _identified(task_id: str) -> tuple[int, int]:
    """Case and number of a task's public id."""
    case_id, _, seq = task_id.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (case_id, seq)):
        raise errors.NotFoundError("task", task_id)
    return int(case_id), int(seq)


@blueprint.pages.get("/tasks", endpoint="tasks")
def listed() -> str:
    """The open tasks of this person's agencies, due first."""
    given = {name: flask.request.args.get(name, "").strip() for name in FILTERS}
    asked = tasks.TaskQuery(
        agency=given["agency"] or None,
        lane=given["lane"] or None,
        state=given["state"] if given["state"] in ("untouched", "claimed", "mine") else "all",
        overdue=True if given["overdue"] else None,
        q=given["q"],
        procedure=given["procedure"] or None,
        cursor=flask.request.args.get("cursor") or None,
    )
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        page = tasks.page(session, actor, asked, now=now)
        known = procedures.page(session, actor, now=now, limit=MOST_PROCEDURES).items
    kept = {name: value for name, value in given.items() if value}
    lanes = sorted({one.lane for one in page.items} | ({given["lane"]} - {""}))
    return flask.render_template(
        "tasks/list.html", page=page, given=given, kept=kept, procedures=known, lanes=lanes, filtered=bool(kept)
    )


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier step said."""

    line: views.HistoryLine
    answers: list[answers.Line]


@dataclass(frozen=True, slots=True)
class _Read:
    """A task with everything around it that its page shows."""

    task: views.TaskView
    labels: Mapping[str, forms.Labels]
    filed: Mapping[str, object]
    history: views.History
    tokens: views.Tokens

    def filed_lines(self) -> list[answers.Line]:
        return answers.lines(self.filed, self.labels.get(""))

    def earlier(self) -> list[Earlier]:
        seq = int(self.task.id.partition("-")[2])
        until = self.task.completed_at
        done = (
            one
            for one in self.history.steps
            if one.answers and one.seq != seq and (until is None or (one.completed_at or until) <= until)
        )
        return [
            Earlier(one, shown)
            for one in done
            if (shown := answers.lines(one.answers or {}, self.labels.get(one.element)))
        ]


def _read(task_id: str) -> _Read:
    case_id, seq = _identified(task_id)
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        task = tasks.get(session, actor, case_id, seq, now=now, language=request.language())
        return _Read(
            task,
            forms.labels(session, task.procedure.code, task.procedure.version, request.language()),
            forms.filed(session, actor, task.case),
            cases.history(session, actor, task.case, now=now),
            cases.tokens(session, actor, task.case),
        )


def _page(
    read: _Read,
    *,
    problems: list[refusals.Said] | None = None,
    refused: str = "",
    typed: Mapping[str, object] | None = None,
) -> str:
    """The page of a task.

    Parameters:
        problems: what is wrong with the answers that were sent; they stand in the form again.
        refused: why the task can't be completed; what was typed is shown to be read.
        typed: what was sent.
    """
    task = read.task
    labels = read.labels.get(task.element)
    closed = task.completed_at is not None
    return flask.render_template(
        "tasks/task.html",
        task=task,
        values={**task.values, **(typed or {})} if problems else task.values,
        problems=problems or [],
        refused=refused,
        typed=answers.lines(typed or {}, labels) if refused else [],
        said=answers.lines(task.values, labels, known_only=True) if closed else [],
        filed=read.filed_lines(),
        earlier=read.earlier(),
        recallable=task.may_recall and int(task.id.partition("-")[2]) in records.recallable(read.history),
        marks=drawing.marks(read.tokens, here=task.element),
        key=secrets.token_urlsafe(16),
    )


@blueprint.pages.get("/tasks/<task_id>")
def task(task_id: str) -> str:
    """A task with its form."""
    return _page(_read(task_id))


@blueprint.pages.post("/tasks/<task_id>", endpoint="complete")
def complete(task_id: str) -> flask.Response | tuple[str, int]:
    """Send the answers; on to the list, which says who has the case now."""
    case_id, seq = _identified(task_id)
    sent = flask.request.form.get("answers", "")
    key = flask.request.form.get("key", "")[: idempotency.LONGEST_KEY]
    typed = strictjson.decode(sent.encode("utf-8", "replace"))
    asked = idempotency.Idempotency(key, hashlib.sha256(sent.encode("utf-8", "replace")).digest()) if key else None
    try:
        with request.wiring().database.transaction() as session:
            done = tasks.complete(
                session,
                request.actor(),
                case_id,
                seq,
                typed,
                now=request.now(),
                idempotency=asked,
                budget=request.wiring().budget,
            )
    except errors.InvalidError as wrong:
        read = _read(task_id)
        return _page(
            read, problems=refusals.problems(wrong, read.labels.get(read.task.element, forms.Labels())), typed=typed
        ), 422
    except errors.ConflictError as late:
        return _page(_read(task_id), refused=refusals.sentence(late.code, late.values), typed=typed), 409
    flask.flash(_where_it_went(done), "success")
    flask.flash(f"task-{done.task}", "sent")
    return blueprint.go(flask.url_for("pages.tasks"))


def _where_it_went(done: views.Completed) -> str:
    if done.status != "running":
        return texts._("Đã hoàn thành. Hồ sơ %(code)s đã kết thúc.", code=done.case)
    if not done.opened:
        return texts._("Đã hoàn thành. Hồ sơ %(code)s chờ các bước song song khác.", code=done.case)
    where = "; ".join(f"{one.lane} – {one.name}" for one in done.opened)
    return texts._("Đã hoàn thành. Hồ sơ %(code)s nay ở: %(where)s.", code=done.case, where=where)


@blueprint.pages.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> flask.Response | tuple[str, int] | str:
    """Begin a task; a script that does so at the first edit gets a sentence instead of a page."""
    case_id, seq = _identified(task_id)
    fragment = "X-Fragment" in flask.request.headers
    try:
        with request.wiring().database.transaction() as session:
            tasks.claim(session, request.actor(), case_id, seq, now=request.now())
    except errors.ConflictError as late:
        told = refusals.sentence(late.code, late.values)
        if fragment:
            return flask.render_template("tasks/claim_note.html", refused=told), 409
        flask.flash(told, "warning")
        return blueprint.go(flask.url_for("pages.task", task_id=task_id))
    if fragment:
        return flask.render_template("tasks/claim_note.html", refused="")
    flask.flash(texts._("Bạn đã nhận việc này."), "success")
    return blueprint.go(flask.url_for("pages.task", task_id=task_id))


@blueprint.pages.post("/tasks/<task_id>/release")
def release(task_id: str) -> flask.Response:
    """Give a task back untouched."""
    case_id, seq = _identified(task_id)
    try:
        with request.wiring().database.transaction() as session:
            tasks.release(session, request.actor(), case_id, seq, now=request.now())
        flask.flash(texts._("Đã trả lại việc này; đồng nghiệp có thể nhận."), "success")
    except errors.ConflictError as late:
        flask.flash(refusals.sentence(late.code, late.values), "warning")
    return blueprint.go(flask.url_for("pages.task", task_id=task_id))


@blueprint.pages.post("/tasks/<task_id>/recall")
def recall(task_id: str) -> flask.Response:
    """Take a hand-over back."""
    case_id, seq = _identified(task_id)
    try:
        with request.wiring().database.transaction() as session:
            tasks.recall(session, request.actor(), case_id, seq, now=request.now(), budget=request.wiring().budget)
        flask.flash(texts._("Đã thu hồi; việc này lại đang mở, với những gì đã nhập."), "success")
    except errors.ConflictError as late:
        flask.flash(refusals.sentence(late.code, late.values), "warning")
    return blueprint.go(flask.url_for("pages.task", task_id=task_id))
