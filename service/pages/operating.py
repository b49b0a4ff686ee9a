"""An operator's page of a case: what the engine's state holds, and moving or skipping what waits there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.schemas import request, strictjson
from service.usecases import idempotency, operating, stateviews

Act = Callable[[idempotency.Idempotency | None], stateviews.Operated]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and refused, to stand in its form again; `verb` is move or skip."""

    verb: str = ""
    seq: str = ""
    element: str = ""
    reason: str = ""
    answers: str = ""


@blueprint.pages.get("/cases/<code>/state", endpoint="state")
def state(code: str) -> str:
    """The engine's state of a case, for those who may operate it."""
    return _page(code)


def _page(code: str, typed: Typed | None = None, refused: str = "") -> str:
    with request.wiring().database.reading() as session:
        found = operating.state(session, request.actor(), code)
    return flask.render_template(
        "cases/state.html", state=found, typed=typed or Typed(), refused=refused, key=secrets.token_urlsafe(16)
    )


@blueprint.pages.post("/cases/<code>/move")
def move(code: str) -> flask.Response | tuple[str, int]:
    """Put a token into another element, with a reason."""
    typed = _typed("move")

    def act(asked: idempotency.Idempotency | None) -> stateviews.Operated:
        with request.wiring().database.transaction() as session:
            return operating.move(
                session,
                request.actor(),
                code,
                _seq(typed),
                typed.element,
                typed.reason,
                now=request.now(),
                idempotency=asked,
                budget=request.wiring().budget,
            )

    return _acted(code, typed, act)


@blueprint.pages.post("/cases/<code>/skip")
def skip(code: str) -> flask.Response | tuple[str, int]:
    """Let a token go on without the work, with a reason."""
    typed = _typed("skip")

    def act(asked: idempotency.Idempotency | None) -> stateviews.Operated:
        answers = strictjson.decode(typed.answers.encode("utf-8", "replace")) if typed.answers.strip() else {}
        with request.wiring().database.transaction() as session:
            return operating.skip(
                session,
                request.actor(),
                code,
                _seq(typed),
                typed.reason,
                answers,
                now=request.now(),
                idempotency=asked,
                budget=request.wiring().budget,
            )

    return _acted(code, typed, act)


def _typed(verb: str) -> Typed:
    given = flask.request.form
    return Typed(
        verb, given.get("seq", ""), given.get("element", ""), given.get("reason", ""), given.get("answers", "")
    )


def _seq(typed: Typed) -> int:
    if not (typed.seq.isascii() and typed.seq.isdigit() and len(typed.seq) < 11):
        raise errors.NotFoundError("step", typed.seq)
    return int(typed.seq)


def _acted(code: str, typed: Typed, act: Act) -> flask.Response | tuple[str, int]:
    """Do it and go back to the state; what is refused comes back with what was typed."""
    try:
        done = act(_asked(typed))
    except errors.InvalidError as wrong:
        return _page(code, typed, " ".join(_said(one) for one in wrong.problems)), 422
    except strictjson.StrictJsonError as wrong:
        return _page(code, typed, refusals.sentence(wrong.code, wrong.values)), 422
    except errors.ConflictError as late:
        return _page(code, typed, refusals.sentence(late.code, late.values)), 409
    flask.flash(_where(done), "success")
    return blueprint.go(flask.url_for("pages.state", code=code))


def _asked(typed: Typed) -> idempotency.Idempotency | None:
    key = flask.request.form.get("key", "")[: idempotency.LONGEST_KEY]
    body = f"{typed.verb}\n{typed.seq}\n{typed.element}\n{typed.reason}\n{typed.answers}"
    return idempotency.Idempotency(key, hashlib.sha256(body.encode("utf-8", "replace")).digest()) if key else None


def _said(problem: errors.Problem) -> str:
    labels = {"reason": texts._("Lý do"), "element": texts._("Chuyển đến"), "seq": texts._("Bước")}
    label = labels.get(problem.key, problem.key.removeprefix("answers."))
    return f"{label}: {refusals.sentence(problem.code, problem.values)}"


def _where(done: stateviews.Operated) -> str:
    if done.status != "running":
        return texts._("Đã ghi nhận. Hồ sơ %(code)s đã kết thúc.", code=done.case)
    if not done.opened:
        return texts._("Đã ghi nhận. Hồ sơ %(code)s chờ các bước song song khác.", code=done.case)
    where = "; ".join(f"{one.lane} – {one.name}" for one in done.opened)
    return texts._("Đã ghi nhận. Hồ sơ %(code)s nay ở: %(where)s.", code=done.case, where=where)
