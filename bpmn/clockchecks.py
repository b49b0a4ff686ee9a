"""What the terms of clocks say that can't be meant: places that the diagram doesn't have, shares over the whole."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import clocking, limits
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.lint import finding, times, words

PLACE_MISSING = words.Words(
    "clock-place-missing",
    finding.Level.WARNING,
    "Cách tính thời hạn nói đến phần tử hoặc làn không có trong sơ đồ: {places}. Phần đó sẽ không có tác dụng. Hãy sửa "
    "ở mục «Cách tính thời hạn» của bảng bước.",
    "How times are counted names elements or lanes that the diagram doesn't have: {places}. That part will do nothing. "
    "Mend it under “How times are counted” of the step table.",
)
OVER_TOTAL = words.Words(
    "clock-limit-over-total",
    finding.Level.NOTE,
    "Thời hạn của «{share}» là {amount} {unit_vi}, quá thời hạn của cả hồ sơ ({total} {unit_vi}): đúng hạn riêng mà hồ "
    "sơ vẫn trễ. Hãy sửa một trong hai ở bảng bước.",
    "The limit of “{share}” is {amount} {unit}, more than that of the case ({total} {unit}): in time by itself, and "
    "the case late. Mend one of them on the step table.",
)


def check(drawn: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> Iterator[finding.Finding]:
    """Findings about the terms; `settings` are those that hold."""
    at = next(iter(prepared.starts), next(iter(drawn.processes), ""))
    known = {*drawn.nodes, *prepared.diagram.nodes, *drawn.lanes}
    if missing := [place for place in _places(settings.clocks) if place not in known]:
        yield words.made(PLACE_MISSING, drawn, at, {"places": ", ".join(missing)})
    yield from _over_total(drawn, at, settings)


def _places(terms: clocking.Terms) -> Iterator[str]:
    named = [*terms.lanes, *terms.consents]
    for part in (*(one.steps for one in terms.budgets), *(one.at for one in terms.pauses)):
        named += part
    yield from dict.fromkeys(named)


def _over_total(drawn: dg.Diagram, at: str, settings: st.Settings) -> Iterator[finding.Finding]:
    """A lane in which the case's clock rests, whatever is done there, may take longer."""
    total, terms = settings.limit, settings.clocks
    if total is None:
        return
    apart = {place for one in terms.pauses if clocking.CASE in one.clocks for place in one.at}
    shares: list[tuple[str, str, limits.Limit]] = [
        (drawn.lanes[key].id, drawn.lanes[key].label or key, limit)
        for key, limit in terms.lanes.items()
        if key in drawn.lanes and key not in apart
    ]
    shares += [(at, one.name, one.limit) for one in terms.budgets]
    allowed = times.minutes(total, total.unit) or 0
    vietnamese, english = times.UNITS[total.unit]
    for element, name, limit in shares:
        spent = times.minutes(limit, total.unit)
        if spent is not None and spent > allowed:
            told = {"share": name, "amount": times.said(spent, total.unit), "total": str(total.amount)}
            yield words.made(OVER_TOTAL, drawn, element, told | {"unit": english, "unit_vi": vietnamese})
