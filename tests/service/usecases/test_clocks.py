"""Clocks of real cases, on both databases: who is held to account for what time, and why."""

from __future__ import annotations

from collections.abc import Sequence

from models import clock
from service.rules import clocks as rule
from service.usecases import cases, clockrows, operating, tasks
from tests.service.usecases import timed, world

City = world.World


def test_a_lanes_clock_runs_while_the_lane_holds_the_case_and_no_longer(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code
    assert set(timed.clocks_of(asking, code)) == {"case", "lane P/One"}
    timed.go(asking, "2026-11-19T10:00")
    timed.complete(asking, code, "staff H26.1", "check")
    timed.go(asking, "2026-11-20T10:00")
    timed.complete(asking, code, "staff H26.1", "more")
    timed.go(asking, "2026-11-20T15:00")
    found = timed.clocks_of(asking, code)
    assert (found["lane P/One"].counter.used, found["lane P/One"].counter.paused_for) == (7_200, "elsewhere")
    assert found["lane P/Zero"].counter.used == timed.DAY
    assert found["lane P/Two"].counter.due == timed.at("2026-11-23T10:00")
    timed.complete(asking, code, "staff H26.2", "decide")
    timed.go(asking, "2026-11-20T16:00")
    timed.complete(asking, code, "staff H26.1", "result")
    ended = timed.clocks_of(asking, code)
    assert {name: one.counter.used for name, one in ended.items() if one.kind == "lane"} == {
        "lane P/One": 3 * 3_600,
        "lane P/Zero": timed.DAY,
        "lane P/Two": 4 * 3_600,
    }
    assert all(one.stopped for one in ended.values())
    assert [name for name, one in ended.items() if one.counter.late and one.kind != "ack"] == []


def test_while_the_applicant_holds_it_the_case_is_not_due_and_then_has_what_was_left(asking: City) -> None:
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("ASK").code
    assert timed.due_of(asking, code) == timed.at("2026-11-25T08:00")  # 24/11 is a holiday
    timed.go(asking, "2026-11-19T12:00")
    timed.complete(asking, code, "staff H26.1", "check")
    assert timed.due_of(asking, code) is None
    timed.go(asking, "2026-11-27T08:00")
    timed.complete(asking, code, "staff H26.1", "more")
    case = timed.clocks_of(asking, code)["case"]
    assert timed.due_of(asking, code) == case.counter.due == timed.at("2026-12-01T12:00")
    assert case.first_due == timed.at("2026-11-25T08:00")


def test_a_procedure_may_begin_anew_after_a_supplement(early: City) -> None:
    drawing, lanes, more = timed.asked_for_more(supplement="restart")
    early.publish("ASK", drawing, lanes, **more)
    timed.go(early, "2026-11-19T08:00")
    code = early.start("ASK").code
    timed.go(early, "2026-11-20T10:00")
    timed.complete(early, code, "staff H26.1", "check")
    timed.go(early, "2026-11-27T08:00")
    timed.complete(early, code, "staff H26.1", "more")
    assert timed.clocks_of(early, code)["case"].counter.used == 0
    assert timed.due_of(early, code) == timed.at("2026-12-02T08:00")


def test_what_a_step_pauses_is_paused_whoever_works_beside_it(early: City) -> None:
    drawing, lanes = world.fork()
    pauses = [{"at": ["part0"], "reason": "payment"}]
    early.publish("FORK", drawing, lanes, limit=timed.wd(5), clocks={"pauses": pauses})
    timed.go(early, "2026-11-19T08:00")
    code = early.start("FORK").code
    timed.complete(early, code, "staff H26.1", "intake")
    found = timed.clocks_of(early, code)
    assert (found["case"].counter.paused_for, found["lane P/Two"].running) == ("payment", True)
    timed.go(early, "2026-11-20T08:00")
    timed.complete(early, code, "staff H26.2", "part0")
    assert timed.clocks_of(early, code)["case"].counter.due == timed.at("2026-11-30T08:00")


def test_steps_share_a_budget(early: City) -> None:
    drawing, lanes = world.chain()
    budgets = [{"name": "Một cửa", "steps": ["intake", "result"], "limit": timed.wd(1)}]
    early.publish("CHAIN", drawing, lanes, clocks={"budgets": budgets})
    timed.go(early, "2026-11-19T08:00")
    code = early.start("CHAIN").code
    timed.go(early, "2026-11-19T15:00")
    timed.complete(early, code, "staff H26.1", "intake")
    timed.go(early, "2026-11-23T08:00")
    timed.complete(early, code, "staff H26.2", "check")
    shared = timed.clocks_of(early, code)["budget Một cửa"]
    assert (shared.counter.used, shared.counter.due) == (6 * 3_600, timed.at("2026-11-23T10:00"))
    assert shared.agency_id == early.agencies["H26.1"]


def test_a_hand_over_is_acknowledged_by_claiming_or_doing_it(asking: City) -> None:
    drawing, lanes = world.chain()
    asking.publish("CHAIN", drawing, lanes)
    timed.go(asking, "2026-11-19T08:00")
    claimed, done, late = (asking.start("CHAIN").code for _ in range(3))
    for code in (claimed, done, late):
        timed.complete(asking, code, "staff H26.1", "intake")
    timed.go(asking, "2026-11-19T10:00")
    with asking.database.transaction() as session:
        tasks.claim(session, asking.people["staff H26.2"], *timed.task(asking, claimed, "check"), now=asking.now)
    timed.complete(asking, done, "staff H26.2", "check")
    timed.go(asking, "2026-11-19T14:00")
    timed.complete(asking, late, "staff H26.2", "check")
    for code, lateness in ((claimed, 0), (done, 0), (late, 3 * 3_600)):
        found = timed.clocks_of(asking, code)
        acks = [one for name, one in found.items() if name.startswith("ack") and one.stopped]
        assert [one.counter.late for one in acks] == [lateness]
        assert acks[0].agency_id == asking.agencies["H26.2"]
        assert acks[0].counter.due == timed.at("2026-11-19T10:00")


def test_late_in_the_day_counts_from_the_next_and_elsewhere_from_its_receipt(early: City) -> None:
    drawing, lanes = world.chain()
    early.publish("CUT", drawing, lanes, limit=timed.wd(1), clocks={"start": {"cut_off": "15:00"}})
    early.publish("FAR", drawing, lanes, limit=timed.wd(1), clocks={"start": {"when": "agency", "cut_off": "15:00"}})
    timed.go(early, "2026-11-19T15:30")
    cut, far = early.start("CUT").code, early.start("FAR").code
    assert timed.due_of(early, cut) == timed.at("2026-11-23T08:00")
    assert (timed.due_of(early, far), timed.clocks_of(early, far)["case"].counter.paused_for) == (None, "not_received")
    timed.go(early, "2026-11-20T16:00")
    timed.complete(early, far, "staff H26.1", "intake")
    received = timed.clocks_of(early, far)["case"]
    assert timed.due_of(early, far) == received.first_due == timed.at("2026-11-25T08:00")


def test_a_recall_gives_the_lane_its_clock_back(asking: City) -> None:
    drawing, lanes = world.chain()
    asking.publish("CHAIN", drawing, lanes)
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("CHAIN").code
    first = timed.task(asking, code, "intake")
    timed.go(asking, "2026-11-19T09:00")
    timed.complete(asking, code, "staff H26.1", "intake")
    timed.go(asking, "2026-11-19T10:00")
    with asking.database.transaction() as session:
        tasks.recall(session, asking.people["staff H26.1"], *first, now=asking.now)
    found = timed.clocks_of(asking, code)
    assert (found["lane P/One"].running, found["lane P/Two"].counter.paused_for) == (True, "elsewhere")
    assert found["lane P/One"].counter.used == 3_600


def test_an_operators_move_and_a_cancellation_move_clocks_too(asking: City) -> None:
    drawing, lanes = world.chain()
    asking.publish("CHAIN", drawing, lanes, limit=timed.wd(1))
    timed.go(asking, "2026-11-19T08:00")
    code = asking.start("CHAIN").code
    _, seq = timed.task(asking, code, "intake")
    with asking.database.transaction() as session:
        operating.move(session, asking.people["administrator"], code, seq, "check", "nhầm", now=asking.now)
    assert timed.clocks_of(asking, code)["lane P/Two"].running
    timed.go(asking, "2026-11-23T09:00")
    with asking.database.transaction() as session:
        cases.cancel(session, asking.people["staff H26.1"], code, "rút hồ sơ", now=asking.now)
    stopped = timed.clocks_of(asking, code)
    assert all(one.stopped for one in stopped.values())
    assert stopped["case"].counter.late == 8 * 3_600 + 3_600


def test_a_timer_ends_a_lanes_time_at_its_instant_not_when_the_worker_came(early: City) -> None:
    drawing = (
        world.Drawing().node("One", "startEvent", "s").user("One", "intake", "result").node("One", "endEvent", "e")
    )
    drawing.user("Two", "check").node("Two", "boundaryEvent", "t", world.timer("P1D"), attachedToRef="check")
    drawing.path("s", "intake", "check", "result", "e").path("t", "result")
    lanes = {"P/One": world.to("agency", "H26.1"), "P/Two": world.to("agency", "H26.2")}
    hours = {"amount": 24, "unit": "hour"}
    early.publish("TIMED", world.xml(drawing), lanes, clocks={"lanes": {"P/Two": hours}})
    code = early.start("TIMED").code
    timed.complete(early, code, "staff H26.1", "intake")
    early.later(days=1, minutes=30)
    early.work()
    found = timed.clocks_of(early, code)["lane P/Two"]
    assert (found.counter.used, found.counter.breached, found.counter.late) == (24 * 3_600, False, 0)


def test_each_agency_of_a_lane_has_a_clock_of_its_own(early: City) -> None:
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "intake").node("One", "endEvent", "e")
    loop = '<multiInstanceLoopCharacteristics xmlns:c="http://camunda.org/schema/1.0/bpmn" c:collection="offices" '
    loop += 'c:elementVariable="office"/>'
    drawing.node("Two", "userTask", "ask", loop).path("s", "intake", "ask", "e")
    lanes = {"P/One": world.to("agency", "H26.1"), "P/Two": world.to("agency", "H26.2")}
    early.publish("MANY", world.xml(drawing), lanes, clocks={"lanes": {"P/Two": timed.wd(1)}})
    code = early.start("MANY", data={"offices": ["H26.2", "H26.3"]}).code
    timed.complete(early, code, "staff H26.1", "intake")
    lanes_now = {name: one.agency_id for name, one in timed.clocks_of(early, code).items() if "P/Two" in name}
    assert lanes_now == {
        "lane P/Two": early.agencies["H26.2"],
        f"lane P/Two@{early.agencies['H26.3']}": early.agencies["H26.3"],
    }


def test_a_clock_of_before_is_begun_when_the_case_next_moves(asking: City) -> None:
    code = asking.start("ASK").code
    with asking.database.transaction() as session:
        session.query(clock.ClockAct).delete()
        session.query(clock.Clock).delete()
    opened = asking.now
    asking.later(hours=2)
    timed.complete(asking, code, "staff H26.1", "check")
    found = timed.clocks_of(asking, code)
    assert found["case"].counter.started == opened
    assert found["case"].counter.used == 2 * 3_600


def test_the_acts_of_a_case_are_read_back_in_order(asking: City) -> None:
    code = asking.start("ASK").code
    timed.complete(asking, code, "staff H26.1", "check")
    timed.complete(asking, code, "staff H26.1", "more")
    case = timed.clocks_of(asking, code)["case"]
    with asking.database.reading() as session:
        kinds: Sequence[str] = [row.kind for row in clockrows.acts(session, [case.id])[case.id]]
    assert kinds == [rule.Kind.START, rule.Kind.PAUSE, rule.Kind.RESUME]
