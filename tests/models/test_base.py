"""Ids that processes make without asking each other."""

from __future__ import annotations

import multiprocessing

from models import base

NOW_MS = base.EPOCH_MS + 1_000_000


def _made(count: int) -> list[int]:
    return [base.new_id(NOW_MS) for _ in range(count)]


def test_ids_made_in_one_millisecond_differ() -> None:
    assert len(set(_made(1_000))) == 1_000


def test_processes_forked_from_one_do_not_count_on_from_the_same_number() -> None:
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as one, context.Pool(1) as other:
        made = one.apply(_made, (100,)) + other.apply(_made, (100,)) + _made(100)
    assert len(set(made)) == 300


def test_later_ids_are_larger() -> None:
    assert base.new_id(NOW_MS) < base.new_id(NOW_MS + 1)
