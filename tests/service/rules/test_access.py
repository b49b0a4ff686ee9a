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
    "administrator": ("draw", "bind", "publish", "oversee", "report", "retry", "manage", "audit", "operate"),
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
    "operate": lambda who: access.may_operate(who, CASE),
}


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        # read, work, chief, take over, recall, cancel, start, retry, message, operate
        ("staff", TAX, (Y, Y, F, F, Y, F, F, F, F, F)),
        ("chief", TAX, (Y, Y, Y, Y, Y, F, F, Y, F, F)),
        ("staff", INTAKE, (Y, F, F, F, F, Y, Y, F, Y, F)),
        ("chief", INTAKE, (Y, F, F, F, F, Y, Y, Y, Y, F)),
        ("staff", OTHER, (H, H, H, F, H, H, F, H, H, H)),
        ("chief", OTHER, (H, H, H, F, H, H, F, H, H, H)),
        ("manager", OTHER, (H, H, H, F, H, H, F, H, H, H)),
        ("manager", TAX, (Y, F, F, F, F, F, F, F, F, F)),
        ("manager", CITY, (Y, F, F, F, F, F, F, F, F, F)),
        ("auditor", CITY, (Y, F, F, F, F, F, F, F, F, F)),
        ("administrator", CITY, (Y, F, F, F, F, Y, F, Y, F, Y)),
        ("administrator", TAX, (Y, F, F, F, F, Y, F, Y, F, Y)),
        ("administrator", OTHER, (H, H, H, F, H, H, F, H, H, H)),
        ("analyst", CITY, (H, H, H, F, H, H, F, H, H, H)),
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


def test_figures_are_of_ones_own_agency_and_the_citys_own_people_read_all() -> None:
    assert access.reports_on(actor("staff", TAX)) == frozenset({TAX})
    for role in ("chief", "analyst", "manager", "auditor", "administrator"):
        assert access.reports_on(actor(role, TAX)) == frozenset({TAX}), role
        assert access.reports_on(actor(role, CITY)) is None, role
    assert access.reports_on(NOBODY) == frozenset()


def test_overseeing_the_city_and_a_right_elsewhere_do_not_add_up() -> None:
    both = access.Actor(9, "both", actor("manager", CITY).memberships + actor("chief", OTHER).memberships)
    assert said(access.may_read_case(both, CASE)) == Y
    assert said(access.may_retry(both, CASE)) == F
    assert said(access.may_retry(both, {OTHER})) == Y
    assert said(access.may_work(both, STEP, CASE)) == F


def test_a_chief_of_the_city_retries_only_where_the_city_has_a_lane() -> None:
    assert said(access.may_retry(actor("chief", CITY), CASE)) == H
    assert said(access.may_retry(actor("chief", CITY), {CITY, TAX})) == Y


@pytest.mark.parametrize("right", ["draw", "bind", "publish", "manage"])
def test_rights_over_an_agency_come_from_it_or_from_the_city(right: str) -> None:
    assert access.may_lead(actor("administrator", TAX), right, TAX)
    assert access.may_lead(actor("administrator", CITY), right, TAX)
    assert said(access.may_lead(actor("administrator", TAX), right, OTHER)) == F
    assert said(access.may_lead(actor("administrator", TAX), right, None)) == F
    assert said(access.may_lead(actor("chief", CITY), right, TAX)) == F
