"""Tasks of every type, as the engines of the field write them, and messages between them (8.4.11, 10.3.3)."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import begin, catch, end, one

PERSON = frozenset({"task-without-implementation"})
SCRIPT = frozenset({"script-not-executed"})


def typed(kind: str, inside: str = "", **attributes: str) -> str:
    return one("s > t > z > e", drawing.node(kind, "t", "T", inside, **attributes))


def spelled(kind: str, inside: str = "", **attributes: str) -> str:
    """Attributes of a tool: `camunda_topic` is `camunda:topic`."""
    return typed(kind, inside, **{name.replace("_", ":"): value for name, value in attributes.items()})


def bound(inside: str) -> str:
    return f"<extensionElements>{inside}</extensionElements>"


CALL = '? t; calls t; answer t {"r": 1}; ? z; data {"r": 1}; z; .'
TYPES = [
    *(Case(kind, "10.3.3", typed(kind), "? t; t; ? z; z; .") for kind in ("task", "userTask", "manualTask")),
    *(
        Case(f"{kind} without implementation", "10.3.3", typed(kind), "? t; t; z; .", assumes=PERSON)
        for kind in ("serviceTask", "businessRuleTask", "sendTask", "receiveTask")
    ),
    *(
        Case(f"{kind} of {mark}", "10.3.3", typed(kind, implementation=mark), "? t; t; z; .", assumes=PERSON)
        for kind in ("serviceTask", "businessRuleTask")
        for mark in ("##unspecified", "##WebService")
    ),
    Case(
        "scriptTask",
        "10.3.3",
        typed("scriptTask", "<script>x = 1</script>", scriptFormat="python"),
        '? t; t {"x": 1}; z; .',
        assumes=SCRIPT,
    ),
    Case(
        "scriptTask in another language",
        "10.3.3",
        typed("scriptTask", "<script><![CDATA[a < b && go();]]></script>", scriptFormat="groovy"),
        "t; z; .",
        assumes=SCRIPT,
    ),
    Case("scriptTask without script", "10.3.3", typed("scriptTask"), "t; z; .", assumes=SCRIPT),
    Case("a topic", "10.3.3", spelled("serviceTask", camunda_type="external", camunda_topic="tax"), CALL),
    *(
        Case(f"{prefix} {name}", "10.3.3", spelled("serviceTask", **{f"{prefix}_{name}": "${it}"}), CALL)
        for prefix in ("camunda", "flowable")
        for name in ("class", "expression", "delegateExpression")
    ),
    Case("mail of Flowable", "10.3.3", spelled("serviceTask", flowable_type="mail"), CALL),
    Case("a job type of Zeebe", "10.3.3", typed("serviceTask", bound('<zeebe:taskDefinition type="tax"/>')), CALL),
    Case(
        "an operator of Spiff",
        "10.3.3",
        typed("serviceTask", bound('<spiffworkflow:serviceTaskOperator id="http/Get"/>')),
        CALL,
    ),
    Case("a decision of Camunda", "10.3.3", spelled("businessRuleTask", camunda_decisionRef="d"), CALL),
    Case(
        "a decision of Zeebe",
        "10.3.3",
        typed("businessRuleTask", bound('<zeebe:calledDecision decisionId="d" resultVariable="r"/>')),
        CALL,
    ),
    Case("a bound sendTask", "10.3.3", spelled("sendTask", camunda_topic="mail", camunda_type="external"), CALL),
    Case(
        "a form of Camunda",
        "10.3.3",
        typed(
            "userTask", bound('<camunda:formData><camunda:formField id="n" label="N" type="long"/></camunda:formData>')
        ),
        't {"n": 2}; z; .',
    ),
    Case(
        "listeners and assignees change nothing",
        "10.3.3",
        spelled(
            "userTask",
            bound('<camunda:executionListener class="x" event="start"/>'),
            camunda_assignee="kermit",
            flowable_candidateGroups="g",
        ),
        "t; z; .",
    ),
]
M = '<message id="m" name="pay"/>'
MESSAGES = [
    Case(
        "a receive task with a message",
        "10.3.3",
        one("s > t > z > e", drawing.node("receiveTask", "t", "T", messageRef="m"), roots=M),
        '? t; msg pay {"x": 1}; ? z; data {"x": 1}; z; .',
    ),
    Case(
        "a receive task that begins the process",
        "10.3.3",
        one("t > z > e", drawing.node("receiveTask", "t", "T", messageRef="m", instantiate="true"), roots=M),
        "? t; msg pay; ? z; z; .",
    ),
    Case(
        "a send task with a message",
        "10.3.3",
        one("s > t > z > e", drawing.node("sendTask", "t", "T", messageRef="m"), roots=M),
        "? z; sent pay; z; .",
    ),
    Case(
        "from pool to pool and back",
        "8.4.11",
        sketch.file(
            M + '<message id="m2" name="paid"/>',
            drawing.pools(("A", "P"), ("B", "Q"), flows=drawing.sends("t", "s1") + drawing.sends("t1", "r")),
            sketch.process(
                "s > a > t > r > z > e",
                drawing.node("sendTask", "t", "T", messageRef="m"),
                drawing.node("receiveTask", "r", "R", messageRef="m2"),
            ),
            sketch.process(
                "s1 > b > t1 > e1",
                begin("s1", drawing.message("m")),
                drawing.node("sendTask", "t1", "T", messageRef="m2"),
                of="Q",
            ),
        ),
        'a {"n": 3}; ? r; post; ? b r; b {"k": 4}; post; ? z; data {"n": 3, "k": 4}; z; .',
    ),
    Case(
        "a message sent before it is waited for",
        "8.4.11",
        sketch.file(
            M,
            drawing.pools(("A", "P"), ("B", "Q"), flows=drawing.sends("t", "c")),
            sketch.process("s > t > e", drawing.node("sendTask", "t", "T", messageRef="m")),
            sketch.process("s1 > b > c > e1", catch("c", drawing.message("m")), of="Q"),
        ),
        "? b; b; ? c; post; .",
    ),
    Case(
        "without message flows, by name",
        "8.4.11",
        sketch.file(
            M,
            drawing.pools(("A", "P"), ("B", "Q")),
            sketch.process("s > a > e", end("e", drawing.message("m"))),
            sketch.process("s1 > c > b > e1", catch("c", drawing.message("m")), of="Q"),
        ),
        "a; post; ? b; b; .",
    ),
    Case(
        "by correlation key",
        "8.3.2",
        sketch.file(
            M,
            '<collaboration id="C"><participant id="A" name="A" processRef="P"/><correlationKey id="ck" name="K">'
            "<correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>"
            '<correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m">'
            "<messagePath>«key»</messagePath>"
            "</correlationPropertyRetrievalExpression></correlationProperty>",
            sketch.process("s > c > z > e", catch("c", drawing.message("m"))),
        ),
        "msg pay #8 !; ? c; msg pay #7; ? z; z; .",
        {"key": "7"},
    ),
    Case(
        "by correlation key in another tool's words",
        "8.3.2",
        sketch.file(
            M,
            '<collaboration id="C"><participant id="A" name="A" processRef="P"/><correlationKey id="ck" name="K">'
            "<correlationPropertyRef>cp</correlationPropertyRef></correlationKey></collaboration>"
            '<correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m">'
            "<formalExpression>«key»</formalExpression>"
            "</correlationPropertyRetrievalExpression></correlationProperty>",
            sketch.process("s > c > z > e", catch("c", drawing.message("m"))),
        ),
        "msg pay #8 !; ? c; msg pay #7; ? z; z; .",
        {"key": "7"},
    ),
]


GROUPS = {
    "type": TYPES,
    "message": MESSAGES,
}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_tasks_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
