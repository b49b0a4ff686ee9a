"""Data associations (10.4.2), correlation properties (8.4.2) and calls of global tasks, as files write them."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn import reader, study
from tests.bpmn.drawing import chain, end, file, node, process, start, user


def read(*parts: str, beside: str = "") -> dg.Diagram:
    return reader.read(file(process(start(), *parts, end()), beside)).diagram


def association(direction: str, inside: str) -> str:
    return f"<data{direction}Association>{inside}</data{direction}Association>"


IO = (
    '<ioSpecification><dataInput id="i" name="đơn"/><dataOutput id="o"/><inputSet/><outputSet/></ioSpecification>'
    + association("Input", "<sourceRef>ref</sourceRef><targetRef>i</targetRef>")
    + association("Output", "<sourceRef>o</sourceRef><targetRef>ref2</targetRef>")
)
OBJECTS = (
    node("dataObject", "obj", "Tờ khai")
    + node("dataObjectReference", "ref", "Tờ khai [nháp]", dataObjectRef="obj")
    + node("dataObject", "obj2")
    + node("dataObjectReference", "ref2", "Kết quả", dataObjectRef="obj2")
)


def test_the_ends_of_an_association_are_the_names_of_inputs_and_objects() -> None:
    drawn = read(user("a", inside=IO), OBJECTS)
    assert drawn.nodes["a"].associations_in == (dg.Association("Tờ khai", "đơn"),)
    assert drawn.nodes["a"].associations_out == (dg.Association("o", "obj2"),)


def test_an_association_that_names_one_end_keeps_the_name() -> None:
    placeholder = '<property id="p" name="__targetRef_placeholder"/>'
    inside = placeholder + association("Input", "<sourceRef>ref</sourceRef><targetRef>p</targetRef>")
    inside += association("Output", "<targetRef>ref2</targetRef>")
    drawn = read(user("a", inside=inside), OBJECTS)
    assert drawn.nodes["a"].associations_in == (dg.Association("Tờ khai", "Tờ khai"),)
    assert drawn.nodes["a"].associations_out == ()


def test_a_transformation_and_assignments_are_kept_as_written() -> None:
    inside = association(
        "Input",
        "<sourceRef>ref</sourceRef><targetRef>x</targetRef><transformation>a + 1</transformation>"
        "<assignment><from language='feel'>b</from><to>c</to></assignment>",
    )
    (one,) = read(user("a", inside=inside), OBJECTS).nodes["a"].associations_in
    assert one.transformation == dg.Text("a + 1")
    assert one.assignments == ((dg.Text("b", "feel"), "c"),)


def test_a_property_of_the_process_is_a_variable_and_a_store_is_none() -> None:
    inside = association("Input", "<sourceRef>pp</sourceRef><targetRef>i</targetRef>")
    inside += association("Input", "<sourceRef>store</sourceRef><targetRef>i</targetRef>")
    inside = '<ioSpecification><dataInput id="i"/></ioSpecification>' + inside
    drawn = read('<property id="pp" name="vùng"/>', user("a", inside=inside), node("dataStoreReference", "store"))
    assert drawn.nodes["a"].associations_in == (dg.Association("vùng", "i"),)


def test_a_data_object_knows_the_scope_that_it_is_drawn_in() -> None:
    drawn = read(node("subProcess", "w", inside=user("a") + node("dataObject", "inner")), OBJECTS)
    assert drawn.items["inner"].parent == "w"
    assert drawn.items["obj"].parent == "P"


PROPERTIES = (
    '<message id="m" name="M"/><message id="n" name="N"/><collaboration id="c"><correlationKey id="k">'
    "<correlationPropertyRef>code</correlationPropertyRef><correlationPropertyRef>year</correlationPropertyRef>"
    "</correlationKey></collaboration>"
    + "".join(
        f'<correlationProperty id="{of}"><correlationPropertyRetrievalExpression messageRef="m">'
        f"<messagePath>{path}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
        for of, path in (("code", "order.code"), ("year", "order.year"), ("other", "other"))
    )
)


ORDERS = (dg.Text("order.code"), dg.Text("order.year"))


def test_the_properties_that_a_key_names_give_the_correlation_of_their_message() -> None:
    drawn = read(
        node("intermediateCatchEvent", "x", "", '<messageEventDefinition messageRef="m"/>'),
        node("receiveTask", "y", messageRef="n"),
        beside=PROPERTIES,
    )
    assert drawn.nodes["x"].correlation_parts == ORDERS
    assert drawn.nodes["x"].correlation is None
    assert drawn.nodes["x"].correlation_by_properties
    assert drawn.nodes["y"].key_texts == ()
    assert not drawn.nodes["y"].correlation_by_properties


def subscription(*properties: str) -> str:
    bindings = "".join(
        f'<correlationPropertyBinding correlationPropertyRef="{of}"><dataPath>our.{of}</dataPath>'
        "</correlationPropertyBinding>"
        for of in properties
    )
    return f'<correlationSubscription correlationKeyRef="k">{bindings}</correlationSubscription>'


ENDS = (
    node("intermediateCatchEvent", "x", "", '<messageEventDefinition messageRef="m"/>'),
    node("intermediateThrowEvent", "y", "", '<messageEventDefinition messageRef="m"/>'),
)


def test_a_receiver_has_the_expressions_of_its_processs_subscription_and_a_sender_those_of_the_message() -> None:
    drawn = read(subscription("year", "code"), *ENDS, beside=PROPERTIES)
    assert drawn.nodes["x"].correlation_parts == (dg.Text("our.code"), dg.Text("our.year"))
    assert drawn.nodes["y"].correlation_parts == ORDERS


def test_a_subscription_to_some_of_the_properties_gives_no_key() -> None:
    drawn = read(subscription("code"), *ENDS, beside=PROPERTIES)
    assert drawn.nodes["x"].correlation_parts == ORDERS


def properties(*paths: str) -> str:
    said = "".join(
        f'<correlationProperty id="k{n}"><correlationPropertyRetrievalExpression messageRef="m">{path}'
        "</correlationPropertyRetrievalExpression></correlationProperty>"
        for n, path in enumerate(paths)
    )
    return '<message id="m" name="M"/>' + said


def test_a_key_of_one_property_is_a_single_text_unless_it_names_its_language() -> None:
    one = read(*ENDS, beside=properties("<messagePath>order.code</messagePath>")).nodes["x"]
    assert (one.correlation, one.correlation_parts) == ("order.code", ())
    one = read(*ENDS, beside=properties('<messagePath language="feel">code</messagePath>')).nodes["x"]
    assert (one.correlation, one.correlation_parts) == (None, (dg.Text("code", "feel"),))


def test_expressions_of_a_key_are_read_each_in_its_own_notation() -> None:
    beside = properties("<messagePath>${a}</messagePath>", "<messagePath>=b</messagePath>")
    parts = (start(), *ENDS, end(), chain("s", "x", "y", "e"))
    told = study.study(file(process(*parts), beside)).findings
    assert "expression-syntax" not in {one.rule for one in told}


def test_a_key_of_more_properties_than_a_key_can_hold_is_refused() -> None:
    beside = properties(*["<messagePath>a</messagePath>"] * 51)
    reading = reader.read(file(process(start(), *ENDS, end()), beside))
    assert [(one.rule, one.element) for one in reading.findings if "correlation" in one.rule] == [
        ("correlation-key-long", "m")
    ]
    assert reading.diagram.nodes["x"].key_texts == ()


def test_a_call_of_a_global_task_says_what_the_global_task_says() -> None:
    form = "<extensionElements><zeebe:formDefinition formId='khai'/></extensionElements>"
    drawn = read(
        node("callActivity", "c", calledElement="g"), chain("s", "c", "e"), beside=node("globalUserTask", "g", "", form)
    )
    assert (drawn.nodes["c"].called, drawn.nodes["c"].form) == ("g", "khai")


def test_a_completion_condition_stands_at_its_ad_hoc_subprocess() -> None:
    drawn = read(node("adHocSubProcess", "h", "", user("a") + "<completionCondition>done</completionCondition>"))
    assert drawn.nodes["h"].completion == dg.Text("done")
