"""A state can be read as what it says, in the words of the diagram."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bpmn import diagram as dg
from runner import codec, description, engine, outcome
from tests.runner import builder, driving


def described(run: driving.Run) -> description.Description:
    return engine.describe(run.program, run.state)


def test_a_state_tells_its_waits_its_parked_tokens_and_its_data() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "split", "join").node("end", "e")
    drawn.nodes_of("user", "a", "b", name="Kiểm tra").path("s", "split", "a", "join", "e").path("split", "b", "join")
    run = driving.Run(drawn, {"x": 1})
    run.do("a", y=2)
    told = described(run)
    assert (told.format, told.size, told.last_seq) == (codec.CURRENT, len(run.state), 2)
    case, process = told.scopes
    assert (case.type, case.depth, case.data) == ("case", 0, {"x": 1})
    assert (process.element, process.type, process.depth, process.data) == ("P", "process", 1, {"y": 2})
    assert process.parked == (description.Parked("a>join", "join", "", 1),)
    (wait,) = process.tokens
    assert (wait.seq, wait.kind, wait.element, wait.name) == (2, outcome.WaitKind.TASK, "b", "Kiểm tra")
    assert (wait.type, wait.lane, wait.visit, wait.opened_by) == ("userTask", "pool_P", 1, None)


def test_it_tells_scopes_inside_each_other_with_what_listens() -> None:
    drawn = builder.Drawing().node("start", "s").node("sub", "sub").node("end", "e").path("s", "sub", "e")
    drawn.node("boundary", "late", attached_to="sub", events=builder.timer("PT1H")).flow("late", "e")
    drawn.inside("sub").node("start", "i").node("catch", "paid", events=builder.event("message", "fee"))
    run = driving.Run(drawn.node("end", "f").path("i", "paid", "f"))
    _, process, inner = described(run).scopes
    host, late = process.tokens
    assert (host.element, host.kind, host.listens) == ("sub", None, False)
    assert (late.element, late.listens, late.host) == ("late", True, "sub")
    assert late.due_at == run.now + timedelta(hours=1)
    (paid,) = inner.tokens
    assert (inner.element, inner.depth) == ("sub", 2)
    assert (paid.kind, paid.message, paid.signal) == (outcome.WaitKind.MESSAGE, "fee", False)


def test_it_tells_instances_with_their_own_data() -> None:
    drawn = builder.Drawing().node("start", "s").node("end", "e")
    loop = dg.Loop("parallel", collection="wards", item="ward")
    run = driving.Run(drawn.node("user", "t", loop=loop).path("s", "t", "e"), {"wards": ["A", "B"]})
    host, first, second = described(run).scopes[1].tokens
    assert (host.element, host.kind, host.instances, host.done) == ("t", None, 2, 0)
    assert [(one.index, one.item, one.host) for one in (first, second)] == [(0, "A", "t"), (1, "B", "t")]
    assert first.data["ward"] == "A"


def test_what_is_no_state_is_refused_and_its_format_is_named() -> None:
    run = driving.Run(builder.Drawing().node("start", "s").node("user", "a").path("s", "a"))
    with pytest.raises(engine.StateError, match="format 99"):
        engine.describe(run.program, bytes((99,)) + run.state[1:])
    with pytest.raises(engine.StateError, match="empty"):
        engine.describe(run.program, b"")
