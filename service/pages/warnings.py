"""When whom is warned: the form in which an installation, an agency or a version decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flask

from service import errors
from service.pages import blueprint, refusals, texts
from service.rules import warnings
from service.schemas import request
from service.usecases import policies

SPARE = 2
"""Empty lines for further levels."""
MOST_DIGITS = 9
SCOPES = ("agency", "procedure", "version")


@dataclass(frozen=True, slots=True)
class Line:
    """A level as it is typed."""

    at: str = ""
    to: frozenset[str] = frozenset()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One kind as it is typed; `own`: this scope decides it."""

    kind: str
    lines: tuple[Line, ...]
    repeat: bool
    own: bool


@blueprint.pages.get("/warnings", endpoint="warnings")
def shown() -> str:
    """The policy of a scope."""
    with request.wiring().database.reading() as session:
        found = policies.get(session, request.actor(), _scope())
    parts = []
    for kind in warnings.KINDS:
        plan = found.policy.plan(kind)
        lines = [Line(level.at, level.to, level.quiet) for level in plan.levels]
        parts.append(Part(kind, (*lines, *[Line()] * SPARE), plan.repeat, kind in found.own))
    mail = None if found.mail is None else policies.mail_json(found.mail)
    return _form(parts, mail, found.revision)


def _scope() -> policies.Scope:
    given = {name: flask.request.args.get(name, "").strip() for name in SCOPES}
    number = given["version"]
    if number and not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise errors.NotFoundError("version", number)
    return policies.Scope(given["agency"] or None, given["procedure"] or None, int(number) if number else None)


def _form(
    parts: Sequence[Part], mail: Mapping[str, Any] | None, revision: int, said: Sequence[refusals.Said] = ()
) -> str:
    scope = _scope()
    return flask.render_template(
        "notices/warnings.html", parts=parts, mail=mail, revision=revision, said=said, scope=scope,
        recipients=recipients(), kinds=kinds(), stages=stages(),
        whole=scope == policies.Scope(),
        wrong={one.key for one in said},
        kept={name: getattr(scope, name) for name in SCOPES if getattr(scope, name) is not None},
    )  # fmt: skip


@blueprint.pages.post("/warnings", endpoint="decide_warnings")
def decide() -> flask.Response | tuple[str, int]:
    """Decide it; what is wrong comes back beside what was typed."""
    scope, form = _scope(), flask.request.form
    whole = scope == policies.Scope()
    parts = [_part(kind, whole) for kind in warnings.KINDS]
    levels = {part.kind: _levels(part) for part in parts if part.own}
    mail = _mail() if whole else None
    revision = form.get("revision", "")
    known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) <= MOST_DIGITS else 0
    try:
        with request.wiring().database.transaction() as session:
            policies.put(session, request.actor(), scope, levels, mail, revision=known, now=request.now())
    except errors.InvalidError as refused:
        said = [_said(one, parts) for one in refused.problems]
        return _form(parts, mail, known, said), 422
    except errors.StaleError as late:
        return _form(parts, mail, known, [refusals.Said("", refusals.sentence(late.code, late.values))]), 409
    flask.flash(texts._("Đã lưu. Hạn đang tính được nhắc theo mức mới từ lần xem kế tiếp."), "success")
    return blueprint.go(blueprint.here())


def _part(kind: str, whole: bool) -> Part:
    form = flask.request.form
    lines = []
    for number in range(warnings.MOST_LEVELS + SPARE):
        at, to = form.get(f"{kind}-{number}-at", "").strip(), form.getlist(f"{kind}-{number}-to")
        if at or to:
            lines.append(Line(at[:20], frozenset(to), form.get(f"{kind}-{number}-quiet") == "1"))
    own = whole or form.get(f"{kind}-own") == "1"
    return Part(kind, (*lines, *[Line()] * SPARE), form.get(f"{kind}-repeat") == "1", own)


def _levels(part: Part) -> dict[str, object]:
    levels = [{"at": line.at, "to": sorted(line.to), "quiet": line.quiet} for line in part.lines if line.at or line.to]
    return {"levels": levels, "repeat": part.repeat}


def _mail() -> dict[str, object]:
    form = flask.request.form
    told: dict[str, object] = {"urgent": form.getlist("urgent")}
    for name in ("hour", "kept_days"):
        raw = form.get(name, "").strip()
        told[name] = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= MOST_DIGITS else raw
    return told


def _said(one: errors.Problem, parts: Sequence[Part]) -> refusals.Said:
    """A problem at its field: ``levels.step.levels.0.at`` is the first line of the steps."""
    words = one.key.split(".")
    fields = {"at": texts._("Mốc"), "to": texts._("Báo cho"), "levels": texts._("Các mốc")}
    mails = {"mail.hour": texts._("Giờ gửi thư tổng hợp"), "mail.kept_days": texts._("Giữ thông báo (ngày)")}
    if words[0] != "levels" or len(words) < 3:
        return refusals.Said(mails.get(one.key, one.key), refusals.sentence(one.code, one.values), one.key)
    label = f"{kinds().get(words[1], words[1])} · {fields.get(words[-1], words[-1])}"
    if words[-1] == "at" and one.code == "not_allowed":
        told = texts._("“%(at)s” không phải là mốc: viết 80%%, -1d hoặc +3d.", at=str(one.values.get("value", "")))
    else:
        told = refusals.sentence(one.code, one.values)
    key = f"{words[1]}-{words[3]}-{words[-1]}" if len(words) > 4 else ""
    return refusals.Said(label, told, key)


def kinds() -> dict[str, str]:
    """What has a limit, in words."""
    return {
        "step": texts._("Từng bước"),
        "lane": texts._("Phần việc của một làn"),
        "case": texts._("Cả hồ sơ"),
        "budget": texts._("Thời hạn chung của nhiều bước"),
        "ack": texts._("Tiếp nhận bàn giao"),
    }


def recipients() -> dict[str, str]:
    """Who may be told, in words."""
    return {
        "doer": texts._("Người đang làm"),
        "chief": texts._("Lãnh đạo cơ quan"),
        "sender": texts._("Cơ quan giao"),
        "intake": texts._("Nơi tiếp nhận"),
        "lead": texts._("Cơ quan chủ trì"),
        "office": texts._("Văn phòng UBND"),
    }


def stages() -> dict[str, str]:
    """When a warning comes, in words."""
    return {
        "early": texts._("còn trong hạn"),
        "ahead": texts._("sắp đến hạn"),
        "due": texts._("đến hạn"),
        "late": texts._("quá hạn, mỗi ngày"),
    }
