"""Data objects, properties and associations (10.4)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import catch, one, several, sub, throw

INTO = (
    '<ioSpecification><dataInput id="i1" name="given"/><inputSet><dataInputRefs>i1</dataInputRefs></inputSet>'
    "<outputSet/></ioSpecification>"
)
OUT = (
    '<ioSpecification><dataOutput id="o1" name="made"/><inputSet/><outputSet><dataOutputRefs>o1</dataOutputRefs>'
    "</outputSet></ioSpecification>"
)
BOTH = (
    '<ioSpecification><dataInput id="i1" name="given"/><dataOutput id="o1" name="made"/><inputSet><dataInputRefs>i1'
    "</dataInputRefs></inputSet><outputSet><dataOutputRefs>o1</dataOutputRefs></outputSet></ioSpecification>"
)


def reads(source: str, target: str, more: str = "") -> str:
    return (
        f"<dataInputAssociation><sourceRef>{source}</sourceRef>"
        f"<targetRef>{target}</targetRef>{more}</dataInputAssociation>"
    )


def writes(source: str, target: str, more: str = "") -> str:
    return (
        f"<dataOutputAssociation><sourceRef>{source}</sourceRef>"
        f"<targetRef>{target}</targetRef>{more}</dataOutputAssociation>"
    )


def mapped(extensions: str) -> str:
    """A task with a tool's own elements."""
    return one(
        "s > a > b > e", drawing.node("userTask", "a", "A", f"<extensionElements>{extensions}</extensionElements>")
    )


OBJECT = '<dataObject id="d1" name="total"/><dataObjectReference id="r1" name="Tổng" dataObjectRef="d1"/>'
CASES = [
    Case(
        "an object is a variable",
        "10.4.1",
        one("s > a > x; x {n < 3}> b > e; x *> e", '<dataObject id="d" name="n"/>'),
        'a {"n": 1}; ? b; b; .',
    ),
    Case(
        "an object without a name",
        "10.4.1",
        one("s > a > x; x {n < 3}> b > e; x *> e", '<dataObject id="n"/>'),
        'a {"n": 1}; ? b; b; .',
    ),
    Case(
        "an object's state and item definition",
        "10.4.1",
        sketch.file(
            '<itemDefinition id="it" structureRef="xsd:int" itemKind="Information"/>',
            sketch.process(
                "s > a > e", '<dataObject id="d" name="n" itemSubjectRef="it"><dataState name="checked"/></dataObject>'
            ),
        ),
        "a; .",
    ),
    Case(
        "a property",
        "10.4.1",
        one("s > a > x; x {n < 3}> b > e; x *> e", '<property id="p" name="n"/>'),
        'a {"n": 1}; ? b; b; .',
    ),
    Case(
        "copied in",
        "10.4.2",
        one("s > a > e", drawing.node("userTask", "a", "A", INTO + reads("r1", "i1")), OBJECT),
        "a; .",
        {"total": 4},
    ),
    Case(
        "copied out",
        "10.4.2",
        one("s > a > b > e", drawing.node("userTask", "a", "A", OUT + writes("o1", "r1")), OBJECT),
        'a {"made": 9}; data {"total": 9}; b; .',
    ),
    Case(
        "copied out through a transformation",
        "10.4.2",
        one(
            "s > a > b > e",
            drawing.node(
                "userTask", "a", "A", OUT + writes("o1", "r1", "<transformation>«count + 1»</transformation>")
            ),
            OBJECT,
        ),
        'a {"count": 9}; data {"total": 10}; b; .',
    ),
    Case(
        "copied through an assignment",
        "10.4.2",
        one(
            "s > a > b > e",
            drawing.node(
                "userTask",
                "a",
                "A",
                OUT + writes("o1", "r1", "<assignment><from>«text + '!'»</from><to>r1</to></assignment>"),
            ),
            OBJECT,
        ),
        'a {"text": "so"}; data {"total": "so!"}; b; .',
    ),
    Case(
        "copied in for a service and out of its answer",
        "10.4.2",
        one(
            "s > a > b > e",
            drawing.node(
                "serviceTask", "a", "A", BOTH + reads("r1", "i1") + writes("o1", "r1"), **{"camunda:topic": "t"}
            ),
            OBJECT,
        ),
        'answer a {"made": 8}; data {"total": 8}; b; .',
        {"total": 4},
    ),
    Case(
        "a source without a value copies nothing",
        "10.4.2",
        one("s > a > e", drawing.node("userTask", "a", "A", INTO + reads("r1", "i1")), OBJECT),
        "a; .",
    ),
    Case(
        "a subprocess's own object is gone with it",
        "10.4.1",
        one("s > u > b > e", sub("u", "s1 > i > x1; x1 {n < 3}> j > e1; x1 *> e1", '<dataObject id="d" name="n"/>')),
        'i {"n": 1, "k": 2}; ? j; j; data {"n": 7, "k": 2}; b; .',
        {"n": 7},
    ),
    Case(
        "a store is no variable",
        "10.4.1",
        sketch.file(
            '<dataStore id="st" name="Kho"/>',
            sketch.process("s > a > e", '<dataStoreReference id="sr" dataStoreRef="st" name="Kho"/>'),
        ),
        "a; .",
    ),
    Case(
        "a message's payload into an object",
        "10.4.2",
        one(
            "s > c > b > e",
            catch(
                "c",
                '<dataOutput id="o1" name="made"/>'
                + writes("o1", "r1")
                + "<outputSet><dataOutputRefs>o1</dataOutputRefs></outputSet>"
                + drawing.message("m"),
            ),
            OBJECT,
            roots='<message id="m" name="pay"/>',
        ),
        'msg pay {"made": 3}; data {"total": 3}; b; .',
    ),
    Case(
        "an object in a thrown message",
        "10.4.2",
        one(
            "s > a > t > e",
            throw(
                "t",
                '<dataInput id="i1" name="given"/>'
                + reads("r1", "i1")
                + "<inputSet><dataInputRefs>i1</dataInputRefs></inputSet>"
                + drawing.message("m"),
            ),
            OBJECT,
            roots='<message id="m" name="pay"/>',
        ),
        'a {"total": 3}; .; sent pay',
    ),
    Case(
        "instances write to their own",
        "10.4.1",
        one(
            "s > t > b > e",
            drawing.node("userTask", "t", "T", several("<loopCardinality>2</loopCardinality>", sequential=True)),
        ),
        't {"n": 1}; t {"n": 2}; data {"n": 2}; b; .',
    ),
    Case(
        "answers of two branches are both there",
        "10.4.1",
        one("s > p; p > a > p2; p > b > p2; p2 > z > e"),
        'a {"n": 1}; b {"m": 2}; data {"n": 1, "m": 2}; z; .',
    ),
    Case(
        "two pools see the start's data and keep their own",
        "10.4.1",
        sketch.file(
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > a > x; x {n < 3}> e; x *> c > e"),
            sketch.process("s1 > b > x1; x1 {n < 3}> e1; x1 *> d > e1", of="Q"),
        ),
        'a {"n": 1}; ? b; b; ? d; d; .',
        {"n": 7},
    ),
    Case(
        "Camunda's parameters",
        "10.4.2",
        mapped(
            "<camunda:inputOutput>"
            '<camunda:inputParameter name="x">${n + 1}</camunda:inputParameter>'
            '<camunda:inputParameter name="y">it\'s</camunda:inputParameter>'
            '<camunda:outputParameter name="total">${x + r}</camunda:outputParameter>'
            '<camunda:outputParameter name="word">${y}</camunda:outputParameter>'
            "</camunda:inputOutput>"
        ),
        'a {"r": 10}; ? b; data {"total": 12, "word": "it\'s", "x": null}; b; .',
        {"n": 1},
    ),
    Case(
        "Zeebe's mapping",
        "10.4.2",
        mapped(
            '<zeebe:ioMapping><zeebe:input source="a word" target="w"/><zeebe:output source="=w" target="word"/>'
            '<zeebe:input source="=n + 1" target="x"/>'
            '<zeebe:output source="=x + r" target="total"/></zeebe:ioMapping>'
        ),
        'a {"r": 10}; ? b; data {"total": 12, "x": null, "word": "a word"}; b; .',
        {"n": 1},
    ),
    Case(
        "a script among Camunda's parameters",
        "10.4.2",
        mapped(
            '<camunda:inputOutput><camunda:inputParameter name="x">'
            '<camunda:script scriptFormat="groovy">1</camunda:script></camunda:inputParameter>'
            "</camunda:inputOutput>"
        ),
        "a; b; .",
        assumes=frozenset({"association-unreadable"}),
    ),
    Case(
        "scripts before and after a task of Spiff",
        "10.3.3",
        mapped(
            "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"
            "<spiffworkflow:postScript>y = 2</spiffworkflow:postScript>"
        ),
        "a; b; .",
        assumes=frozenset({"script-not-executed"}),
    ),
]


@pytest.mark.parametrize(("case", "dialect"), playing.cases(*CASES))
def test_data_stand_where_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
