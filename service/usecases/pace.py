"""How often one person, or one address, may ask for something: counted in the process whose work it is.

Reading a diagram takes the one import child of a process, so each process keeps its own count, and nothing is stored.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from service import errors

MOST_PEOPLE = 1_000


class Pace:
    """At most `most` times in `seconds` for each person or address.

    Parameters:
        code: of the refusal.
    """

    def __init__(self, most: int, seconds: int, code: str) -> None:
        self._most, self._span, self._code = most, timedelta(seconds=seconds), code
        self._times: dict[int | str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, who: int | str, now: datetime) -> None:
        """Count one more.

        Raises:
            TooManyError: it would be one too many; `retry_at` says when it won't be.
        """
        with self._lock:
            times = self._times.setdefault(who, deque())
            while times and times[0] <= now - self._span:
                times.popleft()
            if len(times) >= self._most:
                raise errors.TooManyError(self._code, times[0] + self._span)
            times.append(now)
            if len(self._times) > MOST_PEOPLE:
                self._times = {one: kept for one, kept in self._times.items() if kept[-1] > now - self._span}
