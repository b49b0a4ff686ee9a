"""Procedures: the list, a new one, one with its versions, and a file brought as the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import flask
from werkzeug import wrappers

from service import errors
from service.pages import blueprint, refusals, texts
from service.rules import access
from service.schemas import request
from service.usecases import agencies, drafts, procedures

DIAGRAMS = (".bpmn", ".xml", ".bpmn20.xml")
FIELDS = ("code", "name", "name_en", "field", "lead_agency")
Answer = str | wrappers.Response | tuple[str, int]


@blueprint.pages.get("/procedures", endpoint="procedures")
def list_procedures() -> Answer:
    """All procedures by code."""
    return _list({})


def _list(typed: Mapping[str, str], problems: Sequence[refusals.Said] = (), wrong: frozenset[str] = frozenset()) -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        page = procedures.page(session, actor, now=now, cursor=flask.request.args.get("cursor"))
        tree = agencies.tree(session, actor, now=now) if access.may(actor, "draw") else ()
        ids = agencies.ids(session, [one.code for one in tree], now=now)
    leads = [one for one in tree if access.may_lead(actor, "draw", ids.get(one.code))]
    own = next((one.agency_code for one in actor.memberships if "draw" in one.rights), "")
    return flask.render_template(
        "procedures/list.html", page=page, leads=leads, own=own, typed=typed, problems=problems, wrong=wrong
    )


@blueprint.pages.post("/procedures")
def create_procedure() -> Answer:
    """Register a procedure and go on to it."""
    typed = {name: flask.request.form.get(name, "") for name in FIELDS}
    try:
        with request.wiring().database.transaction() as session:
            made = procedures.create(
                session,
                request.actor(),
                typed["code"],
                typed["name"],
                name_en=typed["name_en"],
                field=typed["field"],
                lead_agency=typed["lead_agency"],
                now=request.now(),
            )
    except errors.InvalidError as refused:
        said = [refusals.Said(_labels().get(one.key, ""), _said(one)) for one in refused.problems]
        return _list(typed, said, frozenset(one.key for one in refused.problems)), 422
    except errors.ConflictError as refused:
        said = [refusals.Said(_labels()["code"], refusals.sentence(refused.code, refused.values))]
        return _list(typed, said, frozenset({"code"})), 409
    flask.flash(texts._("Đã thêm thủ tục; bây giờ hãy đưa lên sơ đồ của nó."), "success")
    return flask.redirect(flask.url_for("pages.procedure", code=made.code))


def _said(problem: errors.Problem) -> str:
    return refusals.sentence(problem.code, problem.values)


def _labels() -> dict[str, str]:
    return {
        "code": texts._("Mã thủ tục"),
        "name": texts._("Tên"),
        "lead_agency": texts._("Cơ quan chủ trì"),
        "file": texts._("Tệp sơ đồ"),
        "forms": texts._("Tệp biểu mẫu"),
    }


@blueprint.pages.get("/procedures/<code>")
def procedure(code: str) -> Answer:
    """A procedure with its versions."""
    return _procedure(code)


def _procedure(code: str, problems: Sequence[refusals.Said] = ()) -> str:
    with request.wiring().database.reading() as session:
        found = procedures.get(session, request.actor(), code, now=request.now())
    return flask.render_template("procedures/one.html", procedure=found, problems=problems)


@blueprint.pages.post("/procedures/<code>/versions")
def add_version(code: str) -> Answer:
    """Bring a diagram as the next draft; one that can't be read changes nothing, and the page says why."""
    wiring, name = request.wiring(), ""
    try:
        name, diagram, forms = _files()
        made = drafts.add(
            wiring.database,
            wiring.importer,
            request.actor(),
            code,
            diagram,
            forms,
            file_name=name,
            now=request.now(),
        )
    except errors.UnreadableError as refused:
        return _procedure(code, [refusals.Said(name, unreadable(refused))]), 422
    except errors.InvalidError as refused:
        return _procedure(code, [refusals.Said(_place(one.key), _said(one)) for one in refused.problems]), 422
    except errors.ConflictError as refused:
        return _procedure(code, [refusals.Said("", refusals.sentence(refused.code, refused.values))]), 409
    told = texts._("Đã nhận phiên bản %(number)d. Hãy xem những gì đọc được và điền bảng bước.", number=made.number)
    flask.flash(told, "success")
    return flask.redirect(flask.url_for("pages.version", code=code, number=made.number))


def _place(key: str) -> str:
    """What a problem of an upload is about: ``forms.x.form`` names the file."""
    first, _, rest = key.partition(".")
    return rest or _labels().get(first, first)


def unreadable(refused: errors.UnreadableError) -> str:
    """Why a file can't be read, and where: the reader's own sentence if it has one."""
    if own := refused.messages.get(request.language()):
        return own
    sentence, line = refusals.sentence(refused.code, refused.values), refused.values.get("line")
    return f"{sentence} ({texts._('dòng %(line)s', line=line)})" if line else sentence


def _files() -> tuple[str, bytes, dict[str, bytes]]:
    """The diagram and the form files that were chosen, told apart by their names.

    Raises:
        InvalidError: no diagram, several, or two forms of one name.
    """
    sent = [file for _, file in flask.request.files.items(multi=True) if file.filename]
    diagrams = [file for file in sent if (file.filename or "").lower().endswith(DIAGRAMS)]
    if len(diagrams) != 1:
        raise errors.InvalidError(errors.Problem("file", "several_diagrams" if diagrams else "no_diagram"))
    forms: dict[str, bytes] = {}
    for file in sent:
        name = file.filename or ""
        if file is diagrams[0]:
            continue
        if name in forms:
            raise errors.InvalidError(errors.Problem(f"forms.{name[:80]}", "form_name"))
        forms[name] = file.read()
    return diagrams[0].filename or "", diagrams[0].read(), forms
