"""A timer on a step reminds before the time of the step is over."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.expressions import errors, temporal
from bpmn.lint import finding, subject, times, words

WORDS = words.Words(
    "timer-beyond-limit",
    finding.Level.NOTE,
    "Đồng hồ «{name}» đợi {wait} nhưng bước «{step}» chỉ có {limit} {unit_vi}; đồng hồ chỉ kêu khi bước đã quá hạn. "
    "Trong phần mềm vẽ: rút ngắn đồng hồ nếu muốn nhắc trước hạn.",
    "Timer “{name}” waits {wait}, and step “{step}” has {limit} {unit}; it goes off when the step is overdue already. "
    "In the modeler: shorten the timer if it is to remind in time.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Durations written down, against the most days that the limit may take; an expression is known when it runs."""
    for node in judged.of({"boundaryEvent"}):
        host = judged.diagram.nodes.get(node.attached_to or "")
        step = judged.settings.steps.get(node.attached_to or "")
        if host is None or step is None or step.limit is None or host.id not in judged.prepared.tasks:
            continue
        for event in node.events:
            days = _days(event)
            if days is not None and days > times.clock_days(step.limit):
                vietnamese, english = times.UNITS[step.limit.unit]
                yield judged.tell(
                    WORDS,
                    node.id,
                    wait=event.expression.body.strip() if event.expression else "",
                    step=host,
                    limit=str(step.limit.amount),
                    unit=english,
                    unit_vi=vietnamese,
                )


def _days(event: dg.EventDefinition) -> float | None:
    """Days that a timer waits, where it says so plainly."""
    if event.kind != "timer" or event.timer != "duration" or event.expression is None:
        return None
    try:
        waits = temporal.parse_duration(event.expression.body)
    except errors.ExpressionError:
        return None
    return waits.months * 30 + waits.days + waits.seconds / 86_400
