"""Timers that can be read if one is not strict: in words, in lenient ISO 8601, or under the wrong of the three kinds.

Tools let a duration be written where a date or a cycle belongs, and people write ``3 ngày``. What was understood is
told, so that the analyst can say otherwise; what isn't understood is told in `texts`.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn.expressions import errors, spans, temporal, tree
from bpmn.lint import finding, words
from bpmn.repairs import draft

IN_WORDS = words.Words(
    "timer-in-words",
    finding.Level.WARNING,
    "Đồng hồ «{name}» ghi «{text}»; được đọc là {read} (tính theo lịch, không phải ngày làm việc). Trong phần mềm vẽ: "
    "ghi theo ISO 8601.",
    "Timer “{name}” says “{text}”; it is read as {read} (by the calendar, not in working days). In the modeler: write "
    "it in ISO 8601.",
    asks="timer",
)
OTHER_KIND = words.Words(
    "timer-kind-turned",
    finding.Level.WARNING,
    "Đồng hồ «{name}» đặt «{text}» ở ô {kind_vi}, nhưng đó là {read_vi}; được đọc như vậy. Trong phần mềm vẽ: đổi loại "
    "đồng hồ.",
    "Timer “{name}” has “{text}” as its {kind}, which is a {read}; it is read as that. In the modeler: change the "
    "kind of timer.",
    asks="timer",
)
KINDS: dict[str, tuple[temporal.Kind, str, str]] = {
    "date": ("date", "date", "thời điểm"),
    "duration": ("duration", "duration", "khoảng thời gian"),
    "cycle": ("cycle", "cycle", "chu kỳ"),
}


def repair(work: draft.Draft) -> None:
    """Read each timer that isn't one as it stands, if another reading gives one."""
    for node in tuple(work.nodes.values()):
        if any(event.kind == "timer" for event in node.events):
            events = tuple(_read(work, node.id, event) for event in node.events)
            if events != node.events:
                work.put_node(replace(node, events=events))


def _read(work: draft.Draft, element: str, event: dg.EventDefinition) -> dg.EventDefinition:
    text = event.expression
    if event.kind != "timer" or text is None or event.timer not in KINDS or not text.body.strip():
        return event
    lenient = text.body.lstrip().startswith("p") and spans.iso(text.body) is not None  # else p3d were a variable
    if not lenient and _fits(KINDS[event.timer][0], text):
        return event
    for kind, read, read_vi in KINDS.values():
        if kind != event.timer and isinstance(_timer(kind, text), temporal.Timer):
            shown = {"kind": KINDS[event.timer][1], "kind_vi": KINDS[event.timer][2], "read": read, "read_vi": read_vi}
            work.tell(OTHER_KIND, element, text=text.body, **shown)
            return replace(event, timer=kind)
    spoken = spans.iso(text.body)
    if spoken is None or not _fits("duration", dg.Text(spoken)):
        return event
    if spoken != text.body.strip().upper():
        work.tell(IN_WORDS, element, text=text.body, read=spoken)
    return replace(event, timer="duration", expression=dg.Text(spoken))


def _fits(kind: temporal.Kind, text: dg.Text) -> bool:
    return _timer(kind, text) is not None


def _timer(kind: temporal.Kind, text: dg.Text) -> temporal.Timer | tree.Expression | None:
    try:
        return temporal.parse_timer(kind, text.body, language=text.language)
    except errors.ExpressionError:
        return None
