"""Keeps the promises by the number of the fault they are about, each with how stock breaks it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Breach:
    """How stock breaks a promise.

    `error` and `says` are the exception that comes of it: BrokenError with what was seen, or stock's own. Without an
    error the promise is kept from ever coming to its end: the process uses up its processor time, or its memory.
    `zone` is the zone of the process (TZ), where that makes the difference.
    """

    error: str = ""
    says: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a case must do whatever engine it runs on. `variant` is what the promise is given."""

    number: int
    keep: Callable[..., None]
    stock: Breach
    variant: str = ""

    @property
    def name(self) -> str:
        """As in a sentence, after the fault's number."""
        words = self.keep.__name__.replace("_", " ")
        return f"{self.number:02d} {words}" + (f" [{self.variant}]" if self.variant else "")

    def on(self, engine: Any) -> None:
        """Try it on an engine."""
        self.keep(engine, *([self.variant] if self.variant else []))


REGISTER: list[Promise] = []


def broken(says: str, *, zone: str = "") -> Breach:
    """Stock does something else: what, as a regular expression."""
    return Breach("BrokenError", says, zone)


def fails(error: str, says: str) -> Breach:
    """Stock crashes with an error of its own."""
    return Breach(error, says)


ENDLESS = Breach()
"""Stock doesn't come to an end."""


def promise(number: int, stock: Breach | dict[str, Breach]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a promise about a fault; with a breach for each variant where it has several."""

    def registered(keep: Callable[..., None]) -> Callable[..., None]:
        for variant, breach in stock.items() if isinstance(stock, dict) else [("", stock)]:
            REGISTER.append(Promise(number, keep, breach, variant))
        return keep

    return registered


def apart(one: Promise, engine: type, seconds: int) -> subprocess.CompletedProcess[str]:
    """Try a promise in a process of its own, which has so much processor time and a gigabyte of memory."""
    command = [sys.executable, "-m", "tests.runner.faults.child", engine.__name__, one.name, str(seconds)]
    zone = {"TZ": one.stock.zone} if one.stock.zone else {}
    environment = {**os.environ, **zone}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def ended_by_limit(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether the processor time or the memory of a process was used up."""
    return done.returncode == -signal.SIGXCPU or bool(re.search(r"^MemoryError", done.stderr, re.MULTILINE))


@contextlib.contextmanager
def breaches(one: Breach) -> Iterator[None]:
    """What is done inside ends in the way that a breach says.

    Raises:
        AssertionError: it ends otherwise.
    """
    with pytest.raises(Exception) as seen:  # noqa: PT011 -- which one it must be is looked at below
        yield
    names = {cls.__name__ for cls in type(seen.value).__mro__}
    assert one.error in names, f"{type(seen.value).__name__} instead of {one.error}: {seen.value}"
    assert re.search(one.says, str(seen.value)), f"{seen.value} instead of {one.says}"
