"""Embedded and ad-hoc subprocesses and transactions (10.3.5, 13.3.4, 13.3.5)."""

from __future__ import annotations

import pytest

from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import (
    CANCEL,
    boundary,
    end,
    one,
    sub,
)

EMBEDDED = [
    Case("one", "13.3.4", one("s > u > z > e", sub("u", "s1 > i > e1")), "? i; i; ? z; z; .; ends e e1"),
    Case(
        "in another",
        "13.3.4",
        one("s > u > e", sub("u", "s1 > w > e1", sub("w", "s2 > i > e2"))),
        "? i; i; .; ends e e1 e2",
    ),
    Case(
        "it ends with its last token",
        "13.3.4",
        one("s > u > z > e", sub("u", "s1 > p; p > i > e1; p > j > e2")),
        "j; ? i; i; ? z; z; .",
    ),
    Case(
        "without start and end event",
        "10.3.5",
        one("s > u > z > e", sub("u", "i > j")),
        "? i; i; j; z; .",
        assumes=frozenset({"start-missing"}),
    ),
    Case(
        "several beginnings",
        "13.3.4",
        one("s > u > z > e", sub("u", "i > k; j > k")),
        "i; ? j k; j; k; k; ? z; z; .",
        assumes=frozenset({"start-missing"}),
    ),
    Case(
        "its data is that around it",
        "10.4.1",
        one("s > u > x; x {n < 3}> a > e; x *> e", sub("u", "s1 > i > e1")),
        'i {"n": 1}; ? a; a; .',
    ),
    Case(
        "in a loop",
        "13.3.4",
        one("s > x > u > x1; x1 {n < 3}> x; x1 *> e", sub("u", "s1 > i > e1")),
        'i {"n": 1}; i {"n": 4}; .',
    ),
    Case(
        "conditional flows out of it",
        "8.4.13",
        one("s > u; u {'a' in test}> a > e; u *> b > e", sub("u", "s1 > i > e1")),
        'i {"test": "a"}; ? a; a; .',
    ),
    Case(
        "entered by two tokens",
        "13.3.4",
        one("s > p; p > a > u; p > b > u; u > e", sub("u", "s1 > i > e1")),
        "a; b; ? i i; i; i; .; ends e e e1 e1",
    ),
    Case(
        "a multi-instance of one",
        "13.3.7",
        one(
            "s > u > z > e", sub("u", "s1 > i > j > e1", inside=sketch.several("<loopCardinality>2</loopCardinality>"))
        ),
        "? i i; i; ? i j; j; i; j; ? z; z; .",
    ),
]


TRANSACTIONS = [
    Case("completed", "13.3.4", one("s > u > z > e", sub("u", "s1 > i > e1", kind="transaction")), "i; ? z; z; ."),
    Case(
        "cancelled",
        "13.3.4",
        one(
            "s > u > z > e; b > c > e2",
            sub(
                "u",
                "s1 > p; p > i > x; p > j > e3; x {'a' in test}> e1; x *> k > e3",
                end("e1", CANCEL),
                kind="transaction",
            ),
            boundary("b", "u", CANCEL),
        ),
        'i {"test": "a"}; ? c; c; .',
    ),
    Case(
        "not cancelled",
        "13.3.4",
        one(
            "s > u > z > e; b > c > e2",
            sub("u", "s1 > i > x; x {'a' in test}> e1; x *> k > e3", end("e1", CANCEL), kind="transaction"),
            boundary("b", "u", CANCEL),
        ),
        'i {"test": "b"}; k; ? z; z; .',
    ),
]
DONE = "<completionCondition>«done»</completionCondition>"
AD_HOC = [
    Case(
        "each once, in any order",
        "13.3.5",
        one("s > u > z > e", sub("u", "i > j; k", kind="adHocSubProcess")),
        "? i k; k; i; ? j; j; ? z; z; .",
    ),
    Case(
        "until a condition holds",
        "13.3.5",
        one("s > u > z > e", sub("u", "i; k", kind="adHocSubProcess", inside=DONE)),
        'i; ? i k; i; k {"done": true}; ? z; z; .',
        {"done": False},
    ),
    Case(
        "what remains is finished",
        "10.3.5",
        one("s > u > z > e", sub("u", "i; k", kind="adHocSubProcess", inside=DONE, cancelRemainingInstances="false")),
        'i {"done": true}; ? k; k; ? z; z; .',
        {"done": False},
    ),
]


GROUPS = {
    "embedded": EMBEDDED,
    "transaction": TRANSACTIONS,
    "ad hoc": AD_HOC,
}


@pytest.mark.parametrize(("case", "dialect"), playing.grouped(GROUPS))
def test_subprocesses_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
