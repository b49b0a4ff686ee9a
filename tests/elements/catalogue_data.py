"""Chapter 10.4: data objects, inputs and outputs, associations; 8.4.10 what data are made of."""

from __future__ import annotations

from tests.bpmn.drawing import node, user
from tests.elements.probes import Effect, Named, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import boundary, catch, content, draw, refers, sub, throw

OBJECTS = node("dataObject", "o", "đơn") + node("dataObjectReference", "ref", "Tờ khai", dataObjectRef="o")
SPECIFICATION = (
    '<ioSpecification><dataInput id="di" name="vào"/><dataOutput id="do" name="ra"/>'
    "<inputSet/><outputSet/></ioSpecification>"
)
READS = "<dataInputAssociation><sourceRef>ref</sourceRef><targetRef>di</targetRef></dataInputAssociation>"
WRITES = "<dataOutputAssociation><sourceRef>do</sourceRef><targetRef>ref</targetRef></dataOutputAssociation>"
SET = (
    "<inputSet name='một'><dataInputRefs>di</dataInputRefs><optionalInputRefs>di</optionalInputRefs>"
    "<whileExecutingInputRefs>di</whileExecutingInputRefs><outputSetRefs>x</outputSetRefs></inputSet>"
)
OUT_SET = (
    "<outputSet name='hai'><dataOutputRefs>do</dataOutputRefs><optionalOutputRefs>do</optionalOutputRefs>"
    "<whileExecutingOutputRefs>do</whileExecutingOutputRefs><inputSetRefs>x</inputSetRefs></outputSet>"
)
ASSIGN = "<assignment><from>đơn + 1</from><to>di</to></assignment>"
TYPED = ' itemSubjectRef="item"'
SEEN = "<đơn=5; ?vào@a"


def working(inside: str, *parts: str, beside: str = "") -> str:
    """A task with data, then another task."""
    return draw("s a b e", user("a", inside=inside), *parts, beside=beside)


def reads(
    part: str,
    then: str = "vào=5 a",
    otherwise: str = "vào=null a",
    association: str = READS,
    *parts: str,
    other: str = "",
) -> Effect:
    """What a task sees of an object with a part and without."""
    return Effect(working(SPECIFICATION + association, OBJECTS, *parts), part, SEEN, then, otherwise, other)


def writes(part: str, then: str = "đơn=7 b", otherwise: str = "đơn=null b", other: str = "") -> Effect:
    """What an object holds after a task with a part and without."""
    return Effect(working(SPECIFICATION + WRITES, OBJECTS), part, "a ra=7; ?đơn", then, otherwise, other)


def same(whole: str, *parts: str, script: str = "<đơn=5; ?vào@a; a ra=7; ?đơn") -> Same:
    """A part that says nothing to the engine."""
    return Same(whole, parts, script)


ALL = working(SPECIFICATION + READS + WRITES, OBJECTS)

DATA = Chapter(
    "Data objects, inputs, outputs (10.4)",
    (
        row(
            "dataObject",
            "10.4.1",
            Status.EXECUTED,
            "a variable of the process or subprocess that it is drawn in, called by its name, else its id",
            Effect(
                draw("s w b e", sub(content("is i ie", node("dataObject", "nháp")))),
                node("dataObject", "nháp"),
                "i nháp=1; ?nháp",
                "nháp=null b",
                "nháp=1 b",
            ),
            Named("tests/runner/specs/test_data_objects.py::test_each_run_of_a_subprocess_has_data_objects_of_its_own"),
        ),
        row(
            "dataObjectReference dataObjectReference@dataObjectRef",
            "10.4.1",
            Status.EXECUTED,
            "another place at which the object is drawn",
            reads(node("dataObjectReference", "ref", "Tờ khai", dataObjectRef="o")),
            reads(' dataObjectRef="o"'),
        ),
        row(
            "dataObject@isCollection dataInput@isCollection dataOutput@isCollection",
            "10.4.1",
            Status.DIFFERS,
            "data are JSON: a list is a list",
            same(
                ALL.replace("<dataObject ", '<dataObject isCollection="true" ')
                .replace("<dataInput ", '<dataInput isCollection="true" ')
                .replace("<dataOutput ", '<dataOutput isCollection="true" '),
                ' isCollection="true"',
            ),
        ),
        row(
            "dataState dataState@name",
            "10.4.1",
            Status.SHOWN,
            "what states there are the standard leaves to others",
            same(
                ALL.replace('name="đơn"></dataObject>', 'name="đơn"><dataState name="nháp"/></dataObject>'),
                '<dataState name="nháp"/>',
            ),
        ),
        row(
            "dataStore* dataStoreReference*",
            "10.4.1",
            Status.DIFFERS,
            "no store is bound: shown in the list of documents",
            Same(
                working(
                    "<dataInputAssociation><sourceRef>kho</sourceRef><targetRef>di</targetRef></dataInputAssociation>",
                    node("dataStoreReference", "kho", dataStoreRef="k", itemSubjectRef="i"),
                    beside=node("dataStore", "k", "Kho", capacity="3", isUnlimited="false", itemSubjectRef="i"),
                ),
                (
                    node("dataStoreReference", "kho", dataStoreRef="k", itemSubjectRef="i"),
                    node("dataStore", "k", "Kho", capacity="3", isUnlimited="false", itemSubjectRef="i"),
                ),
                "a; b",
            ),
        ),
        row(
            "property property@name",
            "10.4.1",
            Status.EXECUTED,
            "a variable, called by its name",
            Effect(
                working(SPECIFICATION + READS.replace("ref<", "pp<"), '<property id="pp" name="đơn"/>'),
                '<property id="pp" name="đơn"/>',
                SEEN,
                "vào=5 a",
                "vào=null a",
            ),
            Effect(
                working(SPECIFICATION + READS.replace("ref<", "pp<"), '<property id="pp" name="đơn"/>'),
                ' name="đơn"',
                SEEN,
                "vào=5 a",
                "vào=null a",
            ),
        ),
        row(
            "ioSpecification dataInput dataInput@name",
            "10.4.1",
            Status.EXECUTED,
            "an input is called by its name within its activity",
            reads(SPECIFICATION),
            reads('<dataInput id="di" name="vào"/>'),
            reads(' name="vào"'),
        ),
        row(
            "dataOutput dataOutput@name",
            "10.4.1",
            Status.EXECUTED,
            "what the activity writes under its name goes where its association leads",
            writes('<dataOutput id="do" name="ra"/>'),
            writes(' name="ra"'),
        ),
        row(
            "inputSet* outputSet*",
            "10.4.1, 10.4.2",
            Status.DIFFERS,
            "no activity waits for data: what is not there is not copied",
            same(ALL.replace("<inputSet/><outputSet/>", SET + OUT_SET), SET, OUT_SET),
        ),
        row(
            "dataInputAssociation",
            "10.4.1, 10.4.2",
            Status.EXECUTED,
            "copies when the activity begins",
            reads(READS),
            Named(
                "tests/runner/specs/test_data_objects.py::test_an_activity_sees_its_data_input_under_the_name_it_gave_it"
            ),
        ),
        row(
            "dataOutputAssociation",
            "10.4.1, 10.4.2",
            Status.EXECUTED,
            "copies when the activity is completed",
            writes(WRITES),
            Named(
                "tests/runner/specs/test_data_objects.py::test_a_catch_event_gives_what_its_message_brought_to_an_object"
            ),
        ),
        row("dataAssociation/sourceRef", "10.4.1", Status.EXECUTED, "from where", reads("<sourceRef>ref</sourceRef>")),
        row("dataAssociation/targetRef", "10.4.1", Status.EXECUTED, "where to", reads("<targetRef>di</targetRef>")),
        row(
            "dataAssociation/transformation",
            "10.4.1",
            Status.EXECUTED,
            "the value that is copied; one that can't be read copies nothing, with a warning",
            reads(
                "<transformation>đơn * 2</transformation>",
                "vào=10 a",
                "vào=5 a",
                READS.replace("</data", "<transformation>đơn * 2</transformation></data"),
            ),
        ),
        row(
            "assignment assignment/from assignment/to",
            "10.4.1",
            Status.EXECUTED,
            "the value of an expression goes to a name",
            reads(
                ASSIGN,
                "vào=6 a",
                "vào=null a",
                READS.replace("<targetRef>di</targetRef>", "<targetRef>x</targetRef>" + ASSIGN),
            ),
        ),
        row(
            "dataAssociation",
            "10.4.1",
            Status.ABSTRACT,
            "base of both directions",
            Same(
                working(
                    "<dataAssociation><sourceRef>ref</sourceRef><targetRef>di</targetRef></dataAssociation>", OBJECTS
                ),
                ("<dataAssociation><sourceRef>ref</sourceRef><targetRef>di</targetRef></dataAssociation>",),
                SEEN,
            ),
        ),
        row(
            "ioBinding*",
            "10.4.1, 8.5",
            Status.DIFFERS,
            "no operation is bound",
            Same(
                draw("s a e", '<ioBinding operationRef="op" inputDataRef="i" outputDataRef="o"/>'),
                ('<ioBinding operationRef="op" inputDataRef="i" outputDataRef="o"/>',),
                "a",
            ),
        ),
        row(
            "itemDefinition* dataObject@itemSubjectRef dataObjectReference@itemSubjectRef "
            "property@itemSubjectRef dataInput@itemSubjectRef dataOutput@itemSubjectRef"
            " message@itemRef error@structureRef escalation@structureRef signal@structureRef",
            "8.4.10",
            Status.DIFFERS,
            "data are JSON; their types are not checked, but for the answers that a form asks for",
            same(
                working(
                    (SPECIFICATION + READS + WRITES)
                    .replace("<dataInput ", f"<dataInput{TYPED} ")
                    .replace("<dataOutput ", f"<dataOutput{TYPED} "),
                    f'<property{TYPED} id="pp"/>'
                    + OBJECTS.replace("<dataObject ", f"<dataObject{TYPED} ").replace(
                        "<dataObjectReference ", f"<dataObjectReference{TYPED} "
                    ),
                    beside=(
                        '<itemDefinition id="item" structureRef="xsd:int" isCollection="false" itemKind="Information"/>'
                    ),
                ),
                TYPED,
                '<itemDefinition id="item" structureRef="xsd:int" isCollection="false" itemKind="Information"/>',
            ),
            Same(
                draw(
                    "s c t a e",
                    catch(refers("message", "m")),
                    throw(refers("signal", "g")),
                    beside='<message id="m" name="M" itemRef="i"/><signal id="g" name="S" structureRef="i"/>',
                ),
                (' itemRef="i"', ' structureRef="i"'),
                ">M; a",
            ),
            *(
                Same(
                    draw(
                        "s w e; b z e2",
                        sub(
                            content("is j t ie", throw(refers("escalation", "x")))
                            if kind == "escalation"
                            else content("is j ie", node("endEvent", "ie", "", refers("error", "x")))
                        ),
                        boundary(refers(kind, "x"), host="w"),
                        beside=f'<{kind} id="x" {kind}Code="K" structureRef="i"/>',
                    ),
                    (' structureRef="i"',),
                    "j; z",
                )
                for kind in ("error", "escalation")
            ),
        ),
    ),
)
