"""Errors, escalations and signals thrown out of subprocesses and called processes (10.5.5, 13.5.3)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    begin,
    boundary,
    catch,
    end,
    error,
    escalation,
    event_sub,
    one,
    signal,
    sub,
    throw,
    when,
)

CODES = (
    '<error id="E1" name="One" errorCode="1"/><error id="E2" name="Two" errorCode="2"/>'
    '<error id="E3" name="One again" errorCode="1"/>'
)

ALARMS = '<escalation id="A1" name="One" escalationCode="1"/><escalation id="A2" name="Two" escalationCode="2"/>'


def failing(thrown: str, *caught: str, ways: str = "s > u > z > e; b > c > e2", inside: str = "s1 > i > e1") -> str:
    return one(ways, sub("u", inside, end("e1", error(thrown))), *caught, roots=CODES)


ERRORS = [
    Case("by its reference", "10.5.3", failing("E1", boundary("b", "u", error("E1"))), "i; ? c; c; .; ends e1 e2"),
    Case("by its code", "10.5.5", failing("E1", boundary("b", "u", error("E3"))), "i; ? c; c; ."),
    Case("any", "10.5.5", failing("E1", boundary("b", "u", error())), "i; ? c; c; ."),
    Case(
        "its own before any",
        "10.5.5",
        failing(
            "E1",
            boundary("b2", "u", error()),
            boundary("b", "u", error("E1")),
            ways="s > u > z > e; b > c > e; b2 > d > e",
        ),
        "i; ? c; c; .",
    ),
    Case(
        "another code before any",
        "10.5.5",
        failing(
            "E2",
            boundary("b2", "u", error()),
            boundary("b", "u", error("E1")),
            ways="s > u > z > e; b > c > e; b2 > d > e",
        ),
        "i; ? d; d; .",
    ),
    Case("uncaught", "10.5.5", failing("E2", boundary("b", "u", error("E1"))), "i; .; ends e1"),
    Case(
        "at the top", "10.5.3", one("s > p; p > a > e; p > b > e2", end("e", error("E1")), roots=CODES), "a; .; ends e"
    ),
    Case(
        "other branches of the subprocess are withdrawn",
        "13.5.3",
        failing("E1", boundary("b", "u", error("E1")), inside="s1 > p; p > i > e1; p > j > k"),
        "? i j; i; ? c; c; .",
    ),
    Case(
        "two levels up",
        "13.5.3",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > w > i > e1", sub("w", "s2 > j > e3", end("e3", error("E1")))),
            boundary("b", "u", error("E1")),
            roots=CODES,
        ),
        "j; ? c; c; .",
    ),
    Case(
        "by an event subprocess",
        "13.5.4",
        one("s > a > e", end("e", error("E1")), event_sub("h", "s1 > b > e1", begin("s1", error("E1"))), roots=CODES),
        "a; ? b; b; .; ends e e1",
    ),
    Case(
        "by an event subprocess of any",
        "13.5.4",
        one("s > a > e", end("e", error("E1")), event_sub("h", "s1 > b > e1", begin("s1", error())), roots=CODES),
        "a; ? b; b; .",
    ),
    Case(
        "an event subprocess inside before a boundary event",
        "13.5.4",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", error("E1")), event_sub("h", "s3 > j > e3", begin("s3", error("E1")))),
            boundary("b", "u", error("E1")),
            roots=CODES,
        ),
        "i; ? j; j; ? z; z; .",
    ),
    Case(
        "thrown on by the handler",
        "13.5.4",
        one(
            "s > u > z > e; b > c > e2",
            sub(
                "u",
                "s1 > i > e1",
                end("e1", error("E1")),
                event_sub("h", "s3 > j > e3", begin("s3", error("E1")), end("e3", error("E1"))),
            ),
            boundary("b", "u", error("E1")),
            roots=CODES,
        ),
        "i; j; ? c; c; .",
    ),
    Case(
        "out of a transaction",
        "10.5.4",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", error("E1")), kind="transaction"),
            boundary("b", "u", error("E1")),
            roots=CODES,
        ),
        "i; ? c; c; .",
    ),
    Case(
        "out of a called process",
        "10.3.6",
        sketch.file(
            CODES,
            sketch.process(
                "s > k > z > e; b > c > e2",
                drawing.node("callActivity", "k", calledElement="Q"),
                boundary("b", "k", error("E1")),
            ),
            sketch.process("s1 > i > e1", end("e1", error("E1")), of="Q"),
        ),
        "i; ? c; c; .",
    ),
]


def alarming(thrown: str, *caught: str, ways: str = "s > u > z > e; b > c > e2") -> str:
    return one(ways, sub("u", "s1 > i > t > j > e1", throw("t", escalation(thrown))), *caught, roots=ALARMS)


ESCALATIONS = [
    Case("interrupting", "10.5.4", alarming("A1", boundary("b", "u", escalation("A1"))), "i; ? c; c; ."),
    Case(
        "beside",
        "10.5.4",
        alarming("A1", boundary("b", "u", escalation("A1"), cancels=False)),
        "i; ? c j; j; ? c z; c; z; .",
    ),
    Case("any", "10.5.5", alarming("A2", boundary("b", "u", escalation(), cancels=False)), "i; ? c j; c; j; z; ."),
    Case("another code is let go", "10.5.5", alarming("A2", boundary("b", "u", escalation("A1"))), "i; ? j; j; z; ."),
    Case(
        "nobody catches it",
        "10.5.5",
        one("s > u > z > e", sub("u", "s1 > i > t > j > e1", throw("t", escalation("A1"))), roots=ALARMS),
        "i; ? j; j; z; .",
    ),
    Case(
        "by an end event",
        "10.5.3",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", escalation("A1"))),
            boundary("b", "u", escalation("A1"), cancels=False),
            roots=ALARMS,
        ),
        "i; ? c z; c; z; .",
    ),
    Case(
        "by an event subprocess, beside",
        "10.3.5",
        one(
            "s > a > t > w > e",
            throw("t", escalation("A1")),
            event_sub("h", "s1 > b > e1", begin("s1", escalation("A1"), interrupts=False)),
            roots=ALARMS,
        ),
        "a; ? b w; b; w; .",
    ),
    Case(
        "by an event subprocess, interrupting",
        "10.3.5",
        one(
            "s > a > t > w > e",
            throw("t", escalation("A1")),
            event_sub("h", "s1 > b > e1", begin("s1", escalation("A1"))),
            roots=ALARMS,
        ),
        "a; ? b; b; .",
    ),
    Case(
        "through two called processes",
        "10.5.5",
        sketch.file(
            ALARMS,
            sketch.process(
                "s > k > z > e; b > c > e2",
                drawing.node("callActivity", "k", calledElement="Q"),
                boundary("b", "k", escalation("A1"), cancels=False),
            ),
            sketch.process("s1 > k1 > e1", drawing.node("callActivity", "k1", calledElement="R"), of="Q"),
            sketch.process("s3 > i > t > j > e3", throw("t", escalation("A1")), of="R"),
        ),
        "i; ? c j; c; j; ? z; z; .",
    ),
]

SIGNALS = [
    Case(
        "to all pools and their subprocesses",
        "10.5.5",
        sketch.file(
            '<signal id="sg" name="go"/>',
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > a > t > e", throw("t", signal("sg"))),
            sketch.process(
                "s1 > p; p > c > i > e1; p > u > e1",
                catch("c", signal("sg")),
                sub("u", "s2 > c2 > j > e2", catch("c2", signal("sg"))),
                of="Q",
            ),
        ),
        "? a c c2; a; ? i j; i; j; .",
    ),
    Case(
        "out of a subprocess to the boundary of another",
        "10.5.5",
        one(
            "s > p; p > u > e; p > w > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", signal("sg"))),
            sub("w", "s2 > j > e3"),
            boundary("b", "w", signal("sg")),
            roots='<signal id="sg" name="go"/>',
        ),
        "? i j; i; ? c; c; .",
    ),
    Case(
        "beside, again and again",
        "10.5.4",
        one(
            "s > p; p > w > e; p > a > t > t2 > e; b > c > e2",
            throw("t", signal("sg")),
            throw("t2", signal("sg")),
            boundary("b", "w", signal("sg"), cancels=False),
            roots='<signal id="sg" name="go"/>',
        ),
        "a; ? c c w; w; c; c; .",
    ),
    Case(
        "it begins a pool",
        "10.5.2",
        sketch.file(
            '<signal id="sg" name="go"/>',
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > a > e", end("e", signal("sg"))),
            sketch.process("s1 > b > e1", begin("s1", signal("sg")), of="Q"),
        ),
        "? a; a; ? b; b; .",
    ),
    Case(
        "a condition in a subprocess on data around it",
        "10.5.5",
        one("s > p; p > u > e; p > a > e", sub("u", "s1 > c > j > e1", catch("c", when("done")))),
        'a {"done": true}; ? j; j; .',
        {"done": False},
    ),
]
UNDECLARED = [
    Case(
        "a signal",
        "10.5.5",
        one("s > p; p > a > t > e; p > c > b > e", throw("t", signal("go")), catch("c", signal("go"))),
        "a; ? b; sig go !; b; .",
        assumes=frozenset({"reference-missing"}),
    ),
    Case(
        "an error",
        "10.5.5",
        one(
            "s > u > z > e; b > c > e; b2 > d > e",
            sub("u", "s1 > i > e1", end("e1", error("late"))),
            boundary("b2", "u", error("other")),
            boundary("b", "u", error("late")),
        ),
        "i; ? c; c; .",
        assumes=frozenset({"reference-missing"}),
    ),
]
"""What engines name or code by a reference to nothing: both ends are paired by its text."""
GROUPS = {"undeclared": UNDECLARED, "error": ERRORS, "escalation": ESCALATIONS, "signal": SIGNALS}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_what_is_thrown_is_caught_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
