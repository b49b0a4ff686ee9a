"""Drawing in the browser: the modeler of a procedure's next version, and the builder of one form.

What is drawn is kept in the browser and sent through the API: these pages only bring what the scripts under
`static/js/modeler/` begin with.
"""

from __future__ import annotations

import re
import unicodedata

import flask

from bpmn import settings as st
from service import errors
from service.pages import blueprint, display, modelertexts, refusals, texts, words
from service.schemas import request
from service.usecases import agencies, formdrafts, procedures, versions

FORM_STYLES = ("form-js.css", "form-js-editor.css", "properties-panel.css")


@blueprint.pages.get("/procedures/<code>/modeler")
def modeler(code: str) -> str:
    """The modeler: empty, or from the version that the address names."""
    number = _asked()
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        procedure = _to_draw(procedures.get(session, actor, code, now=now))
        view = versions.get(session, actor, code, number, now=now) if number else None
        forms = formdrafts.listed(session, actor, code, number) if number else ()
        tree = agencies.tree(session, actor, now=now)
    newest = procedure.versions[0] if procedure.versions else None
    config = {
        **_common(code, number),
        "key": f"laneway:modeler:{actor.person_id}:{code}:{number or 'new'}",
        "from": number,
        "seen": {"number": newest.number, "revision": newest.revision} if newest else {"number": 0, "revision": 0},
        "file_name": (view.file_name if view else "") or f"{_plain(code)}.bpmn",
        "settings": st.to_json(view.settings) if view else {},
        "forms": [{"name": one.name, "id": one.id} for one in forms],
        "empty": flask.render_template("modeler/empty.xml", procedure=procedure, process=_plain(code)),
        "diagram_url": flask.url_for("procedures.diagram", code=code, number=number) if number else None,
        "shown_url": flask.url_for("procedures.picture", code=code, number=number) if number else None,
        "picture_url": flask.url_for("procedures.place", code=code),
        "check_url": flask.url_for("procedures.check", code=code),
        "save_url": flask.url_for("procedures.add_version", code=code),
        "modeler": blueprint.vendor("bpmn-js/bpmn-modeler.js"),
        "viewer": blueprint.vendor("bpmn-js/bpmn-navigated-viewer.js"),
        "may_bind": procedure.may_bind,
        "agencies": [[one.code, display.name(one)] for one in tree],
        "kinds": [[kind, words.agency_kind(kind)] for kind in sorted({one.kind for one in tree if one.kind})],
        **modelertexts.choices(),
        "bpmn_texts": modelertexts.bpmn(),
        "texts": {**modelertexts.both(), **modelertexts.modeler()},
    }
    return flask.render_template("modeler/modeler.html", procedure=procedure, view=view, config=config)


@blueprint.pages.get("/procedures/<code>/versions/<number:number>/forms/<name>")
def form_builder(code: str, number: int, name: str) -> str:
    """The builder of a version's form."""
    return _builder(code, number, name)


@blueprint.pages.get("/procedures/<code>/versions/<number:number>/forms/")
def new_form(code: str, number: int) -> str:
    """The builder of a form that a version doesn't have yet."""
    return _builder(code, number, None)


def _builder(code: str, number: int, name: str | None) -> str:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        procedure = _to_draw(procedures.get(session, actor, code, now=now))
        view = versions.get(session, actor, code, number, now=now)
        begun, told = None, []
        try:
            begun = formdrafts.drawable(session, actor, code, number, name) if name else None
        except errors.InvalidError as wrong:
            told = _broken(wrong)
        forms = formdrafts.listed(session, actor, code, number)
    config = {
        **_common(code, number),
        "key": f"laneway:form:{actor.person_id}:{code}:{number}:{name or ''}",
        "name": name,
        "schema": begun.schema if begun else None,
        "told": told or _converted(begun),
        "revision": view.revision if view.state == versions.DRAFT else None,
        "taken": [one.id for one in forms],
        "texts": {**modelertexts.both(), **modelertexts.builder()},
    }
    return flask.render_template(
        "modeler/form.html", procedure=procedure, view=view, name=name, forms=forms, config=config
    )


def _broken(wrong: errors.InvalidError) -> list[str]:
    """What is said of a form's file that can't be used."""
    why = " ".join(refusals.sentence(one.code, one.values) for one in wrong.problems)
    return [why, texts._("Ở đây bắt đầu từ biểu mẫu trống; lưu sẽ thay tệp hỏng.")]


def _converted(found: formdrafts.Drawable | None) -> list[str]:
    """What is said of a JSON schema; nothing of a form that is shown as it is."""
    if found is None or not found.converted:
        return []
    told = [
        texts._(
            "Tệp này là lược đồ JSON. Ở đây là bản form-js có cùng các trường; lưu sẽ thay lược đồ dưới cùng tên "
            "tệp, nên các bước vẫn dùng được."
        )
    ]
    if found.unread:
        told.append(texts._("Không chuyển được: %(parts)s.", parts=", ".join(found.unread)))
    return told


def _common(code: str, number: int | None) -> dict[str, object]:
    """What both pages' scripts need."""
    return {
        "version_url": flask.url_for("pages.procedure", code=code) + "/versions/0",
        "sign_in_url": flask.url_for("pages.sign_in"),
        "form_url": flask.url_for("forms.get", code=code, number=number, name="NAME") if number else None,
        "form_check_url": flask.url_for("forms.check"),
        "form_styles": [blueprint.vendor(f"form-js/{name}") for name in FORM_STYLES],
        "form_editor": blueprint.vendor("form-js/form-editor.js"),
        "form_viewer": blueprint.vendor("form-js/form-viewer.js"),
        "form_texts": modelertexts.form_js(),
    }


def _to_draw(procedure: procedures.ProcedureView) -> procedures.ProcedureView:
    """
    Raises:
        ForbiddenError: this person may not draw for it.
    """
    if not procedure.may_draw:
        raise errors.ForbiddenError("no_right")
    return procedure


def _asked() -> int | None:
    """The version that the address names as ``?from=``.

    Raises:
        NotFoundError: no number.
    """
    text = flask.request.args.get("from", "")
    if not text:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise errors.NotFoundError("version", text)
    return int(text)


def _plain(code: str) -> str:
    """A procedure's code in letters that a file's name and an XML id may have."""
    bare = unicodedata.normalize("NFD", code.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", bare).strip(".-") or "procedure"
