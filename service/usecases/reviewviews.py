"""Reviews of responsibility as those concerned see them, and their figures without a name for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models import agency, apology, base, clock, person, review, step
from models import case as cases
from service import errors
from service.rules import access, worktime
from service.rules import reviews as rules
from service.usecases import apologyviews, calendars, cursors, locked, published, views, worklist

MOST, USUAL = 200, 50
_TABLE, _WHO, _CASE, _AGENCY, _STEP = review.Review, review.ReviewPerson, cases.Case, agency.Agency, step.Step


@dataclass(frozen=True, slots=True)
class Line:
    """A visit of a step, with how long it waited and was worked at, in seconds of its agency's working time.

    `reviewed`: it belongs to what the review is about; only then `person` is named.
    """

    seq: int
    name: str
    lane: str
    agency: views.AgencyRef | None
    enabled_at: datetime
    claimed_at: datetime | None
    completed_at: datetime | None
    due_at: datetime | None
    late: bool
    waiting: int
    work: int
    reviewed: bool
    person: views.PersonRef | None


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom a review concerns, with her explanation; `answers_for`: found responsible."""

    person: views.PersonRef
    steps: str
    asked_at: datetime
    explanation: str
    explained_at: datetime | None
    answers_for: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review. The lists come with one that is looked at alone; `acts` are of explain, ask, close."""

    id: str
    case: str
    agency: views.AgencyRef
    procedure: views.ProcedureRef
    ground: str
    lane: str
    state: str
    reason: str
    opened_at: datetime
    opened_by: views.PersonRef | None
    wrong: str = ""
    due_at: datetime | None = None
    late_s: int | None = None
    conclusion: str = ""
    findings: str = ""
    measures: str = ""
    closed_at: datetime | None = None
    closed_by: views.PersonRef | None = None
    sha256: str = ""
    lines: tuple[Line, ...] = ()
    people: tuple[Concerned, ...] = ()
    others: tuple[views.PersonRef, ...] = ()
    """Colleagues in the agency who may be asked too."""
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """How many reviews of an agency, opened in a period, ended how; `conclusion` is empty for those still open."""

    agency: views.AgencyRef
    ground: str
    conclusion: str
    count: int


def _query() -> Select[*tuple[Any, ...]]:
    return (
        select(*_TABLE.__table__.c, _CASE.code.label("case_code"), _CASE.version_id)
        .add_columns(_AGENCY.code.label("agency_code"), _AGENCY.name_vi, _AGENCY.name_en)
        .add_columns(apology.Fault.what, clock.Clock.first_due_at, clock.Clock.late_s)
        .join(_CASE, _CASE.id == _TABLE.case_id)
        .join(_AGENCY, _AGENCY.id == _TABLE.agency_id)
        .outerjoin(apology.Fault, apology.Fault.id == _TABLE.fault_id)
        .outerjoin(clock.Clock, clock.Clock.id == _TABLE.clock_id)
    )


def page(
    session: Session, actor: access.Actor, *, state: str = rules.OPEN, cursor: str | None = None, limit: int = USUAL
) -> views.Page[ReviewView]:
    """The reviews that this person may read, newest first.

    Parameters:
        state: open, closed or all.

    Raises:
        InvalidError: a state, limit or cursor that is none.
    """
    if state not in (rules.OPEN, rules.CLOSED, "all"):
        raise errors.InvalidError(errors.Problem("state", "not_allowed", {"value": state[:40]}))
    found, mine = _query(), access.reviews(actor)
    if mine is not None:
        hers = exists().where(_WHO.review_id == _TABLE.id, _WHO.person_id == actor.person_id)
        found = found.where(or_(_TABLE.agency_id.in_(sorted(mine)), hers))
    if state != "all":
        found = found.where(_TABLE.state == state)
    if cursor is not None:
        found = found.where(_TABLE.id < cursors.read(cursor, 1)[0])
    most = cursors.limit(limit, MOST)
    rows = session.execute(found.order_by(_TABLE.id.desc()).limit(most + 1)).all()
    names = _names(session, {key for row in rows for key in (row.opened_by, row.closed_by)})
    items = tuple(_view(row, published.get(session, row.version_id), names) for row in rows[:most])
    return views.Page(items, cursors.write(rows[most - 1].id) if len(rows) > most else None)


def of_case(session: Session, actor: access.Actor, case_id: int) -> tuple[ReviewView, ...]:
    """The reviews of a case that this person may read."""
    found = session.execute(_query().where(_TABLE.case_id == case_id).order_by(_TABLE.id)).all()
    readable = [row for row in found if access.may_read_review(actor, row.agency_id, concerned(session, row.id))]
    names = _names(session, {key for row in readable for key in (row.opened_by, row.closed_by)})
    return tuple(_view(row, published.get(session, row.version_id), names) for row in readable)


def concerned(session: Session, review_id: int) -> frozenset[int]:
    """Ids of those whom a review concerns."""
    return frozenset(session.scalars(select(_WHO.person_id).where(_WHO.review_id == review_id)))


def get(session: Session, actor: access.Actor, review_id: str, *, now: datetime) -> ReviewView:
    """One review with all that it rests on.

    Raises:
        NotFoundError: there is none, or this person has nothing to do with it.
    """
    try:
        number = apologyviews.asked(review_id)
    except errors.NotFoundError as none:
        raise errors.NotFoundError("review", review_id) from none
    row = session.execute(_query().where(_TABLE.id == number)).one_or_none()
    who = frozenset[int]() if row is None else concerned(session, number)
    if row is None or not access.may_read_review(actor, row.agency_id, who):
        raise errors.NotFoundError("review", review_id)
    reviews = bool(access.may_review(actor, row.agency_id, locked.agencies(session, row.case_id)))
    colleagues = _colleagues(session, row.agency_id, now) if reviews and row.state == rules.OPEN else {}
    return _whole(session, actor, row, colleagues, reviews, now)


def _whole(
    session: Session,
    actor: access.Actor,
    row: Row[*tuple[Any, ...]],
    colleagues: dict[int, str],
    reviews: bool,
    now: datetime,
) -> ReviewView:
    people = session.execute(
        select(*_WHO.__table__.c, person.Person.name)
        .join(person.Person, person.Person.id == _WHO.person_id)
        .where(_WHO.review_id == row.id)
        .order_by(_WHO.asked_at, _WHO.person_id)
    ).all()
    names = _names(session, {row.opened_by, row.closed_by}) | {one.person_id: one.name for one in people}
    one, asked = published.get(session, row.version_id), {who.person_id for who in people}
    own = next((who for who in people if who.person_id == actor.person_id), None)
    may = {
        "explain": own is not None and own.explained_at is None,
        "ask": reviews,
        "close": reviews and own is None,
    }
    seen = _view(row, one, names)
    return ReviewView(
        **{key: getattr(seen, key) for key in ReviewView.__slots__ if key not in _LISTS},
        lines=_lines(session, row, one, now),
        people=tuple(
            Concerned(
                person=views.PersonRef(str(who.person_id), who.name),
                steps=who.seqs,
                asked_at=base.to_datetime(who.asked_at),
                explanation=who.explanation,
                explained_at=worklist.instant(who.explained_at),
                answers_for=bool(who.answers_for),
            )
            for who in people
        ),
        others=tuple(views.PersonRef(str(key), name) for key, name in colleagues.items() if key not in asked),
        acts=tuple(act for act, allowed in may.items() if allowed and row.state == rules.OPEN),
    )


_LISTS = frozenset({"lines", "people", "others", "acts"})


def _view(row: Row[*tuple[Any, ...]], one: published.Published, names: dict[int, str]) -> ReviewView:
    return ReviewView(
        id=str(row.id),
        case=row.case_code,
        agency=views.AgencyRef(row.agency_code, row.name_vi, row.name_en),
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        ground=row.ground,
        lane=one.lane(row.lane_key) if row.lane_key else "",
        state=row.state,
        reason=row.reason,
        opened_at=base.to_datetime(row.opened_at),
        opened_by=worklist.person_ref(row.opened_by, names.get(row.opened_by or 0)),
        wrong=row.what or "",
        due_at=worklist.instant(row.first_due_at),
        late_s=row.late_s,
        conclusion=row.conclusion,
        findings=row.findings,
        measures=row.measures,
        closed_at=worklist.instant(row.closed_at),
        closed_by=worklist.person_ref(row.closed_by, names.get(row.closed_by or 0)),
        sha256=row.sha256,
    )


def subject_steps(row: Any) -> Any:
    """Which lines of the step log a review is about: one step, a lane's, or all of its agency's."""
    if row.seq is not None:
        return _STEP.seq == row.seq
    of_agency = _STEP.agency_id == row.agency_id
    return and_(of_agency, _STEP.lane_key == row.lane_key) if row.lane_key else of_agency


def _lines(session: Session, row: Row[*tuple[Any, ...]], one: published.Published, now: datetime) -> tuple[Line, ...]:
    """The case's step log: what is under review with who held it, and around it where the case was meanwhile."""
    found = session.execute(
        select(*_STEP.__table__.c, _AGENCY.code, _AGENCY.name_vi, _AGENCY.name_en, subject_steps(row).label("reviewed"))
        .outerjoin(_AGENCY, _AGENCY.id == _STEP.agency_id)
        .where(_STEP.case_id == row.case_id)
        .order_by(_STEP.seq)
    ).all()
    known = calendars.of_agencies(session, {line.agency_id for line in found})
    names = _names(session, {line.completed_by or line.claimed_by for line in found})
    return tuple(_line(line, one, known[line.agency_id].calendar, names, now) for line in found)


def _line(
    line: Row[*tuple[Any, ...]], one: published.Published, calendar: Any, names: dict[int, str], now: datetime
) -> Line:
    enabled, claimed = base.to_datetime(line.enabled_at), worklist.instant(line.claimed_at)
    completed, who = worklist.instant(line.completed_at), line.completed_by or line.claimed_by
    visit = rules.Visit(line.seq, line.agency_id, enabled, claimed, completed, who)
    (held,) = rules.held([visit], now, lambda start, end: worktime.between(start, end, calendar))
    ended = line.completed_at or base.to_ms(now)
    return Line(
        seq=line.seq,
        name=one.name(line.element),
        lane=one.lane(line.lane_key),
        agency=None if line.code is None else views.AgencyRef(line.code, line.name_vi, line.name_en),
        enabled_at=enabled,
        claimed_at=claimed,
        completed_at=completed,
        due_at=worklist.instant(line.due_at),
        late=line.due_at is not None and line.due_at < ended,
        waiting=held.waiting,
        work=held.work,
        reviewed=bool(line.reviewed),
        person=worklist.person_ref(who, names.get(who or 0)) if line.reviewed else None,
    )


def _names(session: Session, ids: set[int | None]) -> dict[int, str]:
    table = person.Person
    wanted = sorted(one for one in ids if one is not None)
    if not wanted:
        return {}
    return {row.id: row.name for row in session.execute(select(table.id, table.name).where(table.id.in_(wanted)))}


def _colleagues(session: Session, agency_id: int, now: datetime) -> dict[int, str]:
    """Who works in an agency now."""
    table, at = person.Membership, base.to_ms(now)
    found = session.execute(
        select(person.Person.id, person.Person.name)
        .join(table, table.person_id == person.Person.id)
        .where(table.agency_id == agency_id, person.Person.active.is_(True), table.valid_from <= at)
        .where(or_(table.valid_to.is_(None), table.valid_to > at))
        .order_by(person.Person.name)
        .distinct()
    )
    return {row.id: row.name for row in found}


def figures(session: Session, actor: access.Actor, since: datetime, until: datetime) -> Sequence[Figure]:
    """How many reviews were opened in a period, and how they ended, per agency and ground; no names.

    Raises:
        ForbiddenError: this person reads no figures.
    """
    scope = access.reports_on(actor)
    found = select(_TABLE.agency_id, _TABLE.ground, _TABLE.conclusion, func.count().label("count"))
    found = found.where(_TABLE.opened_at >= base.to_ms(since), _TABLE.opened_at < base.to_ms(until))
    if scope is not None:
        if not scope:
            raise errors.ForbiddenError("no_right")
        found = found.where(_TABLE.agency_id.in_(sorted(scope)))
    sums = found.group_by(_TABLE.agency_id, _TABLE.ground, _TABLE.conclusion).subquery()
    query = select(_AGENCY.code, _AGENCY.name_vi, _AGENCY.name_en, sums.c.ground, sums.c.conclusion, sums.c["count"])
    rows = session.execute(
        query.join(sums, sums.c.agency_id == _AGENCY.id).order_by(_AGENCY.code, sums.c.ground, sums.c.conclusion)
    )
    return tuple(Figure(views.AgencyRef(*row[:3]), *row[3:]) for row in rows)
