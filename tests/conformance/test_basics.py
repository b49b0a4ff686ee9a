"""Sequence, lanes, pools and what only explains a diagram; conditional and default flows (chapters 7 to 10, 13.2)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case

BASICS = [
    Case("a sequence", "13.2.1", sketch.one("s > a > b > e"), "? a; a; ? b; b; .; ends e"),
    Case("no end event", "10.5.3", sketch.one("s > a > b"), "a; b; ."),
    Case(
        "no start and no end event", "10.5.2", sketch.one("a > b"), "? a; a; b; .", assumes=frozenset({"start-missing"})
    ),
    Case(
        "activities without incoming flow all begin",
        "10.5.2",
        sketch.one("a > c; b > c"),
        "? a b; a; ? b c; c; b; c; .",
        assumes=frozenset({"start-missing"}),
    ),
    Case(
        "lanes",
        "10.8",
        sketch.one("s > a > b > e", drawing.lanes(L1=("s", "a"), L2=("b", "e"))),
        "a; ? b; b; .; ends e",
    ),
    Case(
        "documentation, annotations, groups, categories and properties",
        "8.4",
        sketch.file(
            '<category id="k"><categoryValue id="kv" value="Nhóm"/></category>'
            '<itemDefinition id="it" structureRef="xsd:string"/><interface id="if" name="I">'
            '<operation id="op" name="O"><inMessageRef>m</inMessageRef></operation></interface>'
            '<message id="m" name="M" itemRef="it"/><resource id="r" name="R"/><endPoint id="ep"/>',
            sketch.process(
                "s > a > e",
                drawing.node("userTask", "a", "A", "<documentation>Đọc</documentation>"),
                '<textAnnotation id="t"><text>Ghi chú</text></textAnnotation>',
                '<association id="as" sourceRef="a" targetRef="t"/><group id="g" categoryValueRef="kv"/>',
                '<property id="pr" name="status"/>',
            ),
        ),
        "? a; a; .",
    ),
    Case(
        "a pool, a black box and message flows",
        "9.3",
        sketch.file(
            drawing.pools(("A", "P"), ("B", None), flows=drawing.sends("a", "B")),
            sketch.process("s > a > e"),
        ),
        "a; .",
    ),
    Case(
        "participant with multiplicity, partner role and interface",
        "9.3",
        sketch.file(
            '<partnerRole id="pr" name="R"><participantRef>A</participantRef></partnerRole>'
            '<collaboration id="C"><participant id="A" name="A" processRef="P">'
            '<participantMultiplicity minimum="1" maximum="2"/></participant></collaboration>',
            sketch.process("s > a > e"),
        ),
        "a; .",
        assumes=frozenset({"pool-several"}),
    ),
    Case(
        "two pools begin together",
        "9.2",
        sketch.file(
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > a > e"),
            sketch.process("s2 > b > e2", of="Q"),
        ),
        "? a b; a; ? b; b; .; ends e e2",
    ),
    Case("an implicit split is parallel", "13.3.2", sketch.one("s > a > b > e; a > c > e2"), "a; ? b c; c; b; ."),
    Case("a start event splits", "13.3.2", sketch.one("s > a > e; s > b > e2"), "? a b; a; b; ."),
    Case("an implicit merge passes each token", "13.3.2", sketch.one("s > a > c > e; s > b > c"), "a; c; b; ? c; c; ."),
    Case(
        "three tokens into one end",
        "10.5.3",
        sketch.one("s > p; p > a > e; p > b > e; p > c > e"),
        "a; b; ? c; c; .; ends e e e",
    ),
    Case(
        "flows with conditions out of an activity",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e; a {'b' in test}> c > e2"),
        "a; ? b c; b; c; .",
        {"test": "ab"},
    ),
    Case(
        "a condition beside a flow without one",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e; a > c > e2"),
        "a; ? c; c; .",
        {"test": "b"},
    ),
    Case(
        "the default flow of an activity, no condition fulfilled",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e; a *> c > e2"),
        "a; ? c; c; .; ends e2",
        {"test": "b"},
    ),
    Case(
        "the default flow of an activity, a condition fulfilled",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e; a *> c > e2"),
        "a; ? b; b; .; ends e",
        {"test": "a"},
    ),
    Case(
        "a default flow beside one with and one without a condition",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e; a *> c > e2; a > d > e3"),
        "a; ? c d; c; d; .",
        {"test": "b"},
    ),
    Case(
        "no flow can be taken out of an activity",
        "13.3.1",
        sketch.one("s > a; a {'a' in test}> b > e; a {'b' in test}> c > e2"),
        "a !no_flow_taken@a; ? a",
        {"test": "c"},
    ),
    Case(
        "a single flow with a condition",
        "8.4.13",
        sketch.one("s > a; a {'a' in test}> b > e"),
        'a {"test": "x"} !no_flow_taken@a; a {"test": "xa"}; b; .',
    ),
    Case(
        "a condition on the variable that the task before has written",
        "10.4.1",
        sketch.one("s > a; a {n < 3}> b > e; a *> c > e"),
        'a {"n": 2}; ? b; b; .',
    ),
]


@pytest.mark.parametrize(("case", "dialect"), playing.cases(*BASICS))
def test_basics_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
