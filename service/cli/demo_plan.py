"""Which cases the demo has: 300 that have ended and 60 that are open, of two procedures in two versions each."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.cli import demo_offices, demo_stories

BIRTH, LAND = demo_stories.BIRTH, demo_stories.LAND

FINISHED, OPEN = 300, 60
OLDEST = 88
"""Working days back to the first case: about four months."""
EARLIEST_END = 6
"""Working days ago at which the youngest of the finished cases may have begun."""
SECOND_VERSION_DAYS, FIRST_VERSION_DAYS = 60, 160
"""Least age of the second versions, and of the first, in days."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Finished cases of one kind: how many, by which version, how many working days ago at least they began."""

    procedure: str
    version: int
    count: int
    youngest: int
    intake: tuple[str, ...] = ()
    never: str = ""
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Open cases that stop at one element, begun so many working days ago."""

    procedure: str
    element: str
    count: int
    ages: tuple[int, int]
    intake: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None


FINISHED_MIX = (
    Mix(BIRTH, 1, 62, 9),
    Mix(BIRTH, 1, 15, 12, facts={"residence": "verify"}),
    Mix(BIRTH, 1, 9, 12, facts={"residence": "consent"}),
    Mix(BIRTH, 1, 10, 14, intake=("supplement",)),
    Mix(BIRTH, 1, 4, 12, facts={"wrong": "Task_CheckResidence"}),
    Mix(BIRTH, 1, 3, 12, facts={"wrong": "Task_CheckCard"}),
    Mix(BIRTH, 1, 4, 9, intake=("refuse",)),
    Mix(BIRTH, 1, 3, 30, intake=("supplement",), never="Task_Supplement"),
    Mix(BIRTH, 2, 38, 8),
    Mix(BIRTH, 2, 16, 14, facts={"id_card": True}),
    Mix(BIRTH, 2, 9, 12, facts={"residence": "verify"}),
    Mix(BIRTH, 2, 3, 12, facts={"wrong": "Task_CheckResidence"}),
    Mix(BIRTH, 2, 5, 14, intake=("supplement",)),
    Mix(BIRTH, 2, 2, 9, intake=("refuse",)),
    Mix(BIRTH, 2, 2, 30, intake=("supplement",), never="Task_Supplement"),
    Mix(LAND, 1, 44, 30, facts={"pays_after": 12}),
    Mix(LAND, 1, 4, 30, facts={"pays_after": 190}),
    Mix(LAND, 1, 8, 30, facts={"assessment": "exempt"}),
    Mix(LAND, 1, 6, 30, facts={"assessment": "unclear", "pays_after": 10}),
    Mix(LAND, 1, 6, 30, intake=("supplement",), facts={"pays_after": 8}),
    Mix(LAND, 1, 4, 20, facts={"eligible": False}),
    Mix(LAND, 1, 3, 30, intake=("refuse",)),
    Mix(LAND, 1, 2, 30, intake=("supplement",), never="Task_Supplement"),
    Mix(LAND, 2, 24, 24, facts={"pays_after": 9}),
    Mix(LAND, 2, 3, 38, facts={"pays_after": 95}),
    Mix(LAND, 2, 4, 20, facts={"assessment": "exempt"}),
    Mix(LAND, 2, 2, 24, facts={"assessment": "unclear", "pays_after": 6}),
    Mix(LAND, 2, 2, 24, intake=("supplement",), facts={"pays_after": 6}),
    Mix(LAND, 2, 2, 14, facts={"eligible": False}),
    Mix(LAND, 2, 1, 10, intake=("refuse",)),
)
OPEN_MIX = (
    Held(BIRTH, "Task_CheckDossier", 4, (0, 0)),
    Held(BIRTH, "Task_Supplement", 4, (1, 4), intake=("supplement",)),
    Held(BIRTH, "Task_RegisterBirth", 4, (0, 1)),
    Held(BIRTH, "Task_CheckResidence", 7, (1, 3)),
    Held(BIRTH, "Task_VerifyResidence", 3, (2, 5), facts={"residence": "verify"}),
    Held(BIRTH, "Task_HostConsent", 2, (2, 3), facts={"residence": "consent"}),
    Held(BIRTH, "Task_IssueCard", 2, (1, 3)),
    Held(BIRTH, "Task_IssueIdCard", 2, (3, 7), facts={"id_card": True}),
    Held(BIRTH, "Task_ReturnResult", 2, (3, 4)),
    Held(LAND, "Task_CheckDossier", 2, (0, 0)),
    Held(LAND, "Task_Supplement", 3, (2, 4), intake=("supplement",)),
    Held(LAND, "Task_Appraise", 5, (1, 5)),
    Held(LAND, "Task_PrepareTransfer", 1, (3, 5)),
    Held(LAND, "Task_AssessTax", 8, (3, 11)),
    Held(LAND, "Task_SignNotice", 1, (9, 11)),
    Held(LAND, "Catch_Payment", 4, (11, 15)),
    Held(LAND, "Task_ConfirmPayment", 1, (10, 12), facts={"pays_after": 4}),
    Held(LAND, "Task_UpdateRecord", 2, (10, 12), facts={"pays_after": 4}),
    Held(LAND, "Catch_Payment", 2, (68, 74)),
    Held(LAND, "Task_SignCertificate", 1, (13, 14), facts={"pays_after": 4}),
)


def dates(now: datetime) -> tuple[datetime, datetime]:
    """When the first and the second versions came into force."""
    return (
        demo_offices.first_of_month(now, FIRST_VERSION_DAYS),
        demo_offices.first_of_month(now, SECOND_VERSION_DAYS),
    )


def cases(now: datetime) -> tuple[demo_stories.Case, ...]:
    """All cases, in the order in which they are taken in; the same for the same instant."""
    dice = random.Random("cases")  # noqa: S311 -- the same demo every time, nothing secret
    second = dates(now)[1]
    planned = [*_finished(dice, now, second), *_open(dice, now, second)]
    return tuple(sorted(planned, key=lambda one: one.opened))


def _finished(dice: random.Random, now: datetime, second: datetime) -> Iterator[demo_stories.Case]:
    number = 0
    for mix in FINISHED_MIX:
        for _ in range(mix.count):
            number += 1
            opened = _opened(dice, now, second, mix)
            never = frozenset({mix.never} - {""})
            yield _case(dice, number, mix.procedure, mix.version, opened, never, mix.intake, True, mix.facts)


def _opened(dice: random.Random, now: datetime, second: datetime, mix: Mix) -> datetime:
    """Some instant at which the version was in force; younger than wished where long holidays leave no other."""
    for tries in itertools.count():
        back = dice.randint(max(EARLIEST_END, mix.youngest - tries // 50), OLDEST)
        opened = demo_offices.moment(dice, now, back)
        if (opened >= second) == (mix.version == 2):
            return opened
    raise AssertionError("a count has no end")


def _open(dice: random.Random, now: datetime, second: datetime) -> Iterator[demo_stories.Case]:
    number = FINISHED
    for held in OPEN_MIX:
        for _ in range(held.count):
            number += 1
            opened = demo_offices.moment(dice, now, dice.randint(*held.ages))
            version = 2 if opened >= second else 1
            # Long holidays may outlast the window of a supplement: the case is stopped then, and not yet ended.
            never = frozenset({held.element, "Task_StopCase"})
            yield _case(dice, number, held.procedure, version, opened, never, held.intake, False, held.facts)


def _case(
    dice: random.Random,
    number: int,
    procedure: str,
    version: int,
    opened: datetime,
    never: frozenset[str],
    intake: tuple[str, ...],
    finish: bool,
    facts: Mapping[str, Any] | None,
) -> demo_stories.Case:
    ward = dice.choices(demo_stories.WARDS, (5, 3, 2))[0]
    own = random.Random(number)  # noqa: S311 -- one of its own, so that no case's course hangs on another's
    return demo_stories.Case(number, procedure, version, opened, never, intake, finish, facts or {}, ward, own)
