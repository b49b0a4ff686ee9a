"""Each part of a diagram is read into its value: events, conditions, loops, data, pools, pictures."""

from __future__ import annotations

import pytest

from bpmn import diagram, reader
from tests.bpmn import files

SIMPLE = (
    '<bpmn:startEvent id="s" name="Nộp  hồ sơ"/><bpmn:userTask id="t" name="Thẩm định"/><bpmn:endEvent id="e"/>'
    + files.line("s", "t", "e")
)


def read(data: bytes) -> reader.Reading:
    return reader.read(data)


def drawn(body: str) -> diagram.Diagram:
    return read(files.process(body)).diagram


def rules(reading: reader.Reading) -> list[tuple[str, str | None]]:
    return [(one.rule, one.element) for one in reading.findings]


def test_references_may_bear_a_prefix_and_white_space() -> None:
    body = (
        '<bpmn:message id="m" name="Hồ sơ đã nộp"/><bpmn:process id="P">'
        '<bpmn:receiveTask id="t" messageRef="tns:m"/><bpmn:task id="u"/>'
        '<bpmn:sequenceFlow id="f" sourceRef=" t " targetRef="tns:u"/></bpmn:process>'
    )
    read_diagram = read(files.file(body)).diagram
    assert read_diagram.nodes["t"].message == "Hồ sơ đã nộp"
    assert read_diagram.flows["f"].target == "u"


def test_event_definitions_are_resolved() -> None:
    body = """
      <bpmn:message id="m" name="Kết quả"/><bpmn:signal id="sg" name="Ngập"/>
      <bpmn:error id="er" name="Sai" errorCode="E1"/><bpmn:escalation id="es" name="Trễ" escalationCode="T1"/>
      <bpmn:timerEventDefinition id="shared"><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>
      <bpmn:process id="P"><bpmn:task id="t"/>
      <bpmn:startEvent id="a"><bpmn:messageEventDefinition id="d1" messageRef="m"/></bpmn:startEvent>
      <bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false">
        <bpmn:timerEventDefinition><bpmn:timeDate/><bpmn:timeDuration language="feel"> P2D </bpmn:timeDuration>
      </bpmn:timerEventDefinition>
      </bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="c" attachedToRef="t"><bpmn:errorEventDefinition errorRef="er"/></bpmn:boundaryEvent>
      <bpmn:endEvent id="d"><bpmn:escalationEventDefinition escalationRef="es"/></bpmn:endEvent>
      <bpmn:intermediateCatchEvent id="f"><bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>
      </bpmn:intermediateCatchEvent>
      <bpmn:intermediateThrowEvent id="g"><bpmn:signalEventDefinition signalRef="sg"/></bpmn:intermediateThrowEvent>
      <bpmn:intermediateThrowEvent id="h"><bpmn:linkEventDefinition name="Sang B"/></bpmn:intermediateThrowEvent>
      <bpmn:endEvent id="i"><bpmn:terminateEventDefinition/></bpmn:endEvent>
      <bpmn:intermediateCatchEvent id="j"><bpmn:conditionalEventDefinition><bpmn:condition>=paid</bpmn:condition>
      </bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>
      <bpmn:intermediateThrowEvent id="k"><bpmn:compensateEventDefinition activityRef="t"/>
      </bpmn:intermediateThrowEvent>
      <bpmn:intermediateCatchEvent id="l"><bpmn:messageEventDefinition messageRef="gone"/></bpmn:intermediateCatchEvent>
      </bpmn:process>"""
    reading = read(files.file(body))
    nodes = reading.diagram.nodes
    assert nodes["a"].events == (diagram.EventDefinition("message", "d1", "m", "Kết quả"),)
    assert nodes["b"].events[0].timer == "duration"
    assert nodes["b"].events[0].expression == diagram.Text("P2D", "feel")
    assert nodes["b"].interrupting is False
    assert (nodes["c"].events[0].name, nodes["c"].events[0].code) == ("Sai", "E1")
    assert nodes["c"].interrupting is True
    assert nodes["d"].events[0].code == "T1"
    assert nodes["f"].events[0].expression == diagram.Text("R3/PT1H")
    assert nodes["g"].events[0].name == "Ngập"
    assert nodes["h"].events[0] == diagram.EventDefinition("link", name="Sang B")
    assert nodes["i"].events[0].kind == "terminate"
    assert nodes["j"].events[0].expression == diagram.Text("=paid")
    assert nodes["k"].events[0].ref == "t"
    assert nodes["l"].events[0] == diagram.EventDefinition("message", name="gone")
    assert rules(reading) == [("reference-missing", "l")]


def test_an_empty_timer_keeps_its_kind() -> None:
    body = "<bpmn:timerEventDefinition><bpmn:timeDuration> </bpmn:timeDuration></bpmn:timerEventDefinition>"
    event = drawn(f'<bpmn:startEvent id="s">{body}</bpmn:startEvent>').nodes["s"].events[0]
    assert (event.timer, event.expression) == ("duration", None)


def test_conditions_keep_their_language() -> None:
    condition = "<bpmn:conditionExpression {}>x &gt; 1</bpmn:conditionExpression>"
    body = '<bpmn:task id="a"/><bpmn:task id="b"/>' + "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="a" targetRef="b">{condition.format(words)}</bpmn:sequenceFlow>'
        for n, words in enumerate(["", 'language="FEEL"'])
    )
    assert [f.condition for f in drawn(body).flows.values()] == [diagram.Text("x > 1"), diagram.Text("x > 1", "FEEL")]
    feel = files.process(body).replace(b' id="Definitions_1"', b' expressionLanguage="http://www.omg.org/spec/FEEL/"')
    assert read(feel).diagram.flows["f0"].condition == diagram.Text("x > 1", "http://www.omg.org/spec/FEEL/")
    xpath = files.process(body).replace(b' id="Definitions_1"', b' expressionLanguage="http://www.w3.org/1999/XPath"')
    assert read(xpath).diagram.flows["f0"].condition == diagram.Text("x > 1")


def test_loops_are_read() -> None:
    body = """
      <bpmn:task id="a"><bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="3">
      <bpmn:loopCondition>more</bpmn:loopCondition></bpmn:standardLoopCharacteristics></bpmn:task>
      <bpmn:dataObject id="do"/><bpmn:dataObjectReference id="dr" name="agencies" dataObjectRef="do"/>
      <bpmn:task id="b"><bpmn:multiInstanceLoopCharacteristics isSequential="true">
      <bpmn:loopDataInputRef>dr</bpmn:loopDataInputRef><bpmn:inputDataItem id="x" name="agency"/>
      <bpmn:completionCondition>=done</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:task>
      <bpmn:task id="c"><bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>
      </bpmn:multiInstanceLoopCharacteristics></bpmn:task>"""
    nodes = drawn(body).nodes
    assert nodes["a"].loop == diagram.Loop("standard", diagram.Text("more"), True, 3)
    assert nodes["b"].loop == diagram.Loop(
        "sequential",
        collection="agencies",
        item="agency",
        completion=diagram.Text("=done"),
        item_id="x",
        collection_object="do",
    )
    assert nodes["c"].loop == diagram.Loop("parallel", cardinality=diagram.Text("3"))


def test_subprocesses_call_activities_and_scripts_are_read() -> None:
    body = """
      <bpmn:globalUserTask id="gt" name="Ký"/><bpmn:process id="Q"/><bpmn:process id="P">
      <bpmn:subProcess id="ev" triggeredByEvent="true"/><bpmn:transaction id="tx"/>
      <bpmn:adHocSubProcess id="ah" ordering="Sequential"/>
      <bpmn:callActivity id="c1" calledElement="tns:Q"/><bpmn:callActivity id="c2" calledElement="gt"/>
      <bpmn:callActivity id="c3" calledElement="far"/><bpmn:callActivity id="c4"/>
      <bpmn:scriptTask id="sc" scriptFormat="python"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>
      <bpmn:serviceTask id="se" implementation="##WebService" isForCompensation="true"/>
      </bpmn:process>"""
    read_diagram = read(files.file(body)).diagram
    nodes = read_diagram.nodes
    assert nodes["ev"].event_subprocess is True
    assert nodes["ah"].attributes == {"ordering": "Sequential"}
    assert [nodes[f"c{n}"].called for n in range(1, 5)] == ["Q", "gt", "far", None]
    assert read_diagram.items["gt"].type == "globalUserTask"
    assert nodes["sc"].script == diagram.Script("x = 1", "python")
    assert nodes["se"].attributes == {"implementation": "##WebService", "isForCompensation": "true"}


def test_truths_and_choices_are_kept_as_the_standard_spells_them() -> None:
    body = """
      <bpmn:task id="a" isForCompensation="1"/><bpmn:task id="b" isForCompensation=" 0 "/>
      <bpmn:adHocSubProcess id="c" cancelRemainingInstances="0" ordering=" sequential"/>
      <bpmn:adHocSubProcess id="d" cancelRemainingInstances="1" ordering="PARALLEL"/>
      <bpmn:eventBasedGateway id="e" eventGatewayType="parallel" gatewayDirection="diverging"/>
      <bpmn:eventBasedGateway id="f" eventGatewayType="both"/>"""
    nodes = drawn(body).nodes
    assert nodes["a"].attributes == {"isForCompensation": "true"}
    assert nodes["b"].attributes == {}
    assert nodes["c"].attributes == {"cancelRemainingInstances": "false", "ordering": "Sequential"}
    assert nodes["d"].attributes == {}
    assert (nodes["e"].event_gateway_type, nodes["e"].gateway_direction) == ("Parallel", "Diverging")
    assert nodes["f"].event_gateway_type is None


def test_data_annotations_groups_and_associations_are_items() -> None:
    body = """
      <bpmn:category id="cat"><bpmn:categoryValue id="cv" value="Một cửa"/></bpmn:category>
      <bpmn:dataStore id="ds" name="CSDL dân cư"/>
      <bpmn:process id="P"><bpmn:dataObject id="do" name="Đơn"/><bpmn:dataObjectReference id="dr" dataObjectRef="do"/>
      <bpmn:dataStoreReference id="sr" dataStoreRef="ds"/><bpmn:dataStoreReference id="sx" dataStoreRef="none"/>
      <bpmn:textAnnotation id="an"><bpmn:text>Trong 24 giờ</bpmn:text></bpmn:textAnnotation>
      <bpmn:group id="gr" categoryValueRef="cv"/>
      <bpmn:association id="as" sourceRef="t" targetRef="an"/>
      <bpmn:userTask id="t"><bpmn:property id="pr"/>
        <bpmn:dataInputAssociation><bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>pr</bpmn:targetRef>
      </bpmn:dataInputAssociation>
        <bpmn:dataInputAssociation><bpmn:sourceRef>x' or '1'='1</bpmn:sourceRef>
          <bpmn:targetRef>pr</bpmn:targetRef></bpmn:dataInputAssociation>
        <bpmn:dataOutputAssociation><bpmn:sourceRef>pr</bpmn:sourceRef><bpmn:targetRef>sr</bpmn:targetRef>
      </bpmn:dataOutputAssociation></bpmn:userTask></bpmn:process>"""
    reading = read(files.file(body))
    items = reading.diagram.items
    assert (items["dr"].name, items["dr"].ref) == ("Đơn", "do")
    assert items["sr"].name == "CSDL dân cư"
    assert items["an"].text == "Trong 24 giờ"
    assert items["gr"].name == "Một cửa"
    assert (items["as"].source, items["as"].ref) == ("t", "an")
    assert (reading.diagram.nodes["t"].data_in, reading.diagram.nodes["t"].data_out) == (("dr",), ("sr",))
    assert rules(reading) == [("reference-missing", "t"), ("reference-missing", "sx")]


def test_pools_and_message_flows_are_read() -> None:
    body = """
      <bpmn:message id="m" name="Giấy hẹn"/>
      <bpmn:collaboration id="C"><bpmn:participant id="p1" name="UBND xã" processRef="tns:P"/>
      <bpmn:participant id="p2" name="Công dân"/>
      <bpmn:participant id="p3" processRef="gone"/>
      <bpmn:messageFlow id="m1" sourceRef="p2" targetRef="s" messageRef="m"/>
      <bpmn:messageFlow id="m2" sourceRef="P" targetRef="p2"/>
      <bpmn:messageFlow id="m3" sourceRef="s" targetRef="nobody"/></bpmn:collaboration>
      <bpmn:process id="P"><bpmn:startEvent id="s"/></bpmn:process>"""
    reading = read(files.file(body))
    assert [(pool.id, pool.process) for pool in reading.diagram.pools.values()] == [
        ("p1", "P"),
        ("p2", None),
        ("p3", None),
    ]
    flows = reading.diagram.message_flows
    assert [(f.source, f.target, f.message) for f in flows.values()] == [("p2", "s", "Giấy hẹn"), ("p1", "p2", None)]
    assert rules(reading) == [("reference-missing", "p3"), ("message-flow-dangles", "m3")]
    assert "quy trình" in reading.findings[0].message


def test_shapes_and_edges_come_from_the_first_plane_that_shows_them() -> None:
    edge = '<bpmndi:BPMNEdge bpmnElement="s_t"><di:waypoint x="1" y="2"/><di:waypoint x="3" y="4.5"/></bpmndi:BPMNEdge>'
    planes = files.picture(files.shape("s", 1, 2, 36, 36), edge) + files.picture(
        files.shape("s", 9, 9), files.shape("t", 5, 5)
    )
    reading = read(files.file(f'<bpmn:process id="P">{SIMPLE}</bpmn:process>{planes}'))
    assert reading.diagram.shapes["s"] == diagram.Shape("s", 1, 2, 36, 36)
    assert reading.diagram.shapes["t"].plane == 1
    assert reading.diagram.edges["s_t"].points == ((1, 2), (3, 4.5))


@pytest.mark.parametrize(
    "bounds", ['x="NaN" y="0"', 'x="1" y="0" width="-1" height="1"', 'x="1e99" y="0" width="1" height="1"', ""]
)
def test_bad_coordinates_are_a_finding(bounds: str) -> None:
    shown = f'<bpmndi:BPMNShape bpmnElement="s"><dc:Bounds {bounds}/></bpmndi:BPMNShape>'
    reading = read(files.file(f'<bpmn:process id="P">{SIMPLE}</bpmn:process>{files.picture(shown)}'))
    assert reading.diagram.shapes == {}
    assert rules(reading) == [("bad-bounds", "s")]


def test_an_id_that_two_parts_share_is_told_with_the_line_of_the_second():
    parts = '<bpmn:documentation id="d"/>\n<bpmn:userTask id="a"/>\n<bpmn:textAnnotation id="d"/>'
    read = reader.read(files.process(parts))
    (one,) = [one for one in read.findings if one.rule in {"id-not-unique", "duplicate-id"}]
    assert (one.element, one.line) == ("d", 5)
