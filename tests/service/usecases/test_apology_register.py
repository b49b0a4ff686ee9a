"""The register that everybody reads, and the debt that is counted for every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from models import apology, base
from service import errors
from service.rules import access
from service.usecases import apologydebt, apologyregister
from tests.service.usecases import lateness, world


@pytest.fixture
def late(city: world.World) -> lateness.Late:
    """Cases that get late, on each database."""
    return lateness.build(city)


def register(late: lateness.Late, **asked: Any) -> list[apologyregister.Entry]:
    with late.city.database.reading() as session:
        return list(apologyregister.page(session, apologyregister.Query(**asked)).items)


def test_the_register_holds_what_was_handed_over_without_a_name(late: lateness.Late) -> None:
    signed = late.signed(late.late())
    assert register(late) == []
    late.act("send", "staff H26.2", signed, "intake")
    (line,) = register(late)
    assert "Trần" not in str(line)
    assert signed.case not in str(line)
    assert line.code.endswith(f"••{signed.case[-2:]}")
    assert (line.number, line.agency.code, line.procedure.code) == ("01/PXL", "H26.2", "TT")
    assert line.reason == "Số lượng hồ sơ tăng, vượt khả năng xử lý của cơ quan trong thời gian quy định."
    assert (line.due_at, line.new_due_at) == (signed.due_at, signed.new_due_at)


def test_it_is_searched_without_accents_and_read_page_by_page(late: lateness.Late) -> None:
    for words in ("Mất điện 100%", "Bão số 3", "Lũ"):
        late.city.later(minutes=5)
        late.sent(late.late(), words=words)
    assert [line.reason.rpartition(". ")[2] for line in register(late)] == ["Lũ", "Bão số 3", "Mất điện 100%"]
    assert [line.number for line in register(late, q="bao SO")] == ["02/PXL"]
    assert [line.number for line in register(late, q="100%")] == ["01/PXL"]
    assert register(late, q="100_") == []
    assert len(register(late, agency="H26.2", procedure="TT")) == 3
    assert register(late, agency="H26.1") == register(late, q="x' OR '1'='1") == []
    assert [line.number for line in register(late, since=late.city.now)] == ["03/PXL"]
    with late.city.database.reading() as session:
        first = apologyregister.page(session, apologyregister.Query(limit=2))
        rest = apologyregister.page(session, apologyregister.Query(limit=2, cursor=first.next))
        assert [one.number for one in (*first.items, *rest.items)] == ["03/PXL", "02/PXL", "01/PXL"]
        assert rest.next is None
        assert [one.code for one in apologyregister.agencies(session)] == ["H26.2"]
        with pytest.raises(errors.InvalidError):
            apologyregister.page(session, apologyregister.Query(cursor="x"))


def test_a_withdrawn_letter_stays_with_its_reason(late: lateness.Late) -> None:
    sent = late.sent(late.late())
    late.act("withdraw", "chief H26.2", sent, "Đồng hồ tính sai.")
    (line,) = register(late)
    assert (line.withdrawn, line.withdrawn_reason) == (True, "Đồng hồ tính sai.")


def owed(late: lateness.Late, who: str = "manager") -> dict[str, tuple[int, int]]:
    with late.city.database.reading() as session:
        found = apologydebt.now_owed(session, late.city.people[who], now=late.city.now)
    return {one.agency.code: (one.owed, one.drafted) for one in found}


def test_debt_is_what_is_late_without_an_apology_drafted_or_not(late: lateness.Late) -> None:
    late.sent(late.late())
    late.late()
    late.clock(late.case(), late.city.now - timedelta(hours=1))
    late.clock(late.case(), late.city.now + timedelta(hours=20), subject="P/One", agency="H26.1")
    assert owed(late) == {"H26.2": (2, 1)}
    late.sweep()
    assert owed(late) == {"H26.2": (2, 2)}
    late.city.later(hours=21)
    assert owed(late) == {"H26.2": (2, 2), "H26.1": (1, 1)}
    assert owed(late, "staff H26.1") == {"H26.1": (1, 1)}
    with late.city.database.reading() as session, pytest.raises(errors.ForbiddenError):
        apologydebt.now_owed(session, access.Actor(1, "nobody"), now=late.city.now)


def test_the_debt_is_the_same_before_and_after_the_worker_came_round(late: lateness.Late) -> None:
    """A late case whose lanes are late, two late clocks of one agency: what the worker drafts is what was owed."""
    code, past = late.case(), late.city.now - timedelta(hours=1)
    late.clock(code, past, kind="budget", subject="chung")
    late.clock(code, past)
    late.clock(code, past, subject="P/One", agency="H26.1")
    before = {key: count for key, (count, _) in owed(late).items()}
    late.sweep()
    assert {key: count for key, (count, _) in owed(late).items()} == before == {"H26.1": 1, "H26.2": 1}


def test_each_days_debt_is_what_the_days_before_leave(late: lateness.Late) -> None:
    late.late()
    late.city.later(days=1)
    one = late.late()
    late.city.later(days=1)
    late.sent(one)
    first = date(2026, 11, 22)
    with late.city.database.reading() as session:
        days = apologydebt.by_day(
            session, late.city.people["manager"], first, first + timedelta(days=30), now=late.city.now, zone=base.HANOI
        )
        with pytest.raises(errors.InvalidError):
            apologydebt.by_day(
                session, late.city.people["manager"], first, date(2026, 11, 1), now=late.city.now, zone=base.HANOI
            )
    told = [(one.day.day, one.owed, one.came, one.given) for one in days]
    assert told == [(23, 1, 1, 0), (24, 2, 1, 0), (25, 1, 0, 1)]


SPANS = st.lists(st.tuples(st.integers(-40, 60), st.one_of(st.none(), st.integers(0, 100))), min_size=0, max_size=25)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS, first=st.integers(0, 20), length=st.integers(1, 20), hour=st.integers(0, 47))
def test_any_days_debt_is_what_a_count_by_hand_gives(
    late: lateness.Late, spans: list[tuple[int, int | None]], first: int, length: int, hour: int
) -> None:
    """In half days since 1/11: owed from then, settled so much later, or avoided where that comes first."""
    start = lateness.datetime(2026, 11, 1, tzinfo=base.HANOI)
    moment = [start + timedelta(hours=12 * since + 1) for since, _ in spans]
    until = [None if after is None else start + timedelta(hours=12 * (since + after - 5) + 2) for since, after in spans]
    now = start + timedelta(days=25, hours=hour)
    with late.city.database.transaction() as session:
        session.execute(delete(apology.Apology))
    if not late.of_cases:
        late.of_cases.append(late.late_row())
    with late.city.database.transaction() as session:
        session.execute(delete(apology.Apology))
        for since, end in zip(moment, until, strict=True):
            session.add(late.copy(since, end if end is None or end <= now else None))
    days = [start.date() + timedelta(days=first + number) for number in range(length)]
    with late.city.database.reading() as session:
        found = apologydebt.by_day(session, late.city.people["manager"], days[0], days[-1], now=now, zone=base.HANOI)
    told = {one.day: one.owed for one in found}
    for day in days:
        end = lateness.datetime.combine(day, lateness.datetime.min.time(), base.HANOI) + timedelta(days=1)
        at = min(end - timedelta(milliseconds=1), now)
        by_hand = sum(
            since <= at and (settled is None or settled > now or settled > at) and not (settled and settled <= since)
            for since, settled in zip(moment, until, strict=True)
        )
        if lateness.datetime.combine(day, lateness.datetime.min.time(), base.HANOI) <= now:
            assert told.get(day, 0) == by_hand, day
