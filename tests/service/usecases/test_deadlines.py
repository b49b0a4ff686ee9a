"""The worker: timers and messages reach their cases, once; one that fails holds up no other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from models import message, step, timer
from service import errors
from service.usecases import cases, deadlines, delivery, incidents, locked, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to

City = world.World
LANES = {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")}


def _open(city: City, code: str | None = None) -> list[tuple[str, str]]:
    """Element and kind of what the cases rest at."""
    with city.database.reading() as session:
        found = cases.page(session, city.people["manager"], cases.CaseQuery(), now=city.now).items
    return sorted((h.element, h.kind) for case in found if code in (None, case.code) for h in case.holding)


def _complete(city: City, who: str, element: str, **answers: Any) -> None:
    with city.database.reading() as session:
        query = select(step.Step.case_id, step.Step.seq).where(step.Step.completed_at.is_(None))
        case_id, seq = session.execute(query.where(step.Step.element == element).limit(1)).one()
    with city.database.transaction() as session:
        tasks.complete(session, city.people[who], case_id, seq, answers, now=city.now)


def _waiting(condition: str | None = None) -> bytes:
    """Intake, then a pause of two hours, then (by a condition) the result."""
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result")
    drawing.node("Two", "intermediateCatchEvent", "pause", world.timer("PT2H")).node("One", "endEvent", "e")
    drawing.path("s", "intake", "pause")
    if condition is None:
        return world.xml(drawing.path("pause", "result", "e"))
    drawing.node("One", "exclusiveGateway", "which").user("One", "other").path("pause", "which").path("other", "e")
    drawing.path("which", "result", condition=condition).path("which", "other", condition="false").path("result", "e")
    return world.xml(drawing)


def test_a_timer_wakes_its_case_when_it_is_due_and_not_before(city: City) -> None:
    city.publish("P", _waiting(), LANES)
    code = city.start("P").code
    _complete(city, "staff H26.1", "intake")
    with city.database.reading() as session:
        (holder,) = cases.holding(session, city.people["manager"], code, now=city.now)
    assert (holder.kind, holder.lane) == ("timer", "Two")
    assert holder.due_at is not None
    assert (holder.due_at - city.now).total_seconds() == 7200
    city.later(hours=1, minutes=59)
    city.work()
    assert _open(city) == [("pause", "timer")]
    city.later(minutes=1)
    city.work()
    assert _open(city) == [("result", "task")]
    assert city.count(timer.Timer) == 0


def test_waking_twice_fires_once(city: City) -> None:
    city.publish("P", _waiting(), LANES)
    city.start("P")
    _complete(city, "staff H26.1", "intake")
    city.later(hours=3)
    with city.database.reading() as session:
        (case_id,) = world.due(session, city.now)
    for _ in range(2):
        with city.database.transaction() as session:
            deadlines.wake(session, case_id, now=city.now)
    assert city.count(step.Step, step.Step.element == "result") == 1


def test_a_poisoned_timer_becomes_an_incident_and_the_others_go_on(city: City) -> None:
    city.publish("P", _waiting("fee &lt; 100"), LANES)
    poisoned = city.start("P").code
    sound = [city.start("P", data={"fee": 1}).code for _ in range(3)]
    for _ in range(4):
        _complete(city, "staff H26.1", "intake")
    city.later(hours=3)
    assert city.work() == 1
    assert city.work() == 0
    assert [_open(city, code) for code in sound] == [[("result", "task")]] * 3
    assert ("which", "incident") in _open(city, poisoned)
    assert ("pause", "timer") in _open(city, poisoned)
    with city.database.reading() as session:
        page = incidents.page(session, city.people["administrator"], incidents.IncidentQuery(), now=city.now)
    (one,) = page.items
    assert (one.operation, one.case) == ("wake", poisoned)
    with pytest.raises(errors.IncidentError), city.database.transaction() as session:
        incidents.retry(session, city.people["administrator"], int(one.id), now=city.now)
    assert city.work() == 0


def test_a_boundary_timer_takes_the_task_away(city: City) -> None:
    drawing = (
        world.Drawing().node("One", "startEvent", "s").user("One", "intake", "remind").node("One", "endEvent", "e")
    )
    drawing.node("One", "boundaryEvent", "late", world.timer("PT1H"), attachedToRef="intake")
    city.publish("P", world.xml(drawing.path("s", "intake", "e").path("late", "remind", "e")), LANES | {"P/Two": {}})
    code = city.start("P").code
    city.later(hours=2)
    city.work()
    assert _open(city) == [("remind", "task")]
    with city.database.reading() as session:
        history = cases.history(session, city.people["manager"], code, now=city.now)
    assert [(line.element, line.outcome) for line in history.steps] == [("intake", "withdrawn"), ("remind", None)]
    assert history.steps[0].completed_by is None


def _pools() -> tuple[bytes, dict[str, Any]]:
    """One pool asks, the other begins with the message and answers, the first goes on."""
    asking = world.Drawing("P", roots=['<message id="m1" name="ask"/><message id="m2" name="tell"/>'])
    asking.node("One", "startEvent", "s").user("One", "intake", "result").node("One", "endEvent", "e")
    asking.node("One", "intermediateThrowEvent", "ask", '<messageEventDefinition messageRef="m1"/>')
    asking.node("One", "intermediateCatchEvent", "answer", '<messageEventDefinition messageRef="m2"/>')
    asking.path("s", "intake", "ask", "answer", "result", "e")
    asked = world.Drawing("Q").node("Tax", "startEvent", "q", '<messageEventDefinition messageRef="m1"/>')
    asked.user("Tax", "assess").node("Tax", "endEvent", "t", '<messageEventDefinition messageRef="m2"/>')
    asked.path("q", "assess", "t")
    lanes = {"P/One": to("agency", "H26.1"), "Q/Tax": to("agency", "TAX.1")}
    return world.xml(asking, asked, messages=[("ask", "q"), ("t", "answer")]), lanes


def test_messages_between_the_pools_of_a_case_are_rows_that_the_worker_delivers(city: City) -> None:
    city.publish("P", *_pools())
    code = city.start("P").code
    _complete(city, "staff H26.1", "intake")
    assert ("ask", "message") in _open(city)
    assert city.count(message.Message, message.Message.state == "pending") == 1
    city.work()
    assert _open(city) == [("answer", "message"), ("assess", "task")]
    with city.database.reading() as session:
        holding = cases.holding(session, city.people["staff TAX.1"], code, now=city.now)
    assert {(h.element, h.lane, h.agency.code if h.agency else "") for h in holding} == {
        ("answer", "One", "H26.1"),
        ("assess", "Tax", "TAX.1"),
    }
    _complete(city, "staff TAX.1", "assess")
    city.work()
    assert _open(city) == [("result", "task")]
    _complete(city, "staff H26.1", "result")
    with city.database.reading() as session:
        assert cases.get(session, city.people["manager"], code, now=city.now).status == "ended"
    assert city.count(message.Message, message.Message.state == "delivered") == 2


def test_a_message_is_delivered_once_however_often_it_is_tried(city: City) -> None:
    city.publish("P", *_pools())
    city.start("P")
    _complete(city, "staff H26.1", "intake")
    with city.database.reading() as session:
        (id_,) = deadlines.pending_messages(session, city.now)
    for _ in range(3):
        with city.database.transaction() as session:
            deadlines.deliver(session, id_, now=city.now)
    assert city.count(step.Step, step.Step.element == "assess") == 1


def _thrower(event: str, root: str) -> bytes:
    drawing = world.Drawing("P", roots=[root]).node("One", "startEvent", "s").user("One", "intake")
    drawing.node("One", "intermediateThrowEvent", "throw", event).user("One", "more").node("One", "endEvent", "e")
    return world.xml(drawing.path("s", "intake", "throw", "more", "e"))


def _catcher(event: str, root: str) -> bytes:
    drawing = world.Drawing("P", roots=[root]).node("Two", "startEvent", "s").user("Two", "prepare", "after")
    drawing.node("Two", "intermediateCatchEvent", "catch", event).node("Two", "endEvent", "e")
    return world.xml(drawing.path("s", "prepare", "catch", "after", "e"))


MESSAGE = ('<messageEventDefinition messageRef="m"/>', '<message id="m" name="paid"/>')
SIGNAL = ('<signalEventDefinition signalRef="m"/>', '<signal id="m" name="flood"/>')


def test_a_message_to_another_case_waits_until_somebody_listens(city: City) -> None:
    city.publish("THROW", _thrower(*MESSAGE), {"P/One": to("agency", "H26.1")})
    city.publish("CATCH", _catcher(*MESSAGE), {"P/Two": to("agency", "H26.2")})
    city.start("THROW")
    catcher = city.start("CATCH", by="staff H26.2").code
    _complete(city, "staff H26.1", "intake")
    city.work()
    assert city.count(message.Message, message.Message.state == "waiting") == 1
    _complete(city, "staff H26.2", "prepare")
    city.work()
    assert _open(city, catcher) == [("after", "task")]
    assert city.count(message.Message, message.Message.state == "delivered") == 1


def test_a_message_goes_to_one_case_and_a_signal_to_all_that_listen(city: City) -> None:
    for kind, reached in ((MESSAGE, 1), (SIGNAL, 3)):
        name = kind[1].split('name="')[1].split('"')[0]
        city.publish(f"THROW {name}", _thrower(*kind), {"P/One": to("agency", "H26.1")})
        city.publish(f"CATCH {name}", _catcher(*kind), {"P/Two": to("agency", "H26.2")})
        codes = [city.start(f"CATCH {name}", by="staff H26.2").code for _ in range(3)]
        for _ in codes:
            _complete(city, "staff H26.2", "prepare")
        city.start(f"THROW {name}")
        _complete(city, "staff H26.1", "intake")
        city.work()
        assert sum(_open(city, code) == [("after", "task")] for code in codes) == reached, name


def test_a_person_brings_a_message_from_outside(city: City) -> None:
    city.publish("CATCH", _catcher(*MESSAGE), {"P/Two": to("agency", "H26.2")})
    code = city.start("CATCH", by="staff H26.2").code

    def bring(who: str) -> None:
        with city.database.transaction() as session:
            delivery.bring(session, city.people[who], code, "paid", {"fee": 5}, now=city.now)

    with pytest.raises(errors.ConflictError, match="nobody_listens"):
        bring("staff H26.2")
    assert city.count(message.Message) == 0
    _complete(city, "staff H26.2", "prepare")
    with pytest.raises(errors.NotFoundError):
        bring("staff TAX.1")
    with pytest.raises(errors.ForbiddenError):
        bring("manager")
    bring("staff H26.2")
    assert _open(city) == [("after", "task")]


def test_counters_folded_unfolded_and_counted_by_hand_agree(city: City) -> None:
    city.publish("P", *_pools())
    city.publish("F", *world.fork(3))
    for _ in range(3):
        city.start("P")
        city.start("F")
    for _ in range(6):
        _complete(city, "staff H26.1", "intake")
        with city.database.transaction() as session:
            deadlines.fold_counters(session)
        city.work()
    with city.database.reading() as session:
        row = session.execute(
            select(step.Step.case_id, step.Step.seq).where(step.Step.element == "part1").limit(1)
        ).one()
    with city.database.transaction() as session:
        tasks.claim(session, city.people["staff H26.2"], *row, now=city.now)

    def told() -> dict[tuple[Any, ...], tuple[int, ...]]:
        with city.database.reading() as session:
            rows = session.execute(select(step.totals())).all()
        return {tuple(r[:5]): (r.held, r.tasks, r.claimed) for r in rows if (r.held, r.tasks, r.claimed) != (0, 0, 0)}

    with city.database.reading() as session:
        places = [getattr(step.Step, name) for name in step.PLACE]
        claimed = func.count(step.Step.claimed_by)
        personal = func.count().filter(step.Step.kind == "task")
        by_hand = {
            tuple(r[:5]): tuple(r[5:])
            for r in session.execute(
                select(*places, func.count(), personal, claimed)
                .where(step.Step.completed_at.is_(None))
                .group_by(*places)
            )
        }
    assert told() == by_hand
    with city.database.transaction() as session:
        assert deadlines.fold_counters(session) > 0
        assert deadlines.fold_counters(session) == 0
    assert told() == by_hand
    assert city.count(step.CounterDelta) == 0


def _states(city: City) -> dict[int, tuple[str, int]]:
    table = message.Message
    with city.database.reading() as session:
        return {row.id: (row.state, row.due_at) for row in session.scalars(select(table))}


def test_the_worker_looks_at_no_message_that_waits_for_nobody(city: City) -> None:
    city.publish("THROW", _thrower(*MESSAGE), {"P/One": to("agency", "H26.1")})
    city.publish("CATCH", _catcher(*MESSAGE), {"P/Two": to("agency", "H26.2")})
    for _ in range(30):
        city.start("THROW")
        _complete(city, "staff H26.1", "intake")
    city.work()
    assert city.count(message.Message, message.Message.state == "waiting") == 30
    with city.database.reading() as session:
        assert deadlines.pending_messages(session, city.now) == ()
    sent = sorted(_states(city))
    catchers = [city.start("CATCH", by="staff H26.2").code for _ in range(3)]
    for _ in catchers:
        _complete(city, "staff H26.2", "prepare")
    with city.database.reading() as session:
        assert list(deadlines.pending_messages(session, city.now))[:3] == sent[:3]
    city.work()
    assert [_open(city, code) for code in catchers] == [[("after", "task")]] * 3
    taken = [id_ for id_, (state, _) in _states(city).items() if state == "delivered"]
    assert sorted(taken) == sent[:3]


def test_a_message_waits_for_another_when_the_case_that_would_take_it_has_ended(city: City) -> None:
    city.publish("THROW", _thrower(*MESSAGE), {"P/One": to("agency", "H26.1")})
    city.publish("CATCH", _catcher(*MESSAGE), {"P/Two": to("agency", "H26.2")})
    first, second = (city.start("CATCH", by="staff H26.2").code for _ in range(2))
    _complete(city, "staff H26.2", "prepare")
    city.start("THROW")
    _complete(city, "staff H26.1", "intake")
    with city.database.transaction() as session:
        row = session.execute(select(*message.Message.__table__.c)).one()
        seen = session.execute(select(timer.Listening.case_id, timer.Listening.seq)).one()
        cases.cancel(session, city.people["staff H26.2"], first, "withdrawn", now=city.now)
        case = locked.case(session, seen.case_id)
        assert delivery.deliver_locked(session, case, row, seen.seq, now=city.now) is None
    assert city.count(message.Message, message.Message.state == "waiting") == 1
    _complete(city, "staff H26.2", "prepare")
    city.work()
    assert _open(city, second) == [("after", "task")]


def test_a_signal_is_not_kept_for_who_begins_to_listen_later(city: City) -> None:
    city.publish("THROW", _thrower(*SIGNAL), {"P/One": to("agency", "H26.1")})
    city.publish("CATCH", _catcher(*SIGNAL), {"P/Two": to("agency", "H26.2")})
    code = city.start("CATCH", by="staff H26.2").code
    city.start("THROW")
    _complete(city, "staff H26.1", "intake")
    city.work()
    _complete(city, "staff H26.2", "prepare")
    city.work()
    assert _open(city, code) == [("catch", "message")]
    assert city.count(message.Message, message.Message.state.in_(("pending", "waiting"))) == 0


def _beside() -> bytes:
    """A task with two boundary timers that leave it alone; the first leads to a condition that nothing answers."""
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result", "remind")
    drawing.node("One", "exclusiveGateway", "which").node("One", "endEvent", "e")
    for name, length in (("bad", "PT1H"), ("good", "PT2H")):
        drawing.node("One", "boundaryEvent", name, world.timer(length), attachedToRef="intake", cancelActivity="false")
    drawing.path("s", "intake", "result", "e").path("bad", "which").path("good", "remind", "e")
    return world.xml(drawing.path("which", "e", condition="fee &lt; 100"))


def test_a_poisoned_timer_holds_up_no_timer_of_its_own_case(city: City) -> None:
    city.publish("P", _beside(), LANES)
    city.start("P")
    city.later(hours=3)
    assert city.work() == 1
    assert _open(city) == [("intake", "task"), ("remind", "task"), ("which", "incident")]
    assert city.work() == 0


def test_an_incident_is_settled_when_the_timer_that_failed_is_no_longer_wanted(city: City) -> None:
    city.publish("P", _beside(), LANES)
    city.start("P")
    city.later(hours=1)
    assert city.work() == 1
    _complete(city, "staff H26.1", "intake")
    assert _open(city) == [("result", "task")]
    with city.database.reading() as session:
        page = incidents.page(session, city.people["administrator"], incidents.IncidentQuery(), now=city.now)
    assert page.items == ()


def test_a_case_ends_though_a_message_to_it_was_never_wanted(city: City) -> None:
    throwing = world.Drawing("P", roots=['<message id="m" name="news"/>']).node("One", "startEvent", "s")
    throwing.user("One", "intake").node("One", "intermediateThrowEvent", "tell", MESSAGE[0]).user("One", "result")
    throwing.node("One", "endEvent", "e").path("s", "intake", "tell", "result", "e")
    other = world.Drawing("Q").node("Tax", "startEvent", "q").user("Tax", "assess").node("Tax", "endEvent", "t")
    other.node("Tax", "intermediateCatchEvent", "hear", MESSAGE[0]).node("Tax", "exclusiveGateway", "which")
    other.path("q", "assess", "which").path("which", "hear", condition="fee &gt; 9").path("hear", "t")
    other.path("which", "t", condition="fee &lt;= 9")
    lanes = {"P/One": to("agency", "H26.1"), "Q/Tax": to("agency", "TAX.1")}
    city.publish("P", world.xml(throwing, other, messages=[("tell", "hear")]), lanes)
    code = city.start("P").code
    _complete(city, "staff H26.1", "intake")
    city.work()
    assert city.count(message.Message, message.Message.state == "waiting") == 1
    _complete(city, "staff TAX.1", "assess", fee=1)
    _complete(city, "staff H26.1", "result")
    with city.database.reading() as session:
        seen = cases.get(session, city.people["staff TAX.1"], code, now=city.now)
    assert (seen.status, seen.holding) == ("ended", ())
    city.later(days=2)
    city.work()
    assert city.count(message.Message, message.Message.state == "failed") == 1
