"""Elements inside and beside each other: handlers in handlers, ends in loops, several flows between two nodes."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    CANCEL,
    TERMINATE,
    begin,
    boundary,
    catch,
    end,
    error,
    escalation,
    event_sub,
    loop,
    one,
    several,
    signal,
    sub,
    throw,
    when,
)

ROOTS = '<message id="m" name="pay"/><signal id="sg" name="go"/><error id="E" errorCode="1"/>'
TWICE = several("<loopCardinality>2</loopCardinality>")
CALL = drawing.node("callActivity", "k", calledElement="Q")
HANDLERS = [
    Case(
        "terminate in a handler ends the handler",
        "10.5.3",
        one(
            "s > p; p > a > e; p > b > e",
            event_sub("h", "s1 > c > e1", begin("s1", drawing.message("m"), interrupts=False), end("e1", TERMINATE)),
            roots=ROOTS,
        ),
        "msg pay; ? a b c; c; ? a b; a; b; .",
    ),
    Case(
        "a handler in a handler",
        "13.5.4",
        one(
            "s > a > e",
            event_sub(
                "h",
                "s1 > c > e1",
                begin("s1", drawing.message("m")),
                event_sub("h2", "s2 > d > e2", begin("s2", signal("sg"), interrupts=False)),
            ),
            roots=ROOTS,
        ),
        "sig go !; msg pay; ? c; sig go; ? c d; c; d; .",
    ),
    Case(
        "a signal out of a subprocess to the handler around it",
        "10.5.5",
        one(
            "s > u > e",
            sub("u", "s1 > i > e1", end("e1", signal("sg"))),
            event_sub("h", "s2 > k > e2", begin("s2", signal("sg"), interrupts=False)),
            roots=ROOTS,
        ),
        "i; ? k; k; .",
    ),
    Case(
        "a called process handles its own error",
        "13.5.4",
        sketch.file(
            ROOTS,
            sketch.process("s > k > z > e", CALL),
            sketch.process(
                "s1 > i > e1", end("e1", error("E")), event_sub("h", "s2 > j > e2", begin("s2", error("E"))), of="Q"
            ),
        ),
        "i; ? j; j; ? z; z; .",
    ),
    Case(
        "a condition's handler in a subprocess",
        "10.5.5",
        one("s > u > z > e", sub("u", "s1 > i > j > e1", event_sub("h", "s2 > k > e2", begin("s2", when("n < 3"))))),
        'i {"n": 1}; ? k; k; ? z; z; .',
        {"n": 9},
    ),
    Case(
        "an interrupting cycle fires once",
        "10.5.5",
        one("s > a > e; b > c > e2", boundary("b", "a", drawing.timer("R3/PT1H", "timeCycle"))),
        "wait PT1H; ? c; wait PT9H; ? c; c; .",
    ),
]
INSTANCES = [
    Case(
        "an error out of one of two calls",
        "13.5.3",
        sketch.file(
            ROOTS,
            sketch.process(
                "s > k > z > e; b > c > e2",
                drawing.node("callActivity", "k", "", TWICE, calledElement="Q"),
                boundary("b", "k", error()),
            ),
            sketch.process("s1 > i > e1", end("e1", error("E")), of="Q"),
        ),
        "? i i; i; ? c; c; .",
    ),
    Case(
        "a cancel out of one of two transactions",
        "13.3.4",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", CANCEL), kind="transaction", inside=TWICE),
            boundary("b", "u", CANCEL),
        ),
        "? i i; i; ? c; c; .",
    ),
    Case(
        "escalations out of both, beside",
        "10.5.5",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > t > j > e1", throw("t", escalation("A")), inside=TWICE),
            boundary("b", "u", escalation("A"), cancels=False),
            roots='<escalation id="A" escalationCode="7"/>',
        ),
        "i; ? c i j; i; j; j; ? c c z; c; c; z; .",
    ),
    Case(
        "a message beside a loop stays through its rounds",
        "10.5.4",
        one(
            "s > a > z > e; b > c > e2",
            drawing.node("userTask", "a", "A", loop("n < 3")),
            boundary("b", "a", drawing.message("m"), cancels=False),
            roots=ROOTS,
        ),
        'a; msg pay; ? a c; a {"n": 5}; ? c z; msg pay !; c; z; .',
        {"n": 0},
    ),
]
WAYS = [
    Case("two flows to one node, either", "13.4.2", one("s > x; x {n < 3}> a > e; x *> a"), "a; .; ends e", {"n": 1}),
    Case("two flows from fork to join", "13.4.1", one("s > p; p > p2; p > p2; p2 > a > e"), "? a; a; .; ends e"),
    Case("a flow beside a branch", "13.4.1", one("s > p; p > p2; p > a > p2; p2 > z > e"), "? a; a; ? z; z; ."),
    Case(
        "an empty branch into an inclusive join",
        "13.4.3",
        one("s > o; o {n < 3}> o2; o *> a > o2; o2 > z > e"),
        "? z; z; .",
        {"n": 1},
    ),
    Case(
        "an event gateway in a loop",
        "13.4.4",
        one(
            "s > x > v; v > c1 > a > x; v > c2 > b > e",
            catch("c1", drawing.message("m")),
            catch("c2", drawing.timer("PT1H")),
            roots=ROOTS,
        ),
        "msg pay; a; ? c1 c2; msg pay; a; wait PT1H; ? b; b; .",
    ),
    Case(
        "a gateway in an ad-hoc subprocess",
        "13.3.5",
        one("s > u > z > e", sub("u", "i > x; x {n < 3}> j; x *> k", kind="adHocSubProcess")),
        "? i; i; ? j; j; ? z; z; .",
        {"n": 1},
    ),
    Case(
        "a message waited for behind a start by the same message",
        "10.5.2",
        one(
            "s > r > a > e",
            begin("s", drawing.message("m")),
            drawing.node("receiveTask", "r", "R", messageRef="m"),
            roots=ROOTS,
        ),
        "? r; msg pay; ? a; a; .",
    ),
]
GROUPS = {"handler": HANDLERS, "instances": INSTANCES, "ways": WAYS}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_mixtures_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
