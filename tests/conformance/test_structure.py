"""Odd but legal files: ids, prefixes, namespaces, several processes, black boxes, no picture; several beginnings."""

from __future__ import annotations

import pytest

from bpmn import study
from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import boundary, catch, one, sub, throw
from tests.runner import driving

NAMES = [
    ("Start", "End", "Root", "Join"),
    ("_1", "-a", "a.b", "a-b"),
    ("Bắt_đầu", "Tiếp_nhận", "Trả_kết_quả", "Hết"),
    ("開始", "タスク", "任务", "終了"),
    ("None", "True", "self", "__init__"),
    ("task", "process", "definitions", "id"),
    ("x" * 200, "y" * 200, "z" * 200, "w" * 200),
]


@pytest.mark.parametrize("ids", NAMES, ids=lambda ids: ids[0][:12])
def test_any_legal_id_names_an_element(ids: tuple[str, ...]) -> None:
    first, task, other, last = ids
    nodes = (
        drawing.node("startEvent", first),
        drawing.node("userTask", task, "Một"),
        drawing.node("userTask", other, "Hai"),
        drawing.node("endEvent", last),
    )
    drawn = drawing.process(*nodes, drawing.chain(first, task, other, last), of="P" + first)
    case = Case("ids", "8.2.1", sketch.file(drawn), f"{task}; {other}; .; ends {last}")
    playing.play(case, "python")


PREFIXES = ("bpmn", "bpmn2", "semantic", "model", "ns0", "b")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_any_prefix_stands_for_the_model(prefix: str) -> None:
    drawn = sketch.one("s > a > x; x {'a' in test}> b > e; x *> c > e")
    for name in (
        "definitions",
        "process",
        "startEvent",
        "userTask",
        "exclusiveGateway",
        "endEvent",
        "sequenceFlow",
        "conditionExpression",
    ):
        drawn = drawn.replace(f"<{name}", f"<{prefix}:{name}").replace(f"</{name}", f"</{prefix}:{name}")
    drawn = drawn.replace('xmlns="http://www.omg', f'xmlns:{prefix}="http://www.omg').replace(
        'type="t', f'type="{prefix}:t'
    )
    playing.play(Case("prefix", "15.3", drawn, "a; ? b; b; .", {"test": "a"}), "python")


TWO = sketch.file(sketch.process("s > a > e"), sketch.process("s1 > b > e1", of="Q", executable="false"))
ODD = [
    Case("nothing but a start", "10.2", one("s > e"), "."),
    Case("not marked as executable", "10.2", sketch.file(sketch.process("s > a > e", executable="false")), "a; ."),
    Case(
        "references with a prefix",
        "15.3",
        one("s > a > e").replace('sourceRef="s"', 'sourceRef="tns:s"').replace('targetRef="a"', 'targetRef=" a "'),
        "a; .",
    ),
    Case(
        "incoming and outgoing written too",
        "8.4.13",
        one("s > a > e", drawing.node("userTask", "a", "A", "<incoming>s-a</incoming><outgoing>a-e</outgoing>")),
        "a; .",
    ),
    Case(
        "elements of other namespaces everywhere",
        "8.2.3",
        one(
            "s > a > e",
            drawing.node(
                "userTask", "a", "A", '<extensionElements><q:x xmlns:q="urn:q" a="1"><q:y/></q:x></extensionElements>'
            ),
        ).replace("<process ", '<process q:z="1" xmlns:q="urn:q" '),
        "a; .",
    ),
    Case(
        "comments and processing instructions",
        "15.3",
        one("s > a > e").replace("<process ", "<!-- c --><?p i?><process "),
        "a; .",
    ),
    Case(
        "flows before their nodes",
        "15.3",
        sketch.file(drawing.process(drawing.chain("s", "a", "e"), drawing.start(), drawing.user("a"), drawing.end())),
        "a; .",
    ),
    Case(
        "process attributes",
        "10.2",
        one("s > a > e").replace("<process ", '<process processType="Private" isClosed="true" '),
        "a; .",
    ),
    Case(
        "an import and relationships",
        "8.2.1",
        sketch.file(
            '<import importType="http://www.w3.org/2001/XMLSchema" location="x.xsd" namespace="urn:x"/>',
            sketch.process("s > a > e"),
            '<relationship type="t"><source>a</source><target>P</target></relationship>',
        ),
        "a; .",
    ),
    Case(
        "auditing, monitoring, resources",
        "8.2",
        one(
            "s > a > e",
            drawing.node(
                "userTask",
                "a",
                "A",
                "<potentialOwner><resourceAssignmentExpression><formalExpression>user(kermit)</formalExpression></resourceAssignmentExpression></potentialOwner><rendering/>",
            ),
            "<auditing/><monitoring/>",
        ),
        "a; .",
    ),
    Case(
        "two boxes without a process",
        "9.3",
        sketch.file(
            drawing.pools(
                ("A", "P"), ("B", None), ("X", None), flows=drawing.sends("B", "c") + drawing.sends("t", "X")
            ),
            '<message id="m" name="pay"/>',
            sketch.process("s > c > t > e", catch("c", drawing.message("m")), throw("t", drawing.message("m"))),
        ),
        "? c; msg pay; .; sent pay",
    ),
    Case(
        "a collaboration behind the processes",
        "9.2",
        sketch.file(sketch.process("s > a > e"), drawing.pools(("A", "P"))),
        "a; .",
    ),
    Case("an empty lane set and an empty lane", "10.8", one("s > a > e", '<laneSet id="ls"/>'), "a; ."),
    Case(
        "one id for a process and nothing else", "15.3", sketch.file(sketch.process("s > a > e", of="a.b-c_1")), "a; ."
    ),
    Case("a process that nobody calls beside one that runs", "10.2", TWO, "? a b; a; b; ."),
]


@pytest.mark.parametrize(("case", "dialect"), playing.cases(*ODD))
def test_odd_but_legal_files_run(case: Case, dialect: str) -> None:
    playing.play(case, dialect)


def test_a_picture_changes_nothing_of_what_runs() -> None:
    shape = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="D">'
        '<bpmndi:BPMNPlane id="Pl" bpmnElement="P"><bpmndi:BPMNShape id="sh" bpmnElement="a">'
        '<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="1" y="1" width="9" height="9"/>'
        "</bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
    )
    drawn = one("s > a > e").replace("</definitions>", shape)
    playing.play(Case("picture", "12", drawn, "a; ."), "python")
    assert study.study(drawn.encode()).diagram.shapes


def test_of_several_beginnings_a_person_picks_one() -> None:
    drawn = one("s > a > e; s1 > b > e1")
    prepared = study.study(drawn.encode()).prepared
    run = driving.Run(prepared)
    (wait,) = run.waits()
    (decision,) = prepared.decisions.values()
    run.complete(wait.seq, **{decision.key: decision.choices[1].value})
    assert run.open() == ["b"]


COMPENSATION = "<compensateEventDefinition/>"
BOTH = drawing.message("m") + drawing.event("signal", signalRef="sg")
ROOTS = drawing.node("message", "m", "M") + drawing.node("signal", "sg", "S")
REPLACED = [
    ("complex-gateway-replaced", "g", "ended", one("s > g > e", drawing.node("complexGateway", "g"))),
    ("compensation-by-person", "t", "a", one("s > a > t > e", throw("t", COMPENSATION))),
    ("compensation-by-person", "e", "a", one("s > a > e", sketch.end("e", COMPENSATION))),
    ("compensation-not-executed", "b", "a", one("s > a > e", boundary("b", "a", COMPENSATION))),
    *(
        (
            "compensation-not-executed",
            "h",
            "a",
            one("s > a > e", drawing.node("userTask", "h", "H", isForCompensation=spelled)),
        )
        for spelled in ("true", " 1 ")
    ),
    ("token-quantity-one", "a", "a", one("s > a > e", drawing.node("userTask", "a", "A", startQuantity="2"))),
    ("token-quantity-one", "a", "a", one("s > a > e", drawing.node("userTask", "a", "A", completionQuantity="3"))),
    *(
        (
            "ad-hoc-sequential-replaced",
            "u",
            "i j",
            one("s > u > e", sub("u", "i; j", kind="adHocSubProcess", ordering=spelled)),
        )
        for spelled in ("Sequential", " sequential ")
    ),
    *(
        (
            "parallel-event-gateway-replaced",
            "v",
            "c",
            one(
                "v > c > e",
                drawing.node("eventBasedGateway", "v", instantiate="1", eventGatewayType=spelled),
                catch("c", drawing.message()),
            ),
        )
        for spelled in ("Parallel", "parallel")
    ),
    (
        "parallel-multiple-start-replaced",
        "s",
        "a",
        one("s > a > e", drawing.node("startEvent", "s", "", BOTH, parallelMultiple="true"), roots=ROOTS),
    ),
    *(
        (
            "timer-empty",
            "c",
            "c",
            one("s > c > e", catch("c", f"<timerEventDefinition>{inside}</timerEventDefinition>")),
        )
        for inside in ("", "<timeDuration/>", "<timeDuration> </timeDuration>")
    ),
    ("conditional-without-condition", "c", "c", one("s > c > e", catch("c", "<conditionalEventDefinition/>"))),
    ("event-direction-turned", "t", "t", one("s > t > e", throw("t", drawing.timer("PT1H")))),
    ("event-gateway-by-person", "v", "v_decide", one("s > v > a > e; v > b > e")),
    ("event-gateway-one-way", "v", "c", one("s > v > c > e", catch("c", drawing.message("m")), roots=ROOTS)),
    ("event-subprocess-without-trigger", "h", "a", one("s > a > e", sketch.event_sub("h", "s1 > b > e1"))),
    ("end-with-outgoing", "e", "b", one("s > e > b > e1")),
    ("start-with-incoming", "s", "a", one("s > a > x; x > s; x > e")),
    ("start-without-outgoing", "s1", "a", one("s > a > e", drawing.start("s1"))),
    ("start-several-inside", "u", "i j", one("s > u > e", sub("u", "s1 > i; s2 > j"))),
    ("start-assumed", "P", "a", one("a > b > a")),
    ("link-paired", "t", "b", one("s > t; l > b > e", throw("t", sketch.link("L")), catch("l", sketch.link("K")))),
    ("link-paired", "t", "b", one("s > t; l > b > e", throw("t", sketch.link("")), catch("l", sketch.link("")))),
    ("link-direction", "t", "b", one("s > t; l > b > e", catch("t", sketch.link("L")), catch("l", sketch.link("L")))),
]
"""Rule, element, what is waited for then, and the file."""
UNSUPPORTED = [
    ("token-quantity-wrong", "u", one("s > u > e", sub("u", "s1 > i > e1", completionQuantity="0"))),
    (
        "unsupported-multi-instance-events",
        "a",
        one(
            "s > a > e",
            drawing.node(
                "userTask", "a", "A", sketch.several("<loopCardinality>2</loopCardinality>", behavior="Complex")
            ),
        ),
    ),
    ("loop-maximum-wrong", "a", one("s > a > e", drawing.node("userTask", "a", "A", sketch.loop(loopMaximum="-2")))),
    ("link-without-target", "t", one("s > a > t", throw("t", sketch.link("L")))),
    ("start-impossible", "P", one("e")),
    ("loop-without-rest", "x", one("s > x > x1 > x")),
    (
        "call-without-end",
        "k",
        sketch.file(sketch.process("s > k > e", drawing.node("callActivity", "k", calledElement="P"))),
    ),
    ("unknown-element", "q", one("s > a > e", '<quantumTask id="q"/>')),
]


@pytest.mark.parametrize(("rule", "element", "drawn"), UNSUPPORTED)
def test_what_is_not_executed_is_refused_by_element_and_reason(rule: str, element: str, drawn: str) -> None:
    told = study.study(drawn.encode()).findings
    assert (rule, element, "error") in {(one.rule, one.element, one.level.value) for one in told}


@pytest.mark.parametrize(("rule", "element", "waits", "drawn"), REPLACED)
def test_what_is_not_executed_has_a_stand_in_that_the_analyst_accepts(
    rule: str, element: str, waits: str, drawn: str
) -> None:
    studied = study.study(drawn.encode())
    assert (rule, element, "warning") in {(one.rule, one.element, one.level.value) for one in studied.findings}
    run = driving.Run(studied.prepared)
    assert (" ".join(sorted(run.open())) if not run.ended else "ended") == waits
