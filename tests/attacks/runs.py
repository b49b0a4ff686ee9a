"""Starts and drives every diagram of a folder on the engine, in a process that can be ended from outside.

`python -m tests.attacks.runs FOLDER` prints a JSON line per file: before it is begun, and what came of it. Bodies too
large for an upload are passed over, as the server does.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bpmn import study
from bpmn.expressions import errors as expressions
from runner import engine, loader, outcome
from service import config

ROUNDS = 5
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = timedelta(days=365)


def driven(data: bytes) -> str:
    """Start a diagram and work on it for a few rounds; what came of it."""
    try:
        found = study.study(data)
    except study.ReadError as error:
        return f"unread {error.code}"
    try:
        program = loader.program(found.prepared)
    except (loader.UnsupportedError, expressions.ExpressionError):
        return "unsupported"  # an error among its findings keeps it from being published
    try:
        return _worked(program, engine.start(program, {}, now=NOW))
    except outcome.StepError as stopped:
        return f"incident {stopped.incident.code}"


def _worked(program: loader.Program, out: outcome.Outcome) -> str:
    now = NOW
    for _ in range(ROUNDS):
        if out.ended:
            return "ended"
        now += LATER
        tasks = [wait for wait in engine.waits(program, out.state) if wait.kind is outcome.WaitKind.TASK]
        # Another's name among the answers: what the engine takes is decided by forms, before it.
        answers: dict[str, outcome.Json] = {"__builtins__": {}, "len": 5, "f": {"typename": "datetime", "value": "zz"}}
        if tasks:
            out = engine.complete(program, out.state, tasks[0].seq, answers, now=now)
        else:
            out = engine.wake(program, out.state, now=now)
    return "ended" if out.ended else "waits"


def main(folder: Path) -> None:
    """Drive each file."""
    most = config.Config("", "").upload_bytes
    for path in sorted(folder.glob("*.bpmn")):
        if path.stat().st_size > most:
            continue
        data = path.read_bytes()
        print(json.dumps({"file": path.name}), flush=True)
        began = time.process_time()
        came = driven(data)
        print(json.dumps({"file": path.name, "came": came, "cpu": time.process_time() - began}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
