"""Overlaps are found between thousands of lanes without comparing each with each."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn import matching, overlaps

BIRTH, RESIDENCE, LAND = overlaps.Place(1, "P/A"), overlaps.Place(2, "P/A"), overlaps.Place(3, "P/A")


def step(place: overlaps.Place, label: str, kind: str = overlaps.STEP) -> overlaps.Item:
    """An item named like its label."""
    return overlaps.Item(place, kind, label, label)


def pairs(*items: overlaps.Item) -> set[tuple[int, int]]:
    """The procedures of each overlap."""
    return {(one.a.procedure, one.b.procedure) for one in overlaps.find(items)}


def test_the_same_document_asked_for_by_two_procedures_is_found_however_it_is_typed() -> None:
    (found,) = overlaps.find(
        [
            step(BIRTH, "Giấy chứng sinh", overlaps.DOCUMENT),
            step(RESIDENCE, "GIẤY  CHỨNG SINH", overlaps.DOCUMENT),
            step(LAND, "Giấy chứng nhận quyền sử dụng đất", overlaps.DOCUMENT),
        ]
    )
    assert (found.a, found.b, found.score) == (BIRTH, RESIDENCE, 1.0)
    assert [(one.a.label, one.b.label, one.alike) for one in found.evidence] == [
        ("Giấy chứng sinh", "GIẤY  CHỨNG SINH", 100.0)
    ]


def test_labels_that_differ_by_a_word_are_alike_and_others_are_not() -> None:
    assert pairs(step(BIRTH, "Giấy chứng sinh của bệnh viện"), step(LAND, "Giấy chứng sinh bệnh viện")) == {(1, 3)}
    assert pairs(step(BIRTH, "Xác minh nơi cư trú"), step(LAND, "Xác minh hiện trạng nhà đất")) == set()


def test_a_document_is_no_step_and_a_lane_does_not_overlap_with_itself() -> None:
    assert pairs(step(BIRTH, "Giấy chứng sinh"), step(LAND, "Giấy chứng sinh", overlaps.DOCUMENT)) == set()
    assert pairs(step(BIRTH, "Ký giấy"), step(BIRTH, "Ký giấy")) == set()


def test_two_lanes_of_one_procedure_overlap() -> None:
    other = overlaps.Place(1, "P/B")
    (found,) = overlaps.find([step(BIRTH, "Thẩm định bản vẽ"), step(other, "Thẩm định bản vẽ")])
    assert (found.a, found.b) == (BIRTH, other)


def test_what_everybody_does_is_no_overlap_and_what_few_do_counts_for_less() -> None:
    many = [step(overlaps.Place(n, "P"), "Tiếp nhận hồ sơ") for n in range(overlaps.MOST_PLACES + 1)]
    assert overlaps.find(many) == ()
    three = [step(place, "Thẩm định bản vẽ") for place in (BIRTH, RESIDENCE, LAND)]
    assert {one.score for one in overlaps.find(three)} == {0.5}


@given(st.randoms(use_true_random=False))
def test_it_finds_what_comparing_all_with_all_finds_among_few(rand: random.Random) -> None:
    words = ["giấy", "chứng", "sinh", "tử", "khai", "nhà", "đất", "thuế", "phép", "xây"]
    items = [
        step(overlaps.Place(number, "P"), " ".join(rand.sample(words, rand.randint(2, 5)))) for number in range(12)
    ]
    near = {
        (a.place.procedure, b.place.procedure)
        for a in items
        for b in items
        if a.place.procedure < b.place.procedure
        and set(zip(a.label.split(), a.label.split()[1:], strict=False))
        & set(zip(b.label.split(), b.label.split()[1:], strict=False))
        and matching.alike(a.label, b.label) >= overlaps.ALIKE
    }
    found = {(one.evidence[0].a.place.procedure, one.evidence[0].b.place.procedure) for one in overlaps.find(items)}
    # What counts for little because several share it isn't proposed; nothing else may be missing or be too much.
    assert found <= near
    busy = {number for pair in near for number in pair if sum(number in other for other in near) > 1}
    assert {pair for pair in near if not busy.intersection(pair)} <= found


def test_a_label_is_compared_with_few_however_many_share_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, rand, alike = 0, random.Random(7), matching.alike  # noqa: S311 -- labels, no secret

    def counted(one: str, other: str) -> float:
        nonlocal compared
        compared += 1
        return alike(one, other)

    monkeypatch.setattr(matching, "alike", counted)
    syllables = [a + b for a in ("ch", "đ", "gi", "kh", "th") for b in ("a", "ân", "iên", "ơ")]
    labels = {" ".join(rand.choices(syllables, k=5)) for _ in range(3_000)}
    overlaps.find(step(overlaps.Place(number, "P"), label) for number, label in enumerate(sorted(labels)))
    assert 0 < compared <= len(labels) * overlaps.MOST_COMPARED
