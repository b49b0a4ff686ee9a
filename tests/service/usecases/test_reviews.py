"""Reviews of responsibility: only those concerned read them, each speaks once, and what was concluded stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import agency, event, notice, review, step
from models import case as cases
from service import errors
from service.rules import access
from service.usecases import apologypolicies, reviews, reviewviews, tasks
from tests.service.usecases import lateness, world


@pytest.fixture
def late(city: world.World) -> lateness.Late:
    """Cases that get late, on each database."""
    return lateness.build(city)


def do(late: lateness.Late, name: str, who: str, *more: Any) -> reviewviews.ReviewView:
    with late.city.database.transaction() as session:
        return getattr(reviews, name)(session, late.city.people[who], *more, now=late.city.now)


def seen(late: lateness.Late, who: str, review_id: str) -> reviewviews.ReviewView:
    with late.city.database.reading() as session:
        return reviewviews.get(session, late.city.people[who], review_id, now=late.city.now)


def complete(late: lateness.Late, code: str, element: str, who: str) -> None:
    with late.city.database.transaction() as session:
        case_id = session.scalars(select(cases.Case.id).where(cases.Case.code == code)).one()
        table = step.Step
        seq = session.scalars(
            select(table.seq).where(table.case_id == case_id, table.element == element, table.completed_at.is_(None))
        ).one()
        tasks.claim(session, late.city.people[who], case_id, seq, now=late.city.now - timedelta(minutes=30))
        tasks.complete(session, late.city.people[who], case_id, seq, {}, now=late.city.now)


def held_late(late: lateness.Late) -> tuple[str, reviewviews.ReviewView]:
    """A case whose lane "Two" was held late by an officer, and its review."""
    code = late.case()
    late.city.later(hours=1)
    complete(late, code, "intake", "staff H26.1")
    late.city.later(hours=2)
    complete(late, code, "check", "staff H26.2")
    late.clock(code, late.city.now - timedelta(hours=1))
    late.sweep()
    return code, do(late, "open_for_apology", "chief H26.2", late.of(code)[0].id, "Chậm không lý do")


def test_a_review_tells_who_held_it_how_long_and_what_was_waited_for(late: lateness.Late) -> None:
    _, found = held_late(late)
    lines = {line.name: line for line in found.lines}
    assert (lines["check"].reviewed, lines["intake"].reviewed) == (True, False)
    assert (lines["check"].waiting, lines["check"].work) == (5400, 1800)
    assert lines["check"].person is not None
    assert lines["check"].person.name == "staff H26.2"
    assert lines["intake"].person is None
    assert [one.person.name for one in found.people] == ["staff H26.2"]
    assert found.acts == ("ask", "close")
    with late.city.database.reading() as session:
        assert session.scalars(select(notice.Notice.kind).where(notice.Notice.kind == "review.asked")).all()


def test_nobody_else_knows_of_a_review(late: lateness.Late) -> None:
    code, found = held_late(late)
    for who in ("chief H26.2", "staff H26.2", "manager"):
        assert seen(late, who, found.id).id == found.id
    outside = ("staff H26.1", "chief H26.1", "auditor", "administrator", "staff H26.3", "analyst")
    late.city.person("colleague", "H26.2", "staff")
    for who in (*outside, "colleague"):
        with pytest.raises(errors.NotFoundError):
            seen(late, who, found.id)
        with pytest.raises(errors.NotFoundError):
            do(late, "explain", who, found.id, "tôi")
        with late.city.database.reading() as session:
            assert reviewviews.page(session, late.city.people[who], state="all").items == ()
            case_id = session.scalars(select(cases.Case.id).where(cases.Case.code == code)).one()
            assert reviewviews.of_case(session, late.city.people[who], case_id) == ()
    with late.city.database.reading() as session:
        told = session.scalars(select(event.Event.kind).where(event.Event.scope == event.CASE)).all()
        assert not [kind for kind in told if kind.startswith("review")]


def test_each_explains_once_and_a_closed_review_stays(late: lateness.Late) -> None:
    _, found = held_late(late)
    done = do(late, "explain", "staff H26.2", found.id, "Tôi chờ xác minh hộ khẩu.")
    assert done.people[0].explanation == "Tôi chờ xác minh hộ khẩu."
    with pytest.raises(errors.ConflictError) as again:
        do(late, "explain", "staff H26.2", found.id, "khác")
    assert again.value.code == "already_explained"
    person = done.people[0].person.id
    with pytest.raises(errors.InvalidError):
        do(late, "close", "chief H26.2", found.id, "responsible", "", "", [person])
    closed = do(late, "close", "chief H26.2", found.id, "shared", "Cả hai bên", "Nhắc nhở", [person])
    assert (closed.state, closed.conclusion, closed.acts) == ("closed", "shared", ())
    assert closed.people[0].answers_for
    for name, more in (("close", ("responsible", "khác")), ("explain", ("x",)), ("ask", (person,))):
        with pytest.raises(errors.ConflictError) as refused:
            do(late, name, "chief H26.2" if name != "explain" else "staff H26.2", found.id, *more)
        assert refused.value.code == "review_closed"
    with late.city.database.transaction() as session:
        assert reviews.intact(session, int(found.id))
        session.get_one(review.Review, int(found.id)).measures = "Không"
        session.flush()
        assert not reviews.intact(session, int(found.id))
    with late.city.database.reading() as session:
        owner = session.scalars(select(agency.Agency).where(agency.Agency.code == "H26.2")).one()
        whose = (event.Event.scope == event.AGENCY, event.Event.scope_id == owner.id)
        told = session.scalars(select(event.Event).where(*whose).order_by(event.Event.seq)).all()
        assert event.verify(told, owner.event_head, owner.event_seq) == ()
        assert [one.kind for one in told] == ["review.opened", "review.explained", "review.closed"]
        assert closed.sha256 in str(told[-1].payload)


def test_whom_it_concerns_does_not_conclude(late: lateness.Late) -> None:
    _, found = held_late(late)
    chief = str(late.city.people["chief H26.2"].person_id)
    do(late, "ask", "manager", found.id, chief)
    with pytest.raises(errors.ForbiddenError) as refused:
        do(late, "close", "chief H26.2", found.id, "not_responsible", "không")
    assert refused.value.code == "reviews_own"
    assert do(late, "close", "manager", found.id, "not_responsible", "không").state == "closed"
    with pytest.raises(errors.ForbiddenError):
        do(late, "close", "staff H26.2", held_late(late)[1].id, "not_responsible", "không")


def test_only_the_agencys_people_are_asked(late: lateness.Late) -> None:
    _, found = held_late(late)
    for who in ("staff H26.1", "staff H26.3"):
        with pytest.raises(errors.InvalidError):
            do(late, "ask", "chief H26.2", found.id, str(late.city.people[who].person_id))


def test_of_one_thing_there_is_one_review_opened_by_those_with_the_right(late: lateness.Late) -> None:
    code, found = held_late(late)
    (one,) = late.of(code)
    with pytest.raises(errors.ConflictError) as refused:
        do(late, "open_for_apology", "manager", one.id, "lại")
    assert refused.value.code == "review_exists"
    another = late.late()
    for who, refusal in (
        ("staff H26.2", errors.ForbiddenError),
        ("chief H26.1", errors.ForbiddenError),
        ("chief H26.3", errors.NotFoundError),
    ):
        with pytest.raises(refusal):
            do(late, "open_for_apology", who, another.id, "vì")
    assert found.ground == "late"


def test_a_late_step_is_reviewed_alone(late: lateness.Late) -> None:
    code = late.case()
    with late.city.database.transaction() as session:
        row = session.scalars(select(step.Step).join(cases.Case).where(cases.Case.code == code)).one()
        case_id, seq = row.case_id, row.seq
    with pytest.raises(errors.ConflictError):
        do(late, "open_for_step", "chief H26.1", case_id, seq, "chậm")
    with late.city.database.transaction() as session:
        session.get_one(step.Step, (case_id, seq)).due_at = 1
    found = do(late, "open_for_step", "chief H26.1", case_id, seq, "chậm")
    assert [line.reviewed for line in found.lines] == [True]


def test_a_second_breach_opens_a_review_by_rule(late: lateness.Late) -> None:
    sent = late.sent(late.late())
    late.city.later(days=20)
    late.sweep()
    with late.city.database.reading() as session:
        (found,) = reviewviews.page(session, late.city.people["chief H26.2"]).items
    assert (found.ground, found.opened_by, found.case) == ("second_breach", None, sent.case)


def test_what_is_late_for_long_is_reviewed_by_rule_once(late: lateness.Late) -> None:
    """Six working days late, more than five; where the policy of the agency says never, never."""
    with late.city.database.transaction() as session:
        body = {"review_days": 0}
        apologypolicies.put(session, late.city.people["administrator"], "H26.1", body, now=late.city.now)
    late.late()
    late.late(subject="P/One", agency="H26.1")

    def opened() -> list[str]:
        with late.city.database.transaction() as session:
            reviews.open_due(session, late.city.now, 100)
        with late.city.database.reading() as session:
            return [one.ground for one in reviewviews.page(session, late.city.people["manager"]).items]

    late.city.later(days=6)
    assert opened() == []
    late.city.later(days=4)
    assert opened() == ["long_late"]
    assert opened() == ["long_late"]


def test_figures_name_nobody(late: lateness.Late) -> None:
    _, found = held_late(late)
    held_late(late)
    do(late, "close", "chief H26.2", found.id, "responsible", "vì", "", [found.people[0].person.id])
    span = (late.city.now - timedelta(days=1), late.city.now + timedelta(days=1))
    with late.city.database.reading() as session:
        told = reviewviews.figures(session, late.city.people["manager"], *span)
        assert [(one.agency.code, one.ground, one.conclusion, one.count) for one in told] == [
            ("H26.2", "late", "", 1),
            ("H26.2", "late", "responsible", 1),
        ]
        assert "staff" not in str(told)
        assert reviewviews.figures(session, late.city.people["chief H26.1"], *span) == ()
        with pytest.raises(errors.ForbiddenError):
            reviewviews.figures(session, access.Actor(1, "nobody"), *span)
