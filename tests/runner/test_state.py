"""States are small, plain, versioned, and never trusted."""

from __future__ import annotations

import threading
from datetime import datetime

import orjson
import pytest
import zstandard

from runner import budget, codec, engine, loader, outcome, state
from tests.runner import builder, driving


def chain(*names: str) -> builder.Drawing:
    return builder.Drawing().node("start", "s").nodes_of("user", *names).node("end", "e").path("s", *names, "e")


def test_a_state_begins_with_its_format_and_holds_no_id_of_the_diagram() -> None:
    run = driving.Run(chain("an_element_with_a_long_id"), {"x": 1})
    assert run.state[0] == codec.CURRENT
    _, text = codec.unpack(run.state)
    assert b"an_element" not in text
    assert isinstance(orjson.loads(text), list)


def test_a_state_of_the_first_format_is_read_for_ever() -> None:
    program = loader.program(chain("a", "b").prepared())
    kept = b"\x01" + zstandard.compress(b'[2,1,[1,1,2,1],{"n":1},[[-1,7,0,0,0,1],[2,2,-1,0,1,1]],[[-1,{"y":2},0]]]')
    assert [(w.seq, w.element, w.opened_by) for w in engine.waits(program, kept)] == [(2, "b", 1)]
    assert engine.variables(program, kept, 2) == {"n": 1, "y": 2}
    assert engine.complete(program, kept, 2, {}, now=driving.BEGIN).ended


@pytest.mark.parametrize("broken", [b"", b"\x02abc", b"\x01abc", b"\x01" + zstandard.compress(b"{}")])
def test_what_is_no_state_is_refused(broken: bytes) -> None:
    program = loader.program(chain("a").prepared())
    with pytest.raises(state.StateError):
        engine.waits(program, broken)


def test_a_state_of_another_version_is_refused() -> None:
    run = driving.Run(chain("a", "b", "c", "d"))
    for element in "abc":
        run.do(element)
    with pytest.raises(state.StateError):
        engine.waits(loader.program(chain("a").prepared()), run.state)


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = b"\x01" + zstandard.compress(b" " * (codec.LARGEST + 1))
    with pytest.raises(state.StateError, match="too large"):
        engine.waits(loader.program(chain("a").prepared()), bomb)


def test_data_over_the_budget_are_an_incident_and_change_nothing() -> None:
    run = driving.Run(chain("a", "b"), budget=budget.Budget(data_bytes=1_000))
    with pytest.raises(outcome.StepError) as failed:
        run.do("a", text="x" * 2_000)
    assert failed.value.incident.code == "over_budget"
    assert run.open() == ["a"]


@pytest.mark.parametrize("value", [{1: 2}, {"x": object()}, {"x": 2**70}])
def test_what_is_not_plain_json_is_an_incident(value: dict[str, outcome.Json]) -> None:
    run = driving.Run(chain("a"))
    with pytest.raises(outcome.StepError) as failed:
        engine.complete(run.program, run.state, 1, value, now=run.now)
    assert failed.value.incident.code == "data_error"


def test_a_naive_instant_is_refused() -> None:
    run = driving.Run(chain("a"))
    with pytest.raises(ValueError, match="aware"):
        engine.wake(run.program, run.state, now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_same_step_from_the_same_bytes_gives_the_same_outcome() -> None:
    run = driving.Run(chain("a", "b"), {"x": [1, {"y": 2}]})
    steps = {engine.complete(run.program, run.state, 1, {"z": 1}, now=run.now).state for _ in range(3)}
    assert len(steps) == 1


def test_threads_share_a_program_and_the_codec() -> None:
    run = driving.Run(chain("a", "b"))
    states: list[bytes] = []

    def step() -> None:
        states.extend(engine.complete(run.program, run.state, 1, {}, now=run.now).state for _ in range(50))

    threads = [threading.Thread(target=step) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(states) == 200
    assert len(set(states)) == 1


def test_a_cancelled_case_closes_all_that_was_open() -> None:
    drawn = chain("a", "b").node("boundary", "t", attached_to="a", events=builder.timer("P1D")).node("user", "z")
    run = driving.Run(drawn.path("t", "z"))
    done = engine.cancel(run.program, run.state, now=run.now)
    assert done.ended
    assert done.closed == (outcome.Closed(1, outcome.Closing.WITHDRAWN, "a"),)
    assert done.timers_off == (2,)
    assert engine.waits(run.program, done.state) == ()


def test_tokens_tell_where_the_case_stands() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f", "j").nodes_of("user", "a", "b").node("sub", "p")
    drawn.path("s", "f", "a", "j").path("f", "b", "j", "p").inside("p").node("user", "c")
    run = driving.Run(drawn)
    run.do("a")
    assert {(t.element, t.count, t.waiting) for t in engine.tokens(run.program, run.state)} == {
        ("b", 1, True),
        ("a>j", 1, False),
    }
    run.do("b")
    assert {(t.element, t.waiting) for t in engine.tokens(run.program, run.state)} == {("p", False), ("c", True)}


def test_a_fault_of_the_engine_is_an_incident_too(monkeypatch: pytest.MonkeyPatch) -> None:
    run = driving.Run(chain("a", "b"))
    spec = run.program.specs[run.program.table.index("b")]
    monkeypatch.setattr(spec, "node", None)
    with pytest.raises(outcome.StepError) as failed:
        run.do("a")
    assert failed.value.incident.code == "engine_error"
