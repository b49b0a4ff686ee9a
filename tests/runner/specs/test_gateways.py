"""Gateways move tokens as chapter 13 of the standard says."""

from __future__ import annotations

import pytest

from runner import outcome
from tests.runner import builder, driving


def fork(*, merge: str) -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "b", "after").node(merge, "m")
    return drawn.node("end", "e").path("s", "f", "a", "m", "after", "e").path("f", "b", "m")


def choice(kind: str = "xor") -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").node(kind, "g").nodes_of("user", "big", "small", "other")
    drawn.path("s", "g").flow("g", "big", "n > 100").flow("g", "small", "n > 10").flow("g", "other", default=True)
    return drawn


def test_an_exclusive_gateway_takes_the_first_flow_whose_condition_is_fulfilled() -> None:
    assert driving.Run(choice(), {"n": 500}).open() == ["big"]
    assert driving.Run(choice(), {"n": 50}).open() == ["small"]
    assert driving.Run(choice(), {"n": 5}).open() == ["other"]


def test_an_inclusive_gateway_takes_every_flow_whose_condition_is_fulfilled() -> None:
    assert driving.Run(choice("or"), {"n": 500}).open() == ["big", "small"]
    assert driving.Run(choice("or"), {"n": 5}).open() == ["other"]


def test_no_fulfilled_condition_and_no_default_is_an_incident_that_names_the_gateway_and_its_lane() -> None:
    drawn = builder.Drawing().node("start", "s").node("xor", "g", name="Đủ điều kiện?").nodes_of("user", "a", "b")
    drawn.path("s", "g").flow("g", "a", "n = 1").flow("g", "b", "n = 2")
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn, {"n": 3})
    incident = failed.value.incident
    assert (incident.code, incident.element, incident.name, incident.lane) == (
        "no_flow_taken",
        "g",
        "Đủ điều kiện?",
        "pool_P",
    )


def test_a_condition_on_an_unknown_variable_is_an_incident_that_names_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("xor", "g").nodes_of("user", "a", "b")
    drawn.path("s", "g").flow("g", "a", "fee > 3").flow("g", "b", default=True)
    with pytest.raises(outcome.StepError) as failed:
        driving.Run(drawn)
    assert failed.value.incident.code == "unknown_variable"
    assert failed.value.incident.values["variable"] == "fee"


def test_a_parallel_gateway_waits_for_one_token_on_each_flow() -> None:
    run = driving.Run(fork(merge="and"))
    run.do("b")
    assert run.open() == ["a"]
    run.do("a")
    assert run.open() == ["after"]


def test_an_exclusive_gateway_passes_each_token_of_a_fork() -> None:
    run = driving.Run(fork(merge="xor"))
    run.do("a")
    run.do("b")
    assert run.open() == ["after", "after"]


def test_excess_tokens_stay_on_their_flow_until_the_join_can_take_them() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "b", "c", "after")
    drawn.node("xor", "x").node("and", "j").node("end", "e")
    drawn.path("s", "f", "a", "x", "j", "after", "e").path("f", "b", "x").path("f", "c", "j")
    drawn.path("f", "j")
    run = driving.Run(drawn)
    run.do("a")
    run.do("b")
    assert run.open() == ["c"]
    run.do("c")
    with pytest.raises(outcome.StepError) as failed:
        run.do("after")
    assert failed.value.incident.code == "deadlock"


def test_an_inclusive_join_waits_only_for_tokens_that_can_still_come() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("or", "g", "j").nodes_of("user", "a", "b", "c", "after")
    drawn.path("s", "g").flow("g", "a", "a").flow("g", "b", "b").flow("g", "c", "c")
    drawn.path("a", "j", "after").path("b", "j").path("c", "j")
    run = driving.Run(drawn, {"a": True, "b": True, "c": False})
    run.do("a")
    assert run.open() == ["b"]
    run.do("b")
    assert run.open() == ["after"]


def test_an_inclusive_join_sees_that_a_token_took_another_way() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "b", "after", "away")
    drawn.node("xor", "x").node("or", "j")
    drawn.path("s", "f", "a", "j", "after").path("f", "b", "x").flow("x", "j", "stay").flow("x", "away", default=True)
    run = driving.Run(drawn, {"stay": False})
    run.do("a")
    assert run.open() == ["b"]
    run.do("b")
    assert run.open() == ["away", "after"]


def test_an_inclusive_join_in_a_loop_joins_again_in_the_next_round() -> None:
    drawn = builder.Drawing().node("start", "s").node("xor", "again").nodes_of("or", "g", "j")
    drawn.nodes_of("user", "a", "b", "check").node("xor", "x").node("end", "e")
    drawn.path("s", "again", "g").flow("g", "a", "n > 0").flow("g", "b", "n > 1")
    drawn.path("a", "j", "check", "x").path("b", "j").flow("x", "again", "more").flow("x", "e", default=True)
    run = driving.Run(drawn, {"n": 2})
    for _ in range(3):
        assert sorted(run.open()) == ["a", "b"]
        run.do("b")
        run.do("a")
        run.do("check", more=True)
    run.do("a")
    run.do("b")
    run.do("check", more=False)
    assert run.ended


def test_the_first_event_behind_an_event_based_gateway_ends_the_others() -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").nodes_of("user", "paid", "late")
    drawn.node("catch", "m", events=builder.event("message", "payment")).node("catch", "t", events=builder.timer("P3D"))
    drawn.path("s", "g", "m", "paid").path("g", "t", "late")
    run = driving.Run(drawn)
    assert [(w.element, w.kind, w.group) for w in run.waits()] == [
        ("m", outcome.WaitKind.MESSAGE, "g"),
        ("t", outcome.WaitKind.TIMER, "g"),
    ]
    done = run.send("payment", payload={"sum": 5})
    assert run.open() == ["paid"]
    assert run.data()["sum"] == 5
    assert {(c.element, c.how) for c in done.closed} == {
        ("m", outcome.Closing.COMPLETED),
        ("t", outcome.Closing.WITHDRAWN),
    }
    assert done.timers_off == (2,)
    assert done.passed[:3] == ("g", "g>m", "m")


def test_several_flows_out_of_an_activity_split_and_conditions_choose_among_them() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "always", "big", "normal")
    drawn.path("s", "a", "always").flow("a", "big", "n > 100").flow("a", "normal", default=True)
    run = driving.Run(drawn)
    run.do("a", n=500)
    assert run.open() == ["always", "big"]
    run = driving.Run(drawn)
    run.do("a", n=5)
    assert run.open() == ["always", "normal"]
