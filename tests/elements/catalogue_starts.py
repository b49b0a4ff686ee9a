"""Chapter 10.5.2: how processes and event subprocesses begin."""

from __future__ import annotations

from tests.bpmn.drawing import node, process
from tests.elements.catalogue_events import BESIDE, COMPENSATE, ERR, ESC, MSG, SIG, marked, to_another
from tests.elements.probes import Effect, Named, Repaired
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import SIGNAL, beginning, condition, content, draw, ending, handler, throw, timer


def listening(definition: str, script: str, then: str, otherwise: str, flows: str = "s a e", *parts: str) -> Effect:
    """A process with an event subprocess, and without."""
    part = handler(definition)
    return Effect(draw(flows, part, *parts, beside=BESIDE), part, script, then, otherwise)


STARTS = Chapter(
    "Start events (10.5.2)",
    (
        row(
            "startEvent",
            "10.5.2, 13.5.1",
            Status.EXECUTED,
            "puts the token in; a level without one begins at all that no flow leads to, with a warning",
            Effect(draw("s a e; b e2"), node("startEvent", "s"), "", "a", "a b"),
            Named("tests/bpmn/test_prepare.py::test_a_process_without_start_begins_where_nothing_leads_to"),
        ),
        row(
            "startEvent+messageEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "begins its process when the message comes; one that nobody in the file sends is how the case is opened",
            Effect(to_another(MSG, marked(MSG)), marked(MSG), "*", "b", "no * b"),
            Named("tests/bpmn/test_prepare_messages.py::test_a_black_boxs_message_into_a_start_is_how_the_case_starts"),
        ),
        row(
            "startEvent+signalEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "begins its process when the signal is thrown in the same case",
            Effect(
                process(content("s a t e", throw(SIG)))
                + process(content("q b e2", beginning(marked(SIG), "q")), of="Q")
                + SIGNAL,
                marked(SIG),
                "b; a",
                "no b b",
                "ended",
            ),
        ),
        row(
            "startEvent+timerEventDefinition startEvent+conditionalEventDefinition",
            "10.5.2",
            Status.REPAIRED,
            "cases are opened by a person or a message: the start event passes its token on",
            Repaired(draw("s a e", beginning(timer(), "s")), "start-by-hand", "s", "", "a"),
            Repaired(draw("s a e", beginning(condition(), "s")), "start-by-hand", "s", "", "a"),
        ),
        row(
            "startEvent@isInterrupting",
            "10.5.2, 13.5.4",
            Status.EXECUTED,
            "false: the event subprocess runs beside what is around it, and may begin again",
            *(
                Effect(
                    draw(flows, handler(definition, isInterrupting="false"), *parts, beside=BESIDE),
                    ' isInterrupting="false"',
                    script,
                    then,
                    otherwise,
                )
                for definition, flows, parts, script, then, otherwise in (
                    (MSG, "s a e", (), ">M", "a i", "i"),
                    (timer(), "s a e", (), "+2d", "a i", "i"),
                    (condition(), "s a e; s b e2", (), "b x=1", "a i", "i"),
                    (SIG, "s a e; s b t e2", (throw(SIG),), "b", "a i", "i"),
                    (ESC, "s a e; s b t d e2", (throw(ESC),), "b", "a d i", "i"),
                )
            ),
        ),
        row(
            "subProcess+messageEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess begins by a message",
            listening(MSG, ">M", "i", "no >M a"),
        ),
        row(
            "subProcess+timerEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess begins by a timer",
            listening(timer(), "+2d", "i", "a"),
        ),
        row(
            "subProcess+conditionalEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess begins by a condition",
            listening(condition(), "b x=1", "i", "a", "s a e; s b e2"),
        ),
        row(
            "subProcess+signalEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess begins by a signal",
            listening(SIG, "b", "i", "a", "s a e; s b t e2", throw(SIG)),
        ),
        row(
            "subProcess+errorEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess handles an error of its scope",
            listening(ERR, "a", "i", "ended", "s a e", ending(ERR)),
        ),
        row(
            "subProcess+escalationEventDefinition",
            "10.5.2",
            Status.EXECUTED,
            "an event subprocess handles an escalation of its scope",
            listening(ESC, "a", "i", "b", "s a t b e", throw(ESC)),
        ),
        row(
            "subProcess+compensateEventDefinition",
            "10.5.2, 10.7",
            Status.REPAIRED,
            "left out; where compensation is thrown a person does it",
            Repaired(draw("s a e", handler(COMPENSATE)), "compensation-not-executed", "h", "", "a"),
        ),
    ),
)
