"""Start, intermediate and end events of every type, timers in every notation, definitions by reference (10.5, 13.5)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    TERMINATE,
    begin,
    boundary,
    catch,
    end,
    link,
    one,
    signal,
    sub,
    throw,
    when,
)

M, S = '<message id="m" name="pay"/>', '<signal id="sg" name="go"/>'
R = M + S
BY_HAND = frozenset({"start-by-hand"})
STARTS = [
    Case("none", "10.5.2", one("s > a > e"), "? a; a; ."),
    Case("message", "10.5.2", one("s > a > e", begin("s", drawing.message("m")), roots=R), "? a; a; ."),
    Case("timer", "10.5.2", one("s > a > e", begin("s", drawing.timer("PT1S"))), "? a; a; .", assumes=BY_HAND),
    Case(
        "cycle", "10.5.2", one("s > a > e", begin("s", drawing.timer("R3/PT1S", "timeCycle"))), "a; .", assumes=BY_HAND
    ),
    Case("signal", "10.5.2", one("s > a > e", begin("s", signal("sg")), roots=R), "? a; a; .", assumes=BY_HAND),
    Case("condition", "10.5.2", one("s > a > e", begin("s", when("done"))), "? a; a; .", {"done": True}, BY_HAND),
    Case(
        "none beside message",
        "10.5.2",
        one("s > a > e; s1 > b > e", begin("s1", drawing.message("m")), roots=R),
        '? P_decide; P_decide {"decision_P_ways": "P_ways_to_s1"}; ? b; b; .',
        assumes=frozenset({"start-several"}),
    ),
    Case(
        "several definitions",
        "10.5.2",
        one("s > a > e", begin("s", drawing.message("m") + signal("sg")), roots=R),
        "? a; a; .",
    ),
]
CATCHES = [
    Case("none", "10.5.4", one("s > c > a > e", throw("c")), "? a; a; ."),
    Case(
        "message",
        "10.5.4",
        one("s > c > a > e", catch("c", drawing.message("m")), roots=R),
        '? c; msg pay {"x": 1}; ? a; data {"x": 1}; a; .',
    ),
    Case("signal", "10.5.4", one("s > c > a > e", catch("c", signal("sg")), roots=R), "? c; sig go; a; ."),
    Case("condition at once", "10.5.4", one("s > c > a > e", catch("c", when("done"))), "? a; a; .", {"done": True}),
    Case(
        "condition later",
        "10.5.4",
        one("s > p; p > c > a > e; p > b > e", catch("c", when("n > 5 and not late"))),
        '? b c; b {"n": 6}; ? a; a; .',
        {"n": 1, "late": False},
    ),
    Case("link", "10.5.5", one("s > a > t; c > b > e", throw("t", link("L")), catch("c", link("L"))), "a; ? b; b; ."),
    Case(
        "several throw one link",
        "10.5.5",
        one(
            "s > p; p > a > t; p > b > t2; c > d > e",
            throw("t", link("L")),
            throw("t2", link("L")),
            catch("c", link("L")),
        ),
        "a; ? b d; b; ? d d; d; d; .",
    ),
    Case(
        "links in a loop",
        "10.5.5",
        one("s > x > a > x2; x2 {n < 3}> t; x2 *> e; c > x", throw("t", link("back")), catch("c", link("back"))),
        'a {"n": 1}; ? a; a {"n": 3}; .',
    ),
    Case(
        "several, any of them",
        "10.5.5",
        one("s > c > a > e", catch("c", drawing.message("m") + signal("sg") + drawing.timer("PT1H")), roots=R),
        "sig go; ? a; a; .",
    ),
    Case(
        "several, all of them",
        "10.5.5",
        one(
            "s > c > a > e",
            drawing.node(
                "intermediateCatchEvent", "c", "C", drawing.message("m") + signal("sg"), parallelMultiple="true"
            ),
            roots=R,
        ),
        "sig go; ? c; msg pay; ? a; a; .",
    ),
]
TIMERS = [
    Case(
        text, "10.5.5", one("s > c > a > e", catch("c", drawing.timer(text, kind))), script, {"length": "PT2H", **more}
    )
    for text, kind, script, more in (
        ("PT1S", "timeDuration", "? c; wait PT1S; a; .", {}),
        (' "PT1S" ', "timeDuration", "wait PT1S; a; .", {}),
        ("'PT1M'", "timeDuration", "wait PT59S; ? c; wait PT1S; a; .", {}),
        ("P1Y2M3DT4H5M6S", "timeDuration", "wait P420D; ? c; wait P40D; a; .", {}),
        ("PT0S", "timeDuration", "wait PT0S; a; .", {}),
        ("PT0.5S", "timeDuration", "wait PT1S; a; .", {}),
        ("${length}", "timeDuration", "wait PT1H; ? c; wait PT1H; a; .", {}),
        ("length", "timeDuration", "wait PT1H; ? c; wait PT1H; a; .", {}),
        ("2026-11-20T03:00:00Z", "timeDate", "wait PT59M; ? c; wait PT1M; a; .", {}),
        ("2026-11-20T10:00:00+07:00", "timeDate", "wait PT59M; ? c; wait PT1M; a; .", {}),
        ('"2026-11-20T10:00:00"', "timeDate", "wait PT59M; ? c; wait PT1M; a; .", {}),
        ("2020-01-01T00:00:00Z", "timeDate", "wait PT0S; a; .", {}),
        ("${at}", "timeDate", "wait PT1H; a; .", {"at": "2026-11-20T03:00:00Z"}),
        ("R3/PT10S", "timeCycle", "wait PT10S; a; wait PT1H; .", {}),
        ("R/PT1H", "timeCycle", "wait PT1H; a; .", {}),
        ("R3/2026-11-20T03:00:00Z/PT1H", "timeCycle", "wait PT59M; ? c; wait PT1M; a; .", {}),
    )
]
ENDS = [
    Case("none", "10.5.3", one("s > p; p > a > e; p > b > e2"), "a; ends e; b; .; ends e e2"),
    Case("message", "10.5.3", one("s > a > e", end("e", drawing.message("m")), roots=R), "a; .; sent pay"),
    Case(
        "signal",
        "10.5.3",
        one("s > p; p > a > e; p > c > b > e2", end("e", signal("sg")), catch("c", signal("sg")), roots=R),
        "? a c; a; ? b; b; .",
    ),
    Case("terminate", "10.5.3", one("s > p; p > a > e; p > b > e2", end("e", TERMINATE)), "a; .; ends e"),
    Case(
        "terminate in a subprocess",
        "10.5.3",
        one("s > p; p > u > z > e; p > w > e", sub("u", "s1 > p1; p1 > i > e1; p1 > j > e2", end("e1", TERMINATE))),
        "i; ? w z; z; w; .",
    ),
    Case(
        "terminate in one pool",
        "10.5.3",
        sketch.file(
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > p; p > a > e; p > c > e", end("e", TERMINATE)),
            sketch.process("s2 > b > e2", of="Q"),
        ),
        "a; ? b; b; .",
    ),
    Case(
        "several results",
        "10.5.3",
        one("s > a > e", end("e", drawing.message("m") + signal("sg")), roots=R),
        "a; .; sent go pay",
    ),
    Case(
        "several thrown in the flow",
        "10.5.4",
        one("s > t > a > e", throw("t", signal("sg") + drawing.message("m")), roots=R),
        "sent go pay; a; .",
    ),
    Case(
        "message thrown in the flow",
        "10.5.4",
        one("s > t > a > e", throw("t", drawing.message("m")), roots=R),
        "sent pay; ? a; a; .",
    ),
    Case(
        "signal thrown in the flow to a waiting branch",
        "10.5.4",
        one("s > p; p > a > t > e; p > c > b > e", throw("t", signal("sg")), catch("c", signal("sg")), roots=R),
        "a; ? b; b; .",
    ),
    Case(
        "a signal that nobody waits for is not kept",
        "10.5.5",
        one("s > t > a > c > e", throw("t", signal("sg")), catch("c", signal("sg")), roots=R),
        "a; ? c; sig go; .",
    ),
]
NAMELESS = [
    Case(
        "a signal without a name",
        "10.5.5",
        one(
            "s > p; p > a > t > e; p > c > b > e",
            throw("t", signal("n1")),
            catch("c", signal("n1")),
            roots='<signal id="n1"/>',
        ),
        "a; ? b; sig n1 !; b; .",
    ),
    Case(
        "a message without a name",
        "8.4.11",
        one("s > c > a > e", catch("c", drawing.message("n1")), roots='<message id="n1"/>'),
        "msg n1; ? a; a; .",
    ),
    Case(
        "a message that a send task and an event name alike",
        "8.4.11",
        sketch.file(
            '<message id="n1"/>',
            drawing.pools(("A", "P"), ("B", "Q"), flows=drawing.sends("t", "c")),
            sketch.process("s > a > t > e", drawing.node("sendTask", "t", "T", messageRef="n1")),
            sketch.process("s2 > c > b > e2", catch("c", drawing.message("n1")), of="Q"),
        ),
        "a; post; ? b; b; .",
    ),
    Case(
        "definitions by reference",
        "10.5.5",
        sketch.file(
            R,
            '<signalEventDefinition id="d1" signalRef="sg"/><messageEventDefinition id="d2" messageRef="m"/>',
            '<timerEventDefinition id="d3"><timeDuration>PT1H</timeDuration></timerEventDefinition>',
            sketch.process(
                "s > a > c > z > e; b > d > e2",
                boundary("b", "a", "<eventDefinitionRef>d1</eventDefinitionRef>", cancels=False),
                catch("c", "<eventDefinitionRef>d3</eventDefinitionRef>"),
                drawing.node("endEvent", "e", "", "<eventDefinitionRef>d2</eventDefinitionRef>"),
            ),
        ),
        "sig go; ? a d; a; ? c d; d; wait PT1H; z; .; sent pay",
    ),
]
GROUPS = {
    "start": STARTS,
    "catch": CATCHES,
    "timer": TIMERS,
    "end": ENDS,
    "named by id": NAMELESS,
}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_events_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
