"""Who does which kind of long work: one line each.

A handler is a function of a `longwork.Task`. It writes into our tables through `task.transaction()` alone, names its
effect outside by `task.key`, raises to be tried again later, and raises `longwork.GiveUpError` where that would not
help.
"""

from __future__ import annotations

from collections.abc import Mapping

from service import config as configuration
from service.mail import sending
from service.usecases import calendarchanges, digests, longwork, overlaps

HANDLERS: Mapping[str, longwork.Handler] = {
    calendarchanges.KIND: calendarchanges.HANDLER,
    overlaps.KIND: overlaps.HANDLER,
}
"""By kind; add yours. What needs the configuration stands in `of`."""


def of(config: configuration.Config) -> Mapping[str, longwork.Handler]:
    """All kinds that a worker does by this configuration; mail only where there is a server for it."""
    if config.smtp is None:
        return HANDLERS
    return {**HANDLERS, digests.WORK: sending.handler(config.smtp, config.url)}
