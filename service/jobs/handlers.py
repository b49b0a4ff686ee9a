"""Who does which kind of long work: one line each.

A handler is a function of a `longwork.Task`. It writes into our tables through `task.transaction()` alone, names its
effect outside by `task.key`, raises to be tried again later, and raises `longwork.GiveUpError` where that would not
help.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.usecases import calendarchanges, longwork, overlaps

HANDLERS: Mapping[str, longwork.Handler] = {
    calendarchanges.KIND: calendarchanges.HANDLER,
    overlaps.KIND: overlaps.HANDLER,
}
"""By kind; add yours."""
