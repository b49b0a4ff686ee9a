"""Biểu II.06a: how many dossiers were received, settled and are open, and the rule that its figures keep.

Columns by their numbers on the form: 3 received = 4 online + 5 direct or by post + 6 carried over; 7 settled = 8 early
+ 9 on time + 10 late; 11 open = 12 within time + 13 overdue; always 3 = 7 + 11. Each is made from sums of its own, so
that sums that went wrong show instead of being printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.measures import dossiers

COLUMNS = tuple(range(3, 14))
"""Numbers of the columns that hold figures."""


class ImbalanceError(ArithmeticError):
    """A row that breaks a rule of the form; attributes say where and how.

    Attributes:
        where: what the row is of.
        rule: such as ``3 = 7 + 11``.
        figures: the row's figures by column.
    """

    def __init__(self, where: str, rule: str, figures: dict[int, int]) -> None:
        self.where, self.rule, self.figures = where, rule, figures
        told = ", ".join(f"({number}) {value}" for number, value in figures.items())
        super().__init__(f"{where}: {rule} does not hold: {told}")


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the form."""

    online: int = 0
    direct: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0

    @property
    def received(self) -> int:
        """Column 3."""
        return self.online + self.direct + self.carried

    @property
    def settled(self) -> int:
        """Column 7."""
        return self.early + self.on_time + self.late

    @property
    def within(self) -> int:
        """Column 12."""
        return self.open - self.overdue

    def columns(self) -> dict[int, int]:
        """The figures by the columns' numbers."""
        return {
            3: self.received, 4: self.online, 5: self.direct, 6: self.carried,
            7: self.settled, 8: self.early, 9: self.on_time, 10: self.late,
            11: self.open, 12: self.within, 13: self.overdue,
        }  # fmt: skip

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return any(self.columns().values())


def figures(start: dossiers.Sums, end: dossiers.Sums, to_come: int = 0, *, excused: bool = True) -> Figures:
    """A row from the sums of all days before the period and of all days until its end.

    Parameters:
        to_come: of those that `end` counts as overdue, how many are so only later today.
        excused: whether those that wait for a supplement count as within time.
    """
    overdue = end.overdue if excused else end.overdue + end.waiting
    return Figures(
        online=end.online - start.online,
        direct=end.direct - start.direct,
        carried=start.opened,
        early=end.early - start.early,
        on_time=end.on_time - start.on_time,
        late=end.late - start.late,
        open=end.opened,
        overdue=overdue - to_come,
    )


def overdue_from(one: dossiers.Dossier, *, excused: bool = True) -> int | None:
    """From when an open dossier counts as overdue, ms UTC; None: not as it stands."""
    found = [one.overdue_at] if excused else [one.overdue_at, one.waiting_at]
    return min((at for at in found if at is not None), default=None)


def check(where: str, row: Figures) -> Figures:
    """The row, if it keeps the form's rules.

    Raises:
        ImbalanceError: it doesn't.
    """
    told = row.columns()
    if row.received != row.settled + row.open:
        raise ImbalanceError(where, "3 = 7 + 11", told)
    if any(value < 0 for value in told.values()):
        raise ImbalanceError(where, "0 ≤ each figure, 13 ≤ 11", told)
    return row


def total(rows: Iterable[Figures]) -> Figures:
    """The last row of the form."""
    found = [one.columns() for one in rows]
    added = {number: sum(one[number] for one in found) for number in COLUMNS}
    return Figures(added[4], added[5], added[6], added[8], added[9], added[10], added[11], added[13])
