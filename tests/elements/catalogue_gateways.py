"""Chapters 10.6 to 10.11: gateways, lanes, auditing and monitoring; 8.4.13 sequence flows."""

from __future__ import annotations

from tests.bpmn.drawing import flow, node, process, user
from tests.elements.probes import Effect, Named, Refused, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import MESSAGE, catch, content, draw, refers, throw, timer, when

MSG = refers("message", "m")
BEGIN = throw(MSG)


def choice(kind: str, **attributes: str) -> str:
    """A gateway whose two flows have conditions."""
    return draw("s g; a e; b e2", node(kind, "g", **attributes), when("g", "a", "x = 1"), when("g", "b", "y = 1"))


def join(kind: str) -> str:
    """Two branches that come to a gateway."""
    return draw("s a g z e; s b g", node(kind, "g"))


EVENTS = draw("s g; g c a e; g d b e2", node("eventBasedGateway", "g"), catch(MSG), catch(timer(), "d"), beside=MESSAGE)
STARTS = (
    process(content("s t e", BEGIN))
    + process(
        content(
            "g c a e2; g d b e3",
            node("eventBasedGateway", "g", instantiate="true"),
            catch(MSG),
            catch(refers("message", "n"), "d"),
        ),
        of="Q",
    )
    + MESSAGE
    + '<message id="n" name="N"/>'
)

GATEWAYS = Chapter(
    "Gateways and sequence flows (10.6, 8.4.13)",
    (
        row(
            "exclusiveGateway",
            "10.6.2, 13.4.2",
            Status.EXECUTED,
            "the first flow whose condition holds; where no flow has one a person decides, with a warning",
            Effect(choice("exclusiveGateway"), "exclusiveGateway", "<x=1 y=1", "a", "a b", "inclusiveGateway"),
            Named(
                "tests/runner/specs/test_gateways.py::test_an_exclusive_gateway_takes_the_first_flow_whose_condition_is_fulfilled"
            ),
        ),
        row(
            "exclusiveGateway@default",
            "10.6.2",
            Status.EXECUTED,
            "the flow that is taken where no condition holds",
            Effect(
                choice("exclusiveGateway", default="g-b"), ' default="g-b"', "<x=0 y=0", "b", "incident no_flow_taken g"
            ),
        ),
        row(
            "inclusiveGateway",
            "10.6.3, 13.4.3",
            Status.EXECUTED,
            "every flow whose condition holds; as a join it waits for the tokens that can still come",
            Effect(choice("inclusiveGateway"), "inclusiveGateway", "<x=1 y=1", "a b", "a", "exclusiveGateway"),
            Effect(join("inclusiveGateway"), "inclusiveGateway", "a", "b", "b z", "exclusiveGateway"),
        ),
        row(
            "inclusiveGateway@default",
            "10.6.3",
            Status.EXECUTED,
            "the flow that is taken where no condition holds",
            Effect(
                choice("inclusiveGateway", default="g-b"), ' default="g-b"', "<x=0 y=0", "b", "incident no_flow_taken g"
            ),
        ),
        row(
            "parallelGateway",
            "10.6.4, 13.4.1",
            Status.EXECUTED,
            "all flows; as a join one token from each",
            Effect(join("parallelGateway"), "parallelGateway", "a", "b", "b z", "exclusiveGateway"),
            Named(
                "tests/runner/specs/test_gateways.py::test_excess_tokens_stay_on_their_flow_until_the_join_can_take_them"
            ),
        ),
        row(
            "complexGateway complexGateway@default complexGateway/activationCondition",
            "10.6.5, 13.4.5",
            Status.REPAIRED,
            "read as an inclusive gateway",
            Repaired(
                draw(
                    "s x; x a e; x b e2",
                    node("complexGateway", "x", "", "<activationCondition>true</activationCondition>", default="x-a"),
                ),
                "complex-gateway-replaced",
                "x",
                "",
                "x_decide",
            ),
        ),
        row(
            "eventBasedGateway",
            "10.6.6, 13.4.4",
            Status.EXECUTED,
            "the first event behind it decides",
            Effect(EVENTS, "eventBasedGateway", ">M", "a", "d:timer a", "parallelGateway"),
        ),
        row(
            "eventBasedGateway@instantiate",
            "10.6.6",
            Status.EXECUTED,
            "begins its process by the first of its messages",
            Effect(STARTS, ' instantiate="true"', "@; *", "a", "c@Q d@Q a"),
        ),
        row(
            "eventBasedGateway@eventGatewayType eventBasedGateway@eventGatewayType=Exclusive",
            "10.6.6",
            Status.EXECUTED,
            "exclusive, which is the standard's default",
            Named(
                "tests/runner/specs/test_gateways.py::test_the_first_event_behind_an_event_based_gateway_ends_the_others"
            ),
            Same(
                EVENTS.replace('id="g"', 'id="g" eventGatewayType="Exclusive"', 1),
                (' eventGatewayType="Exclusive"',),
                ">M; a",
            ),
        ),
        row(
            "eventBasedGateway@eventGatewayType=Parallel",
            "10.6.6",
            Status.REPAIRED,
            "read as a parallel gateway",
            Repaired(
                STARTS.replace("instantiate", 'eventGatewayType="Parallel" instantiate'),
                "parallel-event-gateway-replaced",
                "g",
                "",
                "c:message d:message",
            ),
        ),
        row(
            "gateway@gatewayDirection",
            "8.4.9",
            Status.IGNORED,
            "constrains how many flows there may be",
            Same(
                choice("exclusiveGateway", gatewayDirection="Diverging"),
                (' gatewayDirection="Diverging"',),
                "<x=1 y=0; a",
            ),
        ),
        row(
            "gateway",
            "8.4.9",
            Status.ABSTRACT,
            "base of the gateways",
            Refused(draw("s a e", "<gateway/>"), "unknown-element", "gateway"),
        ),
        row(
            "sequenceFlow sequenceFlow@sourceRef sequenceFlow@targetRef",
            "8.4.13, 13.3.1",
            Status.EXECUTED,
            "the way of a token",
            Effect(draw("s a b e"), flow("a", "b"), "a", "b", "ended"),
            Effect(draw("s a b e"), ' sourceRef="a" targetRef="b"', "a", "b", "ended", ' sourceRef="a" targetRef="e"'),
        ),
        row(
            "sequenceFlow/conditionExpression",
            "8.4.13, 13.3.2",
            Status.EXECUTED,
            "the token takes the flow where it holds",
            Effect(
                draw("s a; b e; c e", when("a", "b", "x = 1"), flow("a", "c")),
                '<conditionExpression xsi:type="tFormalExpression">x = 1</conditionExpression>',
                "a x=2",
                "c",
                "b c",
            ),
        ),
        row(
            "sequenceFlow@isImmediate",
            "8.4.13, 10.9",
            Status.IGNORED,
            "whether activities that are not modelled may come between",
            Same(
                draw("s a e").replace("<sequenceFlow ", '<sequenceFlow isImmediate="true" '),
                (' isImmediate="true"',),
                "a",
            ),
        ),
        row(
            "flowNode/incoming flowNode/outgoing",
            "8.4.13",
            Status.REPAIRED,
            "the flow's own ends count; they mend a flow that has lost one",
            Repaired(
                process(
                    content(
                        "",
                        node("startEvent", "s"),
                        user("a", inside="<incoming>f</incoming><outgoing>g</outgoing>"),
                        node("endEvent", "e"),
                        '<sequenceFlow id="f" sourceRef="s"/><sequenceFlow id="g" targetRef="e"/>',
                    )
                ),
                "flow-mended",
                "f",
                "a",
                "ended",
            ),
        ),
    ),
)

LANES = "<laneSet id='k' name='Tập'><lane id='L' name='Làn'><flowNodeRef>a</flowNodeRef>{}</lane></laneSet>"
INNER = "<childLaneSet id='n'><lane id='I'><flowNodeRef>a</flowNodeRef></lane></childLaneSet>"


def laned(inside: str = "") -> str:
    """A task in a lane."""
    return draw("s a e", LANES.format(inside))


OTHERS = Chapter(
    "Lanes, process instances, auditing, monitoring (10.8 to 10.11)",
    (
        row(
            "laneSet lane",
            "10.8",
            Status.EXECUTED,
            "a lane says which agency holds what stands in it",
            Effect(laned(), LANES.format(""), "@", "a@P/L a", "a@P a"),
        ),
        row(
            "lane/flowNodeRef",
            "10.8",
            Status.EXECUTED,
            "what stands in the lane; without it, what is drawn in it",
            Effect(laned(), "<flowNodeRef>a</flowNodeRef>", "@", "a@P/L a", "a@P a"),
        ),
        row(
            "lane/childLaneSet",
            "10.8",
            Status.EXECUTED,
            "lanes in a lane: the innermost counts",
            Effect(laned(INNER), INNER, "@", "a@P/L/I a", "a@P/L a"),
        ),
        row(
            "lane@name laneSet@name",
            "10.8",
            Status.SHOWN,
            "labels; who a lane belongs to is bound to its key, by a person",
            Same(laned(), (" name='Làn'", " name='Tập'"), "a"),
        ),
        row(
            "lane/partitionElement lane@partitionElementRef",
            "10.8",
            Status.SHOWN,
            "what a tool partitions by",
            Same(
                laned("<partitionElement/>").replace("id='L'", "id='L' partitionElementRef='q'"),
                ("<partitionElement/>", " partitionElementRef='q'"),
                "a",
            ),
        ),
        row(
            "auditing monitoring",
            "10.10, 10.11",
            Status.IGNORED,
            "places for a tool's own elements; the record of a case is kept anyway",
            Same(
                draw("s a e", user("a", inside="<auditing/><monitoring/>"), "<auditing/><monitoring/>"),
                ("<auditing/>", "<monitoring/>"),
                "a",
            ),
        ),
    ),
)

CHAPTERS = (GATEWAYS, OTHERS)
