"""Warnings: at which points of a limit somebody is told, and who. Nothing is looked up or written here.

A policy is a list of levels for each kind of thing that has a limit. A level stands at a share of the limit ("80%"),
some working days before the due date ("-1d"), or after it ("+3d"); "100%" is at due. Each level names who is told from
there on: recipients only ever become more, that is the escalation. After the due date everybody is told again once a
working day, later every fifth, until she has acknowledged it; who is added by a later level is told all the same.

What a point is told by is only its order: at each look the newest point that has been passed since the last look is
told, to all who should know by then. So a worker that starts late tells the newest, not the flood before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn import strict

STEP, LANE, CASE, BUDGET, ACK = KINDS = ("step", "lane", "case", "budget", "ack")
"""What has a limit: a step by itself, and the kinds of clocks."""

RECIPIENTS = ("doer", "chief", "sender", "intake", "lead", "office")
"""Who may be told: who has claimed it (where nobody has, the chiefs; where there are none, the staff); the chiefs of
the agency that holds it; those of the agency that sent it; of the one-stop unit; of the lead agency; the Office."""

HUNDRED = 100
LEAST_SHARE = 10
"""Percent. No level lies before: so the first look at something new needs no policy, and what is done sooner none."""
DAILY_DAYS, THEN_EVERY = 20, 5
"""After the due date: told on each of so many working days, then on every fifth."""
MOST_LEVELS, MOST_DAYS = 12, 250


class Stage(StrEnum):
    """Where a point lies. An acknowledgement silences what follows in its half: before due, or from due on."""

    EARLY = "early"
    AHEAD = "ahead"
    DUE = "due"
    LATE = "late"

    @property
    def half(self) -> str:
        """Before the due date, or from it on."""
        return "before" if self in {Stage.EARLY, Stage.AHEAD} else "after"


@dataclass(frozen=True, slots=True)
class Level:
    """One level. `share` in percent of the limit; where `days` isn't 0 the level stands so many working days after the
    due date (negative: before it) and `share` is 100. `quiet`: it stands in the inbox alone."""

    share: int
    to: frozenset[str]
    days: int = 0
    quiet: bool = False

    @property
    def at(self) -> str:
        """As it is written: ``80%``, ``-1d``, ``+3d``."""
        return f"{self.days:+d}d" if self.days else f"{self.share}%"


@dataclass(frozen=True, slots=True)
class Plan:
    """The levels of one kind, and whether it is told again daily after the due date."""

    levels: tuple[Level, ...] = ()
    repeat: bool = True


@dataclass(frozen=True, slots=True)
class Policy:
    """What is told of each kind; a kind that isn't there is never told."""

    plans: Mapping[str, Plan] = field(default_factory=dict)

    def plan(self, kind: str) -> Plan:
        """The levels of a kind."""
        return self.plans.get(kind, Plan(repeat=False))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a limit is used at an instant: ticks of its unit, and whole working days since the due date (-1: it
    isn't due yet). The due date counts by itself: all ticks may be used when an office closes, and the limit end when
    it opens again."""

    used: int
    days: int = -1


@dataclass(frozen=True, slots=True)
class Span:
    """A limit in ticks of its unit, and how many of them are a working day of it."""

    limit: int
    day: int


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place on the way: before the due date (`after` 0) `value` counts hundredths of ticks; from it on (1), working
    days."""

    after: int
    value: int


NEVER, AT_DUE = Point(-1, 0), Point(1, 0)
"""Before every point; at the due date."""


@dataclass(frozen=True, slots=True)
class Warned:
    """What is to be told: `share` in percent and `days` after due are for the words; `to` are all who should know."""

    point: Point
    stage: Stage
    to: frozenset[str]
    share: int = HUNDRED
    days: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """When to look again: at so many ticks used (rounded up), or so many working days after the due date."""

    ticks: int | None = None
    days: int | None = None


def first_look(span: Span) -> int:
    """Ticks after which something new is looked at for the first time, whatever the policy."""
    return -(-span.limit * LEAST_SHARE // HUNDRED)


def newest(plan: Plan, span: Span, told: Progress | None, now: Progress) -> Warned | None:
    """What is to be told now: the newest of the points passed since it was told of last, None where there is none.

    Parameters:
        told: how far the limit was used when it was last told of, by the present limit; None: never.
    """
    before = NEVER if told is None else _last(plan, span, told)
    point = _last(plan, span, now)
    if point <= before:
        return None
    passed = [(p, level) for p, level in _levels(plan, span) if p <= point]
    loud = point > AT_DUE or any(p > before and not level.quiet for p, level in passed)
    to = frozenset[str]().union(*(level.to for _, level in passed))
    if point >= AT_DUE:
        stage = Stage.LATE if point.value else Stage.DUE
        return Warned(point, stage, to, days=point.value, quiet=not loud)
    here = [level for p, level in passed if p == point]
    days = min(level.days for level in here)
    share = max((level.share for level in here if not level.days), default=HUNDRED)
    return Warned(point, Stage.AHEAD if days else Stage.EARLY, to, share, days, quiet=not loud)


def following(plan: Plan, span: Span, now: Progress) -> Next | None:
    """When the next point comes, None where none does."""
    point = _last(plan, span, now)
    coming = [p for p, _ in _levels(plan, span) if p > point]
    if coming and not coming[0].after:
        return Next(ticks=-(-coming[0].value // HUNDRED))
    days = [p.value for p in coming if p.value > now.days]
    if plan.repeat and plan.levels:
        days.append(_repeated_after(max(now.days, 0)))
    return Next(days=min(days)) if days else None


def silenced(stage: Stage, due: int, acknowledged: Sequence[tuple[str, int]]) -> bool:
    """Whether somebody who was told and acknowledged it needs no further telling.

    Parameters:
        acknowledged: half and due date (ms UTC) of what she acknowledged: a new date is told anew.
    """
    return (stage.half, due) in acknowledged


def _levels(plan: Plan, span: Span) -> list[tuple[Point, Level]]:
    """The levels at their places, in order. What would lie before the least share, such as a day before the due date
    of a limit of one day, isn't there: its recipients are told at due."""
    placed = []
    for level in plan.levels:
        value = level.share * span.limit + HUNDRED * min(level.days, 0) * span.day
        if level.days > 0:
            placed.append((Point(1, level.days), level))
        elif level.at == "100%" or value < LEAST_SHARE * span.limit:
            placed.append((AT_DUE, level))
        else:
            placed.append((Point(0, value), level))
    return sorted(placed, key=lambda one: one[0])


def _last(plan: Plan, span: Span, at: Progress) -> Point:
    """The newest point that has been passed."""
    points = [p for p, _ in _levels(plan, span)]
    passed = [p for p in points if (at.days >= p.value if p.after else HUNDRED * at.used >= p.value)]
    last = max(passed, default=NEVER)
    if plan.repeat and plan.levels and at.days >= 1:
        last = max(last, Point(1, _repeated_until(at.days)))
    return last


def _repeated_until(day: int) -> int:
    """The last day until `day` on which it is told again."""
    return day if day <= DAILY_DAYS else day - (day - DAILY_DAYS) % THEN_EVERY


def _repeated_after(day: int) -> int:
    """The first day after `day` on which it is told again."""
    return day + 1 if day < DAILY_DAYS else _repeated_until(day) + THEN_EVERY


def parse(raw: object, where: str = "policy") -> Policy:
    """A policy from its JSON: ``{"step": {"levels": [{"at": "80%", "to": ["doer"]}], "repeat": true}}``.

    Raises:
        SettingsError: naming the key that is wrong.
    """
    known = strict.mapping(raw, where, set(KINDS))
    return Policy({kind: _plan(value, f"{where}.{kind}") for kind, value in known.items()})


def _plan(raw: object, where: str) -> Plan:
    known = strict.mapping(raw, where, {"levels", "repeat"})
    levels, repeat = known.get("levels", []), known.get("repeat", True)
    if not isinstance(levels, list):
        raise strict.SettingsError(f"{where}.levels", "wrong_type")
    if len(levels) > MOST_LEVELS:
        raise strict.SettingsError(f"{where}.levels", "too_large")
    if not isinstance(repeat, bool):
        raise strict.SettingsError(f"{where}.repeat", "wrong_type", repeat)
    read = [_level(value, f"{where}.levels.{number}") for number, value in enumerate(levels)]
    return Plan(tuple(sorted(read, key=_order)), repeat)


def _order(level: Level) -> tuple[int, int]:
    """As they usually come: shares, days before, at due, days after."""
    if level.days:
        return (3, level.days) if level.days > 0 else (1, level.days)
    return (0 if level.share < HUNDRED else 2), level.share


def _level(raw: object, where: str) -> Level:
    known = strict.mapping(raw, where, {"at", "to", "quiet"})
    to, quiet = known.get("to"), known.get("quiet", False)
    if not isinstance(to, list) or not to:
        raise strict.SettingsError(f"{where}.to", "missing" if to in (None, []) else "wrong_type", to)
    if unknown := [one for one in to if one not in RECIPIENTS]:
        raise strict.SettingsError(f"{where}.to", "not_allowed", unknown[0])
    if not isinstance(quiet, bool):
        raise strict.SettingsError(f"{where}.quiet", "wrong_type", quiet)
    share, days = _at(known.get("at"), f"{where}.at")
    return Level(share, frozenset(map(str, to)), days, quiet)


def _at(raw: object, where: str) -> tuple[int, int]:
    """Share in percent and days of ``80%``, ``-1d`` or ``+3d``."""
    text = raw.replace(" ", "") if isinstance(raw, str) and len(raw) <= 10 else ""
    number, unit = text[:-1], text[-1:]
    digits = number[1:] if unit == "d" and number[:1] in {"+", "-"} else number
    if not (digits.isascii() and digits.isdigit()) or unit not in {"%", "d"}:
        raise strict.SettingsError(where, "missing" if not raw else "not_allowed", raw)
    value = int(digits)
    if unit == "%":
        if not LEAST_SHARE <= value <= HUNDRED:
            raise strict.SettingsError(where, "not_allowed", raw)
        return value, 0
    if number == digits or not 1 <= value <= MOST_DAYS:
        raise strict.SettingsError(where, "not_allowed", raw)
    return HUNDRED, -value if number[0] == "-" else value


def to_json(policy: Policy) -> dict[str, object]:
    """The JSON that `parse` reads."""
    return {
        kind: {"levels": [_level_json(level) for level in plan.levels], "repeat": plan.repeat}
        for kind, plan in policy.plans.items()
    }


def _level_json(level: Level) -> dict[str, object]:
    told: dict[str, object] = {"at": level.at, "to": [one for one in RECIPIENTS if one in level.to]}
    return told | ({"quiet": True} if level.quiet else {})


def over(policy: Policy, above: Policy) -> Policy:
    """`policy` where it says something of a kind, else what stands above it."""
    return Policy({**above.plans, **policy.plans})


def _usual(*levels: tuple[str, str], quiet: str = "", repeat: bool = True) -> Plan:
    raw = [{"at": at, "to": to.split(), "quiet": at == quiet} for at, to in levels]
    return _plan({"levels": raw, "repeat": repeat}, "usual")


_WHOLE = (("80%", "chief"), ("-1d", "chief lead"), ("100%", "intake"), ("+1d", "office"))
USUAL = Policy(
    {
        STEP: _usual(("50%", "doer"), ("80%", "doer"), ("-1d", "chief"), ("100%", "doer chief"), ("+3d", "lead"),
                     quiet="50%"),
        LANE: _usual(("80%", "chief"), ("-1d", "chief"), ("100%", "intake"), ("+1d", "lead"), ("+3d", "office")),
        CASE: _usual(*_WHOLE),
        BUDGET: _usual(*_WHOLE),
        ACK: _usual(("100%", "doer chief sender"), repeat=False),
    }
)  # fmt: skip
"""What is told where nobody has decided otherwise."""
