"""Wrong activities, pools, lanes and data: what a token runs through (9, 10.3, 10.4, 10.7, 10.8)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bpmn.drawing import (
    associated,
    catch,
    chain,
    end,
    event,
    flow,
    lanes,
    message,
    node,
    pools,
    process,
    sends,
    start,
    sub,
    throw,
    user,
)
from tests.bpmn.lint.structures import (
    AD_HOC,
    ERROR,
    HOUR,
    INNER,
    LINE,
    NAMED,
    UNDO,
    UNDONE,
    WARNING,
    Structure,
    after,
    around,
    beside,
    drawn,
    fork,
    listening,
    told,
    two,
)


def activities() -> Iterator[Structure]:
    """Loops, subprocesses of every kind and compensation (10.3, 10.7)."""
    many = "<multiInstanceLoopCharacteristics{}><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    several, unread = LINE.replace("</userTask>", many.format("") + "</userTask>"), many.format(' isSequential="yes"')
    again = "<standardLoopCharacteristics><loopCondition>x</loopCondition></standardLoopCharacteristics>"
    throws = LINE.replace("</userTask>", many.format(' behavior="Complex"') + "</userTask>")
    yield told("unsupported-multi-instance-events", ERROR, "10.3.8", throws, several)
    yield told("loop-twice", WARNING, "10.3.8", several.replace("</userTask>", again + "</userTask>"), several)
    yield told("value-unreadable", WARNING, "10.3.8", LINE.replace("</userTask>", unread + "</userTask>"), several)
    bare = LINE.replace("</userTask>", "<multiInstanceLoopCharacteristics/></userTask>")
    yield told("multi-instance-without-number", WARNING, "10.3.8", bare, several)
    listed = LINE.replace("</userTask>", many.format(' camunda:collection="ds"') + "</userTask>")
    yield told("multi-instance-two-numbers", WARNING, "10.3.8", listed, several)
    endless = LINE.replace("</userTask>", "<standardLoopCharacteristics/></userTask>")
    yield told("loop-without-condition", WARNING, "10.3.8", endless, LINE.replace("</userTask>", again + "</userTask>"))
    yield told("token-quantity-wrong", ERROR, "10.3", LINE.replace('id="a"', 'id="a" startQuantity="0"'), LINE)
    yield told(
        "event-subprocess-with-flow", ERROR, "10.3.5", beside(listening(HOUR)) + flow("a", "v"), beside(listening(HOUR))
    )
    yield told("event-subprocess-without-trigger", WARNING, "10.3.5", beside(listening("")), beside(listening(HOUR)))
    more = listening(HOUR) + listening(message("m"), "2")
    yield told("event-subprocess-several-starts", ERROR, "10.3.5", beside(more), beside(listening(HOUR)), NAMED)
    for kind in ("link", "terminate", "cancel"):
        wrong = beside(listening(event(kind)))
        yield told("event-definition-misplaced", ERROR, "10.5.2", wrong, beside(listening(event("error"))))
    free = around(drawn(start("s1"), user("i"), flow("s1", "i")), kind="adHocSubProcess")
    yield told("ad-hoc-with-events", ERROR, "10.3.5", free, AD_HOC)
    over = around(drawn(user("i"), end("e1"), flow("i", "e1")), kind="adHocSubProcess")
    yield told("ad-hoc-with-events", ERROR, "10.3.5", over, AD_HOC)
    yield told("ad-hoc-without-activity", ERROR, "10.3.5", around(throw("i"), kind="adHocSubProcess"), AD_HOC)
    paired = drawn(LINE, UNDONE, UNDO, associated("x", "u"))
    yield told("compensation-flow", WARNING, "10.7", drawn(paired, end("f"), flow("x", "f")), paired)
    yield told("compensation-flow", WARNING, "10.7", drawn(paired, end("f"), flow("u", "f")), paired)
    yield told("compensation-unpaired", WARNING, "10.7", drawn(LINE, UNDONE), paired)
    yield told("compensation-unpaired", WARNING, "10.7", drawn(LINE, UNDO), paired)
    once = sub("v", listening(event("compensate")), triggeredByEvent="true")
    twice = sub("w", listening(event("compensate"), "2"), triggeredByEvent="true")
    yield told("compensation-subprocess-twice", WARNING, "10.7", around(INNER + once + twice), around(INNER + once))
    yield told("complex-gateway-replaced", WARNING, "10.6.5", fork("complexGateway"), fork("parallelGateway"))


def pools_and_lanes() -> Iterator[Structure]:
    """Collaborations and lanes (9, 10.8)."""
    inside, outside = two(sends("a", "e")), two(sends("a", "Two"))
    yield Structure("9.4", "message-flow-within-pool", WARNING, inside, outside)
    yield Structure("9.4", "message-flow-within-pool", WARNING, two(sends("a", "One")), outside)
    yield Structure("9.4", "message-flow-dangles", WARNING, two(sends("a", "gone")), outside)
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("s", "Two")), outside)
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("Two", "e")), outside)
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("g", "Two"), fork("parallelGateway")), outside)
    waits, says = after(catch("n", message("m"))), after(throw("n", event("message", messageRef="m")))
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("n", "Two"), waits), two(sends("n", "Two"), says))
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("Two", "n"), says), two(sends("Two", "n"), waits))
    silent = after(throw("n", event("signal", signalRef="sig")))
    yield Structure("7.6.2", "message-flow-end", WARNING, two(sends("n", "Two"), silent), two(sends("n", "Two"), says))
    begins = two(sends("Two", "s"), LINE.replace(start(), start("s", message("m"))))
    yield Structure("10.5.2", "message-flow-end", WARNING, two(sends("Two", "s")), begins)
    missing = (pools(("One", "P"), ("Two", "gone")), process(LINE))
    yield Structure("9.3", "reference-missing", WARNING, missing, outside)
    three = tuple(part.replace("</participant>", "{}</participant>") for part in (pools(("One", "P")), process(LINE)))
    for rule, least, most in (
        ("pool-several", 1, 3),
        ("pool-multiplicity-wrong", 3, 2),
        ("pool-multiplicity-wrong", 0, 0),
    ):
        wrong = f'<participantMultiplicity minimum="{least}" maximum="{most}"/>'
        one = '<participantMultiplicity minimum="0" maximum="1"/>'
        yield Structure(
            "9.3", rule, WARNING, tuple(part.format(wrong) for part in three), tuple(part.format(one) for part in three)
        )
    shared = process(lanes(A=("s", "a"), B=("a", "e")), LINE)
    yield Structure("10.8", "node-in-two-lanes", WARNING, (shared,), (process(lanes(A=("s", "a"), B=("e",)), LINE),))
    lost = process(lanes(A=("s", "a", "gone"), B=("e",)), LINE)
    yield Structure("10.8", "lane-reference-missing", WARNING, (lost,), (process(lanes(A=("s", "a", "e")), LINE),))
    choice = '<choreographyTask id="k" initiatingParticipantRef="One"/>'
    yield told("choreography-not-read", WARNING, "10.2", LINE + choice, LINE)
    other = '<process id="Q"/>'
    yield Structure("8.2", "element-misplaced", ERROR, (process(LINE), other, user("b")), (process(LINE), other))
    yield Structure("8.2", "element-rehomed", WARNING, (process(LINE), user("b")), (process(LINE),))
    yield Structure("9.2", "element-rehomed", WARNING, (process(LINE), pools(("One", "P"), flows=user("b"))), outside)
    nested = LINE.replace("</userTask>", user("b") + "</userTask>")
    yield told("element-misplaced", ERROR, "10.3.5", nested, around(INNER))
    yield told("unknown-element", ERROR, "10.2", LINE + '<fancyTask id="k"/>', LINE)


def data() -> Iterator[Structure]:
    """Data objects, their references and associations (10.4)."""
    held = drawn(node("dataObject", "d", "Phiếu"), node("dataObjectReference", "r", "Phiếu", dataObjectRef="d"))
    bare = node("dataObjectReference", "r", "Phiếu")
    yield told("data-reference-alone", WARNING, "10.4.1", LINE + bare, LINE + held)
    gone = node("dataObjectReference", "r", "Phiếu", dataObjectRef="gone")
    yield told("reference-missing", WARNING, "10.4.1", LINE + gone, LINE + held)

    def reading(*ends: str) -> str:
        return LINE.replace("</userTask>", f"<dataInputAssociation>{''.join(ends)}</dataInputAssociation></userTask>")

    one, own = "<sourceRef>r</sourceRef>", "<targetRef>in1</targetRef>"
    sets = '<ioSpecification><dataInput id="in1"/><inputSet>{}</inputSet><outputSet/></ioSpecification>'
    named, unnamed = sets.format("<dataInputRefs>in1</dataInputRefs>"), sets.format("")
    right = held + reading(one, own).replace("<dataInputAssociation>", named + "<dataInputAssociation>")
    yield told("data-association-open", WARNING, "10.4.2", right.replace(own, ""), right)
    yield told("data-association-several", WARNING, "10.4.2", right.replace(one, one + one.replace("r<", "d<")), right)
    yield told("data-in-no-set", WARNING, "10.4.1", right.replace(named, unnamed), right)
    yield told("data-specification-misplaced", WARNING, "10.4.1", around(named + INNER), around(INNER))
    far = reading(one, own) + sub("p", held, INNER) + flow("a", "p")
    near = right + sub("p", INNER) + flow("a", "p")
    yield told(
        "data-out-of-reach",
        WARNING,
        "10.4.1",
        far.replace(chain("a", "e"), flow("p", "e")),
        near.replace(chain("a", "e"), flow("p", "e")),
    )
