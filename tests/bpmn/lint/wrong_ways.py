"""Wrong flows, events and gateways: what a token runs along (8.4, 10.5, 10.6)."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bpmn.drawing import (
    associated,
    border,
    catch,
    chain,
    end,
    event,
    flow,
    message,
    node,
    process,
    start,
    sub,
    throw,
    user,
    xor,
)
from tests.bpmn.lint.structures import (
    ANSWER,
    BEHIND,
    CHOICE,
    CONDITION,
    ERROR,
    HANDED,
    HOUR,
    INNER,
    LATE,
    LATER,
    LINE,
    LINK,
    NAMED,
    RECEIVE,
    TRANSACTION,
    WARNING,
    Structure,
    after,
    around,
    beside,
    choosing,
    drawn,
    fork,
    listening,
    told,
)


def flows() -> Iterator[Structure]:
    """Sequence flows, conditions, defaults and associations."""
    lost = drawn(LINE, flow("a", "nobody"))
    yield told("flow-dangles", WARNING, "8.4.13", lost, LINE)
    yield told("flow-dangles", WARNING, "8.4.13", drawn(LINE, node("sequenceFlow", "f", sourceRef="a")), LINE)
    note = node("textAnnotation", "t", "", "<text>Xem</text>")
    yield told("flow-dangles", WARNING, "7.6.1", drawn(LINE, note, flow("a", "t")), drawn(LINE, note))
    yield told("flow-leaves-level", WARNING, "7.6.1", around(INNER, flow("p", "i")), around(INNER))
    crossing = (
        process(drawn(LINE, flow("a", "b2"))),
        process(drawn(start("s2"), user("b2"), end("e2"), chain("s2", "b2", "e2")), of="Q"),
    )
    apart = (process(LINE), crossing[1])
    yield Structure("7.6.1", "flow-joins-pools", WARNING, crossing, apart)
    yield Structure("7.6.1", "start-of-joined-pool", WARNING, crossing, apart)
    join = drawn(start("s2"), user("b2"), node("parallelGateway", "j"), user("c2"), chain("s2", "b2", "j", "c2"))
    both = (process(LINE), process(join, of="Q"))
    waiting = (process(drawn(LINE, flow("a", "j"))), both[1])
    yield Structure("7.6.1", "starts-of-joined-pools", WARNING, waiting, both)
    called = (*apart, process(node("callActivity", "c", "Gọi", calledElement="Q"), of="R"))
    yield Structure("7.6.1", "flow-leaves-level", WARNING, (crossing[0], *called[1:]), called)
    yield told("flow-into-subprocess", WARNING, "7.6.1", around(INNER, flow("s", "s1")), around(INNER))
    yield told("flow-out-of-subprocess", WARNING, "7.6.1", around(INNER, flow("e1", "e")), around(INNER))
    yield told("duplicate-id", WARNING, "8.3.1", drawn(LINE, LATE, user("a"), BEHIND), drawn(LINE, LATE, BEHIND))
    lone = drawn(LINE, LATE.replace("<timerEventDefinition>", '<timerEventDefinition id="a">'), BEHIND)
    files = ((f'<extension definition="x" mustUnderstand="{must}"/>', process(LINE)) for must in ("true", "false"))
    yield Structure("8.3.3", "extension-not-understood", WARNING, *files)
    yield told("id-not-unique", WARNING, "8.3.1", lone, lone.replace('Definition id="a"', 'Definition id="z"'))
    yield told("default-missing", WARNING, "8.4.13", fork(default="s-g"), fork(default="gc"))
    yield told("default-misplaced", WARNING, "8.4.13", fork("parallelGateway", default="gb"), fork("parallelGateway"))
    yes = flow("g", "b", condition="tien > 0", of="gb")
    both = fork(one=yes, other=flow("g", "c", condition="tien > 9", of="gc"), default="gc")
    yield told("default-with-condition", WARNING, "8.4.13", both, fork(one=yes, default="gc"))
    yield told("condition-on-parallel", WARNING, "8.4.13", fork("parallelGateway", one=yes), fork("parallelGateway"))
    guarded = choosing(ANSWER, LATER).replace(flow("g", "c1"), flow("g", "c1", condition="tien > 0"))
    yield told("condition-on-event-gateway", WARNING, "10.6.6", guarded, CHOICE, NAMED)
    begun = LINE.replace(flow("s", "a"), flow("s", "a", condition="tien > 0"))
    yield told("condition-after-event", ERROR, "10.5.2", begun, LINE)
    passed = drawn(after(throw("n")).replace(flow("n", "e"), flow("n", "e", condition="tien > 0")))
    yield told("condition-after-event", WARNING, "8.4.13", passed, after(throw("n")))
    alone = LINE.replace(flow("a", "e"), flow("a", "e", condition="tien > 0"))
    yield told("condition-alone", WARNING, "8.4.13", alone, LINE)
    yield told(
        "association-dangles",
        WARNING,
        "8.4.1",
        drawn(LINE, note, associated("t", "gone")),
        drawn(LINE, note, associated("t", "a")),
    )
    listed = LINE.replace('<endEvent id="e">', '<endEvent id="e"><incoming>s-a</incoming>')
    right = LINE.replace('<endEvent id="e">', '<endEvent id="e"><incoming>a-e</incoming>')
    yield told("flow-lists-disagree", WARNING, "8.4.13", listed, right)


def starts_and_ends() -> Iterator[Structure]:
    """Start and end events, and ways that lack them."""
    again = drawn(start(), user("a"), xor("g", default="d"), end(), chain("s", "a", "g"), flow("g", "e", of="d"))
    yield told(
        "start-with-incoming",
        WARNING,
        "10.5.2",
        again + flow("g", "s", condition="x"),
        again + flow("g", "a", condition="x"),
    )
    yield told("start-without-outgoing", WARNING, "10.5.2", LINE + start("t", HOUR), LINE)
    yield told("end-with-outgoing", WARNING, "10.5.3", drawn(LINE, user("b"), flow("e", "b")), LINE)
    yield told("unreachable", WARNING, "10.5.3", LINE + end("f"), LINE)
    yield told("unreachable", WARNING, "10.5.2", drawn(LINE, user("b"), flow("b", "e")), LINE)
    yield told("end-missing", WARNING, "10.5.3", drawn(start(), user("a"), flow("s", "a")), LINE)
    yield told("start-missing", WARNING, "10.5.2", drawn(user("a"), end(), flow("a", "e")), LINE)
    yield told(
        "no-dead-end", WARNING, "10.5.3", fork("parallelGateway").replace(chain("c", "e"), ""), fork("parallelGateway")
    )
    cut = drawn(start(), throw("n"), flow("s", "n"))
    yield told("no-dead-end", WARNING, "10.5.4", cut, after(throw("n")))
    for kind in ("error", "escalation", "compensate", "link", "cancel", "terminate"):
        wrong = LINE.replace(start(), start("s", event(kind)))
        yield told("event-definition-misplaced", ERROR, "10.5.2", wrong, LINE)
    for kind, inside in (("link", ""), ("conditional", CONDITION), ("timer", "<timeDuration>PT1H</timeDuration>")):
        wrong = LINE.replace(end(), node("endEvent", "e", "", event(kind, inside)))
        yield told("event-definition-misplaced", ERROR, "10.5.3", wrong, LINE)
    yield told(
        "start-trigger-inside", WARNING, "10.5.2", around(INNER.replace(start("s1"), start("s1", HOUR))), around(INNER)
    )
    several = INNER + start("s2") + flow("s2", "i")
    yield told("start-several-inside", WARNING, "13.3.4", around(several), around(INNER))
    given_up = drawn(start("s1"), node("endEvent", "e1", "", event("cancel")), flow("s1", "e1"))
    yield told("cancel-outside-transaction", ERROR, "10.5.3", around(given_up), TRANSACTION)
    deeper = drawn(start("s2"), sub("q", given_up), chain("s2", "q"))
    yield told("cancel-outside-transaction", ERROR, "10.5.3", around(deeper), around(deeper, kind="transaction"))
    code = node("error", "er", "Thiếu", errorCode="E1")
    thrown = LINE.replace(end(), node("endEvent", "e", "", event("error")))
    coded = LINE.replace(end(), node("endEvent", "e", "", event("error", errorRef="er")))
    yield told("thrown-code-missing", WARNING, "10.5.5", thrown, coded, code)
    call = drawn(start(), node("callActivity", "c", "Gọi", calledElement="Q"), end(), chain("s", "c", "e"))
    called = drawn(start("s2"), user("b2"), end("e2"), chain("s2", "b2", "e2"))
    waiting = called.replace(start("s2"), start("s2", message("m")))
    wrong_call, right_call = (process(call), process(waiting, of="Q"), NAMED), (process(call), process(called, of="Q"))
    yield Structure("10.5.2", "called-without-plain-start", WARNING, wrong_call, right_call)
    yield told("call-of-nothing", WARNING, "10.3.6", call, LINE)


def intermediate() -> Iterator[Structure]:
    """Intermediate events and the kinds that they may have."""
    for kind in ("error", "cancel", "terminate"):
        yield told(
            "event-definition-misplaced", ERROR, "10.5.4", after(catch("n", event(kind))), after(catch("n", HOUR))
        )
    for kind in ("escalation", "compensate"):
        wrong = after(catch("n", event(kind)))
        yield told("event-direction-turned", WARNING, "10.5.4", wrong, after(catch("n", HOUR)))
    for definition in (HOUR, event("conditional", CONDITION)):
        yield told("event-direction-turned", WARNING, "10.5.4", after(throw("n", definition)), after(throw("n")))
    for definition in (event("error"), event("cancel"), event("terminate")):
        yield told("event-definition-misplaced", ERROR, "10.5.4", after(throw("n", definition)), after(throw("n")))
    for kind in ("link", "terminate"):
        wrong = drawn(LINE, border("x", "a", event(kind)), BEHIND)
        yield told("event-definition-misplaced", ERROR, "10.5.4", wrong, drawn(LINE, LATE, BEHIND))
    yield told("catch-without-trigger", WARNING, "10.5.4", after(catch("n")), after(throw("n")))


def boundaries() -> Iterator[Structure]:
    """Boundary events."""
    yield told(
        "boundary-without-trigger",
        WARNING,
        "10.5.4",
        drawn(LINE, border("x", "a", ""), BEHIND),
        drawn(LINE, LATE, BEHIND),
    )
    yield told("boundary-host-missing", WARNING, "10.5.4", drawn(LINE, border("x", "gone", HOUR)), LINE)
    yield told("boundary-host-missing", WARNING, "10.5.4", drawn(LINE, node("boundaryEvent", "x", "", HOUR)), LINE)
    yield told("boundary-host-missing", WARNING, "10.5.4", drawn(LINE, border("x", "e", HOUR)), LINE)
    yield told(
        "boundary-with-incoming",
        WARNING,
        "10.5.4",
        drawn(LINE, LATE, BEHIND, flow("a", "x")),
        drawn(LINE, LATE, BEHIND),
    )
    apart = around(INNER + border("x", "p", HOUR), end("f"), flow("x", "f"))
    yield told(
        "boundary-moved", WARNING, "10.5.4", apart, around(INNER, border("x", "p", HOUR), end("f"), flow("x", "f"))
    )
    yield told("boundary-without-flow", WARNING, "10.5.4", drawn(LINE, LATE), drawn(LINE, LATE, BEHIND))
    failed = border("x", "p", event("error"), cancelActivity="false")
    ahead = drawn(end("f"), flow("x", "f"))
    yield told(
        "error-not-interrupting",
        ERROR,
        "10.5.4",
        around(INNER, failed, ahead),
        around(INNER, border("x", "p", event("error")), ahead),
    )
    yield told(
        "error-not-interrupting",
        ERROR,
        "10.5.2",
        beside(listening(event("error"), isInterrupting="false")),
        beside(listening(event("error"))),
    )
    yield told(
        "cancel-outside-transaction",
        ERROR,
        "10.5.4",
        around(INNER, border("x", "p", event("cancel")), ahead),
        TRANSACTION,
    )


def links() -> Iterator[Structure]:
    """Link events, which stand in for a flow."""
    yield told(
        "link-without-target",
        ERROR,
        "10.5.5",
        HANDED.replace(catch("l", LINK) + end(), end()).replace(flow("l", "e"), ""),
        HANDED,
    )
    inside = around(drawn(start("s1"), throw("t", LINK), flow("s1", "t")), catch("l", LINK), end("f"), flow("l", "f"))
    yield told("link-without-target", ERROR, "10.5.5", inside, HANDED)
    yield told(
        "link-target-twice", ERROR, "10.5.5", drawn(HANDED, catch("l2", LINK), end("f"), flow("l2", "f")), HANDED
    )
    yield told("link-passed", WARNING, "10.5.4", drawn(HANDED, flow("t", "e")), HANDED)
    yield told("link-passed", WARNING, "10.5.4", drawn(HANDED, flow("a", "l")), HANDED)
    yield told(
        "link-unnamed",
        WARNING,
        "10.5.5",
        HANDED.replace(LINK, event("link"), 1).replace('id="t"', 'id="t" name="X"'),
        HANDED,
    )


def definitions() -> Iterator[Structure]:
    """What event definitions say."""
    yield told("timer-empty", WARNING, "10.5.5", after(catch("n", event("timer"))), after(catch("n", HOUR)))
    doubled = event("timer", "<timeDuration>PT1H</timeDuration><timeDate>2027-01-01T00:00:00Z</timeDate>")
    yield told("timer-several", WARNING, "10.5.5", after(catch("n", doubled)), after(catch("n", HOUR)))
    yield told(
        "conditional-without-condition",
        WARNING,
        "10.5.5",
        after(catch("n", event("conditional"))),
        after(catch("n", event("conditional", CONDITION))),
    )
    yield told(
        "reference-missing",
        WARNING,
        "10.5.5",
        after(catch("n", message("gone"))),
        after(catch("n", message("m"))),
        NAMED,
    )
    undone = after(throw("n", event("compensate", activityRef="gone")))
    yield told("reference-missing", WARNING, "10.5.5", undone, undone.replace("gone", "a"))


def gateways() -> Iterator[Structure]:
    """Gateways (10.6)."""
    yield told("gateway-pointless", WARNING, "10.6", after(xor("n")), fork(one=flow("g", "b", condition="x", of="gb")))
    yield told(
        "gateway-direction",
        WARNING,
        "10.6",
        fork("parallelGateway", gatewayDirection="Converging"),
        fork("parallelGateway", gatewayDirection="Diverging"),
    )
    yield told(
        "gateway-direction", WARNING, "10.6", fork("parallelGateway", gatewayDirection="Mixed"), fork("parallelGateway")
    )
    yield told(
        "value-unreadable",
        WARNING,
        "10.6",
        fork("parallelGateway", gatewayDirection="Sideways"),
        fork("parallelGateway"),
    )
    yield told(
        "default-assumed",
        WARNING,
        "10.6.2",
        fork(one=flow("g", "b", condition="x", of="gb")),
        fork(one=flow("g", "b", condition="x", of="gb"), default="gc"),
    )
    yield told("event-gateway-one-way", WARNING, "10.6.6", choosing(ANSWER), CHOICE, NAMED)
    yield told("event-gateway-by-person", WARNING, "10.6.6", choosing(ANSWER, user("c2")), CHOICE, NAMED)
    yield told("event-gateway-by-person", WARNING, "10.6.6", choosing(ANSWER, catch("c2")), CHOICE, NAMED)
    shared = choosing(ANSWER, LATER, more=flow("a", "c2"))
    yield told("event-gateway-target-shared", ERROR, "10.6.6", shared, CHOICE, NAMED)
    mixed = choosing(RECEIVE, catch("c2", message("n")))
    yield told("event-gateway-mixed-receivers", ERROR, "10.6.6", mixed, choosing(RECEIVE, LATER), NAMED)
    guarded = choosing(RECEIVE, LATER, more=drawn(border("x", "c1", HOUR), end("f"), flow("x", "f")))
    yield told("event-gateway-receiver-with-boundary", ERROR, "10.6.6", guarded, choosing(RECEIVE, LATER), NAMED)
    yield told(
        "instantiate-with-incoming", WARNING, "10.6.6", choosing(ANSWER, LATER, instantiate="true"), CHOICE, NAMED
    )
    first = drawn(node("receiveTask", "r", "Nhận", messageRef="m", instantiate="true"), end("f"), flow("r", "f"))
    yield told("instantiate-with-incoming", WARNING, "10.3.3", drawn(start(), first, flow("s", "r")), first, NAMED)
    yield told(
        "parallel-event-gateway-replaced",
        WARNING,
        "10.6.6",
        choosing(ANSWER, LATER, eventGatewayType="Parallel"),
        CHOICE,
        NAMED,
    )
