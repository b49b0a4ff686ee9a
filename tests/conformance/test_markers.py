"""Standard loops and multi-instances as the standard and the engines write them (10.3.8, 13.3.6, 13.3.7)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import boundary, end, error, loop, one, several, signal, sub

SCRIPT = frozenset({"script-not-executed"})

M = '<message id="m" name="pay"/>'

N3 = "<loopCardinality>3</loopCardinality>"


def marked(characteristics: str, kind: str = "userTask", more: str = "", *parts: str, roots: str = "") -> str:
    return one("s > t > z > e" + more, drawing.node(kind, "t", "T", characteristics), *parts, roots=roots)


LOOPS = [
    Case(
        "while its condition holds",
        "13.3.6",
        marked(loop("n < 3")),
        't {"n": 1}; t {"n": 2}; t {"n": 3}; ? z; z; .',
        {"n": 0},
    ),
    Case("tested after: at least once", "13.3.6", marked(loop("n < 3")), "t; ? z; z; .", {"n": 9}),
    Case("tested before: not once", "13.3.6", marked(loop("n < 3", testBefore="true")), "? z; z; .", {"n": 9}),
    Case("tested before", "13.3.6", marked(loop("n < 3", testBefore="true")), 't {"n": 2}; t {"n": 3}; z; .', {"n": 1}),
    Case("at most so often", "10.3.8", marked(loop("n < 3", loopMaximum="2")), "t; t; ? z; z; .", {"n": 0}),
    Case(
        "at most so often, the condition ends it",
        "10.3.8",
        marked(loop("n < 3", loopMaximum="5")),
        't {"n": 3}; z; .',
        {"n": 0},
    ),
    Case("no condition, so often", "10.3.8", marked(loop(loopMaximum="3")), "t; t; t; ? z; z; ."),
    Case("its counter", "10.3.8", marked(loop("loopCounter < 3")), "t; t; t; ? z; z; ."),
    Case(
        "of a subprocess",
        "13.3.6",
        one("s > u > z > e", sub("u", "s1 > i > j > e1", inside=loop("n < 3"))),
        'i; j {"n": 1}; i; j {"n": 3}; z; .',
    ),
    Case(
        "of a script task",
        "13.3.6",
        marked(loop("n < 3"), "scriptTask"),
        't {"n": 1}; t {"n": 3}; z; .',
        assumes=SCRIPT,
    ),
    Case(
        "left by a boundary event",
        "10.5.4",
        marked(loop("n < 3"), "userTask", "; b > c > e2", boundary("b", "t", drawing.timer("PT1H"))),
        "t; ? t; wait PT1H; ? c; c; .",
        {"n": 0},
    ),
]

INSTANCES = [
    Case("parallel, so many", "13.3.7", marked(several(N3)), "? t t t; t; t; ? t; t; ? z; z; ."),
    Case("in sequence, so many", "13.3.7", marked(several(N3, sequential=True)), "? t; t; ? t; t; t; ? z; z; ."),
    Case(
        "a number by expression",
        "10.3.8",
        marked(several('<loopCardinality xsi:type="tFormalExpression">«count»</loopCardinality>')),
        "? t t; t; t; z; .",
        {"count": 2},
    ),
    Case(
        "a number that is calculated",
        "10.3.8",
        marked(several("<loopCardinality>«count + 1»</loopCardinality>", sequential=True)),
        "t; t; ? z; z; .",
        {"count": 1},
    ),
    Case("none", "13.3.7", marked(several("<loopCardinality>0</loopCardinality>")), "? z; z; ."),
    Case(
        "none in sequence",
        "13.3.7",
        marked(several("<loopCardinality>0</loopCardinality>", sequential=True)),
        "? z; z; .",
    ),
    Case("one", "13.3.7", marked(several("<loopCardinality>1</loopCardinality>")), "t; ? z; z; ."),
    Case(
        "a number that is none",
        "10.3.8",
        marked(several("<loopCardinality>«count»</loopCardinality>")),
        "!loop_error@t",
        {"count": "many"},
    ),
    Case(
        "a negative number",
        "10.3.8",
        marked(several("<loopCardinality>«count»</loopCardinality>")),
        "!loop_error@t",
        {"count": -1},
    ),
    *(
        Case(
            f"{way} until a condition holds",
            "13.3.7",
            marked(
                several(
                    N3 + "<completionCondition>«numberOfCompletedInstances >= 2»</completionCondition>",
                    sequential=way == "sequential",
                )
            ),
            script,
        )
        for way, script in (("parallel", "t; ? t t; t; ? z; z; ."), ("sequential", "t; ? t; t; ? z; z; ."))
    ),
    Case(
        "until one is left",
        "10.3.8",
        marked(several(N3 + "<completionCondition>«numberOfActiveInstances == 1»</completionCondition>")),
        "t; ? t t; t; ? z; z; .",
    ),
    Case(
        "until the data say so",
        "13.3.7",
        marked(several(N3 + "<completionCondition>«done»</completionCondition>")),
        't {"done": false}; t {"done": true}; ? z; z; .',
        {"done": False},
    ),
    Case(
        "over a data object's list",
        "10.3.8",
        one(
            "s > t > z > e",
            drawing.node(
                "userTask", "t", "T", several('<loopDataInputRef>items</loopDataInputRef><inputDataItem id="item"/>')
            ),
            '<dataObject id="items" isCollection="true"/>',
        ),
        "? t t; t; t; z; .",
        {"items": ["p", "q"]},
    ),
    Case(
        "over a data input that an association fills",
        "10.3.8",
        one(
            "s > t > z > e",
            drawing.node(
                "userTask",
                "t",
                "T",
                '<ioSpecification><dataInput id="in1" name="people" isCollection="true"/><inputSet>'
                "<dataInputRefs>in1</dataInputRefs></inputSet><outputSet/></ioSpecification>"
                "<dataInputAssociation><sourceRef>items</sourceRef><targetRef>in1</targetRef></dataInputAssociation>"
                + several('<loopDataInputRef>in1</loopDataInputRef><inputDataItem id="item"/>'),
            ),
            '<dataObject id="items" isCollection="true"/>',
        ),
        "? t t; t; t; z; .",
        {"items": ["p", "q"]},
    ),
    Case(
        "Camunda's collection",
        "10.3.8",
        marked(several(camunda_collection="items", camunda_elementVariable="item")),
        "? t t; t; t; z; .",
        {"items": ["p", "q"]},
    ),
    Case(
        "Camunda's collection by expression",
        "10.3.8",
        marked(several(sequential=True, camunda_collection="${items}", camunda_elementVariable="item")),
        "t; t; z; .",
        {"items": ["p", "q"]},
    ),
    Case(
        "Flowable's collection",
        "10.3.8",
        marked(several(flowable_collection="${items}", flowable_elementVariable="item")),
        "t; t; z; .",
        {"items": ["p", "q"]},
    ),
    Case(
        "Camunda's collection until an item says stop",
        "10.3.8",
        marked(
            several(
                "<completionCondition>«item == 'stop'»</completionCondition>",
                sequential=True,
                camunda_collection="items",
                camunda_elementVariable="item",
            )
        ),
        "t; t; ? z; z; .",
        {"items": ["p", "stop", "q"]},
    ),
    Case(
        "Zeebe's collections",
        "10.3.8",
        marked(
            several(
                "<extensionElements>"
                '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" '
                'outputCollection="results" outputElement="=item + r"/></extensionElements>'
            )
        ),
        't {"r": "1"}; t {"r": "2"}; ? z; data {"results": ["p1", "q2"]}; z; .',
        {"items": ["p", "q"]},
    ),
    Case(
        "Spiff's collections",
        "10.3.8",
        marked(
            several(
                "<loopDataInputRef>items</loopDataInputRef><loopDataOutputRef>results</loopDataOutputRef>"
                '<inputDataItem id="item"/><outputDataItem id="r"/>',
                sequential=True,
            )
        ),
        't {"r": 1}; t {"r": 2}; ? z; data {"results": [1, 2]}; z; .',
        {"items": ["p", "q"]},
    ),
    Case(
        "items that ids and names call",
        "10.3.8",
        one(
            "s > u > z > e",
            sub(
                "u",
                "s1 > x1; x1 {item == 'stop'}> i > e1; x1 *> j > e1",
                inside=several(
                    "<loopDataInputRef>tns:items</loopDataInputRef><loopDataOutputRef>tns:results</loopDataOutputRef>"
                    '<inputDataItem id="item" name="the item"/><outputDataItem id="r" name="the result"/>'
                ),
            ),
            '<dataObject id="items" isCollection="true"/>',
        ),
        '? i j; i {"r": 1}; j {"the result": 2}; ? z; data {"results": [1, 2]}; z; .',
        {"items": ["stop", "go"]},
    ),
    Case(
        "over an object that a reference names otherwise, filled by an association",
        "10.4.1",
        one(
            "s > a > t > z > e",
            drawing.node(
                "userTask",
                "a",
                "A",
                '<ioSpecification><dataOutput id="o1" name="made"/><inputSet/><outputSet>'
                "<dataOutputRefs>o1</dataOutputRefs></outputSet></ioSpecification>"
                "<dataOutputAssociation><sourceRef>o1</sourceRef><targetRef>ref</targetRef></dataOutputAssociation>",
            ),
            drawing.node("userTask", "t", "T", several("<loopDataInputRef>ref</loopDataInputRef>")),
            '<dataObject id="obj" isCollection="true"/>'
            '<dataObjectReference id="ref" name="Danh sách" dataObjectRef="obj"/>',
        ),
        'a {"made": ["p", "q"]}; ? t t; t; t; z; .',
    ),
    Case(
        "an empty list",
        "13.3.7",
        marked(several(camunda_collection="items", camunda_elementVariable="item")),
        "? z; z; .",
        {"items": []},
    ),
    Case("no list", "10.3.8", marked(several(camunda_collection="items")), "!loop_error@t", {"items": 7}),
    Case(
        "of a subprocess with conditions on its item",
        "13.3.7",
        one(
            "s > u > z > e",
            sub(
                "u",
                "s1 > x1; x1 {item == 'stop'}> i > e1; x1 *> j > e1",
                inside=several(camunda_collection="items", camunda_elementVariable="item"),
            ),
        ),
        "? i j; i; j; z; .",
        {"items": ["stop", "go"]},
    ),
    Case(
        "of a service",
        "13.3.7",
        one(
            "s > t > z > e",
            drawing.node("serviceTask", "t", "T", several(N3, sequential=True), **{"camunda:topic": "x"}),
        ),
        "answer t; answer t; answer t; z; .",
    ),
    Case(
        "left by a boundary event",
        "10.5.4",
        marked(
            several(N3),
            "userTask",
            "; b > c > e2",
            boundary("b", "t", signal("sg")),
            roots='<signal id="sg" name="go"/>',
        ),
        "t; sig go; ? c; c; .",
    ),
    Case(
        "an error out of one ends all",
        "13.5.3",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > e1", end("e1", error("E")), inside=several(N3)),
            boundary("b", "u", error("E")),
            roots='<error id="E" errorCode="1"/>',
        ),
        "? i i i; i; ? c; c; .",
    ),
    Case(
        "terminated inside, the others go on",
        "10.5.3",
        one(
            "s > u > z > e",
            sub(
                "u",
                "s1 > p; p > i > e1; p > j > e1",
                end("e1", sketch.TERMINATE),
                inside=several("<loopCardinality>2</loopCardinality>"),
            ),
        ),
        "? i i j j; i; ? i j; j; ? z; z; .",
    ),
]


def throwing(behavior: str, *, cancels: bool = False) -> str:
    return marked(
        several(N3, behavior=behavior, noneBehaviorEventRef="sd", oneBehaviorEventRef="sd"),
        "userTask",
        "; b > c > e2",
        boundary("b", "t", signal("sg"), cancels=cancels),
        roots='<signal id="sg" name="done"/><signalEventDefinition id="sd" signalRef="sg"/>',
    )


BEHAVIORS = [
    Case("All: no event", "10.3.8", throwing("All"), "t; t; t; ? z; z; ."),
    Case("None: an event for each", "10.3.8", throwing("None"), "t; ? c t t; t; t; ? c c c z; c; c; c; z; ."),
    Case("One: an event for the first", "10.3.8", throwing("One"), "t; t; t; ? c z; c; z; ."),
    Case("One: an event that ends all", "10.3.8", throwing("One", cancels=True), "t; ? c; c; ."),
]
GROUPS = {"loop": LOOPS, "instances": INSTANCES, "behavior": BEHAVIORS}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_markers_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
