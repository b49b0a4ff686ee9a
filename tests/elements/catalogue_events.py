"""Chapters 10.5.3 and 10.5.4: intermediate, boundary and end events, by what they wait for or throw."""

from __future__ import annotations

from tests.bpmn.drawing import node, process
from tests.elements.probes import Effect, Named, Refused, Repaired
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import (
    ERROR,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    beginning,
    boundary,
    catch,
    condition,
    content,
    draw,
    ending,
    refers,
    sub,
    throw,
    timer,
)

MSG, SIG, ERR, ESC = (
    refers(kind, ref) for kind, ref in (("message", "m"), ("signal", "sig"), ("error", "err"), ("escalation", "esc"))
)
LINK, CANCEL, COMPENSATE, TERMINATE = (
    f"<{kind}EventDefinition{more}/>"
    for kind, more in (("link", ' name="L"'), ("cancel", ""), ("compensate", ""), ("terminate", ""))
)
BESIDE = MESSAGE + SIGNAL + ERROR + ESCALATION
MARK = ' id="bd"'
"""Tells the definition that a probe is about from another one of its kind in the same file."""


def marked(definition: str) -> str:
    """The definition with an id of its own."""
    return definition.replace("Definition", f"Definition{MARK}", 1)


def caught(definition: str, script: str, then: str, otherwise: str, flows: str = "s c a e", *parts: str) -> Effect:
    """A catch event with and without its definition."""
    return Effect(
        draw(flows, catch(marked(definition)), *parts, beside=BESIDE), marked(definition), script, then, otherwise
    )


def on_border(
    definition: str,
    script: str,
    then: str,
    otherwise: str,
    flows: str = "s a e; b z e2",
    *parts: str,
    host: str = "a",
    **attributes: str,
) -> Effect:
    """A boundary event with and without its definition."""
    drawn = draw(flows, boundary(marked(definition), host=host, **attributes), *parts, beside=BESIDE)
    return Effect(drawn, marked(definition), script, then, otherwise)


def stays(
    definition: str, script: str, then: str, otherwise: str, flows: str = "s a e; b z e2", *parts: str, host: str = "a"
) -> Effect:
    """A boundary event that does not interrupt, and one that does."""
    part = ' cancelActivity="false"'
    drawn = draw(flows, boundary(definition, host=host, cancelActivity="false"), *parts, beside=BESIDE)
    return Effect(drawn, part, script, then, otherwise)


def inside(thrown: str, *parts: str) -> str:
    """A subprocess with a task that ends by throwing something, and what else stands in it."""
    return sub(content("is j ie", ending(thrown, "ie"), *parts))


def to_another(sender: str, begins: str, *more: str) -> str:
    """A process that throws, and one that begins by what it throws."""
    return (
        process(content("s t e", throw(sender)))
        + process(content("q b e2", node("startEvent", "q", "", begins), *more), of="Q")
        + BESIDE
    )


PLACES = Chapter(
    "Intermediate, boundary and end events (10.5.3, 10.5.4)",
    (
        row(
            "intermediateCatchEvent",
            "10.5.4, 13.5.2",
            Status.EXECUTED,
            "waits for its trigger",
            Effect(
                draw("s c a e", catch(MSG), beside=MESSAGE), catch(MSG), "a; >M", "no a a", "no >M ended", throw(of="c")
            ),
        ),
        row(
            "intermediateCatchEvent+messageEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "waits for a message",
            caught(MSG, "a; >M", "no a a", "no >M ended"),
        ),
        row(
            "intermediateCatchEvent+timerEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "waits until it is time",
            caught(timer(), "a; +2d", "no a a", "ended"),
        ),
        row(
            "intermediateCatchEvent+conditionalEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "waits until a condition is fulfilled",
            caught(condition(), "a; b x=1", "no a a", "ended", "s c a e; s b e2"),
        ),
        row(
            "intermediateCatchEvent+signalEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "waits for a signal",
            caught(SIG, "a; b", "no a a", "ended", "s c a e; s b t e2", throw(SIG)),
        ),
        row(
            "intermediateCatchEvent+linkEventDefinition intermediateThrowEvent+linkEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "the token goes on at the link of the same name in the same level",
            Effect(draw("s t; c a e", throw(LINK), catch(LINK)), LINK, "", "a", "ended"),
        ),
        row(
            "intermediateThrowEvent",
            "10.5.4, 13.5.2",
            Status.EXECUTED,
            "throws and passes; one of none only passes",
            Effect(
                draw("s c z e; s b t d e2", throw(SIG), catch(marked(SIG)), beside=BESIDE),
                throw(SIG),
                "b",
                "d z",
                "c:message t",
                node("userTask", "t"),
            ),
        ),
        row(
            "intermediateThrowEvent+messageEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "sends a message: stored, then delivered",
            Effect(to_another(marked(MSG), MSG), marked(MSG), "*", "b", "no * b"),
        ),
        row(
            "intermediateThrowEvent+escalationEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "escalates to the scopes around; let go where nothing catches it",
            Effect(
                draw(
                    "s w e; b z e2",
                    sub(content("is t j ie", throw(marked(ESC)))),
                    boundary(ESC, host="w"),
                    beside=BESIDE,
                ),
                marked(ESC),
                "",
                "z",
                "j",
            ),
        ),
        row(
            "intermediateThrowEvent+signalEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "tells all that wait in the case, then other cases",
            Effect(
                draw("s c z e; s b t d e2", throw(marked(SIG)), catch(SIG), beside=BESIDE),
                marked(SIG),
                "b",
                "d z",
                "c:message d",
            ),
        ),
        row(
            "intermediateThrowEvent+compensateEventDefinition",
            "10.5.4, 10.7",
            Status.REPAIRED,
            "a person does what is to be undone, then it is passed",
            Repaired(draw("s x e", throw(COMPENSATE, "x")), "compensation-by-person", "x", "", "x_undo"),
        ),
        row(
            "boundaryEvent",
            "10.5.4, 13.5.3",
            Status.EXECUTED,
            (
                "stands on an activity and takes its token away, or leaves it; one without a trigger is left "
                "out with a warning"
            ),
            Effect(draw("s a e; b z e2", boundary(timer())), boundary(timer()), "+2d", "z", "a"),
        ),
        row(
            "boundaryEvent@attachedToRef",
            "10.5.4",
            Status.EXECUTED,
            "the activity that it stands on",
            Effect(
                draw("s a d e; b z e2", boundary(timer())), ' attachedToRef="a"', "+2d", "z", "a", ' attachedToRef="d"'
            ),
        ),
        row(
            "boundaryEvent@cancelActivity",
            "10.5.4",
            Status.EXECUTED,
            "false: the activity goes on; an error and a cancel always interrupt",
            stays(MSG, ">M", "a z", "z"),
            stays(timer(), "+2d", "a z", "z"),
            stays(condition(), "d x=1", "a z", "z", "s a e; s d e2; b z e3"),
            stays(SIG, "d", "a z", "z", "s a e; s d t e2; b z e3", throw(SIG)),
            stays(ESC, "", "j z", "z", "s w e; b z e2", sub(content("is t j ie", throw(ESC))), host="w"),
        ),
        row(
            "boundaryEvent+messageEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "a message interrupts",
            on_border(MSG, ">M", "z", "no >M a"),
        ),
        row(
            "boundaryEvent+timerEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "a timer interrupts",
            on_border(timer(), "+2d", "z", "a"),
        ),
        row(
            "boundaryEvent+conditionalEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "a condition interrupts",
            on_border(condition(), "d x=1", "z", "a", "s a e; s d e2; b z e3"),
        ),
        row(
            "boundaryEvent+signalEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "a signal interrupts",
            on_border(SIG, "d", "z", "a", "s a e; s d t e2; b z e3", throw(SIG)),
        ),
        row(
            "boundaryEvent+errorEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "catches an error from inside",
            on_border(ERR, "j", "z", "ended", "s w e; b z e2", inside(ERR), host="w"),
        ),
        row(
            "boundaryEvent+escalationEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "catches an escalation from inside",
            on_border(ESC, "j", "z", "ended", "s w e; b z e2", inside(ESC), host="w"),
        ),
        row(
            "boundaryEvent+cancelEventDefinition",
            "10.5.4",
            Status.EXECUTED,
            "on a transaction: goes on when it is cancelled",
            on_border(
                CANCEL,
                "j",
                "z",
                "ended",
                "s w e; b z e2",
                inside(CANCEL).replace("subProcess", "transaction"),
                host="w",
            ),
        ),
        row(
            "boundaryEvent+compensateEventDefinition",
            "10.5.4, 10.7",
            Status.REPAIRED,
            "left out; where compensation is thrown a person does it",
            Repaired(draw("s a e", boundary(COMPENSATE)), "compensation-not-executed", "b", "a", "ended"),
        ),
        row(
            "endEvent",
            "10.5.3, 13.5.6",
            Status.EXECUTED,
            "takes the token out of its level",
            Effect(draw("s a e"), node("endEvent", "e"), "a", "ended", "e", node("userTask", "e")),
            Named(
                "tests/runner/specs/test_activities.py::test_a_subprocess_shares_the_data_around_it_and_ends_with_its_last_token"
            ),
        ),
        row(
            "endEvent+messageEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "sends a message",
            Effect(
                process(content("s e", ending(marked(MSG))))
                + process(content("q b e2", beginning(MSG, "q")), of="Q")
                + BESIDE,
                marked(MSG),
                "*",
                "b",
                "no * b",
            ),
        ),
        row(
            "endEvent+errorEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "ends its scope with an error; uncaught it ends the process",
            Effect(
                draw("s w e; b z e2", inside(marked(ERR)), boundary(ERR, host="w"), beside=BESIDE),
                marked(ERR),
                "j",
                "z",
                "ended",
            ),
        ),
        row(
            "endEvent+escalationEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "escalates and ends its path",
            Effect(
                draw("s w e; b z e2", inside(marked(ESC)), boundary(ESC, host="w"), beside=BESIDE),
                marked(ESC),
                "j",
                "z",
                "ended",
            ),
        ),
        row(
            "endEvent+signalEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "throws a signal and ends its path",
            Effect(
                draw("s c z e; s b e2", ending(marked(SIG), "e2"), catch(SIG), beside=BESIDE),
                marked(SIG),
                "b; z",
                "ended",
                "no z c:message",
            ),
        ),
        row(
            "endEvent+terminateEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "ends all of its scope",
            Effect(draw("s a e; s b e2", ending(marked(TERMINATE), "e2")), marked(TERMINATE), "b", "ended", "a"),
        ),
        row(
            "endEvent+cancelEventDefinition",
            "10.5.3",
            Status.EXECUTED,
            "cancels the transaction around it",
            Effect(
                draw(
                    "s w a e; b z e2",
                    inside(marked(CANCEL)).replace("subProcess", "transaction"),
                    boundary(CANCEL, host="w"),
                ),
                marked(CANCEL),
                "j",
                "z",
                "a",
            ),
        ),
        row(
            "endEvent+compensateEventDefinition",
            "10.5.3, 10.7",
            Status.REPAIRED,
            "a person does what is to be undone, then it ends",
            Repaired(draw("s e", ending(COMPENSATE, "e")), "compensation-by-person", "e", "e_undo", "ended"),
        ),
        row(
            "event catchEvent throwEvent",
            "10.5.1",
            Status.ABSTRACT,
            "bases of the events",
            Refused(
                draw("s a e", "<event/><catchEvent/><throwEvent/>"), "unknown-element", "event catchEvent throwEvent"
            ),
        ),
    ),
)
