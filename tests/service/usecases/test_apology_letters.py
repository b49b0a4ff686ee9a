"""Letters of apology: numbered without a gap, signed by those who may, kept as they were signed."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from models import base, clock, document, event
from models import case as cases
from service import errors
from service.rules import apologies as rules
from service.usecases import apologypolicies
from service.usecases import cases as casefile
from tests.service.usecases import lateness, world


@pytest.fixture
def late(city: world.World) -> lateness.Late:
    """Cases that get late, on each database."""
    return lateness.build(city)


def test_from_draft_to_register_with_number_letter_and_hash_on_the_record(late: lateness.Late) -> None:
    one = late.late()
    clock_id = late.rows()[0].clock_id
    first_due = one.due_at
    signed = late.signed(one)
    assert signed.number == "01/PXL"
    assert late.letters[-1]["number"] == signed.number
    assert late.letters[-1]["signing"] == ["THỦ TRƯỞNG CƠ QUAN"]
    assert late.letters[-1]["signer"] == "chief H26.2"
    assert signed.published_at is None
    sent = late.act("send", "staff H26.2", signed, "intake")
    assert (sent.state, sent.published_at, sent.settled_at) == ("sent", late.city.now, late.city.now)
    with late.city.database.reading() as session:
        kept = session.get_one(document.Document, int(str(sent.document)))
        moved = session.get_one(clock.Clock, clock_id)
        told = session.scalars(select(event.Event.kind).where(event.Event.kind.like("apology.%"))).all()
        signature = session.scalars(select(event.Event.payload).where(event.Event.kind == "apology.sign")).one()
        case = session.scalars(select(cases.Case).where(cases.Case.id == kept.case_id)).one()
        events = session.scalars(select(event.Event).where(event.Event.scope_id == case.id).order_by(event.Event.seq))
        assert event.verify(events.all(), case.event_head, case.event_seq) == ()
    assert (kept.sha256, kept.type, kept.state) == (sent.sha256, "application/pdf", "kept")
    assert late.store.path(kept.sha256).read_bytes().startswith(lateness.PDF)
    assert sent.sha256 in str(signature)
    assert (moved.due_at, moved.first_due_at) == (base.to_ms(sent.new_due_at), base.to_ms(first_due))  # type: ignore[arg-type]
    assert moved.extended
    assert sorted(told) == [f"apology.{a}" for a in ("approve", "drafted", "send", "sign", "submit")]


def test_the_clocks_that_a_case_really_has_lead_to_the_letter_and_take_its_date(late: lateness.Late) -> None:
    """No clock is put in by hand: the procedure has a limit, nobody acts, and the applicant's date is moved once."""
    diagram, lanes = world.chain()
    late.city.publish("LIMIT", diagram, lanes, limit={"amount": 2, "unit": "working_day"})
    case = late.city.start("LIMIT")
    late.city.later(days=4)
    late.sweep()
    (one,) = late.of(case.code)
    assert (one.ground, one.due_at) == ("late", case.due_at)
    office = one.agency.code
    submitted = late.submit(one, who=f"staff {office}")
    signed = late.sign(late.act("approve", f"chief {office}", submitted), f"chief {office}")
    assert late.letters[-1]["due"].startswith("09 giờ 00 phút, ngày 26 tháng 11")  # 24/11 is a holiday
    sent = late.act("send", f"staff {office}", signed, "intake")
    with late.city.database.reading() as session:
        moved = casefile.get(session, late.city.people["manager"], case.code, now=late.city.now)
        clocks = session.scalars(select(clock.Clock).where(clock.Clock.kind == clock.CASE)).all()
    assert moved.due_at == sent.new_due_at
    assert [(one.first_due_at, one.extended) for one in clocks] == [(base.to_ms(case.due_at), True)]  # type: ignore[arg-type]
    late.city.later(days=30)
    late.sweep()
    assert [(again.second, again.new_due_at) for again in late.of(case.code)] == [
        (False, sent.new_due_at),
        (True, None),
    ]


def test_a_signed_letter_is_never_changed(late: lateness.Late) -> None:
    signed = late.signed(late.late())
    for name, who, more in (
        ("write", "staff H26.2", (rules.Draft("workload"),)),
        ("give_back", "chief H26.2", ("sửa lại",)),
        ("drop", "chief H26.2", ("nhầm",)),
        ("approve", "chief H26.2", ()),
    ):
        with pytest.raises(errors.ConflictError) as refused:
            late.act(name, who, signed, *more)
        assert refused.value.code == "not_now"
    with pytest.raises(errors.ConflictError):
        late.sign(signed)


def test_numbers_have_no_gap_and_no_double_when_all_sign_at_once(late: lateness.Late) -> None:
    """Some of the signatures fail after their number was taken: it is given to the next."""
    ready = [late.act("approve", "chief H26.2", late.submit(late.late())) for _ in range(12)]
    failed: list[Exception] = []

    def sign(at: int) -> None:
        def render(says: dict[str, Any]) -> bytes:
            if at % 3 == 0:
                raise RuntimeError("no paper")
            return lateness.PDF + says["number"].encode()

        try:
            lateness.apologies.sign(
                late.city.database, late.store, late.city.people["chief H26.2"], ready[at].id, render,
                now=late.city.now,
            )  # fmt: skip
        except RuntimeError as error:
            failed.append(error)

    threads = [threading.Thread(target=sign, args=(at,)) for at in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 4
    assert sorted(row.number for row in late.rows() if row.number is not None) == list(range(1, 9))
    assert [late.sign(ready[at]).number for at in (0, 3, 6, 9)] == ["09/PXL", "10/PXL", "11/PXL", "12/PXL"]


def test_numbers_begin_anew_each_year_of_hanoi_and_are_each_agencys_own(late: lateness.Late) -> None:
    first = late.signed(late.late())
    late.city.now = late.city.now.replace(month=12, day=31, hour=17)
    second = late.signed(late.late())
    assert (first.number, second.number) == ("01/PXL", "01/PXL")
    assert [row.year for row in late.rows()] == [2026, 2027]


def test_who_wrote_it_may_not_sign_it_and_a_deputy_signs_for_the_head(late: lateness.Late) -> None:
    one = late.act("approve", "chief H26.2", late.submit(late.late(), who="chief H26.2"))
    with pytest.raises(errors.ForbiddenError) as refused:
        late.sign(one)
    assert refused.value.code == "signs_own"
    late.city.person("deputy", "H26.2", "deputy")
    with late.city.database.transaction() as session:
        body = {"head": "CHỦ TỊCH", "deputy": "PHÓ CHỦ TỊCH", "symbol": "PXL-UBND"}
        apologypolicies.put(session, late.city.people["administrator"], "H26.2", body, now=late.city.now)
    assert late.sign(one, "deputy").number == "01/PXL-UBND"
    assert late.letters[-1]["signing"] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


def test_a_withdrawn_letter_says_why_and_keeps_its_number(late: lateness.Late) -> None:
    sent = late.sent(late.late())
    with pytest.raises(errors.InvalidError):
        late.act("withdraw", "chief H26.2", sent, "Bà Trần Thị Hà khiếu nại")
    withdrawn = late.act("withdraw", "chief H26.2", sent, "Đồng hồ tính sai ngày nghỉ.")
    assert (withdrawn.state, withdrawn.number) == ("withdrawn", sent.number)
    assert withdrawn.published_at == sent.published_at
