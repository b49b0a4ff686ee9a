"""What may become of a piece of feedback, and when so many of them ask for a procedure to be looked at anew.

received → assigned → answered → closed; rejected from the first two (not ours, abuse, a double). An answer may be given
without assigning first, written anew while nobody has closed it, and what was closed may be opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("feedback", "new", "overlap", "contradiction")
"""Citizens' feedback; what agencies report: a procedure that has come up, an overlap, a contradiction."""
STATES = ("received", "assigned", "answered", "closed", "rejected")

ACTS: Mapping[str, Mapping[str, str]] = {
    "assign": {"received": "assigned", "assigned": "assigned"},
    "answer": {"received": "answered", "assigned": "answered", "answered": "answered"},
    "reject": {"received": "rejected", "assigned": "rejected"},
    "close": {"answered": "closed"},
    "reopen": {"answered": "assigned", "closed": "assigned", "rejected": "received"},
}
"""Act → state before → state after."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many open ones about one procedure within so many days open a review of it; 0 never does."""

    count: int = 5
    days: int = 90

    def reached(self, open_ones: int) -> bool:
        """Whether a review is due."""
        return 0 < self.count <= open_ones


USUAL = Threshold()


def after(state: str, act: str) -> str | None:
    """The state after an act; None where it isn't one that can be done now.

    Raises:
        ValueError: there is no such act.
    """
    if act not in ACTS:
        raise ValueError(f"no act {act!r}")
    return ACTS[act].get(state)


def acts(state: str) -> tuple[str, ...]:
    """What can be done with one in this state."""
    return tuple(act for act, ways in ACTS.items() if state in ways)
