"""The limits of the steps on the longest way fit into the limit of the case."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from bpmn.lint import finding, subject, times, words

WORDS = words.Words(
    "limits-over-total",
    finding.Level.NOTE,
    "Thời hạn các bước trên đường dài nhất cộng lại là {sum} {unit_vi}, quá thời hạn của cả hồ sơ ({total} "
    "{unit_vi}): mọi bước đúng hạn mà hồ sơ vẫn có thể trễ. Trong bảng bước: rút ngắn bước hoặc kéo dài thời hạn hồ "
    "sơ.",
    "The limits of the steps on the longest way add up to {sum} {unit}, more than the limit of the case ({total} "
    "{unit}): every step may be in time and the case late. On the step table: shorten steps or lengthen the case's "
    "limit.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Steps told in the same time as the case, working days or days of the clock; the way is in the finding's trace."""
    total = judged.settings.limit
    if total is None:
        return
    allowed = times.minutes(total, total.unit) or 0
    spent, way = times.longest(judged, total.unit)
    if spent <= allowed or not way:
        return
    vietnamese, english = times.UNITS[total.unit]
    told = judged.tell(
        WORDS,
        next(iter(judged.prepared.starts), way[0]),
        sum=times.said(spent, total.unit),
        total=str(total.amount),
        unit=english,
        unit_vi=vietnamese,
    )
    yield dataclasses.replace(told, trace=way)
