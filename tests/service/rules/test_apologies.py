"""Apologies: nothing follows that no rule allows, and a date is promised anew once."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import settings
from models import base
from service.rules import apologies as rules
from service.rules import apologypolicy

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
LATEST = NOW + timedelta(days=14)
SOON = NOW + timedelta(days=2)


def facts(**more: object) -> rules.Facts:
    return rules.Facts(**({"state": rules.DRAFT, "ground": rules.LATE, "case_due": NOW - timedelta(days=1)} | more))  # type: ignore[arg-type]


def wrong(draft: rules.Draft, known: rules.Facts | None = None) -> list[tuple[str, str]]:
    told = rules.wrong(draft, known or facts(), now=NOW, latest=LATEST, whole=True)
    return [(one.key, one.code) for one in told]


@given(st.lists(st.sampled_from(rules.ACTS), max_size=30))
def test_whatever_is_tried_a_letter_is_read_by_three_before_it_leaves_and_never_changes_afterwards(
    acts: list[str],
) -> None:
    state, done = rules.DRAFT, []
    for act in acts:
        following = rules.after(state, act)
        if following is None:
            continue
        state = following
        done.append(act)
        if act == rules.SIGN:
            assert done[done.index(rules.SUBMIT) :].count(rules.APPROVE) >= 1
            assert done[-2] == rules.APPROVE
        if rules.SIGN in done:
            assert state in {rules.SIGNED, rules.SENT, rules.WITHDRAWN}
            assert set(done[done.index(rules.SIGN) + 1 :]) <= {rules.SEND, rules.WITHDRAW}
    if state == rules.SENT:
        assert done[-2:] == [rules.SIGN, rules.SEND]


def test_what_no_rule_names_is_refused() -> None:
    for state, act in itertools.product((*rules.STATES, "", "other"), (*rules.ACTS, "", "other")):
        assert (rules.after(state, act) is not None) == ((state, act) in rules.MOVES)
    assert {rules.after(rules.WITHDRAWN, act) for act in rules.ACTS} == {None}


def test_a_reason_and_a_new_date_are_needed() -> None:
    assert wrong(rules.Draft()) == [("reason", "missing"), ("new_due", "missing")]
    assert wrong(rules.Draft("other", "", SOON)) == [("words", "missing")]
    assert wrong(rules.Draft("because", "", SOON)) == [("reason", "not_allowed")]
    assert wrong(rules.Draft("workload", "a" * 1001, SOON)) == [("words", "too_long")]
    assert wrong(rules.Draft("workload", "", SOON)) == []
    unfinished = rules.wrong(rules.Draft(), facts(), now=NOW, latest=LATEST, whole=False)
    assert unfinished == ()


def test_a_new_date_lies_ahead_and_not_beyond_what_the_policy_allows() -> None:
    assert wrong(rules.Draft("workload", "", NOW)) == [("new_due", "not_in_future")]
    assert wrong(rules.Draft("workload", "", LATEST + timedelta(minutes=1))) == [("new_due", "too_far")]
    assert wrong(rules.Draft("workload", "", LATEST)) == []


def test_a_second_date_is_refused_and_the_second_breach_marked() -> None:
    again = facts(clock_moved=True)
    assert wrong(rules.Draft("workload", "", SOON), again) == [("new_due", "appointed_once")]
    assert wrong(rules.Draft("workload"), again) == []
    assert rules.second_breach(again)
    assert not rules.second_breach(facts())


def test_the_applicants_own_date_is_moved_once_whichever_agency_does() -> None:
    """Another lane may still be given a date within the one that the applicant has been promised."""
    moved = facts(case_moved=True, case_due=NOW + timedelta(days=5))
    assert rules.may_appoint(moved, NOW + timedelta(days=5))
    assert not rules.may_appoint(moved, NOW + timedelta(days=5, seconds=1))


def test_an_error_may_be_apologised_for_without_a_new_date() -> None:
    assert wrong(rules.Draft("own_mistake"), facts(ground=rules.ERROR)) == []


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        ("chief", ("CHỦ TỊCH",)),
        ("deputy", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("unit_head", ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
        ("authorised", ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
    ],
)
def test_each_signs_as_the_decree_says(role: str, lines: tuple[str, ...]) -> None:
    policy = apologypolicy.Policy(head="CHỦ TỊCH", deputy="PHÓ CHỦ TỊCH")
    assert rules.signing(role, policy, "Trưởng phòng") == lines


def test_who_wrote_it_does_not_sign_it_unless_the_office_is_too_small() -> None:
    wrote = frozenset({7})
    assert rules.may_sign("chief", 8, wrote, apologypolicy.Policy()) is None
    refused = rules.may_sign("chief", 7, wrote, apologypolicy.Policy())
    assert refused is not None
    assert refused.code == "signs_own"
    assert rules.may_sign("chief", 7, wrote, apologypolicy.Policy(apart=False)) is None
    assert rules.may_sign("staff", 8, wrote, apologypolicy.Policy()) is not None


@pytest.mark.parametrize(
    ("code", "masked"),
    [
        ("H26.1.12-261122-0001", "H26.1.12-2611••-••01"),
        ("H26.1.12-261122-12345", "H26.1.12-2611••-•••45"),
        ("something", "•••••••ng"),
        ("x", "••••x"),
    ],
)
def test_the_register_shows_a_code_that_only_its_bearer_knows_again(code: str, masked: str) -> None:
    assert rules.masked(code) == masked


@given(st.integers(1, 99_999), st.integers(0, 3650))
def test_a_masked_code_never_holds_the_day_or_the_whole_number(number: int, days: int) -> None:
    day = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)).strftime("%y%m%d")
    masked = rules.masked(f"H26.1-{day}-{number:04}")
    assert re.fullmatch(r"H26\.1-\d{4}••-•{2,3}\d\d", masked)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Cán bộ nghỉ ốm trong 3 ngày từ 20/11/2026", None),
        ("Hồ sơ của bà TRẦN THỊ HÀ bị thất lạc", "name"),
        ("hồ sơ của Tran thi ha, bị thất lạc", "name"),
        ("Trần Thị Hàng không liên quan", None),
        ("Gọi số 0912 345 678 không được", "number"),
        ("CCCD 001190012345 sai", "number"),
        ("Thư gửi ha@example.vn bị trả lại", "email"),
    ],
)
def test_a_reason_that_is_published_tells_nothing_of_a_person(words: str, found: str | None) -> None:
    assert rules.personal(words, base.folded(words), base.folded("Trần Thị Hà")) == found


def test_a_name_of_one_word_is_a_word_like_others() -> None:
    assert rules.personal("hóa đơn", base.folded("hóa đơn"), base.folded("Hoa")) is None


def test_lateness_is_foreseen_as_the_policy_says() -> None:
    for foresee, untouched, expected in (
        ("untouched", True, True),
        ("untouched", False, False),
        ("always", False, True),
        ("never", True, False),
    ):
        assert rules.foreseen(apologypolicy.Policy(foresee=foresee), untouched=untouched) is expected


def test_a_policy_is_read_over_the_citys_and_written_back() -> None:
    city = apologypolicy.read({"head": "CHỦ TỊCH", "again": "3 working_day"})
    own = apologypolicy.read({"symbol": "PXL-UBND", "apart": False}, city)
    assert (own.head, own.symbol, own.apart) == ("CHỦ TỊCH", "PXL-UBND", False)
    assert own.again == settings.Limit(3, settings.Unit.WORKING_DAY)
    assert apologypolicy.read(apologypolicy.plain(own)) == own


@pytest.mark.parametrize(
    "raw",
    [
        {"colour": "red"},
        {"symbol": " "},
        {"symbol": 3},
        {"apart": "yes"},
        {"again": "soon"},
        {"again": None},
        {"most": {"amount": 0, "unit": "hour"}},
        {"foresee": "sometimes"},
        {"review_days": -1},
        {"review_days": True},
    ],
)
def test_a_policy_that_cannot_be_right_is_refused_by_name(raw: dict[str, object]) -> None:
    with pytest.raises(apologypolicy.PolicyError) as refused:
        apologypolicy.read(raw)
    assert refused.value.key == next(iter(raw))
