"""Time limits compared: which of them are told in the same time, and the longest way that a case may take.

Work runs in working days of eight hours, the clock in days of twenty-four; neither says the other without a calendar.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from bpmn import diagram as dg
from bpmn import graph, properties
from bpmn import settings as st
from bpmn.lint import subject

WORK: Mapping[st.Unit, int] = {st.Unit.WORKING_DAY: 480, st.Unit.WORKING_HOUR: 60}
CLOCK: Mapping[st.Unit, int] = {st.Unit.CALENDAR_DAY: 1440, st.Unit.HOUR: 60, st.Unit.MINUTE: 1}
"""Minutes of each unit, of work and of the clock."""
UNITS: Mapping[st.Unit, tuple[str, str]] = {
    st.Unit.WORKING_DAY: ("ngày làm việc", "working days"),
    st.Unit.CALENDAR_DAY: ("ngày", "days"),
    st.Unit.WORKING_HOUR: ("giờ làm việc", "working hours"),
    st.Unit.HOUR: ("giờ", "hours"),
    st.Unit.MINUTE: ("phút", "minutes"),
}
"""In Vietnamese and English."""


def minutes(limit: st.Limit, unit: st.Unit) -> int | None:
    """A limit in minutes of the time that a unit is of; None where they can't be compared."""
    known = WORK if unit in WORK else CLOCK
    return limit.amount * known[limit.unit] if limit.unit in known else None


def said(spent: int, unit: st.Unit) -> str:
    """Minutes as an amount of a unit, to one decimal."""
    amount = spent / (WORK.get(unit) or CLOCK[unit])
    return f"{math.ceil(amount * 10) / 10:g}"


def clock_days(limit: st.Limit) -> float:
    """The most days of the clock that a limit may take, weekends between counted, holidays not."""
    if limit.unit in CLOCK:
        return limit.amount * CLOCK[limit.unit] / 1440
    days = math.ceil(limit.amount * WORK[limit.unit] / 480)
    return days + 2 * math.ceil(days / 5)


def longest(judged: subject.Subject, unit: st.Unit) -> tuple[int, tuple[str, ...]]:
    """Minutes and nodes of the way whose limits sum up highest.

    Branches that run side by side take as long as the longest of them, a circle is gone once, and the applicant's own
    steps don't count: the law's clock rests there. What can't be compared counts nothing, so that the sum is never too
    high.
    """
    ready = judged.prepared.diagram
    takes = _takes(judged, unit)
    known = graph.Graph(ready, messages=True)
    order = graph.ordered(known.ways, (*known.entries, *ready.nodes))
    place = {name: at for at, name in enumerate(order)}
    begun = dict.fromkeys(order, 0)
    before: dict[str, str] = {}
    best, last = 0, ""
    for name in order:
        done = begun[name] + takes.get(name, 0)
        if done > best:
            best, last = done, name
        for way in known.ways[name]:
            # What leaves by the border doesn't wait for the work to be completed.
            reached = begun[name] if _leaves(ready, name, way) else done
            if place.get(way, -1) > place[name] and (reached > begun[way] or way not in before):
                begun[way], before[way] = reached, name
    return best, _way(before, last, ready)


def _takes(judged: subject.Subject, unit: st.Unit) -> dict[str, int]:
    bound = properties.bindings(judged.prepared.diagram, judged.settings)
    found: dict[str, int] = {}
    for element in judged.prepared.tasks:
        step = judged.settings.steps.get(element)
        binding = bound.get(judged.prepared.diagram.lane_of.get(element, ""))
        waits = binding is not None and binding.to is st.BindTo.APPLICANT
        if step is not None and step.limit is not None and not waits:
            found[element] = minutes(step.limit, unit) or 0
    return found


def _leaves(ready: dg.Diagram, host: str, event: str) -> bool:
    node = ready.nodes.get(event)
    return node is not None and node.attached_to == host


def _way(before: Mapping[str, str], last: str, ready: dg.Diagram) -> tuple[str, ...]:
    found = []
    while last:
        found.append(last)
        last = before.get(last, "")
    return tuple(name for name in reversed(found) if name in ready.nodes)
