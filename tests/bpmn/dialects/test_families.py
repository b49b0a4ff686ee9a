"""What modelers write besides the standard is read where there is a sample of it."""

from __future__ import annotations

from bpmn import diagram, reader
from bpmn.forms import formjs
from tests.bpmn import files


def extended(inner: str, kind: str = "userTask", attributes: str = "", more: str = "") -> diagram.Node:
    body = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>{more}"
    return reader.read(files.process(f'<bpmn:{kind} id="t" {attributes}>{body}</bpmn:{kind}>')).diagram.nodes["t"]


def test_our_own_attributes_and_properties_are_read() -> None:
    written = extended(
        '<camunda:properties><camunda:property name="laneway:limit" value="3 working_day"/></camunda:properties>'
        '<zeebe:properties><zeebe:property name="laneway:role" value="chief"/></zeebe:properties>'
        '<camunda:properties><camunda:property name="other" value="x"/></camunda:properties>',
        attributes='laneway:output="Giấy khai sinh" laneway:limit="2 working_day"',
    )
    assert written.properties == {"limit": "2 working_day", "role": "chief", "output": "Giấy khai sinh"}
    process = reader.read(files.process("", 'laneway:limit="5 working_day"')).diagram.processes["P"]
    assert process.properties == {"limit": "5 working_day"}


def test_camunda_7_forms_are_read() -> None:
    fields = """<camunda:formData>
      <camunda:formField id="name" label="Họ tên" type="string"><camunda:validation>
        <camunda:constraint name="required"/><camunda:constraint name="maxlength" config="50"/></camunda:validation>
      </camunda:formField>
      <camunda:formField id="age" type="long" defaultValue="3"><camunda:validation>
        <camunda:constraint name="min" config="0"/></camunda:validation></camunda:formField>
      <camunda:formField id="ok" label="Đủ" type="boolean" defaultValue="true"/>
      <camunda:formField id="day" label="Ngày" type="date"/>
      <camunda:formField id="kind" label="Loại" type="enum"><camunda:value id="a" name="Mới"/><camunda:value id="b"/>
      </camunda:formField>
      <camunda:formField id="fixed" type="string"><camunda:validation><camunda:constraint name="readonly"/>
      </camunda:validation></camunda:formField>
    </camunda:formData>"""
    written = extended(fields)
    assert [(field["key"], field["type"]) for field in written.form_fields] == [
        ("name", "textfield"),
        ("age", "number"),
        ("ok", "checkbox"),
        ("day", "datetime"),
        ("kind", "select"),
        ("fixed", "textfield"),
    ]
    name, age, ok, day, kind, fixed = formjs.fields(written.form_fields)
    assert (name.rules.required, name.rules.max_length, name.label) == (True, 50, "Họ tên")
    assert (age.rules.minimum, age.rules.decimal_digits, age.default) == (0, 0, 3)
    assert ok.default is True
    assert day.subtype == "date"
    assert [option.label for option in kind.options] == ["Mới", "b"]
    assert fixed.readonly is True


def test_references_to_forms_are_read_in_every_family() -> None:
    assert extended("", attributes='camunda:formRef="birth"').form == "birth"
    assert extended("", attributes='camunda:formKey="camunda-forms:deployment:birth.form"').form == "birth"
    assert extended("", attributes='camunda:formKey="embedded:app:forms/birth.form"').form == "birth"
    assert extended("", attributes='activiti:formKey="birth"').form == "birth"
    assert extended("", attributes='flowable:formKey="birth"').form == "birth"
    assert extended('<zeebe:formDefinition formId="birth"/>').form == "birth"
    assert extended('<zeebe:formDefinition formKey="birth"/>').form == "birth"
    assert extended("", "startEvent", 'camunda:formRef="birth"').form == "birth"
    named = '<spiffworkflow:property name="formJsonSchemaFilename" value="birth.json"/>'
    assert extended(f"<spiffworkflow:properties>{named}</spiffworkflow:properties>").form == "birth.json"


def test_defaults_of_camunda_7_and_its_relatives_are_read_in_their_own_notation() -> None:
    day = extended(
        '<camunda:formData><camunda:formField id="d" type="date" defaultValue="05/11/2026"/></camunda:formData>'
    )
    own = extended('<flowable:formProperty id="d" type="date" datePattern="MM-dd-yyyy" default="11-05-2026"/>')
    computed = extended('<activiti:formProperty id="d" type="string" default="${now}"/>')
    assert [formjs.fields(one.form_fields)[0].default for one in (day, own, computed)] == ["2026-11-05"] * 2 + [None]


def test_a_required_yes_or_no_may_be_answered_with_no() -> None:
    written = extended('<activiti:formProperty id="ok" type="boolean" required="true" default="true"/>')
    (ok,) = formjs.fields(written.form_fields)
    assert (ok.type, ok.default, [option.value for option in ok.options]) == ("radio", True, [True, False])
    assert ok.rules.required


def test_form_properties_of_flowable_and_activiti_are_read() -> None:
    for family in ("activiti", "flowable"):
        written = extended(
            f'<{family}:formProperty id="a" name="Số" type="long" required="true"/>'
            f'<{family}:formProperty id="b" variable="c" type="enum">'
            f'<{family}:value id="x" name="X"/></{family}:formProperty>'
            f'<{family}:formProperty id="d" readable="false"/><{family}:formProperty id="e" writable="false"/>'
        )
        a, c, e = formjs.fields(written.form_fields)
        assert (a.key, a.type, a.rules.required, a.label) == ("a", "number", True, "Số")
        assert (c.key, c.type) == ("c", "select")
        assert e.readonly is True


def test_a_form_embedded_by_camunda_8_is_read_or_told() -> None:
    embedded = '<bpmn:extensionElements><zeebe:userTaskForm id="F1">{}</zeebe:userTaskForm></bpmn:extensionElements>'
    key = '<zeebe:formDefinition formKey="camunda-forms:bpmn:F1"/>'
    task = f'<bpmn:userTask id="t"><bpmn:extensionElements>{key}</bpmn:extensionElements></bpmn:userTask>'
    good = reader.read(files.process(embedded.format('{"components": [{"type": "number", "key": "a"}]}') + task))
    assert good.diagram.nodes["t"].form_fields == ({"type": "number", "key": "a"},)
    for bad in ('{"components": [', "[]", '{"components": [5]}', "[" * 100_000):
        told = reader.read(files.process(embedded.format(bad) + task))
        assert [(one.rule, one.element) for one in told.findings] == [("form-unreadable", "t")]
        assert told.diagram.nodes["t"].form_fields == ()


def test_bindings_of_service_tasks_are_read() -> None:
    def bound(attributes: str, inner: str = "", kind: str = "serviceTask") -> str | None:
        return extended(inner, kind, attributes).implementation

    assert bound('camunda:type="external" camunda:topic="tax"') == "topic:tax"
    assert bound('camunda:class="vn.gov.Tax"') == "class:vn.gov.Tax"
    assert bound('camunda:delegateExpression="${tax}"') == "delegate:${tax}"
    assert bound('camunda:expression="${tax.call()}"') == "expression:${tax.call()}"
    assert bound('activiti:type="mail"') == "connector:mail"
    assert bound('camunda:decisionRef="fee"', kind="businessRuleTask") == "decision:fee"
    assert bound("", '<zeebe:taskDefinition type="tax"/>') == "topic:tax"
    assert bound("", '<zeebe:calledDecision decisionId="fee" resultVariable="r"/>') == "decision:fee"
    assert bound("", '<spiffworkflow:serviceTaskOperator id="http/Get"/>') == "operator:http/Get"
    connector = "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector>"
    assert bound("", connector) == "connector:http-connector"
    assert bound("") is None


def test_called_processes_and_their_data_are_read() -> None:
    eight = extended(
        '<zeebe:calledElement processId="tax" propagateAllChildVariables="false"/>'
        '<zeebe:ioMapping><zeebe:input source="=plot" target="parcel"/>'
        '<zeebe:output source="=fee" target="due"/></zeebe:ioMapping>',
        "callActivity",
    )
    assert (eight.called, eight.called_inputs, eight.called_outputs) == (
        "tax",
        (("parcel", "=plot"),),
        (("due", "=fee"),),
    )
    seven = extended(
        '<camunda:in source="plot" target="parcel"/><camunda:in variables="all"/>'
        '<camunda:out sourceExpression="${fee}" target="due"/>',
        "callActivity",
        'calledElement="tax"',
    )
    assert (seven.called, seven.called_inputs, seven.called_outputs) == (
        "tax",
        (("parcel", "plot"),),
        (("due", "${fee}"),),
    )


def test_collections_of_loops_are_read() -> None:
    eight = extended(
        "",
        more="<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<zeebe:loopCharacteristics inputCollection="=agencies" inputElement="agency"'
        ' outputCollection="answers" outputElement="=answer"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>",
    )
    assert eight.loop == diagram.Loop(
        "parallel", collection="=agencies", item="agency", output_collection="answers", output_item="=answer"
    )
    for family in ("camunda", "flowable", "activiti"):
        words = f'isSequential="true" {family}:collection="agencies" {family}:elementVariable="agency"'
        seven = extended("", more=f"<bpmn:multiInstanceLoopCharacteristics {words}/>")
        assert seven.loop == diagram.Loop("sequential", collection="agencies", item="agency")


def test_the_correlation_key_of_a_message_is_read() -> None:
    body = """<bpmn:message id="m" name="Đã nộp thuế"><bpmn:extensionElements>
      <zeebe:subscription correlationKey="=code"/></bpmn:extensionElements></bpmn:message>
      <bpmn:process id="P"><bpmn:receiveTask id="t" messageRef="m"/>
      <bpmn:intermediateCatchEvent id="c">
      <bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>
      </bpmn:process>"""
    nodes = reader.read(files.file(body)).diagram.nodes
    assert [nodes[one].correlation for one in ("t", "c")] == ["=code", "=code"]


def test_a_script_of_camunda_8_is_feel() -> None:
    script = extended('<zeebe:script expression="=a + 1" resultVariable="b"/>', "scriptTask").script
    assert script == diagram.Script("=a + 1", "feel")
