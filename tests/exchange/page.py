"""The page `docs/modelers.md`: how the files of each modeler fare, counted by the tests of this folder."""

from __future__ import annotations

import collections
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bpmn import files
from tests.exchange import played

FILE = Path(__file__).parents[2] / "docs/modelers.md"
WRITES = os.environ.get("LANEWAY_WRITE") == "1"
"""Whether the tests write the page anew instead of comparing it."""
CORPUS = files.SHARED / "corpora" / "miwg"

HEAD = """\
# Files of other modelers

The files of the BPMN Model Interchange Test Suite (OMG BPMN MIWG, state of 5 November 2025): its reference models as
eighteen tools export them. Each file is read, prepared and judged; one without errors is started as people would who
accept what was assumed (the warnings), and played on: tasks are completed, decisions take each way in turn, messages
come, time passes. Written by `LANEWAY_WRITE=1 .venv/bin/pytest -n0 tests/exchange`; the same test without the variable
compares, so that no figure here goes stale.

*with content*: the file holds a step, gateway or event. *without errors*: nothing keeps it from being published once
its lanes are bound and its assumptions accepted. *started*: a case begins. *to the end*: playing comes to the case's
end; others stop where the drawing does (a deadlock, see below) or at data that nobody asks for. *assumptions*: warnings
to accept, on average.
"""
COLUMNS = "files | with content | without errors | started | to the end | assumptions"
COUNTS = "--:|--:|--:|--:|--:|--:"


def made(those: Iterable[played.File]) -> str:
    """The page."""
    every = tuple(those)
    stops = collections.Counter(one.stopped for one in every if one.stopped)
    stopped = [f"| {code} | {count} | {_models(every, code)} |" for code, count in stops.most_common()]
    refused = collections.Counter(rule for one in every for rule in one.errors)
    errors = [f"| {rule} | {count} |" for rule, count in sorted(refused.items())]
    return "\n".join(
        [
            HEAD,
            *_table("tool", {one.tool for one in every}, every, lambda one: one.tool),
            "",
            *_table("model", {one.model for one in every}, every, lambda one: one.model),
            "",
            "What playing stopped at:",
            "",
            *("| incident | files | models |", "|---|--:|---|", *stopped),
            "",
            "Errors:",
            "",
            *("| rule | files |", "|---|--:|", *errors),
            "",
        ]
    )


def _models(those: Iterable[played.File], code: str) -> str:
    return ", ".join(sorted({one.model for one in those if one.stopped == code}))


def _table(head: str, names: set[str], those: tuple[played.File, ...], of: Callable[[played.File], str]) -> list[str]:
    rows = [f"| {name} | {_counts([one for one in those if of(one) == name])} |" for name in sorted(names)]
    return [f"| {head} | {COLUMNS} |", f"|---|{COUNTS}|", *rows, f"| **all** | {_counts(those)} |"]


def _counts(those: Iterable[played.File]) -> str:
    every = list(those)
    runs = [one for one in every if not one.errors]
    parts = [
        len(every),
        sum(one.content for one in every),
        len(runs),
        sum(one.started for one in every),
        sum(one.ended for one in every),
        f"{sum(one.warnings for one in runs) / max(len(runs), 1):.1f}",
    ]
    return " | ".join(map(str, parts))


def read() -> tuple[played.File, ...]:
    """Every file of the corpus, read and played; the tests are skipped where it isn't there."""
    return tuple(played.file(path, CORPUS) for path in files.corpus("corpora/miwg", "*.bpmn"))
