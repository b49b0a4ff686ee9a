"""Apologies: for each lateness one draft of the agency whose it is; letters are numbered once and never changed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import apology, base, clock
from service import errors
from service.rules import apologies as rules
from service.usecases import apologydrafts, apologypolicies, apologyviews, faults, people
from tests.service.usecases import lateness, world


@pytest.fixture
def late(city: world.World) -> lateness.Late:
    """Cases that get late, on each database."""
    return lateness.build(city)


def test_a_late_lane_gets_one_draft_of_its_own_agency_however_many_look(late: lateness.Late) -> None:
    code = late.case()
    late.clock(code, late.city.now - timedelta(minutes=1))
    threads = [threading.Thread(target=late.sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late.sweep()
    (found,) = late.of(code)
    assert (found.agency.code, found.ground, found.state, found.second) == ("H26.2", "late", "draft", False)
    assert found.new_due_at is not None
    assert found.lane == "Two"
    assert late.sweep() == 0


def test_what_is_not_due_gets_none(late: lateness.Late) -> None:
    code = late.case()
    late.clock(code, late.city.now + timedelta(days=4))
    late.clock(code, late.city.now - timedelta(days=1), kind=clock.ACK, subject="2")
    late.clock(code, late.city.now - timedelta(days=1), subject="P/Nobody", agency=None)
    assert late.sweep() == 0
    assert late.of(code) == ()


def test_lateness_is_foreseen_a_day_before_where_nobody_has_begun(late: lateness.Late) -> None:
    """And becomes lateness when its date comes, or is dropped when the work is done in time."""
    come, avoided = late.case(), late.case()
    due = late.city.now + timedelta(hours=20)
    for code in (come, avoided):
        late.clock(code, due, subject="P/One", agency="H26.1")
    done = late.clock(avoided, due, subject="P/Other", agency="H26.1", unit="working_hour")
    late.sweep()
    assert [one.ground for one in late.of(come)] == ["foreseen"]
    (draft,) = late.of(avoided)
    late.change(done, stopped_at=late.city.now, state=clock.STOPPED, late_s=0)
    with late.city.database.reading() as session:
        of_lane = session.get_one(apology.Apology, int(draft.id)).clock_id
    assert of_lane is not None
    late.change(of_lane, stopped_at=late.city.now, state=clock.STOPPED, late_s=0)
    late.city.later(hours=21)
    late.sweep()
    assert [one.ground for one in late.of(come)] == ["late"]
    assert [(one.state, one.closed_reason) for one in late.of(avoided)] == [("dropped", "in_time")]


def test_a_limit_of_a_day_is_never_foreseen_to_be_broken(late: lateness.Late) -> None:
    code = late.case()
    late.clock(code, late.city.now + timedelta(hours=2), subject="P/One", agency="H26.1", amount=1)
    assert late.sweep() == 0


def test_a_policy_foresees_more_or_nothing(late: lateness.Late) -> None:
    with late.city.database.transaction() as session:
        admin = late.city.people["administrator"]
        apologypolicies.put(session, admin, "H26.2", {"foresee": "always"}, now=late.city.now)
        apologypolicies.put(session, admin, "H26", {"foresee": "never"}, now=late.city.now)
    eager, idle = late.case(), late.case()
    late.clock(eager, late.city.now + timedelta(hours=20))
    late.clock(idle, late.city.now + timedelta(hours=20), subject="P/One", agency="H26.1")
    late.sweep()
    assert [one.ground for one in late.of(eager)] == ["foreseen"]
    assert late.of(idle) == ()


def test_a_clock_that_stopped_late_before_anybody_looked_is_apologised_for_without_a_date(late: lateness.Late) -> None:
    one = late.late(state=clock.STOPPED, stopped_at=base.to_ms(late.city.now), late_s=3600)
    assert (one.done, one.new_due_at) == (True, None)
    with pytest.raises(errors.InvalidError) as refused:
        late.submit(one, new_due=late.city.now + timedelta(days=1))
    assert refused.value.problems[0].code == "nothing_left_to_date"
    assert late.sent(one).state == "sent"
    assert late.letters[-1]["done"] is True


def test_a_late_case_is_apologised_for_by_the_lead_unless_lanes_answer_for_it(late: lateness.Late) -> None:
    whole, parts = late.case(), late.case()
    past = late.city.now - timedelta(hours=1)
    late.clock(whole, past, kind=clock.CASE, agency="H26")
    late.clock(parts, past, kind=clock.CASE, agency="H26")
    late.clock(parts, past)
    late.sweep()
    assert [one.agency.code for one in late.of(whole)] == ["H26"]
    assert [one.agency.code for one in late.of(parts)] == ["H26.2"]


def test_a_broken_second_date_is_marked_and_no_third_is_given(late: lateness.Late) -> None:
    sent = late.sent(late.late())
    late.city.later(days=20)
    late.sweep()
    first, second = late.of(sent.case)
    assert (first.id, first.second) == (sent.id, False)
    assert (second.second, second.new_due_at, second.due_at) == (True, None, sent.new_due_at)
    with pytest.raises(errors.InvalidError) as refused:
        late.submit(second, new_due=late.city.now + timedelta(days=1))
    assert [one.code for one in refused.value.problems] == ["appointed_once"]
    assert late.sent(second).number == "02/PXL"
    assert late.letters[-1]["again"] is True
    late.city.later(days=30)
    assert late.sweep() == 0


def test_the_applicants_date_is_moved_once_for_the_case(late: lateness.Late) -> None:
    """The second agency may promise a date only within the one that the first has moved."""
    code, past = late.case(), late.city.now - timedelta(hours=1)
    whole = late.clock(code, late.city.now + timedelta(hours=2), kind=clock.CASE, agency="H26.1", amount=1)
    late.clock(code, past)
    late.sweep()
    (one,) = late.of(code)
    sent = late.sent(one)
    with late.city.database.reading() as session:
        moved = session.get_one(clock.Clock, whole)
    assert moved.extended
    assert moved.due_at == base.to_ms(sent.new_due_at)  # type: ignore[arg-type]
    late.clock(code, past, subject="P/Two@x")
    late.sweep()
    *_, again = late.of(code)
    with pytest.raises(errors.InvalidError) as refused:
        late.submit(again, new_due=sent.new_due_at + timedelta(minutes=1))  # type: ignore[operator]
    assert [problem.code for problem in refused.value.problems] == ["appointed_once"]
    assert late.submit(again, new_due=sent.new_due_at).state == "submitted"


@pytest.mark.parametrize(
    ("name", "who", "refusal"),
    [
        ("approve", "staff H26.2", errors.ForbiddenError),
        ("approve", "chief H26.1", errors.ForbiddenError),
        ("approve", "manager", errors.ForbiddenError),
        ("approve", "chief H26.3", errors.NotFoundError),
        ("approve", "analyst", errors.NotFoundError),
    ],
)
def test_only_the_agencys_own_chief_approves(late: lateness.Late, name: str, who: str, refusal: type) -> None:
    one = late.submit(late.late())
    with pytest.raises(refusal):
        late.act(name, who, one)


def test_another_agencys_apology_is_not_there(late: lateness.Late) -> None:
    one = late.late()
    with late.city.database.reading() as session:
        for who in ("staff H26.3", "analyst"):
            with pytest.raises(errors.NotFoundError):
                apologyviews.get(session, late.city.people[who], one.id)
            assert apologyviews.page(session, late.city.people[who], apologyviews.ApologyQuery()).items == ()
        for who in ("staff H26.1", "manager", "staff H26.2"):
            assert apologyviews.get(session, late.city.people[who], one.id).applicant == "Trần Thị Hà"


def test_a_reason_that_names_the_applicant_is_refused(late: lateness.Late) -> None:
    one = late.late()
    with pytest.raises(errors.InvalidError) as refused:
        late.submit(one, words="Hồ sơ của bà trần thị hà bị thất lạc")
    assert [(problem.key, problem.code) for problem in refused.value.problems] == [("words", "personal_name")]
    saved = late.act("write", "staff H26.2", one, rules.Draft("other", "Bà Trần Thị Hà"))
    assert saved.state == "draft"


def test_two_who_write_at_once_are_told(late: lateness.Late) -> None:
    one = late.late()
    late.act("write", "staff H26.2", one, rules.Draft("workload"), revision=one.revision)
    with pytest.raises(errors.StaleError):
        late.act("write", "chief H26.2", one, rules.Draft("outage"), revision=one.revision)


def test_a_dropped_draft_comes_back_only_by_hand(late: lateness.Late) -> None:
    one = late.late()
    late.act("drop", "chief H26.2", one, "đồng hồ tính sai")
    assert late.sweep() == 0
    again = late.act("reopen", "chief H26.2", one)
    assert (again.state, again.settled_at) == ("draft", None)


def test_a_dropped_draft_comes_again_when_the_clock_has_another_date(late: lateness.Late) -> None:
    """As after a pause: what was said of the old date says nothing of the new one."""
    one = late.late()
    late.act("drop", "chief H26.2", one, "chờ người nộp bổ sung")
    clock_id = late.rows()[0].clock_id
    assert clock_id is not None
    late.change(clock_id, due_at=late.city.now + timedelta(days=3))
    late.city.later(days=4)
    late.sweep()
    assert [found.state for found in late.of(one.case)] == ["dropped", "draft"]


def test_a_moved_date_takes_the_draft_back_and_counts_anew(late: lateness.Late) -> None:
    """As where the calendar is put right: the lateness was none, and the clock goes on."""
    one = late.late()
    clock_id = late.rows()[0].clock_id
    assert clock_id is not None
    late.change(clock_id, due_at=late.city.now + timedelta(days=3))
    late.sweep()
    assert [(row.state, row.closed_reason) for row in late.rows()] == [("dropped", "due_moved")]
    late.city.later(days=4)
    late.sweep()
    assert [found.state for found in late.of(one.case)] == ["dropped", "draft"]


def test_a_recorded_mistake_makes_a_draft_of_the_agency_whose_it_was(late: lateness.Late) -> None:
    code = late.case()
    with late.city.database.transaction() as session:
        made = faults.record_fault(
            session, late.city.people["staff H26.1"], code, "H26.2", "Ghi sai ngày sinh trên giấy khai sinh.",
            now=late.city.now,
        )  # fmt: skip
    (one,) = late.of(code)
    assert (one.id, one.agency.code, one.ground, one.reason) == (made, "H26.2", "error", "own_mistake")
    assert late.sent(one, reason="own_mistake").state == "sent"
    assert late.letters[-1]["wrong"] == "Ghi sai ngày sinh trên giấy khai sinh."
    with late.city.database.transaction() as session:
        for who, agency, refusal in (
            ("staff H26.3", "H26.2", errors.NotFoundError),
            ("manager", "H26.2", errors.ForbiddenError),
            ("staff H26.1", "H26.3", errors.InvalidError),
        ):
            with pytest.raises(refusal):
                faults.record_fault(session, late.city.people[who], code, agency, "sai", now=late.city.now)


def test_an_officer_foresees_for_her_own_agency(late: lateness.Late) -> None:
    code = late.case()
    late.clock(code, late.city.now + timedelta(days=5))
    late.clock(code, late.city.now + timedelta(days=9), kind=clock.CASE, agency="H26.1")
    with late.city.database.transaction() as session:
        apologydrafts.foresee(session, late.city.people["staff H26.2"], code, now=late.city.now)
    assert [(one.agency.code, one.ground) for one in late.of(code)] == [("H26.2", "foreseen")]
    with late.city.database.transaction() as session, pytest.raises(errors.ConflictError):
        apologydrafts.foresee(session, late.city.people["staff H26.2"], code, now=late.city.now)


def test_the_desk_lists_what_is_owed_longest_first_page_by_page(late: lateness.Late) -> None:
    made = [late.late(hours) for hours in (1, 5, 3)]
    with late.city.database.reading() as session:
        who, seen, cursor = late.city.people["staff H26.2"], [], None
        for _ in range(4):
            wanted = apologyviews.ApologyQuery(mine=True, limit=1, cursor=cursor)
            page = apologyviews.page(session, who, wanted)
            seen += [one.id for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert seen == [made[1].id, made[2].id, made[0].id]
        assert all(one.applicant == "" for one in page.items)


def test_a_sweep_looks_at_what_is_new_and_not_at_what_has_been(late: lateness.Late) -> None:
    """The plan of both questions reads the two partial indexes."""
    with late.city.database.reading() as session:
        for which, index in (
            (clock.LATE_GOING, "ix_clocks_late_going"),
            (clock.LATE_STOPPED, "ix_clocks_late_stopped"),
        ):
            key = clock.Clock.due_at if index.endswith("going") else clock.Clock.id
            query = select(clock.Clock.id).where(which).order_by(key).limit(10)
            if late.city.database.dialect == "postgresql":
                session.execute(text("SET enable_seqscan = off"))
            explain = "EXPLAIN " if late.city.database.dialect == "postgresql" else "EXPLAIN QUERY PLAN "
            plan = session.execute(text(explain + str(query.compile(compile_kwargs={"literal_binds": True}))))
            assert index in str(plan.all())


def test_the_worker_shows_as_nobody_in_particular(late: lateness.Late) -> None:
    assert late.late().created_by is None
    assert people.SYSTEM.person_id == 0
