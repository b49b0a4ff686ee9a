"""What was measured as a page of the documentation, with the machine and the day."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench import http, statements, targets
from tests.support import servers

PAGE = servers.ROOT / "docs" / "performance.md"
HEAD = """# Performance

Measured, never tested against a clock: `make bench` measures and writes this page anew, and figures of two machines
don't compare. What is promised and tested is what doesn't depend on the machine: the number of SQL statements of a
completion, the size of a state, that neither grows with the rounds of a loop, and the budgets of a step.
"""
TARGETS = """## What the engine promises

Each line was measured in this run for both engines, in milliseconds of the processor. Stock keeps its specs apart here,
as ours does: its JSON names the spec, and the process holds it. Ours is judged by the target; the ratio says how much
longer stock takes or how much larger it is. What stock would take for the whole fan-out is reckoned from its start and
its first completion. States are the largest of a case; memory is what a fresh web process grows by.
"""
ENGINE = """## The engine alone, beside stock SpiffWorkflow

One completion from a state's bytes to a state's bytes, without web and database, in milliseconds of the processor.
The stock cycle is the library's own full one: `BpmnWorkflowSerializer.deserialize_json`, run the task and the engine's
steps, `serialize_json`. Both engines read the same file: tasks in four lanes, one decision, one parallel part. State
is the largest between two completions, in bytes.
"""
LOOP = """## A loop, round after round

Two tasks and a decision that goes back to the first. Stock keeps every finished task in its state; ours keeps what is
alive.
"""
HTTP = """## Over HTTP

A real server (one process, four threads) on a real database, durable as in earnest (SQLite: WAL, `synchronous=FULL`;
PostgreSQL: `fsync` on), and clients that complete tasks with an `Idempotency-Key` one after another. CPU is the
server's processor time per completion, and for PostgreSQL that of the database's processes beside it. Clients run on
the same machine.
"""
STATEMENTS = """## SQL statements of a completion

Counted where SQLAlchemy sends them, over a whole case. Within the transaction at most 8 are allowed where work stays in
its lane, and 11 where the lane that holds the case changes, a pause begins or ends, or a hand-over is acknowledged by
doing it: three for its clocks. A test counts them.
"""
READING = """## How to read this

- The stock cycle is what a server built on the library does per completion at least, before web, rights, forms,
  record and database. The last column of the table over HTTP sets our whole request beside that cycle alone.
- p99 with four clients on few cores is mostly waiting for a core. CPU per completion says how much work there is.
- What is stored per finished case is everything: state, step log, answers, record, counters, idempotent answers and
  all indexes.
"""
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that one run has measured. `load` is the machine's before it."""

    promised: Sequence[targets.Row]
    alone: targets.Alone
    loop: targets.Loop
    served: Sequence[http.Measured]
    counted: Mapping[str, statements.Counts]
    left_out: Sequence[str]
    seconds: float
    load: float


def page(results: Results) -> str:
    """The whole page."""
    parts = [HEAD, _machine(results), *_engine(results), HTTP, _served(results)]
    return _joined([*parts, STATEMENTS, _statements(results), READING])


APART = ("## Timers due together",)
"""Parts of the page that other commands measure."""


def write(page: str) -> None:
    """Write the page, and keep the parts that other commands have measured."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text("\n".join([page, *(part for head in APART if (part := _part(before, head)))]), encoding="utf-8")


def put(head: str, part: str) -> None:
    """Write one of the parts that are measured apart, in the place of the one before."""
    page = PAGE.read_text(encoding="utf-8")
    before = _part(page, head)
    PAGE.write_text(page.replace(before, part) if before else f"{page}\n{part}", encoding="utf-8")


def _part(page: str, head: str) -> str:
    """From a heading to the next of its kind."""
    start = page.find(head)
    following = page.find("\n## ", start + 1)
    return "" if start < 0 else page[start : None if following < 0 else following + 1]


def engine_alone(results: Results) -> str:
    """What was measured without web and database."""
    return _joined([_machine(results), *_engine(results)])


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _engine(results: Results) -> list[str]:
    return [TARGETS, _promised(results), ENGINE, _alone(results), LOOP, _loop(results)]


def _promised(results: Results) -> str:
    heads = ("work", "ours", "stock", "stock ÷ ours", "target", "met")
    words = {True: "yes", False: "**no**", None: "–"}
    rows = [(row.work, row.ours, row.stock, row.ratio, row.target, words[row.met]) for row in results.promised]
    return table(heads, rows)


def _machine(results: Results) -> str:
    command = f"`make {'bench' if results.served else 'bench-engine'}` ({results.seconds:.0f} s)"
    return machine(command, results.load, results.left_out)


def machine(command: str, load: float, left_out: Sequence[str] = ()) -> str:
    """When, by what and on what something was measured."""
    facts = {
        "Date": date.today().isoformat(),  # noqa: DTZ011 -- the day where it was measured
        "Command": command,
        "Machine": f"{os.cpu_count()} × {_processor()}, {platform.system()} {platform.release().split('-')[0]}",
        "Software": ", ".join(
            [f"Python {platform.python_version()}"]
            + [f"{name} {importlib.metadata.version(name)}" for name in ("SpiffWorkflow", "SQLAlchemy", "granian")]
        ),
        "Load before": f"{load:.1f} (a busy machine has {os.cpu_count()}; the quieter, the truer)",
    }
    if left_out:
        facts["Left out"] = "; ".join(left_out)
    return table(("Of this run", ""), facts.items())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _alone(results: Results) -> str:
    heads = ("diagram", "start, ours", "start, stock", "completion, ours", "completion, stock", "stock ÷ ours")
    rows = [
        (
            name,
            _ms(ours.start_ms),
            _ms(stock.start_ms),
            _ms(ours.complete_ms),
            _ms(stock.complete_ms),
            f"{stock.complete_ms / ours.complete_ms:.0f}×",
            f"{ours.state_bytes:,}",
            f"{stock.state_bytes:,}",
        )
        for name, (ours, stock, _) in results.alone.items()
    ]
    return table((*heads, "state, ours", "state, stock"), rows)


def _loop(results: Results) -> str:
    heads = ("round", "completion, ours", "completion, stock", "stock ÷ ours", "state, ours", "state, stock")
    rows = [
        (
            number,
            _ms(ours.complete_ms),
            _ms(stock.complete_ms),
            f"{stock.complete_ms / ours.complete_ms:.0f}×",
            f"{ours.state_bytes:,}",
            f"{stock.state_bytes:,}",
        )
        for number, (ours, stock) in results.loop.items()
    ]
    return table(heads, rows)


def _served(results: Results) -> str:
    heads = ("database", "diagram", "clients", "completions", "CPU ms", "database CPU ms", "p50 ms", "p99 ms")
    rows = [
        (
            one.database,
            one.sample,
            run.clients,
            run.completions,
            f"{run.cpu_ms:.1f}",
            f"{run.database_ms:.1f}" if run.database_ms else "within",
            f"{run.p50_ms:.1f}",
            f"{run.p99_ms:.1f}",
            f"{run.per_second:.0f}",
            f"{one.start_ms:.1f}",
            f"{one.stored_bytes / 1024:.1f} kB",
            f"{run.cpu_ms / results.alone[one.sample][1].complete_ms:.1f}×",
        )
        for one in results.served
        for run in one.runs
    ]
    return table((*heads, "per second", "CPU ms of a start", "stored per case", "whole request ÷ stock cycle"), rows)


def _statements(results: Results) -> str:
    heads = ("database", "completions", "within the transaction", "for who asks")
    rows = [
        (name, one.completions, f"{one.least} to {one.most}, usually {one.usual}", one.for_who_asks)
        for name, one in results.counted.items()
    ]
    return table(heads, rows)


def _ms(value: float) -> str:
    return f"{value:.2f}"


def table(heads: Sequence[str], rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"
