"""Chapters 10.2 to 10.3.4: processes, tasks, and who does the work."""

from __future__ import annotations

from tests.bpmn.drawing import flow, node, process, user
from tests.elements.probes import Effect, Refused, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import MESSAGE, content, draw, refers, throw, when

PLAIN = draw("s a e")
CALLED = process(content("is b ie"), of="Q")
TYPE = '<extensionElements><zeebe:taskDefinition type="thuế"/></extensionElements>'


def step(kind: str, then: str, inside: str = "", script: str = "", beside: str = "", **attributes: str) -> Effect:
    """An element against a none event in its place, through which the token passes."""
    part = node(kind, "a", "", inside, **attributes)
    return Effect(draw("s a e", part, beside=beside), part, script, then, "ended", throw(of="a"))


def person(kind: str, rule: str = "task-without-implementation", inside: str = "", **attributes: str) -> Repaired:
    """A task that becomes a person's."""
    return Repaired(draw("s a e", node(kind, "a", "", inside, **attributes)), rule, "a", "", "a")


def same(part: str, whole: str = PLAIN, script: str = "a") -> Same:
    """An attribute that is written into the user task of a file."""
    return Same(whole.replace('<userTask id="a"', f'<userTask id="a" {part}'), (part,), script)


PROCESSES = Chapter(
    "Processes (10.2)",
    (
        row(
            "process",
            "10.2",
            Status.EXECUTED,
            "each process that nothing calls or begins by a message begins with the case",
            Effect(draw("s a e") + CALLED, CALLED, "", "a b", "a"),
        ),
        row(
            "callableElement@name",
            "10.2",
            Status.SHOWN,
            "the label of a process or global task",
            Same(PLAIN.replace('id="P"', 'id="P" name="Quy trình"'), (' name="Quy trình"',), "a"),
        ),
        row(
            "process@isExecutable",
            "10.2.1",
            Status.REPAIRED,
            (
                "a setting of the drawing tool: false or missing runs all the same, but a receive task waits "
                "for its message only where it is true"
            ),
            Repaired(PLAIN.replace('"true"', '"false"'), "not-executable", "P", "a", "ended"),
            Effect(
                draw("s a e", node("receiveTask", "a", messageRef="m"), beside=MESSAGE),
                ' isExecutable="true"',
                "",
                "a:message",
                "a",
            ),
        ),
        row(
            "process@processType process@isClosed",
            "10.2.1",
            Status.IGNORED,
            "public or private, and whether it may have unmodelled messages: described, not executed",
            Same(
                PLAIN.replace('id="P"', 'id="P" processType="Private" isClosed="true"'),
                (' processType="Private"', ' isClosed="true"'),
                "a",
            ),
        ),
        row(
            "process@definitionalCollaborationRef process/supports callableElement/supportedInterfaceRef",
            "10.2",
            Status.IGNORED,
            "what a process is meant to fit; nothing to run",
            Same(
                PLAIN.replace('id="P"', 'id="P" definitionalCollaborationRef="k"').replace(
                    "<userTask", "<supports>Q</supports><supportedInterfaceRef>i</supportedInterfaceRef><userTask"
                ),
                (
                    ' definitionalCollaborationRef="k"',
                    "<supports>Q</supports>",
                    "<supportedInterfaceRef>i</supportedInterfaceRef>",
                ),
                "a",
            ),
        ),
    ),
)

TASKS = Chapter(
    "Tasks (10.3.3)",
    (
        row("task", "10.3.3", Status.PERSON, "an abstract task is done by a person", step("task", "a")),
        row("userTask", "10.3.3", Status.EXECUTED, "waits until a person completes it", step("userTask", "a")),
        row("manualTask", "10.3.3", Status.PERSON, "a person confirms that it has been done", step("manualTask", "a")),
        row(
            "serviceTask",
            "10.3.3",
            Status.EXECUTED,
            "bound by a tool's extension it is a call whose answer completes it; else a person's",
            step("serviceTask", "a:call", TYPE),
            person("serviceTask"),
        ),
        row(
            "sendTask",
            "10.3.3",
            Status.EXECUTED,
            "sends its message to the pool that its message flow leads to; to a black box it is a person's",
            Effect(
                process(content("s a e", node("sendTask", "a", messageRef="m")))
                + process(content("s2 r b e2", node("intermediateCatchEvent", "r", "", refers("message", "m"))), of="Q")
                + MESSAGE,
                node("sendTask", "a", messageRef="m"),
                "*",
                "b",
                "no * r:message",
                throw(of="a"),
            ),
        ),
        row(
            "receiveTask",
            "10.3.3",
            Status.EXECUTED,
            "waits for its message",
            step("receiveTask", "a:message", beside=MESSAGE, messageRef="m"),
        ),
        row(
            "scriptTask scriptTask@scriptFormat script",
            "10.3.3",
            Status.PERSON,
            "the script is shown and never executed; a person does the step",
            person("scriptTask", "script-not-executed", "<script>x = 1</script>", scriptFormat="python"),
        ),
        row(
            "businessRuleTask",
            "10.3.3",
            Status.PERSON,
            "a person decides, or an outside service where a tool's extension binds one",
            person("businessRuleTask"),
            step("businessRuleTask", "a:call", TYPE),
        ),
        row(
            "sendTask@messageRef",
            "10.3.3",
            Status.EXECUTED,
            "the message that is sent",
            Effect(
                process(content("s a e", node("sendTask", "a", messageRef="m")))
                + process(content("s2 r b e2", node("intermediateCatchEvent", "r", "", refers("message", "m"))), of="Q")
                + MESSAGE,
                ' messageRef="m"',
                "*",
                "b",
                "no * a r:message",
            ),
        ),
        row(
            "receiveTask@messageRef",
            "10.3.3",
            Status.EXECUTED,
            "the message that is waited for",
            Effect(
                draw("s a e", node("receiveTask", "a", messageRef="m"), beside=MESSAGE),
                ' messageRef="m"',
                ">M",
                "ended",
                "no >M a",
            ),
        ),
        row(
            "receiveTask@instantiate",
            "10.3.3",
            Status.EXECUTED,
            "begins its process when the message comes",
            Effect(
                process(content("s t e", throw(refers("message", "m"))))
                + process(content("r b e2", node("receiveTask", "r", messageRef="m", instantiate="true")), of="Q")
                + MESSAGE,
                ' instantiate="true"',
                "",
                "",
                "r:message",
            ),
        ),
        row(
            "serviceTask@operationRef sendTask@operationRef receiveTask@operationRef",
            "10.3.3",
            Status.DIFFERS,
            "operations are called by no WSDL: services are bound by a tool's extension",
            Same(
                draw(
                    "s a b c e",
                    node("serviceTask", "a", operationRef="op"),
                    node("sendTask", "b", operationRef="op"),
                    node("receiveTask", "c", operationRef="op"),
                ),
                (' operationRef="op"',),
                "a; b",
            ),
        ),
        row(
            (
                "serviceTask@implementation sendTask@implementation businessRuleTask@implementation "
                "receiveTask@implementation"
            ),
            "10.3.3",
            Status.DIFFERS,
            "names a technology; what a task is bound to is read from a tool's extension",
            Same(
                draw(
                    "s a b c d e",
                    *(
                        node(f"{kind}Task", of, implementation="##WebService")
                        for of, kind in zip("abcd", ("service", "send", "businessRule", "receive"), strict=True)
                    ),
                ),
                (' implementation="##WebService"',),
                "a; b; c",
            ),
        ),
        row(
            "userTask@implementation",
            "10.3.3",
            Status.DIFFERS,
            "names a technology; people work in the pages or over REST",
            same('implementation="##WebService"'),
        ),
        row(
            "rendering",
            "10.3.4",
            Status.DIFFERS,
            "forms are form-js files or fields in a tool's extension",
            Same(draw("s a e", user("a", inside="<rendering/>")), ("<rendering/>",), "a"),
        ),
    ),
)

ACTIVITIES = Chapter(
    "Activities and who does them (10.3, 10.3.1, 10.3.2, 10.3.4)",
    (
        row(
            "activity@default",
            "10.3",
            Status.EXECUTED,
            "the flow that is taken where no condition holds",
            Effect(
                draw("s a", node("userTask", "a", default="a-c"), when("a", "b", "x = 1"), flow("a", "c")),
                ' default="a-c"',
                "a x=1",
                "b",
                "b c",
            ),
        ),
        row(
            "activity@isForCompensation",
            "10.7",
            Status.REPAIRED,
            "left out; where compensation is thrown a person does it",
            Repaired(
                draw("s a e", node("userTask", "k", isForCompensation="true")),
                "compensation-not-executed",
                "k",
                "a",
                "ended",
            ),
        ),
        row(
            "activity@startQuantity activity@completionQuantity",
            "10.3",
            Status.REPAIRED,
            "one token begins it and one leaves it; less than 1 is refused",
            Repaired(draw("s a e", node("userTask", "a", startQuantity="2")), "token-quantity-one", "a", "", "a"),
            Repaired(
                draw("s a e", node("userTask", "a", completionQuantity="2")), "token-quantity-one", "a", "a", "ended"
            ),
            Refused(draw("s a e", node("userTask", "a", startQuantity="0")), "token-quantity-wrong", "a"),
        ),
        row(
            (
                "resourceRole* performer* humanPerformer* potentialOwner* resourceParameterBinding* "
                "resourceAssignmentExpression*"
            ),
            "10.3.1, 10.3.2, 10.3.4",
            Status.DIFFERS,
            "who does a step is a matter of its lane, of the agency that is bound to it and of the step's role",
            *(
                Same(draw("s a e", user("a", inside=part)), (part,), "a")
                for part in (
                    "<resourceRole name='r'><resourceRef>q</resourceRef></resourceRole>",
                    (
                        "<performer><resourceRef>q</resourceRef><resourceParameterBinding parameterRef='p'>"
                        "<formalExpression>1</formalExpression></resourceParameterBinding></performer>"
                    ),
                    "<humanPerformer><resourceRef>q</resourceRef></humanPerformer>",
                    (
                        "<potentialOwner><resourceAssignmentExpression><formalExpression>x</formalExpression>"
                        "</resourceAssignmentExpression></potentialOwner>"
                    ),
                )
            ),
        ),
        row(
            "flowElement@name",
            "8.4.7",
            Status.SHOWN,
            "the label",
            same('name="Nhãn"', PLAIN.replace(' name="Bước a"', "")),
        ),
    ),
)

CHAPTERS = (PROCESSES, TASKS, ACTIVITIES)
