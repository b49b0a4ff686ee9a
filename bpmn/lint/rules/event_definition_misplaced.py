"""Each place in a diagram takes certain kinds of events only (10.5.2 to 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import describing
from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-definition-misplaced",
    finding.Level.ERROR,
    "Sự kiện «{name}» thuộc loại «{kind_vi}», không được dùng ở chỗ này ({place_vi}). Trong phần mềm vẽ: chọn loại "
    "khác: {allowed_vi}.",
    "Event “{name}” is of kind “{kind}”, which may not be used here ({place}). In the modeler: choose another kind: "
    "{allowed}.",
)
STARTS = ("message", "timer", "conditional", "signal")
INSIDE = (*STARTS, "error", "escalation", "compensate")
PLACES = {
    "startEvent": ("start event", "sự kiện bắt đầu", STARTS),
    "intermediateCatchEvent": ("catching intermediate event", "sự kiện trung gian chờ", (*STARTS, "link")),
    "intermediateThrowEvent": (
        "throwing intermediate event",
        "sự kiện trung gian gửi",
        ("message", "signal", "escalation", "compensate", "link"),
    ),
    "boundaryEvent": ("boundary event", "sự kiện biên", (*INSIDE, "cancel")),
    "endEvent": (
        "end event",
        "sự kiện kết thúc",
        ("message", "signal", "error", "escalation", "compensate", "cancel", "terminate"),
    ),
}
LISTENING = ("start event of an event subprocess", "sự kiện bắt đầu của quy trình con sự kiện", INSIDE)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A trigger at the start of an embedded subprocess is mended when preparing, as are intermediate events that only
    the other direction knows; an ad-hoc subprocess has no start."""
    for node in judged.of(PLACES):
        place, place_vi, allowed = PLACES[node.type]
        outer = judged.diagram.nodes.get(node.parent or "")
        if node.type == "startEvent" and outer is not None:
            if not outer.event_subprocess:
                continue
            place, place_vi, allowed = LISTENING
        ready = judged.prepared.diagram.nodes.get(node.id)
        turned = ready is not None and ready.type in PLACES and ready.type != node.type
        wrong = None if turned else _first(node, allowed)
        if wrong is not None:
            kind_vi, kind = describing.EVENTS[wrong]
            kinds = {"allowed": ", ".join(describing.EVENTS[one][1] for one in allowed)}
            kinds["allowed_vi"] = ", ".join(describing.EVENTS[one][0] for one in allowed)
            yield judged.tell(WORDS, node.id, kind=kind, kind_vi=kind_vi, place=place, place_vi=place_vi, **kinds)


def _first(node: dg.Node, allowed: tuple[str, ...]) -> str | None:
    """The first kind that may not stand there."""
    return next((event.kind for event in node.events if event.kind not in allowed), None)
