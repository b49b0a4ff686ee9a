"""Chapter 10.5.5: event definitions and what they refer to; 8.4.3, 8.4.4 and 8.4.11 errors, escalations, messages."""

from __future__ import annotations

from tests.bpmn.drawing import user
from tests.elements.catalogue_events import BESIDE, CANCEL, COMPENSATE, ERR, ESC, LINK, MSG, SIG, TERMINATE, inside
from tests.elements.probes import Effect, Named, Refused, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import (
    ERROR,
    ESCALATION,
    MESSAGE,
    beginning,
    boundary,
    catch,
    condition,
    draw,
    ending,
    refers,
    throw,
    timer,
)

OTHER_ERROR = '<error id="err2" name="Khác" errorCode="E1"/>'
OTHER_ESCALATION = '<escalation id="esc2" name="Khác" escalationCode="C1"/>'
SIGNALS = '<signal id="sig" name="S"/><signal id="sig2" name="S"/>'


def waiting(part: str, script: str, then: str, otherwise: str, definition: str, other: str = "") -> Effect:
    """A part of the definition of a catch event."""
    return Effect(draw("s c a e", catch(definition), beside=MESSAGE), part, script, then, otherwise, other)


def handled(kind: str, caught: str, beside: str, part: str, then: str, otherwise: str, thrown: str) -> Effect:
    """A subprocess that throws, and a boundary event that may catch it."""
    drawn = draw("s w e; b z e2", inside(thrown), boundary(caught, host="w"), beside=beside)
    return Effect(drawn, part, "j", then, otherwise)


def either(part: str, script: str, then: str, otherwise: str, **attributes: str) -> Effect:
    """A catch event with two definitions."""
    return Effect(draw("s c a e", catch(MSG + timer(), **attributes), beside=MESSAGE), part, script, then, otherwise)


def same(part: str, definition: str, script: str, beside: str = MESSAGE) -> Same:
    """A catch event with a part that says nothing to the engine."""
    return Same(draw("s c a e", catch(definition), beside=beside), (part,), script)


LINKED = '<linkEventDefinition id="t1" name="L"><target>c1</target></linkEventDefinition>'
LANDING = '<linkEventDefinition id="c1" name="L"><source>t1</source></linkEventDefinition>'

DEFINITIONS = Chapter(
    "Event definitions (10.5.5)",
    (
        row(
            "messageEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "a message is thrown or waited for",
            waiting(MSG, "a; >M", "no a a", "no >M ended", MSG),
        ),
        row(
            "messageEventDefinition@messageRef",
            "10.5.5",
            Status.EXECUTED,
            "which message; one without is named after its event, with a warning",
            waiting(' messageRef="m"', ">M", "a", "no >M c:message", MSG),
        ),
        row(
            "messageEventDefinition/operationRef",
            "10.5.5",
            Status.DIFFERS,
            "no operation is called: messages go from case to case and to the outside",
            same(
                "<operationRef>op</operationRef>",
                '<messageEventDefinition messageRef="m"><operationRef>op</operationRef></messageEventDefinition>',
                ">M; a",
            ),
        ),
        row(
            "timerEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "waits for a time; of one that says no time a person says when it has come",
            waiting(timer(), "a; +2d", "no a a", "ended", timer()),
            Repaired(draw("s c a e", catch("<timerEventDefinition/>")), "timer-empty", "c", "c", "a"),
        ),
        row(
            "timerEventDefinition/timeDate",
            "10.5.5",
            Status.EXECUTED,
            "an instant",
            waiting(
                "<timeDate>2026-11-22T00:00:00Z</timeDate>",
                "+2h",
                "c:timer",
                "a",
                timer("2026-11-22T00:00:00Z", "timeDate"),
                "<timeDuration>PT1H</timeDuration>",
            ),
        ),
        row(
            "timerEventDefinition/timeDuration",
            "10.5.5",
            Status.EXECUTED,
            "a length of time",
            waiting(
                "<timeDuration>P2D</timeDuration>", "+2h", "c:timer", "a", timer(), "<timeDuration>PT1H</timeDuration>"
            ),
        ),
        row(
            "timerEventDefinition/timeCycle",
            "10.5.5",
            Status.EXECUTED,
            "again and again",
            Effect(
                draw("s a e; b z e2", boundary(timer("R3/PT1H", "timeCycle"), cancelActivity="false")),
                "<timeCycle>R3/PT1H</timeCycle>",
                "+1h; +1h",
                "a z z",
                "a z",
                "<timeDuration>PT1H</timeDuration>",
            ),
        ),
        row(
            "conditionalEventDefinition conditionalEventDefinition/condition",
            "10.5.5",
            Status.EXECUTED,
            "happens when its condition is fulfilled; one without a condition is refused",
            Effect(draw("s c a e; s b e2", catch(condition())), condition(), "a; b x=1", "no a a", "ended"),
        ),
        row(
            "errorEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "an error of a code is thrown or caught",
            handled("error", ERR, BESIDE, ERR, "z", "ended", ERR),
        ),
        row(
            "errorEventDefinition@errorRef",
            "10.5.5",
            Status.EXECUTED,
            "which error; without it a boundary event catches every one",
            handled(
                "error",
                refers("error", "o"),
                BESIDE + '<error id="o" errorCode="E9"/>',
                ' errorRef="o"',
                "ended",
                "z",
                ERR,
            ),
        ),
        row(
            "error error@errorCode",
            "8.4.3, 10.5.5",
            Status.EXECUTED,
            "errors of the same code are the same",
            handled("error", refers("error", "err2"), ERROR + OTHER_ERROR, ' errorCode="E1"', "z", "ended", ERR),
            handled(
                "error",
                refers("error", "o"),
                ERROR + '<error id="o" errorCode="E1"/>',
                '<error id="o" errorCode="E1"/>',
                "z",
                "ended",
                ERR,
            ),
        ),
        row(
            "escalationEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "an escalation of a code is thrown or caught",
            handled("escalation", ESC, BESIDE, ESC, "z", "ended", ESC),
        ),
        row(
            "escalationEventDefinition@escalationRef",
            "10.5.5",
            Status.EXECUTED,
            "which escalation; without it a boundary event catches every one",
            handled(
                "escalation",
                refers("escalation", "o"),
                BESIDE + '<escalation id="o" escalationCode="C9"/>',
                ' escalationRef="o"',
                "ended",
                "z",
                ESC,
            ),
        ),
        row(
            "escalation escalation@escalationCode",
            "8.4.4, 10.5.5",
            Status.EXECUTED,
            "escalations of the same code are the same",
            handled(
                "escalation",
                refers("escalation", "esc2"),
                ESCALATION + OTHER_ESCALATION,
                ' escalationCode="C1"',
                "z",
                "ended",
                ESC,
            ),
            handled(
                "escalation",
                refers("escalation", "o"),
                ESCALATION + '<escalation id="o" escalationCode="C1"/>',
                '<escalation id="o" escalationCode="C1"/>',
                "z",
                "ended",
                ESC,
            ),
        ),
        row(
            "signalEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "a signal is thrown or waited for",
            Effect(draw("s c z e; s b t d e2", throw(SIG), catch(SIG), beside=BESIDE), SIG, "z; b", "no z d z", "d"),
        ),
        row(
            "signalEventDefinition@signalRef",
            "10.5.5",
            Status.EXECUTED,
            "which signal",
            Effect(
                draw("s c z e; s b t d e2", throw(SIG), catch(refers("signal", "sig2")), beside=SIGNALS),
                ' signalRef="sig2"',
                "b",
                "d z",
                "c:message d",
            ),
        ),
        row(
            "signal signal@name",
            "10.5.5",
            Status.EXECUTED,
            "signals of the same name are the same",
            Effect(
                draw("s c z e; s b t d e2", throw(SIG), catch(refers("signal", "sig2")), beside=SIGNALS),
                '<signal id="sig2" name="S"/>',
                "b",
                "d z",
                "c:message d",
                '<signal id="sig2"/>',
            ),
        ),
        row(
            "linkEventDefinition linkEventDefinition@name",
            "10.5.5",
            Status.EXECUTED,
            "links of the same name in the same level belong together",
            Effect(draw("s t; c a e", throw(LINK), catch(LINK)), LINK, "", "a", "ended"),
            Repaired(
                draw("s x; c a e", throw(LINK, "x"), catch(LINK.replace('"L"', '"K"'))), "link-paired", "x", "", "a"
            ),
            Refused(draw("s x", throw(LINK, "x")), "link-without-target", "x"),
        ),
        row(
            "linkEventDefinition/source linkEventDefinition/target",
            "10.5.5",
            Status.DIFFERS,
            "links are paired by their names alone",
            Same(
                draw("s t; c a e", throw(LINKED), catch(LANDING)), ("<target>c1</target>", "<source>t1</source>"), "a"
            ),
        ),
        row(
            "terminateEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "ends all of its scope",
            Effect(draw("s a e; s b e2", ending(TERMINATE, "e2")), TERMINATE, "b", "ended", "a"),
        ),
        row(
            "cancelEventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "cancels a transaction; elsewhere it is refused",
            Effect(
                draw("s w e; b z e2", inside(CANCEL).replace("subProcess", "transaction"), boundary(CANCEL, host="w")),
                CANCEL,
                "j",
                "z",
                "ended",
            ),
            Named("tests/runner/specs/test_events.py::test_an_event_that_is_not_executed_is_refused_by_name"),
        ),
        row(
            (
                "compensateEventDefinition compensateEventDefinition@activityRef "
                "compensateEventDefinition@waitForCompletion"
            ),
            "10.5.5, 10.7",
            Status.REPAIRED,
            "a person does what is to be undone",
            Repaired(
                draw(
                    "s x e",
                    throw(COMPENSATE.replace("/>", ' activityRef="a" waitForCompletion="false"/>'), "x"),
                    user("a"),
                ),
                "compensation-by-person",
                "x",
                "x_undo",
                "ended",
            ),
        ),
        row(
            "catchEvent/eventDefinitionRef throwEvent/eventDefinitionRef",
            "10.5.1",
            Status.EXECUTED,
            "a definition that stands beside the process, for several events",
            Effect(
                draw(
                    "s c a e",
                    catch("<eventDefinitionRef>d</eventDefinitionRef>"),
                    beside=MESSAGE + MSG.replace(" ", ' id="d" ', 1),
                ),
                "<eventDefinitionRef>d</eventDefinitionRef>",
                ">M",
                "a",
                "no >M a",
            ),
            Effect(
                draw(
                    "s c z e; s b t d e2",
                    throw("<eventDefinitionRef>k</eventDefinitionRef>"),
                    catch(SIG),
                    beside=BESIDE + SIG.replace(" ", ' id="k" ', 1),
                ),
                "<eventDefinitionRef>k</eventDefinitionRef>",
                "b",
                "d z",
                "c:message d",
            ),
        ),
        row(
            "catchEvent@parallelMultiple",
            "10.5.5",
            Status.EXECUTED,
            "true: all definitions of the event must have happened, else any of them is enough; at the start "
            "of a process a person says so",
            either(' parallelMultiple="true"', ">M; @", "c@P c:timer", "a@P a", parallelMultiple="true"),
            either(timer(), "+2d", "a", "c:message"),
            Refused(
                draw("s a e; b z e2", boundary(ERR + MSG, parallelMultiple="true"), beside=BESIDE),
                "unsupported-multiple-event",
                "b",
            ),
            Repaired(
                draw("s a e", beginning(MSG + SIG, "s", parallelMultiple="true"), beside=BESIDE),
                "parallel-multiple-start-replaced",
                "s",
                "",
                "a",
            ),
        ),
        row(
            "message message@name",
            "8.4.11",
            Status.EXECUTED,
            "the name by which sender and receiver find each other",
            Effect(draw("s c a e", catch(MSG), beside=MESSAGE), MESSAGE, ">M", "a", "no >M c:message"),
            waiting(' name="M"', ">M", "a", "no >M c:message", MSG),
        ),
        row(
            "intermediateThrowEvent+eventDefinition endEvent+eventDefinition",
            "10.5.5",
            Status.EXECUTED,
            "several definitions in one event: each is thrown, in the order of the file",
            Named(
                "tests/runner/specs/test_multiple.py::"
                "test_a_throw_or_end_event_throws_each_of_its_events_in_the_order_of_the_file"
            ),
        ),
        row(
            "error@name escalation@name",
            "8.4.3, 8.4.4",
            Status.SHOWN,
            "a label, where there is a code",
            Same(draw("s w e; b z e2", inside(ERR), boundary(ERR, host="w"), beside=ERROR), (' name="Lỗi"',), "j; z"),
            Same(
                draw("s w e; b z e2", inside(ESC), boundary(ESC, host="w"), beside=ESCALATION),
                (' name="Trình"',),
                "j; z",
            ),
        ),
        row(
            "eventDefinition",
            "10.5.5",
            Status.ABSTRACT,
            "base of all definitions",
            Refused(draw("s a e", "<eventDefinition/>"), "unknown-element", "eventDefinition"),
        ),
    ),
)
