"""A version: its diagram with what was found in it, its step table as a form, and putting it in force.

Findings to accept, the step table and publishing are one form: whichever button is pressed, nothing typed is lost.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import flask
from werkzeug import datastructures, wrappers

from bpmn import settings as st
from bpmn import steptable
from service import errors
from service.pages import (
    answerform,
    answertexts,
    blueprint,
    clockform,
    display,
    findings,
    procedures,
    refusals,
    stepform,
    suggesting,
    texts,
    words,
)
from service.schemas import request
from service.usecases import agencies, drafts, understood, versions
from service.usecases import procedures as registered

STEPS_AT_ONCE = 200
"""Rows of the step table that are shown together; more are in parts to open."""
LOCAL = "%Y-%m-%dT%H:%M"
"""How a browser writes a local time."""
Answer = str | wrappers.Response | tuple[str, int]
Form = datastructures.MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the step table, by the number of the first."""

    first: int
    rows: tuple[steptable.StepRow, ...]
    open: bool = False

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a version shows, as it is kept. `rows` are those of the step table."""

    view: versions.VersionView
    rows: tuple[steptable.StepRow, ...]
    limit: st.Limit | None
    tree: tuple[agencies.AgencyView, ...]
    facts: understood.Understood
    callable: tuple[registered.ProcedureView, ...] = ()
    """Procedures that a call activity may mean, where one is asked for."""

    @property
    def asked(self) -> Mapping[int, tuple[answerform.Asked, ...]]:
        """The questions beside the findings, by the finding's place."""
        return answerform.questions(self.view, self.facts) if self.view.may_draw else {}

    @property
    def questions(self) -> tuple[answerform.Asked, ...]:
        """All of them."""
        return tuple(one for some in self.asked.values() for one in some)

    def parts(self, wrong: Collection[str]) -> list[Part]:
        """The step table in parts that a browser lays out in no time; one that holds a wrong field is open.

        Parameters:
            wrong: names of fields.
        """
        at = {name.partition(":")[2] for name in wrong}
        found = [
            Part(first + 1, self.rows[first : first + STEPS_AT_ONCE])
            for first in range(0, max(len(self.rows), 1), STEPS_AT_ONCE)
        ]
        return [replace(one, open=one.first == 1 or any(row.element in at for row in one.rows)) for one in found]

    @property
    def by_code(self) -> dict[str, agencies.AgencyView]:
        return {one.code: one for one in self.tree}

    @property
    def kinds(self) -> list[tuple[str, str, int]]:
        """Each kind of agency with its name and how many there are."""
        codes = sorted({one.kind for one in self.tree if one.kind})
        counted = [(code, words.agency_kind(code), sum(1 for a in self.tree if a.kind == code)) for code in codes]
        return sorted(counted, key=lambda one: one[1])

    def choices(self, lane: steptable.LaneRow) -> dict[str, str]:
        """What a lane may be bound to besides agencies and kinds, by the value of the select."""
        own = {"inherit": texts._("theo làn cha")} if lane.parent else {"": texts._("chưa gán")}
        return {**own, "applicant": texts._("người nộp hồ sơ"), "system": texts._("hệ thống ngoài…")}

    @property
    def lane_choices(self) -> list[tuple[str, str]]:
        """The lanes that an element may be put into, with their pools where that tells them apart."""
        return [
            (one.key, f"{one.pool} / {one.label}" if one.pool not in {"", one.label} else one.label)
            for one in self.view.lanes
        ]

    def suggested(self, lane: steptable.LaneRow) -> str:
        """What a lane's label lets one think that it belongs to, as the value of its select."""
        return suggesting.suggested(lane, self.tree)

    @property
    def lane_rows(self) -> dict[str, str]:
        """The field of each lane's binding, by the lane's element."""
        return {one.element: f"bind-{place}" for place, one in enumerate(self.view.lanes, 1)}

    @property
    def procedure_choices(self) -> list[tuple[str, str]]:
        return [(one.code, f"{one.code} {display.name(one)}") for one in self.callable]

    def lane_label(self, key: str | None) -> str:
        return next((lane.label for lane in self.view.lanes if lane.key == key), "")

    def named(self, name: str) -> str:
        """What a field is about: its lane's label or its step's name."""
        about, _, key = name.partition(":")
        if one := next((one for one in self.questions if name in one.fields), None):
            return one.drawn.name or one.element
        if about in {"bind", "system"}:
            return self.lane_label(key)
        if about in {"amount", "unit", "role", "output"}:
            return next((row.name or row.element for row in self.rows if row.element == key), texts._("cả hồ sơ"))
        return texts._("Có hiệu lực từ") if about == "effective_from" else ""

    def bound(self, binding: st.Binding | None) -> str:
        return words.binding(binding, self.by_code)

    def bound_as(self, choice: str, system: str) -> str:
        """The words for what a lane's select and the field beside it say."""
        to, _, value = choice.partition(":")
        return self.bound(st.Binding(st.BindTo(to), value or system) if to else None)

    def knows(self, choice: str) -> bool:
        """Whether a select offers this agency or kind."""
        to, _, value = choice.partition(":")
        return value in self.by_code if to == "agency" else value in {code for code, _, _ in self.kinds}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and not taken: `fields` as typed, `wrong` what is wrong by field, `told` why, `said` the same field
    by field, `stale`: somebody else's change came in between."""

    fields: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    stale: bool = False
    accept: frozenset[str] | None = None
    said: tuple[refusals.Said, ...] = ()


def _load(code: str, number: int) -> Page:
    actor, now = request.actor(), request.now()
    with request.wiring().database.reading() as session:
        view = versions.get(session, actor, code, number, now=now)
        table = versions.steps(session, actor, code, number)
        tree = agencies.tree(session, actor, now=now)
        facts = understood.get(session, actor, code, number)
        calls = any(one.asks == "procedure" for one in view.findings) or any(
            one.procedure for one in view.settings.answers.values()
        )
        listed = registered.page(session, actor, now=now, limit=registered.MOST_PER_PAGE).items if calls else ()
    return Page(view, tuple(line.row for line in table.steps), table.limit, tree, facts, tuple(listed))


@blueprint.pages.get("/procedures/<code>/versions/<number:number>")
def version(code: str, number: int) -> Answer:
    """A version."""
    return _render(_load(code, number))


def _render(page: Page, typed: Typed | None = None) -> str:
    asked = page.asked
    kept = stepform.spelled(page.view, page.rows) | clockform.spelled(page.view)
    kept |= answerform.spelled(page.view.settings, page.questions)
    now = display.local(request.now()).strftime(LOCAL)
    fields = {"effective_from": now, "effective_shown": now, **kept, **(typed.fields if typed else {})}
    accepted = page.view.settings.accepted if typed is None or typed.accept is None else typed.accept
    return flask.render_template(
        "versions/one.html",
        page=page,
        view=page.view,
        fields=fields,
        kept=kept,
        typed=typed,
        by=(by := _by()),
        sections=findings.listed(page.view, accepted, by, asked),
        open=findings.opened(page.view, accepted),
        marks=findings.marks(page.view, accepted),
        unbound={one.element for one in page.view.findings if one.rule == findings.UNBOUND},
        facts=page.facts,
        lane_choices=page.lane_choices,
        procedure_choices=page.procedure_choices,
        answer_words=answertexts,
        understood=answertexts.understood,
        words=words,
        blocking=findings.blocking(page.view),
    )


def _by() -> str:
    """How the reader wants the findings sorted."""
    asked = flask.request.values.get("by", "")
    return asked if asked in findings.WAYS else findings.WAYS[0]


@blueprint.pages.post("/procedures/<code>/versions/<number:number>/settings")
def save_settings(code: str, number: int) -> Answer:
    """Keep what was typed into the step table and which warnings were accepted."""
    page, form = _load(code, number), flask.request.form
    read = _read(form, page)
    if read.problems:
        return _back(page, form, read.problems.values(), 422)
    try:
        made = _put(page, read.settings, _revision(form))
    except errors.ServiceError as refused:
        return _refused(code, number, form, refused)
    flask.flash(findings.changed(page.view, made), "success")
    by = None if _by() == findings.WAYS[0] else _by()
    return flask.redirect(flask.url_for("pages.version", code=code, number=number, by=by))


@blueprint.pages.post("/procedures/<code>/versions/<number:number>/publish")
def publish(code: str, number: int) -> Answer:
    """Keep what was typed, then freeze the version and let it come into force."""
    page, form = _load(code, number), flask.request.form
    revision = _revision(form)
    try:
        effective_from = _effective_from(form)
        if page.view.may_draw:
            read = _read(form, page)
            if read.problems:
                return _back(page, form, read.problems.values(), 422)
            if read.settings != page.view.settings:
                revision = _put(page, read.settings, revision).revision
        with request.wiring().database.transaction() as session:
            made = versions.publish(
                session, request.actor(), code, number, effective_from, now=request.now(), revision=revision
            )
    except errors.BlockedError as refused:
        told = texts.ngettext(
            "Đã lưu, nhưng chưa ban hành được: còn %(num)d phát hiện phải xử lý, liệt kê ở phần Ban hành.",
            "Đã lưu, nhưng chưa ban hành được: còn %(num)d phát hiện phải xử lý, liệt kê ở phần Ban hành.",
            len(refused.findings),
        )
        return _render(_load(code, number), Typed(_kept_times(form), told=told)), 409
    except errors.ServiceError as refused:
        return _refused(code, number, form, refused)
    at = display.instant(made.effective_from)
    flask.flash(texts._("Đã ban hành phiên bản %(number)d, có hiệu lực từ %(at)s.", number=number, at=at), "success")
    return flask.redirect(flask.url_for("pages.version", code=code, number=number))


def _read(form: Form, page: Page) -> stepform.Read:
    """What a form asks for: the step table with the lanes, and the answers beside the findings."""
    read, problems = stepform.read(form, page.view, page.rows), dict[str, errors.Problem]()
    answers = answerform.read(form, page.view.settings, page.questions, problems)
    terms = clockform.read(form, page.view, problems)
    return stepform.Read(replace(read.settings, answers=answers, clocks=terms), {**read.problems, **problems})


def _put(page: Page, settings: st.Settings, revision: int) -> versions.VersionView:
    """Put settings beside the file; the version as it then is."""
    wiring = request.wiring()
    return drafts.put_settings(
        wiring.database,
        wiring.importer,
        request.actor(),
        page.view.procedure.code,
        page.view.number,
        st.to_json(settings),
        now=request.now(),
        revision=revision,
    )


def _revision(form: Form) -> int:
    raw = form.get("revision", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _effective_from(form: Form) -> datetime:
    """When it comes into force: what was typed in the server's zone; what was shown and left alone means now.

    Raises:
        InvalidError: not a time, or one that has passed: a version can't have been in force unseen.
    """
    now, typed = request.now(), form.get("effective_from", "").strip()
    if not typed or typed == form.get("effective_shown"):
        return now
    try:
        local = datetime.strptime(typed[: len("2026-12-01T08:00")], LOCAL)  # noqa: DTZ007 -- the zone comes next
    except ValueError as cause:
        raise errors.InvalidError(errors.Problem("effective_from", "not_a_time")) from cause
    if not 1970 < local.year < 9000:
        raise errors.InvalidError(errors.Problem("effective_from", "not_a_time"))
    at = local.replace(tzinfo=zoneinfo.ZoneInfo(request.wiring().config.zone)).astimezone(UTC)
    if at < now.replace(second=0, microsecond=0):
        raise errors.InvalidError(errors.Problem("effective_from", "in_the_past"))
    return max(at, now)


def _back(page: Page, form: Form, problems: Collection[errors.Problem], status: int) -> Answer:
    """The page again with everything as it was typed, and what is wrong beside its field."""
    wrong = {answerform.field_of(one.key) or stepform.field_of(one.key): _sentence(one) for one in problems}
    accept = stepform.accepted(form, page.view)
    told = texts.ngettext("Chưa lưu: %(num)d chỗ chưa đúng.", "Chưa lưu: %(num)d chỗ chưa đúng.", len(wrong))
    said = tuple(refusals.Said(page.named(name), sentence) for name, sentence in wrong.items())
    return _render(page, Typed(form.to_dict(), wrong, told, accept=accept, said=said)), status


def _sentence(problem: errors.Problem) -> str:
    own = {
        "limit_amount": texts._("Phải là số nguyên từ 1 đến %(most)s.", most=display.number(st.MAX_AMOUNT)),
        "not_a_time": texts._("Phải là ngày và giờ."),
        **answertexts.problems(problem.values),
        "in_the_past": texts._("Thời điểm này đã qua; phiên bản chỉ có hiệu lực từ nay trở đi."),
    }
    return own.get(problem.code) or refusals.sentence(problem.code, problem.values)


def _refused(code: str, number: int, form: Form, refused: errors.ServiceError) -> Answer:
    """The page as it is now, with what was typed."""
    if isinstance(refused, errors.NotFoundError | errors.SignInNeededError):
        raise refused
    page = _load(code, number)
    if isinstance(refused, errors.InvalidError):
        return _back(page, form, refused.problems, 422)
    accept = stepform.accepted(form, page.view)
    if isinstance(refused, errors.StaleError):
        told = texts._(
            "Trong lúc bạn sửa, người khác đã lưu phiên bản này. Những gì bạn nhập vẫn còn bên dưới và chưa được lưu; "
            "ở ô nào khác, bản đang lưu ghi ngay bên dưới ô. Hãy xem lại rồi bấm Lưu."
        )
        return _render(page, Typed(form.to_dict(), told=told, stale=True, accept=accept)), 409
    status = 403 if isinstance(refused, errors.ForbiddenError) else 409
    told = refusals.sentence(refused.code, refused.values)
    if isinstance(refused, errors.UnreadableError):
        told, status = procedures.unreadable(refused), 422
    return _render(page, Typed(form.to_dict(), told=told, accept=accept)), status


def _kept_times(form: Form) -> dict[str, str]:
    return {key: form.get(key, "") for key in ("effective_from", "effective_shown")}
