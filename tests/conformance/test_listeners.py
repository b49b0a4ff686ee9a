"""Boundary events and event subprocesses of every trigger, interrupting and not (10.3.5, 10.5.4, 13.5.3, 13.5.4)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    begin,
    boundary,
    event_sub,
    one,
    signal,
    sub,
    when,
)

M, S = '<message id="m" name="pay"/>', '<signal id="sg" name="go"/>'

R = M + S

ON_TASK = "s > a > e; b > c > e2"

BOUNDARIES = [
    Case(
        "message",
        "10.5.4",
        one(ON_TASK, boundary("b", "a", drawing.message("m")), roots=R),
        "? a; msg pay; ? c; c; .; ends e2",
    ),
    Case(
        "message that does not come",
        "10.5.4",
        one(ON_TASK, boundary("b", "a", drawing.message("m")), roots=R),
        "a; .; ends e",
    ),
    Case(
        "message, twice",
        "10.5.4",
        one(ON_TASK, boundary("b", "a", drawing.message("m"), cancels=False), roots=R),
        "msg pay; ? a c; msg pay; ? a c c; c; a; ? c; c; .",
    ),
    Case("signal", "10.5.4", one(ON_TASK, boundary("b", "a", signal("sg")), roots=R), "sig go; ? c; c; ."),
    Case(
        "signal, beside",
        "10.5.4",
        one(ON_TASK, boundary("b", "a", signal("sg"), cancels=False), roots=R),
        "sig go; ? a c; a; c; .",
    ),
    Case("timer", "10.5.4", one(ON_TASK, boundary("b", "a", drawing.timer("PT1H"))), "wait PT1H; ? c; c; ."),
    Case(
        "timer, beside",
        "10.5.4",
        one(ON_TASK, boundary("b", "a", drawing.timer("PT1H"), cancels=False)),
        "wait PT1H; ? a c; wait PT9H; ? a c; a; c; .",
    ),
    Case(
        "cycle, beside",
        "10.5.5",
        one(ON_TASK, boundary("b", "a", drawing.timer("R2/PT1H", "timeCycle"), cancels=False)),
        "wait PT1H; ? a c; wait PT1H; ? a c c; wait PT9H; ? a c c; a; c; c; .",
    ),
    Case(
        "condition",
        "10.5.4",
        one("s > p; p > a > e; b > c > e2; p > w > e", boundary("b", "a", when("done"))),
        'w {"done": true}; ? c; c; .',
        {"done": False},
    ),
    Case(
        "condition, beside, once for each time that it turns true",
        "10.5.5",
        one("s > p; p > a > e; b > c > e2; p > w > w1 > w2 > e", boundary("b", "a", when("done"), cancels=False)),
        'w {"done": true}; ? a c w1; w1 {"done": false}; ? a c w2; w2 {"done": true}; ? a c c; a; c; c; .',
        {"done": False},
    ),
    Case(
        "on a subprocess: its content is withdrawn",
        "10.5.4",
        one(
            "s > u > e; b > c > e2",
            sub("u", "s1 > p; p > i > e1; p > j > e1"),
            boundary("b", "u", drawing.message("m")),
            roots=R,
        ),
        "i; ? j; msg pay; ? c; c; .",
    ),
    Case(
        "on a subprocess, beside",
        "10.5.4",
        one("s > u > e; b > c > e2", sub("u", "s1 > i > e1"), boundary("b", "u", drawing.timer("PT1H"), cancels=False)),
        "wait PT1H; ? c i; i; ? c; c; .",
    ),
    Case(
        "on a receive task",
        "10.5.4",
        one(
            "s > a > e; b > c > e2",
            drawing.node("receiveTask", "a", "A", messageRef="m"),
            boundary("b", "a", drawing.timer("PT1H")),
            roots=R,
        ),
        "? a; wait PT1H; ? c; c; .",
    ),
    Case(
        "two on one activity",
        "10.5.4",
        one(
            ON_TASK + "; b2 > d > e3",
            boundary("b", "a", drawing.message("m")),
            boundary("b2", "a", drawing.timer("PT1H"), cancels=False),
            roots=R,
        ),
        "wait PT1H; ? a d; msg pay; ? c d; c; d; .",
    ),
    Case(
        "several definitions in one",
        "10.5.5",
        one(ON_TASK, boundary("b", "a", drawing.message("m") + drawing.timer("PT1H")), roots=R),
        "wait PT1H; ? c; c; .",
    ),
]

HANDLED = "s > a > e"

TIMED = drawing.timer("PT1H")

EVENT_SUBPROCESSES = [
    Case(
        "message",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", drawing.message("m"))), roots=R),
        "? a; msg pay; ? b; b; .",
    ),
    Case(
        "not triggered",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", drawing.message("m"))), roots=R),
        "a; .; ends e",
    ),
    Case(
        "message, beside, twice",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", drawing.message("m"), interrupts=False)), roots=R),
        "msg pay; ? a b; msg pay; ? a b b; a; b; ? b; b; .",
    ),
    Case(
        "signal",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", signal("sg"))), roots=R),
        "sig go; ? b; b; .",
    ),
    Case(
        "signal, beside",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", signal("sg"), interrupts=False)), roots=R),
        "sig go; ? a b; b; a; .",
    ),
    Case("timer", "10.3.5", one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", TIMED))), "wait PT1H; ? b; b; ."),
    Case(
        "timer, beside",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", TIMED, interrupts=False))),
        "wait PT1H; ? a b; wait PT5H; ? a b; a; b; .",
    ),
    Case(
        "cycle, beside",
        "10.3.5",
        one(
            HANDLED, event_sub("h", "s1 > b > e1", begin("s1", drawing.timer("R2/PT1H", "timeCycle"), interrupts=False))
        ),
        "wait PT1H; wait PT1H; wait PT1H; ? a b b; a; b; b; .",
    ),
    Case(
        "condition",
        "10.3.5",
        one("s > a > w > e", event_sub("h", "s1 > b > e1", begin("s1", when("done")))),
        'a {"done": true}; ? b; b; .',
        {"done": False},
    ),
    Case(
        "condition, beside",
        "10.3.5",
        one("s > a > w > e", event_sub("h", "s1 > b > e1", begin("s1", when("done"), interrupts=False))),
        'a {"done": true}; ? b w; b; w; .',
        {"done": False},
    ),
    Case(
        "in a subprocess: it interrupts that alone, and the flow goes on behind it",
        "10.3.5",
        one(
            "s > p; p > u > z > e; p > a > e",
            sub("u", "s1 > i > e1", event_sub("h", "s2 > b > e2", begin("s2", drawing.message("m")))),
            roots=R,
        ),
        "msg pay; ? a b; b; ? a z; z; a; .",
    ),
    Case(
        "interrupting withdraws the others' content",
        "10.3.5",
        one(
            HANDLED,
            event_sub("h", "s1 > b > e1", begin("s1", drawing.message("m"), interrupts=False)),
            event_sub("h2", "s2 > c > e2", begin("s2", signal("sg"))),
            roots=R,
        ),
        "msg pay; ? a b; sig go; ? c; msg pay !; c; .",
    ),
    Case(
        "several definitions",
        "10.3.5",
        one(HANDLED, event_sub("h", "s1 > b > e1", begin("s1", drawing.message("m") + signal("sg"))), roots=R),
        "sig go; ? b; b; .",
    ),
    Case(
        "the data around it",
        "10.3.5",
        one(
            HANDLED,
            event_sub("h", "s1 > x; x {n < 3}> b > e1; x *> c > e2", begin("s1", drawing.message("m"))),
            roots=R,
        ),
        'msg pay {"n": 2}; ? b; b; .',
        {"n": 7},
    ),
]
GROUPS = {"boundary": BOUNDARIES, "event subprocess": EVENT_SUBPROCESSES}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_listeners_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
