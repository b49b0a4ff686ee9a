"""Report II.06a, the dossiers behind each figure, and the register: on the page, as spreadsheet and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import flask

from service import errors, papers, sheets
from service.measures import ii06a
from service.pages import blueprint, display, printed, refusals, texts
from service.rules import access
from service.schemas import request
from service.usecases import agencies, dossierlists, figures, procedures

NO_FIELD = "-"
"""In addresses: procedures that belong to no field."""
FILTERS = ("from", "to", "agency", "field", "procedure", "by", "supplement", "column")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEARS = range(1971, 9000)
MOST_LINES, PRINTED = 50_000, 500
"""Lines of the register in a spreadsheet, and on paper."""
AT_A_TIME = 1_000


@blueprint.pages.get("/reports/ii06a", endpoint="ii06a")
def report() -> str | tuple[str, int]:
    """The report for a period, an agency and a field; every figure leads to its dossiers."""
    given, asked, problems = _given()
    found = None
    if not problems:
        found, problems = _report(asked)
    return flask.render_template(
        "figures/ii06a.html", report=found, given=given, problems=problems, columns=ii06a.COLUMNS, **_choices()
    ), (422 if problems else 200)


def _report(asked: figures.Query) -> tuple[figures.Report | None, list[refusals.Said]]:
    try:
        with request.wiring().database.snapshot() as session:
            return figures.report(session, request.actor(), asked, now=request.now()), []
    except errors.InvalidError as refused:
        return None, [refusals.Said(_labels().get(p.key, ""), refusals.sentence(p.code, {})) for p in refused.problems]


@blueprint.pages.get("/reports/ii06a.xlsx", endpoint="ii06a_xlsx")
def report_xlsx() -> flask.Response:
    """The report as a spreadsheet."""
    return _file(sheets.ii06a(_printed()), XLSX, "II.06a.xlsx")


@blueprint.pages.get("/reports/ii06a.pdf", endpoint="ii06a_pdf")
def report_pdf() -> flask.Response:
    """The report as its form is printed."""
    return _file(papers.pdf("ii06a", _printed(), at=request.now()), "application/pdf", "II.06a.pdf")


def _printed() -> dict[str, Any]:
    asked = _right()
    with request.wiring().database.snapshot() as session:
        found = figures.report(session, request.actor(), asked, now=request.now())
    return printed.report(found, _unit(asked))


@blueprint.pages.get("/reports/ii06a/cases", endpoint="figure")
def figure() -> str:
    """The dossiers that one figure counts."""
    asked = _right()
    given = _asked_for()
    typed = given["column"]
    column = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else -1
    if column == dossierlists.REGISTER:
        column = -1
    page = _page(asked, column)
    return flask.render_template(
        "figures/cases.html",
        page=page,
        given=given,
        kept=_kept(given),
        back=_kept(given, without="column"),
        column=column_name(column),
        asked=asked,
    )


@blueprint.pages.get("/reports/register", endpoint="register")
def register() -> str | tuple[str, int]:
    """The register: what was received in the period."""
    given, asked, problems = _given()
    page = None
    if not problems:
        page = _page(asked, dossierlists.REGISTER)
    return flask.render_template(
        "figures/register.html", page=page, given=given, kept=_kept(given), problems=problems, **_choices()
    ), (422 if problems else 200)


@blueprint.pages.get("/reports/register.xlsx", endpoint="register_xlsx")
def register_xlsx() -> flask.Response:
    """The register as a spreadsheet."""
    asked = _right()
    told = printed.register(asked, _unit(asked))
    return _file(sheets.register(told, printed.lines(_lines(asked, MOST_LINES))), XLSX, "so-theo-doi.xlsx")


@blueprint.pages.get("/reports/register.pdf", endpoint="register_pdf")
def register_pdf() -> flask.Response:
    """The register on paper."""
    asked = _right()
    found = list(_lines(asked, PRINTED + 1))
    told = printed.register(asked, _unit(asked)) | {
        "rows": list(printed.lines(found[:PRINTED])),
        "cut": len(found) > PRINTED,
    }
    return _file(papers.pdf("register", told, at=request.now()), "application/pdf", "so-theo-doi.pdf")


def _lines(asked: figures.Query, most: int) -> Iterator[dossierlists.Line]:
    """All lines of the register, page after page at one instant."""
    with request.wiring().database.snapshot() as session:
        cursor, told = None, 0
        while told < most:
            page = dossierlists.page(
                session,
                request.actor(),
                asked,
                dossierlists.REGISTER,
                now=request.now(),
                cursor=cursor,
                limit=min(AT_A_TIME, most - told),
                most=AT_A_TIME,
            )
            yield from page.items
            told, cursor = told + len(page.items), page.next
            if cursor is None:
                return


def _page(asked: figures.Query, column: int) -> Any:
    with request.wiring().database.snapshot() as session:
        cursor = flask.request.args.get("cursor") or None
        return dossierlists.page(session, request.actor(), asked, column, now=request.now(), cursor=cursor)


def _file(body: bytes, kind: str, name: str) -> flask.Response:
    response = flask.Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_for() -> dict[str, str]:
    return {name: flask.request.args.get(name, "").strip() for name in FILTERS}


def _kept(given: dict[str, str], without: str = "") -> dict[str, str]:
    return {name: value for name, value in given.items() if value and name != without}


def _given() -> tuple[dict[str, str], figures.Query, list[refusals.Said]]:
    """What was asked for, as typed and as meant; else this month of the person's own agency, or of the city."""
    given = _asked_for()
    problems: list[refusals.Said] = []
    today = display.local(request.now()).date()
    if not given["from"] and not given["to"]:
        given["from"], given["to"] = today.replace(day=1).isoformat(), today.isoformat()
    mine = access.reports_on(request.actor())
    if mine is not None and not given["agency"] and given["by"] != "agency":
        held = [m.agency_code for m in request.actor().memberships if m.agency_id in mine]
        given["agency"] = held[0] if held else ""
    first, last = (_day(given[name], _labels()[name], problems) for name in ("from", "to"))
    by = given["by"] if given["by"] in figures.GROUPS else "field"
    whole = by == "agency"
    asked = figures.Query(
        first or last or today,
        last or max(first or today, today),
        None if whole else given["agency"] or None,
        None if whole or not given["field"] else given["field"].removeprefix(NO_FIELD),
        by,
        given["supplement"] != "counts",
        None if whole else given["procedure"] or None,
    )
    given["from"], given["to"] = given["from"] or asked.first.isoformat(), given["to"] or asked.last.isoformat()
    return given, asked, problems


def _right() -> figures.Query:
    """The query of an address that the page has made.

    Raises:
        InvalidError: its days are none.
    """
    _, asked, problems = _given()
    if problems:
        raise errors.InvalidError(*(errors.Problem(one.key, "not_a_day") for one in problems))
    return asked


def _day(text: str, label: str, problems: list[refusals.Said]) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        if found.year not in YEARS:
            raise ValueError(text)
        return found + timedelta(0)
    except ValueError:
        problems.append(refusals.Said(label, refusals.sentence("not_a_day", {})))
        return None


def _labels() -> dict[str, str]:
    return {"from": texts._("Từ ngày"), "to": texts._("Đến ngày")}


def _choices() -> dict[str, Any]:
    """What the filters offer: the agencies and fields whose figures this person reads."""
    actor, now = request.actor(), request.now()
    mine = access.reports_on(actor)
    with request.wiring().database.reading() as session:
        offices = agencies.tree(session, actor, now=now)
        ids = agencies.ids(session, [one.code for one in offices], now=now)
        fields = procedures.fields(session)
    return {
        "offices": [one for one in offices if mine is None or ids.get(one.code) in mine],
        "whole_city": mine is None,
        "fields": fields,
    }


def _unit(asked: figures.Query) -> str:
    """Who reports, in Vietnamese."""
    with request.wiring().database.reading() as session:
        offices = agencies.tree(session, request.actor(), now=request.now())
    named = {one.code: one.name_vi for one in offices}
    top = next((one.name_vi for one in offices if one.parent is None and one.kind == "tinh"), "")
    return named.get(asked.agency, asked.agency) if asked.agency else top


def column_name(number: int) -> str:
    """What a column of the form counts."""
    return {
        3: texts._("Tiếp nhận: tổng số"),
        4: texts._("Tiếp nhận trực tuyến"),
        5: texts._("Tiếp nhận trực tiếp, bưu chính"),
        6: texts._("Từ kỳ trước chuyển sang"),
        7: texts._("Đã giải quyết: tổng số"),
        8: texts._("Giải quyết trước hạn"),
        9: texts._("Giải quyết đúng hạn"),
        10: texts._("Giải quyết quá hạn"),
        11: texts._("Đang giải quyết: tổng số"),
        12: texts._("Đang giải quyết, trong hạn"),
        13: texts._("Đang giải quyết, quá hạn"),
    }.get(number, "")


def channel(value: str) -> str:
    """How a dossier was handed in."""
    names = {"online": texts._("trực tuyến"), "post": texts._("bưu chính"), "direct": texts._("trực tiếp")}
    return names.get(value, value)


def result(value: str | None) -> str:
    """How a dossier was settled."""
    names = {"early": texts._("trước hạn"), "on_time": texts._("đúng hạn"), "late": texts._("quá hạn")}
    return names.get(value or "", "")
