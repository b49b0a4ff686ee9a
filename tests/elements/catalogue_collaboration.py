"""Chapters 9, 11 and 12: pools, message flows, conversations, choreographies, and the picture."""

from __future__ import annotations

from tests.bpmn.drawing import node, process
from tests.elements.probes import Effect, Named, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import MESSAGE, beginning, catch, content, draw, throw

POOL = node("participant", "Sở", "Sở", processRef="P")
OPEN = "<messageEventDefinition/>"


def pooled(inside: str, attributes: str = "", flows: str = "s a e", *parts: str, beside: str = "") -> str:
    """A file with a collaboration."""
    return f'<collaboration id="C"{attributes}>{inside}</collaboration>' + draw(flows, *parts, beside=beside)


def two(flows: str) -> str:
    """Two pools, of which one sends to the other."""
    pools = POOL + node("participant", "Xã", "Xã", processRef="Q") + flows
    return pooled(pools, "", "s t e", throw(OPEN)) + process(content("q b e2", beginning(OPEN, "q")), of="Q")


def same(inside: str, attributes: str = "", beside: str = "") -> Same:
    """A part of a collaboration that says nothing to the engine."""
    return Same(
        pooled(POOL + inside, attributes, beside=beside),
        tuple(part for part in (inside, attributes, beside) if part),
        "a",
    )


PARTNERS = (
    "<partnerEntity id='pe' name='Sở Y'><participantRef>Sở</participantRef></partnerEntity>",
    "<partnerRole id='pr' name='Y'><participantRef>Sở</participantRef></partnerRole>",
)
FLOW = node("messageFlow", "f", "Giao", sourceRef="t", targetRef="q")


def filed(attributes: str) -> str:
    """A message of a black box to an event that does not name it."""
    flow = f'<messageFlow id="f" name="Nộp" sourceRef="Dân" targetRef="c"{attributes}/>'
    return pooled(POOL + '<participant id="Dân"/>' + flow, "", "s c a e", catch(OPEN), beside=MESSAGE)


COLLABORATION = Chapter(
    "Pools and message flows (9.2 to 9.4)",
    (
        row(
            "collaboration",
            "9.2",
            Status.EXECUTED,
            "a case is one run of all its pools",
            Effect(pooled(POOL), f'<collaboration id="C">{POOL}</collaboration>', "@", "a@Sở a", "a@P a"),
            Named("tests/bpmn/test_prepare_messages.py::test_two_pools_that_nothing_joins_both_begin"),
        ),
        row(
            "collaboration@name collaboration@isClosed",
            "9.2",
            Status.IGNORED,
            "a label, and whether messages that are not modelled may come",
            same("", ' name="Tên" isClosed="true"'),
        ),
        row(
            "participant participant@processRef",
            "9.3",
            Status.EXECUTED,
            "a pool, and the process in it; without one it is a black box",
            Effect(pooled(POOL), POOL, "@", "a@Sở a", "a@P a"),
            Effect(pooled(POOL), ' processRef="P"', "@", "a@Sở a", "a@P a"),
        ),
        row("participant@name", "9.3", Status.SHOWN, "its label", Same(pooled(POOL), (' name="Sở"',), "a")),
        row(
            "participant/interfaceRef participant/endPointRef partnerEntity* partnerRole*",
            "9.3",
            Status.IGNORED,
            "who the partner is, and where its services are",
            Same(
                pooled(
                    POOL.replace("></", "><interfaceRef>i</interfaceRef><endPointRef>p</endPointRef></"),
                    beside=PARTNERS[0] + PARTNERS[1],
                ),
                ("<interfaceRef>i</interfaceRef>", "<endPointRef>p</endPointRef>", *PARTNERS),
                "a",
            ),
        ),
        row(
            "participantMultiplicity*",
            "9.3",
            Status.REPAIRED,
            "one of each pool runs in a case, with a warning where the pool stands for several",
            Repaired(
                pooled(POOL.replace("></", '><participantMultiplicity minimum="2" maximum="3"/></')),
                "pool-several",
                "Sở",
                "a",
                "ended",
            ),
        ),
        row(
            "messageFlow messageFlow@sourceRef messageFlow@targetRef",
            "9.4",
            Status.EXECUTED,
            "joins the message that is thrown with the one that is waited for",
            Effect(two(FLOW), FLOW, "*", "b", "no * b"),
        ),
        row(
            "messageFlow@messageRef",
            "9.4, 8.4.11",
            Status.EXECUTED,
            "names the message where the events do not",
            Effect(filed(' messageRef="m"'), ' messageRef="m"', ">M", "a", "no >M c:message"),
        ),
        row(
            "messageFlow@name",
            "9.4",
            Status.SHOWN,
            "its label, and the message's name where nothing else names it",
            Effect(filed(""), ' name="Nộp"', ">Nộp", "a", "no >Nộp c:message"),
            Named(
                "tests/bpmn/test_prepare_messages.py::test_a_process_begun_by_another_pool_does_not_begin_with_the_case"
            ),
        ),
    ),
)

JOINED = "<innerParticipantRef>x</innerParticipantRef><outerParticipantRef>Sở</outerParticipantRef>"
PARTIES = f"<participantAssociation>{JOINED}</participantAssociation>"
TALKING = "<participantRef>Sở</participantRef><messageFlowRef>f</messageFlowRef>"
TALK = (
    f'<conversation id="k1" name="Trao đổi">{TALKING}</conversation>'
    '<subConversation id="k2"><conversation id="k5"/></subConversation>'
    f'<callConversation id="k3" calledCollaborationRef="K">{PARTIES}</callConversation>'
)
LINKS = (
    '<conversationLink name="n" sourceRef="Sở" targetRef="k1"/>'
    '<conversationAssociation innerConversationNodeRef="k1" outerConversationNodeRef="k2"/>'
    f'{PARTIES}<messageFlowAssociation innerMessageFlowRef="f" outerMessageFlowRef="f"/>'
    f'<choreographyRef>V</choreographyRef><conversationNode name="kn">{TALKING}</conversationNode>'
)
DANCE = (
    '<choreography id="V"><choreographyTask id="v1" initiatingParticipantRef="x" loopType="None">'
    "<participantRef>x</participantRef><messageFlowRef>f</messageFlowRef></choreographyTask>"
    '<subChoreography id="v2"/><callChoreography id="v3" calledChoreographyRef="V2"/>'
    "<choreographyActivity/></choreography>"
)
GLOBAL = '<globalChoreographyTask id="v4" initiatingParticipantRef="x"/>'


def left_out(inside: str = "", beside: str = "", at: str = "") -> Repaired:
    """What is left out by name."""
    return Repaired(pooled(POOL + inside, beside=beside), "choreography-not-read", at, "a", "ended")


CONVERSATIONS = Chapter(
    "Conversations and choreographies (9.5, 11)",
    (
        row(
            "conversation* subConversation* callConversation* globalConversation*",
            "9.5",
            Status.REPAIRED,
            "no steps to run: left out, with a warning that names them",
            *(left_out(TALK, at=at) for at in ("k1", "k2", "k3")),
            left_out(beside='<globalConversation id="k4"/>', at="k4"),
        ),
        row(
            (
                "conversationNode* conversationLink* conversationAssociation* participantAssociation* "
                "messageFlowAssociation* collaboration/choreographyRef"
            ),
            "9.5, 9.3, 9.4",
            Status.IGNORED,
            "how conversations, and collaborations that call each other, hang together",
            same(LINKS),
        ),
        row(
            (
                "choreography* choreographyTask* subChoreography* callChoreography* choreographyActivity* "
                "globalChoreographyTask*"
            ),
            "11",
            Status.REPAIRED,
            "what partners agree on, not steps of a process: left out, with a warning that names it",
            left_out(beside=DANCE, at="V"),
            left_out(beside=GLOBAL, at="v4"),
            Repaired(
                draw(
                    "s a e",
                    *(f'<{kind} id="v5"/>' for kind in ("choreographyTask", "subChoreography", "callChoreography")),
                ),
                "choreography-not-read",
                "v5",
                "a",
                "ended",
            ),
        ),
    ),
)

LANE = "<laneSet><lane id='L'/></laneSet>"


def shape(of: str, x: int, width: int, inside: str = "") -> str:
    """The shape of an element."""
    bounds = f'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="{x}" y="0" width="{width}" height="80"/>'
    marks = (
        'isHorizontal="true" isExpanded="true" isMarkerVisible="true" isMessageVisible="true" '
        'participantBandKind="top_initiating" choreographyActivityShape="q"'
    )
    return f'<BPMNShape id="{of}_di" bpmnElement="{of}" {marks}>{bounds}{inside}</BPMNShape>'


def picture(inside: str) -> str:
    """A diagram of one plane."""
    return (
        '<BPMNDiagram xmlns="http://www.omg.org/spec/BPMN/20100524/DI"><BPMNPlane bpmnElement="P">'
        f"{inside}</BPMNPlane></BPMNDiagram>"
    )


DRAWN = picture(shape("L", 0, 900) + shape("a", 100, 100))
DD = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
FONT = f'<dc:Font {DD} name="A" size="9" isBold="true" isItalic="true" isUnderline="true" isStrikeThrough="true"/>'
EDGE = (
    '<BPMNEdge bpmnElement="s-a" sourceElement="s_di" targetElement="a_di" messageVisibleKind="initiating">'
    f'<di:waypoint {DD} x="1" y="2"/>'
    f'<BPMNLabel labelStyle="st"><dc:Bounds {DD} x="1" y="2" width="3" height="4"/></BPMNLabel></BPMNEdge>'
    f'<BPMNLabelStyle id="st">{FONT}<dc:Point {DD} x="1" y="1"/></BPMNLabelStyle>'
)
ABSTRACT = "DiagramElement Diagram Style Node Edge Shape Plane LabeledEdge Label LabeledShape"
INSIDE = '<di:extension/><di:waypoint x="1" y="2"/>'
BASES = "".join(
    f'<di:{kind} {DD} id="{kind}_1" name="n" documentation="d" resolution="96">{INSIDE}</di:{kind}>'
    for kind in ABSTRACT.split()
)

PICTURE = Chapter(
    "The picture (12)",
    (
        row(
            "BPMNDiagram* BPMNPlane* BPMNShape* Bounds*",
            "12",
            Status.EXECUTED,
            "shown; and where no lane lists a step, it belongs to the lane in whose shape it stands",
            Effect(draw("s a e", LANE, beside=DRAWN), DRAWN, "@", "a@P/L a", "a@P a"),
        ),
        row(
            "BPMNEdge* BPMNLabel* BPMNLabelStyle* Font* Point*",
            "12",
            Status.SHOWN,
            "lines and labels",
            Same(draw("s a e", beside=picture(shape("a", 0, 9) + EDGE)), (EDGE,), "a"),
        ),
        row(
            "DiagramElement* Diagram* Style* Node* Edge* Shape* Plane* LabeledEdge* Label* LabeledShape*",
            "12, annex B",
            Status.ABSTRACT,
            "bases of the picture's elements",
            Same(draw("s a e", beside=BASES), (BASES,), "a"),
        ),
    ),
)

CHAPTERS = (COLLABORATION, CONVERSATIONS, PICTURE)
