"""Each place in a diagram takes certain kinds of events only (10.5.2 to 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "event-definition-misplaced",
    finding.Level.ERROR,
    "Sự kiện «{name}» thuộc loại «{kind}», không được dùng ở chỗ này ({place_vi}). Trong phần mềm vẽ: chọn loại "
    "khác: {allowed}.",
    "Event “{name}” is of kind “{kind}”, which may not be used here ({place}). In the modeler: choose another kind: "
    "{allowed}.",
)
STARTS = frozenset({"message", "timer", "conditional", "signal"})
INSIDE = STARTS | {"error", "escalation", "compensate"}
PLACES = {
    "startEvent": ("start event", "sự kiện bắt đầu", STARTS),
    "intermediateCatchEvent": ("catching intermediate event", "sự kiện trung gian chờ", STARTS | {"link"}),
    "intermediateThrowEvent": (
        "throwing intermediate event",
        "sự kiện trung gian gửi",
        frozenset({"message", "escalation", "compensate", "link", "signal"}),
    ),
    "boundaryEvent": ("boundary event", "sự kiện biên", INSIDE | {"cancel"}),
    "endEvent": (
        "end event",
        "sự kiện kết thúc",
        frozenset({"message", "error", "escalation", "compensate", "signal", "cancel", "terminate"}),
    ),
}
LISTENING = ("start event of an event subprocess", "sự kiện bắt đầu của quy trình con sự kiện", INSIDE)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A trigger at the start of an embedded subprocess is mended when preparing; an ad-hoc one has no start."""
    for node in judged.of(PLACES):
        outer = judged.diagram.nodes.get(node.parent or "")
        place, place_vi, allowed = PLACES[node.type]
        if node.type == "startEvent" and outer is not None:
            if not outer.event_subprocess:
                continue
            place, place_vi, allowed = LISTENING
        for event in node.events:
            if event.kind not in allowed:
                kinds = ", ".join(sorted(allowed))
                yield judged.tell(WORDS, node.id, kind=event.kind, place=place, place_vi=place_vi, allowed=kinds)
                break
