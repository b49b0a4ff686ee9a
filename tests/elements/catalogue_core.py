"""Chapter 8: files, ids, extensions, artifacts, expressions, resources and services."""

from __future__ import annotations

from tests.bpmn import drawing
from tests.bpmn.drawing import flow, node, user
from tests.elements.probes import Effect, Named, Refused, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import draw, when

PLAIN = draw("s a e")


def beside(*parts: str) -> Same:
    """What stands beside the process and says nothing to the engine."""
    return Same(draw("s a e", beside="".join(parts)), parts, "a")


def within(*parts: str) -> Same:
    """What stands in the process and says nothing to the engine."""
    return Same(draw("s a e", *parts), parts, "a")


def inside(*parts: str) -> Same:
    """What stands in a task and says nothing to the engine."""
    return Same(draw("s a e", user("a", inside="".join(parts))), parts, "a")


UNKNOWN = draw("s a; b e; c e", when("a", "b", "x = 1"), flow("a", "c"), node("userTask", "a", default="a-c"))
"""A condition about what is not there."""
LANGUAGE = 'language="http://www.omg.org/spec/FEEL/20140401"'

ABOUT = 'name="Tệp" exporter="Phần mềm" exporterVersion="1"'


def headed(attributes: str, content: str) -> str:
    """A whole file, its root with more attributes."""
    return drawing.file(content).decode().replace("<definitions ", f"<definitions {attributes} ", 1)


ABSTRACT = (
    "<artifact/><baseElement/><baseElementWithMixedContent/><callableElement/><flowElement/><flowNode/>"
    "<activity/><rootElement/>"
)
TYPE = '<extensionElements><zeebe:taskDefinition type="thuế"/></extensionElements>'

FILES = Chapter(
    "Files, ids, documentation, extensions (8.2, 8.3)",
    (
        row(
            "definitions",
            "8.2.1",
            Status.EXECUTED,
            "the file; anything else is refused",
            Named("tests/bpmn/test_reader.py::test_what_is_no_diagram_is_refused_with_its_reason"),
        ),
        row(
            "definitions@expressionLanguage",
            "8.2.1",
            Status.EXECUTED,
            "FEEL for all expressions where it says so; XPath, which tools write whatever they mean, is passed over",
            Effect(
                headed(LANGUAGE.replace("language", "expressionLanguage"), UNKNOWN),
                " " + LANGUAGE.replace("language", "expressionLanguage"),
                "a",
                "c",
                "incident unknown_variable a a",
            ),
        ),
        row(
            "definitions@id definitions@name definitions@exporter definitions@exporterVersion",
            "8.2.1",
            Status.SHOWN,
            "what the file is and who wrote it",
            Same(headed(ABOUT, PLAIN), (" " + ABOUT, ' id="d"'), "a"),
        ),
        row(
            "definitions@targetNamespace definitions@typeLanguage",
            "8.2.1",
            Status.IGNORED,
            "for references between files, and for types",
            Same(
                headed('typeLanguage="http://www.w3.org/2001/XMLSchema"', PLAIN),
                (' typeLanguage="http://www.w3.org/2001/XMLSchema"', ' targetNamespace="t"'),
                "a",
            ),
        ),
        row(
            "import*",
            "8.2.2",
            Status.REPAIRED,
            "no other file is read, which is noted; a call of what is not in the file is a person's step",
            Repaired(
                draw("s a e", beside='<import namespace="n" location="x.bpmn" importType="t"/>'),
                "import-not-read",
                "d",
                "a",
                "ended",
            ),
        ),
        row(
            "baseElement@id baseElementWithMixedContent@id",
            "8.3.1",
            Status.REPAIRED,
            "what a step is known by; a missing or doubled id is replaced, with a finding",
            Repaired(
                PLAIN.replace('<userTask id="a"', "<userTask")
                .replace("s-a", "s-a")
                .replace('targetRef="a"', 'targetRef="userTask_1"')
                .replace('sourceRef="a"', 'sourceRef="userTask_1"'),
                "missing-id",
                "userTask_1",
                "userTask_1",
                "ended",
            ),
        ),
        row(
            "documentation*",
            "8.3.2",
            Status.SHOWN,
            "shown at the step",
            inside('<documentation id="k" textFormat="text/plain">Đọc kỹ</documentation>'),
        ),
        row(
            "extensionElements",
            "8.3.3",
            Status.EXECUTED,
            "forms, services, limits and roles as tools and our own namespace write them; others are passed over",
            Effect(draw("s a e", node("serviceTask", "a", "", TYPE)), TYPE, "", "a:call", "a"),
            inside("<extensionElements><x/></extensionElements>"),
        ),
        row(
            "extension*",
            "8.3.3",
            Status.REPAIRED,
            "one that must be understood is passed over with a warning, others are passed over",
            Repaired(
                draw("s a e", beside='<extension definition="x" mustUnderstand="true"/>'),
                "extension-not-understood",
                "d",
                "a",
                "ended",
            ),
            beside('<extension definition="x" mustUnderstand="false"/>'),
        ),
        row(
            "relationship*",
            "8.3.4",
            Status.IGNORED,
            "relations to what is outside of BPMN",
            beside('<relationship type="t" direction="Forward"><source>a</source><target>b</target></relationship>'),
        ),
        row(
            (
                "artifact baseElement baseElementWithMixedContent callableElement flowElement flowNode "
                "activity rootElement"
            ),
            "8.3, 8.4",
            Status.ABSTRACT,
            "bases of others; one that stands in a process is refused",
            Refused(
                draw("s a e", ABSTRACT),
                "unknown-element",
                (
                    "artifact baseElement baseElementWithMixedContent callableElement flowElement flowNode "
                    "activity rootElement"
                ),
            ),
        ),
    ),
)

ARTIFACTS = Chapter(
    "Artifacts (8.4.1)",
    (
        row(
            "association*",
            "8.4.1",
            Status.SHOWN,
            "joins a text or data with what it is about",
            within('<association sourceRef="a" targetRef="n" associationDirection="One"/>'),
        ),
        row(
            "textAnnotation* text",
            "8.4.1",
            Status.SHOWN,
            "a remark",
            within('<textAnnotation id="n" textFormat="text/plain"><text>Chú ý</text></textAnnotation>'),
        ),
        row(
            "group* category* categoryValue* flowElement/categoryValueRef",
            "8.4.1",
            Status.SHOWN,
            "what belongs together for its readers",
            Same(
                draw(
                    "s a e",
                    '<group id="g" categoryValueRef="v"/>',
                    user("a", inside="<categoryValueRef>v</categoryValueRef>"),
                    beside='<category name="k"><categoryValue id="v" value="Nhóm"/></category>',
                ),
                (
                    '<group id="g" categoryValueRef="v"/>',
                    "<categoryValueRef>v</categoryValueRef>",
                    '<category name="k"><categoryValue id="v" value="Nhóm"/></category>',
                ),
                "a",
            ),
        ),
    ),
)

OTHERS = Chapter(
    "Expressions, resources, services (8.4.6, 8.4.12, 8.5)",
    (
        row(
            "formalExpression expression",
            "8.4.6",
            Status.EXECUTED,
            "evaluated by our own bounded evaluator; what can't be read is refused with its column",
            Named("tests/bpmn/test_prepare.py::test_a_condition_that_is_no_expression_is_an_error_with_its_column"),
        ),
        row(
            "formalExpression@language",
            "8.4.6",
            Status.EXECUTED,
            (
                "FEEL where it says so, else what the text looks like: in FEEL what is missing is null, "
                "elsewhere an incident"
            ),
            Effect(
                UNKNOWN.replace("<conditionExpression ", f"<conditionExpression {LANGUAGE} "),
                f" {LANGUAGE}",
                "a",
                "c",
                "incident unknown_variable a a",
            ),
        ),
        row(
            "formalExpression@evaluatesToTypeRef",
            "8.4.6",
            Status.DIFFERS,
            "the type is not checked; a condition that is neither true nor false is an incident",
            Same(
                draw(
                    "s a; b e; c e",
                    when("a", "b", "x = 1").replace(
                        '"tFormalExpression"', '"tFormalExpression" evaluatesToTypeRef="xsd:boolean"'
                    ),
                    flow("a", "c"),
                ),
                (' evaluatesToTypeRef="xsd:boolean"',),
                "a x=1; b",
            ),
        ),
        row(
            "resource* resourceParameter*",
            "8.4.12",
            Status.DIFFERS,
            "who does a step is a matter of its lane",
            beside(
                '<resource id="r" name="Cán bộ">'
                '<resourceParameter id="rp" name="cấp" type="xsd:string" isRequired="true"/></resource>'
            ),
        ),
        row(
            "interface* operation* endPoint",
            "8.5",
            Status.DIFFERS,
            "no operation is called: services are bound by a tool's extension",
            beside(
                '<interface id="i" name="I" implementationRef="x">'
                '<operation id="op" name="O" implementationRef="y"><inMessageRef>m</inMessageRef>'
                "<outMessageRef>m</outMessageRef><errorRef>r</errorRef></operation></interface>",
                "<endPoint id='ep'/>",
            ),
        ),
    ),
)

CHAPTERS = (FILES, ARTIFACTS, OTHERS)
