"""Rights: no unless a rule says yes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.rules import access

CITY, INTAKE, TAX, OTHER = 1, 2, 3, 4
CASE = frozenset({INTAKE, TAX})
RIGHTS = {
    "staff": access.STAFF,
    "chief": access.CHIEF,
    "analyst": ("draw", "bind", "publish", "report"),
    "manager": ("oversee", "report"),
    "auditor": ("oversee", "report", "audit"),
    "administrator": ("draw", "bind", "publish", "oversee", "report", "retry", "manage", "audit"),
}


def actor(role: str, agency: int, person: int = 9) -> access.Actor:
    held = access.Membership(agency, f"A{agency}", role, frozenset(RIGHTS[role]), top=agency == CITY)
    return access.Actor(person, role, (held,))


NOBODY = access.Actor(9, "nobody")
STEP = access.StepFacts(TAX)
CHIEFS = access.StepFacts(TAX, "chief")
Y, F, H = "yes", "forbidden", "hidden"


def said(decision: access.Decision) -> str:
    return Y if decision else (H if decision.hidden else F)


RULES: dict[str, Callable[[access.Actor], access.Decision]] = {
    "read": lambda who: access.may_read_case(who, CASE),
    "work": lambda who: access.may_work(who, STEP, CASE),
    "work as chief": lambda who: access.may_work(who, CHIEFS, CASE),
    "take over": lambda who: access.may_take_over(who, STEP),
    "recall": lambda who: access.may_recall(who, STEP, 1, CASE),
    "cancel": lambda who: access.may_cancel(who, INTAKE, CASE),
    "start": lambda who: access.may_start(who, INTAKE),
    "retry": lambda who: access.may_retry(who, CASE),
    "message": lambda who: access.may_bring_message(who, CASE, {INTAKE}),
}


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        # read, work, chief, take over, recall, cancel, start, retry, message
        ("staff", TAX, (Y, Y, F, F, Y, F, F, F, F)),
        ("chief", TAX, (Y, Y, Y, Y, Y, F, F, Y, F)),
        ("staff", INTAKE, (Y, F, F, F, F, Y, Y, F, Y)),
        ("chief", INTAKE, (Y, F, F, F, F, Y, Y, Y, Y)),
        ("staff", OTHER, (H, H, H, F, H, H, F, H, H)),
        ("chief", OTHER, (H, H, H, F, H, H, F, H, H)),
        ("manager", OTHER, (H, H, H, F, H, H, F, H, H)),
        ("manager", TAX, (Y, F, F, F, F, F, F, F, F)),
        ("manager", CITY, (Y, F, F, F, F, F, F, F, F)),
        ("auditor", CITY, (Y, F, F, F, F, F, F, F, F)),
        ("administrator", CITY, (Y, F, F, F, F, F, F, Y, F)),
        ("analyst", CITY, (H, H, H, F, H, H, F, H, H)),
    ],
)
def test_each_role_may_what_its_rights_say(role: str, agency: int, expected: tuple[str, ...]) -> None:
    told = {name: said(rule(actor(role, agency))) for name, rule in RULES.items()}
    assert told == dict(zip(RULES, expected, strict=True))


def test_who_has_no_membership_may_nothing() -> None:
    assert not any(rule(NOBODY) for rule in RULES.values())
    assert not any(access.may(NOBODY, right) for right in access.RIGHTS)
    assert said(access.may_read_version(NOBODY, published=False)) == H


def test_a_step_without_an_agency_is_nobodys() -> None:
    assert said(access.may_work(actor("chief", TAX), access.StepFacts(None), CASE)) == F


def test_a_sender_who_has_left_the_agency_does_not_recall() -> None:
    moved = actor("staff", INTAKE, person=1)
    assert said(access.may_recall(moved, STEP, 1, CASE)) == F


def test_a_right_that_does_not_exist_is_not_silently_refused() -> None:
    with pytest.raises(ValueError, match="no right"):
        access.may(NOBODY, "fly")


def test_drafts_are_read_by_those_who_draw_or_judge_them() -> None:
    assert access.may_read_version(actor("analyst", CITY), published=False)
    assert said(access.may_read_version(actor("staff", TAX), published=False)) == H
    assert access.may_read_version(actor("staff", TAX), published=True)


def test_staff_read_their_own_agencys_board_and_managers_all() -> None:
    assert access.may_read_board(actor("staff", TAX), TAX)
    assert not access.may_read_board(actor("staff", TAX), INTAKE)
    assert not access.may_read_board(actor("staff", TAX), None)
    assert access.may_read_board(actor("manager", CITY), None)
