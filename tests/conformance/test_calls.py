"""Call activities: processes and global tasks, with and without a data mapping (10.3.6)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    TERMINATE,
    boundary,
    end,
)

CALLED = drawing.node("callActivity", "k", calledElement="Q")


def calling(call: str, called: str = "s1 > i > e1") -> str:
    return sketch.file(sketch.process("s > k > z > e", call), sketch.process(called, of="Q"))


CALLS = [
    Case("a process", "10.3.6", calling(CALLED), "? i; i; ? z; z; .; ends e e1"),
    Case(
        "its end does not end the caller",
        "10.3.6",
        sketch.file(
            sketch.process("s > p; p > k > z > e; p > a > e", CALLED),
            sketch.process("s1 > p1; p1 > i > e1; p1 > j > e3", end("e1", TERMINATE), of="Q"),
        ),
        "i; ? a z; a; z; .",
    ),
    Case(
        "all data without a mapping",
        "10.3.6",
        calling(CALLED, "s1 > x1; x1 {n < 3}> i > e1; x1 *> e1"),
        'i {"y": 1}; data {"n": 1, "y": 1}; z; .',
        {"n": 1},
    ),
    Case(
        "Camunda's mapping",
        "10.3.6",
        calling(
            drawing.node(
                "callActivity",
                "k",
                "",
                '<extensionElements><camunda:in source="n" target="m"/>'
                '<camunda:in sourceExpression="${n + 1}" target="o"/>'
                '<camunda:out source="r" target="got"/></extensionElements>',
                calledElement="Q",
            ),
            "s1 > x1; x1 {len(items) > 1}> e1; x1 *> i > e1".replace("len(items) > 1", "n in (1, 2)"),
        ),
        "!unknown_variable@x1",
        {"n": 1},
    ),
    Case(
        "Camunda's mapping out",
        "10.3.6",
        calling(
            drawing.node(
                "callActivity",
                "k",
                "",
                '<extensionElements><camunda:in source="n" target="m"/>'
                '<camunda:in sourceExpression="${n + 1}" target="o"/>'
                '<camunda:out source="r" target="got"/></extensionElements>',
                calledElement="Q",
            ),
        ),
        'i {"r": 5, "own": 1}; ? z; data {"n": 1, "got": 5, "own": null, "m": null}; z; .',
        {"n": 1},
    ),
    Case(
        "Camunda's mapping of everything",
        "10.3.6",
        calling(
            drawing.node(
                "callActivity",
                "k",
                "",
                '<extensionElements><camunda:in variables="all"/><camunda:out variables="all"/></extensionElements>',
                calledElement="Q",
            ),
            "s1 > x1; x1 {n < 3}> i > e1; x1 *> e1",
        ),
        'i {"r": 5}; ? z; data {"r": 5}; z; .',
        {"n": 1},
    ),
    Case(
        "Camunda's mapping of everything and one more",
        "10.3.6",
        calling(
            drawing.node(
                "callActivity",
                "k",
                "",
                '<extensionElements><camunda:in variables="all"/><camunda:in source="n" target="count"/>'
                "</extensionElements>",
                calledElement="Q",
            ),
            "s1 > x1; x1 {n < 3}> x3; x1 *> e1; x3 {count < 3}> i > e1; x3 *> e1",
        ),
        "? i; i; z; .",
        {"n": 1},
    ),
    Case(
        "Flowable's mapping",
        "10.3.6",
        calling(
            drawing.node(
                "callActivity",
                "k",
                "",
                '<extensionElements><flowable:in source="n" target="m"/><flowable:out source="r" target="got"/>'
                "</extensionElements>",
                calledElement="Q",
            ),
        ),
        'i {"r": 5}; data {"got": 5}; z; .',
        {"n": 1},
    ),
    Case(
        "a global task",
        "10.3.6",
        sketch.file('<globalUserTask id="Q" name="Xác nhận"/>', sketch.process("s > k > z > e", CALLED)),
        "? k; k; ? z; z; .",
    ),
    Case(
        "two calls of one process",
        "10.3.6",
        sketch.file(
            sketch.process(
                "s > p; p > k > e; p > k1 > e", CALLED, drawing.node("callActivity", "k1", calledElement="Q")
            ),
            sketch.process("s1 > i > e1", of="Q"),
        ),
        "? i i; i; i; .",
    ),
    Case(
        "a boundary event on a call",
        "10.5.4",
        sketch.file(
            sketch.process("s > k > z > e; b > c > e2", CALLED, boundary("b", "k", drawing.timer("PT1H"))),
            sketch.process("s1 > i > e1", of="Q"),
        ),
        "? i; wait PT1H; ? c; c; .",
    ),
    Case(
        "a loop of calls",
        "10.3.6",
        sketch.file(
            sketch.process(
                "s > k > e",
                drawing.node(
                    "callActivity",
                    "k",
                    "",
                    sketch.several("<loopCardinality>2</loopCardinality>", sequential=True),
                    calledElement="Q",
                ),
            ),
            sketch.process("s1 > i > e1", of="Q"),
        ),
        "? i; i; ? i; i; .",
    ),
]
GROUPS = {"call": CALLS}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_calls_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
