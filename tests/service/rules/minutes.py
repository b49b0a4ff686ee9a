"""An oracle for working time: it walks minute by minute and reads nothing but a calendar's JSON.

It shares no code with `service/rules`: every minute of a period is laid open or closed by what the clock on the wall
shows then; answers are found by counting minutes. Slow to make, naive on purpose.
"""

from __future__ import annotations

import bisect
from array import array
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import holidays

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHOLE_DAY = 28_800
"""Ticks of a working day."""


class Minutes:
    """A calendar, minute by minute, from one day to another.

    Parameters:
        told: the calendar's JSON.
        since, until: the period; answers beyond it are not to be asked for.
    """

    def __init__(self, told: dict[str, Any], since: date, until: date) -> None:
        self._told, self._zone = told, ZoneInfo(told["zone"])
        self._origin = int(datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp()) // 60
        years = range(since.year - 1, until.year + 2)
        public = holidays.country_holidays(told["country"], years=years) if told["country"] else None
        self._off = set(public) if public is not None else set()
        self._made_up = set(getattr(public, "weekend_workdays", ()))
        self.open, self.worked = bytearray(), array("q", [0])
        self.shown, self.fresh = array("q"), bytearray()
        """Minutes that the clock on the wall has shown before each, none twice; whether it shows a new one."""
        self.days: dict[date, list[int]] = {}
        """Of each working day its open minutes, in order."""
        shown, hours = 0, dict[date, list[list[int]]]()
        for minute in range((until - since).days * 24 * 60):
            local = datetime.fromtimestamp((self._origin + minute) * 60, self._zone)
            day, of_day = local.date(), local.hour * 60 + local.minute
            if day not in hours:
                hours[day] = self._hours(day)
            is_open = any(opens <= of_day < closes for opens, closes in hours[day])
            self.open.append(is_open)
            self.worked.append(self.worked[-1] + is_open)
            wall = day.toordinal() * 1440 + of_day
            shown = max(shown, wall)
            self.shown.append(shown)
            self.fresh.append(shown == wall)
            shown = max(shown, wall + 1)
            if is_open:
                self.days.setdefault(day, []).append(minute)
        self._order = sorted(self.days)
        self._place = {day: number for number, day in enumerate(self._order)}
        self._before = [0]
        for day in self._order:
            self._before.append(self._before[-1] + self._weight(day))

    def _said(self, day: date) -> dict[str, Any]:
        """Hours of the day as the JSON says them."""
        ordered, hours = self._told["days"].get(day.isoformat()), self._told["hours"]
        usual = next((hours[name] for name in NAMES if hours[name]["shifts"] and not hours[name].get("half")), None)
        usual = usual or {"shifts": [["08:00", "12:00"], ["13:00", "17:00"]]}
        own = hours[NAMES[day.weekday()]]
        if ordered is not None:
            if not ordered["work"]:
                return {"shifts": []}
            if "hours" in ordered:
                return dict(ordered["hours"])
            other = hours[NAMES[date.fromisoformat(ordered["swap"]).weekday()]] if "swap" in ordered else usual
            return other if other["shifts"] else usual
        if day in self._made_up:
            return own if own["shifts"] else usual
        return {"shifts": []} if day in self._off else own

    def _hours(self, day: date) -> list[list[int]]:
        return [[int(at[:2]) * 60 + int(at[3:]) for at in shift] for shift in self._said(day)["shifts"]]

    def _weight(self, day: date) -> int:
        return WHOLE_DAY // 2 if self._said(day).get("half") else WHOLE_DAY

    # -- instants, as (minute of the period, second) and whole seconds of the period

    def second(self, at: datetime) -> int:
        """Seconds since the period began."""
        return int(at.timestamp()) - self._origin * 60

    def instant(self, second: int) -> datetime:
        """The same back, in UTC."""
        return datetime.fromtimestamp(self._origin * 60 + second, UTC)

    def local(self, second: int) -> datetime:
        """What the clock on the wall shows."""
        return datetime.fromtimestamp(self._origin * 60 + second, self._zone)

    def office_seconds(self, second: int) -> int:
        """Office seconds before that second."""
        minute, rest = divmod(second, 60)
        return self.worked[minute] * 60 + rest * self.open[minute]

    def wall_seconds(self, second: int) -> int:
        """Seconds that the clock on the wall has shown, none twice."""
        minute, rest = divmod(second, 60)
        return self.shown[minute] * 60 + rest * self.fresh[minute]

    def day_ticks(self, second: int) -> int:
        """Ticks of working days before that second."""
        day = self.local(second).date()
        place = bisect.bisect_left(self._order, day)
        if day not in self._place:
            return self._before[place]
        return self._before[place] + self._weight(day) * self._into(day, second) // (len(self.days[day]) * 60)

    def _into(self, day: date, second: int) -> int:
        """Office seconds of a day before a second."""
        minute, rest = divmod(second, 60)
        minutes = self.days[day]
        gone = bisect.bisect_left(minutes, minute)
        return gone * 60 + (rest if gone < len(minutes) and minutes[gone] == minute else 0)

    # -- adding

    def after_office_seconds(self, second: int, by: int) -> int:
        """The first second at which so much more office time has passed."""
        wanted = self.office_seconds(second) + by
        minute = bisect.bisect_left(self.worked, -(-wanted // 60)) - 1
        return minute * 60 + wanted - self.worked[minute] * 60

    def after_wall_seconds(self, second: int, by: int) -> int:
        """When the clock on the wall shows so much more; where it never shows that, the first second beyond."""
        wanted = self.wall_seconds(second) + by
        minute = bisect.bisect_left(self.shown, wanted // 60)
        while self.shown[minute] == wanted // 60 and not self.fresh[minute]:
            minute += 1
        return minute * 60 + (wanted % 60 if self.shown[minute] == wanted // 60 else 0)

    def after_days(self, second: int, days: int) -> int | None:
        """`days` working days later: so many days on, at the same time of day within the office's hours. None where it
        ends on a day with other hours than the day that it starts on: there is no "same time of day" then."""
        day = self.local(second).date()
        works = day in self.days and second < (self.days[day][-1] + 1) * 60
        place = bisect.bisect_right(self._order, day) - 1
        if works and second <= self.days[day][0] * 60:
            part = Fraction(0)
        elif works:
            part = Fraction(self._into(day, second), len(self.days[day]) * 60)
        else:
            part = Fraction(1)
        opening, of = not part, self._order[place]
        wanted = self._before[place] + part * self._weight(of) + days * WHOLE_DAY
        while wanted > self._before[place + 1] or (opening and wanted == self._before[place + 1]):
            place += 1
        end = self._order[place]
        if (wanted - self._before[place]) / self._weight(end) != part or not self._alike(of, end):
            return None
        opens, closes = self.days[end][0] * 60, (self.days[end][-1] + 1) * 60
        if not works:
            return closes
        return min(max(opens + second - self.days[of][0] * 60, opens), closes)

    def _alike(self, one: date, other: date) -> bool:
        """Whether two days are open at the same minutes."""
        first, second = self.days[one], self.days[other]
        return [m - first[0] for m in first] == [m - second[0] for m in second]

    # -- policies

    def begins(self, second: int, cut_off: int | None, last: int | None) -> int:
        """When a limit begins to count that was received then."""
        local = self.local(second)
        day, of_day = local.date(), local.hour * 3600 + local.minute * 60 + local.second
        if cut_off is None and last is None:
            return second
        closes = max((shift[1] for shift in self._hours(day)), default=0) * 60
        late = (cut_off is not None and of_day > cut_off) or (last is not None and of_day >= closes - last)
        if day in self.days and not late:
            return second
        return self.days[next(one for one in self._order[bisect.bisect_right(self._order, day) :])][0] * 60

    def day_end(self, second: int, roll: bool) -> int:
        """When the office closes on that day; at midnight on a day off, or (`roll`) on the next working day."""
        day = self.local(second).date()
        eve = self.local(second - 1).date()
        if eve in self.days and (self.days[eve][-1] + 1) * 60 == second:
            return second
        if day in self.days:
            return (self.days[day][-1] + 1) * 60
        if roll:
            following = self._order[bisect.bisect_right(self._order, day)]
            return (self.days[following][-1] + 1) * 60
        minute = second // 60
        while self.local(minute * 60).date() <= day:
            minute += 1
        return minute * 60
