"""What is written of a step: the record holds, late writers are refused, months are Hà Nội's."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from models import case as cases_table
from models import event, step
from runner import engine
from service import errors
from service.usecases import cases, locked, published, record
from tests.service.usecases import world

City = world.World


def test_a_late_writer_is_refused_and_writes_nothing(city: City) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    with city.database.reading() as session:
        old = locked.case_by_code(session, code)
    with city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "nhầm", now=city.now)
    events = city.count(event.Event)
    with city.database.reading() as session:
        one = published.get(session, old.version_id)
    out = engine.complete(one.program, old.state, 1, {}, now=city.now)
    with pytest.raises(errors.StaleError), city.database.transaction() as session:
        record.outcome_of(session, old, one, out, record.Act("task.completed"), now=city.now)
    assert city.count(event.Event) == events
    assert city.count(step.Step) == 1


@pytest.mark.parametrize("change", ["payload", "removal", "end"])
def test_a_tampered_record_shows_in_the_history(city: City, change: str) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    with city.database.transaction() as session:
        cases.cancel(session, city.people["staff H26.1"], code, "nhầm", now=city.now)
    with city.database.transaction() as session:
        if change == "payload":
            session.execute(update(event.Event).where(event.Event.seq == 1).values(payload="{}"))
        elif change == "removal":
            session.delete(session.scalars(select(event.Event).where(event.Event.seq == 1)).one())
        else:
            session.delete(session.scalars(select(event.Event).where(event.Event.seq == 2)).one())
    with city.database.reading() as session:
        assert not cases.history(session, city.people["manager"], code, now=city.now).intact


def test_an_erased_payload_leaves_the_record_intact(city: City) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    with city.database.transaction() as session:
        session.execute(update(event.Event).values(payload=None, salt=None))
    with city.database.reading() as session:
        history = cases.history(session, city.people["manager"], code, now=city.now)
    assert history.intact
    assert history.events[0].payload == {}


def test_rows_are_counted_to_the_month_in_hanoi(city: City) -> None:
    city.publish("P", *world.chain())
    city.later(days=7, hours=16)  # 1 December, 01:00 in Hà Nội
    city.start("P")
    with city.database.reading() as session:
        assert session.scalars(select(step.Step.month)).all() == [202612]
        assert set(session.scalars(select(event.Event.month))) == {202612}


def test_display_and_search_never_decode_a_state(city: City) -> None:
    city.publish("P", *world.chain())
    code = city.start("P").code
    with city.database.transaction() as session:
        session.execute(update(cases_table.Case).values(state=b"unreadable"))
    with city.database.reading() as session:
        seen = cases.get(session, city.people["manager"], code, now=city.now)
        history = cases.history(session, city.people["manager"], code, now=city.now)
    assert [h.element for h in seen.holding] == ["intake"]
    assert [line.element for line in history.steps] == ["intake"]
