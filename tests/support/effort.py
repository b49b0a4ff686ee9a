"""How much work something is, without a clock: lines executed are counted, and recursion is given no room."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from bpmn.expressions import parse

Made = TypeVar("Made")

PROJECT = tuple(str(Path(__file__).parents[2] / floor) for floor in ("bpmn", "runner"))
TIMES, MOST = 4, 4.1
"""Four times the size costs four times the statements; of any part that grows with the square it would be sixteen."""
SHALLOW = 150
"""Frames that are needed over those of a test, whatever the size of what it is about."""


def statements(work: Callable[[], object]) -> int:
    """How many lines of the project are executed, each round of a loop or comprehension counted."""
    count = 0

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        return step if frame.f_code.co_filename.startswith(PROJECT) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grows(work: Callable[[Made], object], make: Callable[[int], Made], few: int) -> float:
    """How many times the statements of some work are those of a quarter of it.

    :param make: what is worked on, of a size.
    :param few: the smaller size.
    """
    work(make(few // 10))  # what is built once, such as the expressions' parsers, doesn't count
    one, many = (_afresh(functools.partial(work, make(size))) for size in (few, TIMES * few))
    return many / one


def _afresh(work: Callable[[], object]) -> int:
    """The statements of some work that finds nothing read before, by whatever test."""
    for cache in (parse._cached, parse._cached_long):
        cache.cache_clear()
    return statements(work)


@contextmanager
def shallow() -> Iterator[None]:
    """Let whatever recurses on a size fail."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + SHALLOW)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
