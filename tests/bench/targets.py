"""What the engine promises, measured beside the stock library in the same run, with its specs kept apart as ours are.

A figure of ours is judged by a target; the stock library's stands beside it, so that the machine cancels out.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment

from bpmn import reader, settings, study
from bpmn.expressions import evaluate, parse
from bpmn.soundness import check
from service.rules import calendar as cal
from service.rules import worktime
from tests.bench import drawings, engines, memory

LOOP, STOCK_LOOP = 1_000, 100
"""Rounds after which a completion is set beside one in the first."""
BLOCKS, STOCK_BLOCKS = 20, 8
WAYS = 1_000
ELEMENTS = 50_000
NODES, JUDGED = 100, 9
YEAR = {settings.Unit.WORKING_DAY: 250, settings.Unit.WORKING_HOUR: 2_000, settings.Unit.CALENDAR_DAY: 365}
"""About a year in each unit that a calendar counts."""
PYTHON = "amount > 100 and kind == 'express'"
DATA = {
    "amount": 250,
    "kind": "express",
    "approved": True,
    "papers": ["identity", "land"],
    "order": {"status": "ok", "lines": [{"price": 40}, {"price": 210}]},
}
CONDITIONS = (
    '=amount > 100 and kind = "express"',
    "=approved",
    "=some one in order.lines satisfies one.price > 100",
    "=count(order.lines[price > 100]) = 1",
    '=date("2026-09-02") + duration("P3D") < date("2026-10-01")',
    '=amount * 1.1 > 200 and list contains(papers, "land")',
    '=matches(kind, "^e[a-z]+$")',
    "${amount > 100 && kind == 'express'}",
    "${not empty papers and order.status.equals('ok')}",
    "amount > 100 and kind == 'express'",
    "'land' in papers and len(papers) < 5",
    "amount = 250",
    "getDataObject('order')/status = 'ok'",
    "count(getDataObject('order')/lines[price > 100]) = 1",
)
"""Typical conditions of each notation; the stock library is asked the first of them in Python."""
Alone = Mapping[str, tuple[engines.Figures, engines.Figures, engines.Figures]]
"""By diagram: ours, the stock library, and it with its specs apart."""
Loop = Mapping[int, tuple[engines.Figures, engines.Figures]]
"""By round: ours and the stock library."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` is None where nothing is promised."""

    work: str
    ours: str
    stock: str
    ratio: str
    target: str
    met: bool | None


def rows(alone: Alone, used: Mapping[str, memory.Figures]) -> Iterator[Row]:
    """Measure what isn't measured yet, and judge."""
    yield from _completions(alone)
    yield _loop()
    yield from _starts(alone)
    yield _blocks()
    yield _fan()
    yield from _states(alone)
    for name, one in used.items():
        work = f"memory of {one.used} versions in use of {one.known:,} known, {name}"
        yield Row(work, f"{one.added:.0f} MB", "–", "–", "≤ 60 MB", one.added <= 60)
    yield _reading()
    yield _judging()
    yield from _soundness()
    yield from _working_time()
    yield from _expressions()


def _ms(value: float) -> str:
    return f"{value:.3f} ms" if value < 0.1 else f"{value:.2f} ms" if value < 10 else f"{value:,.0f} ms"


def _times(stock: float, ours: float) -> str:
    return f"{stock / ours:,.0f}×" if stock >= 10 * ours else f"{stock / ours:.1f}×"


def _completions(alone: Alone) -> Iterator[Row]:
    for name, (ours, _, apart) in alone.items():
        mine, other = ours.complete_ms, apart.complete_ms
        yield Row(f"load, complete, save: {name}", _ms(mine), _ms(other), _times(other, mine), "≤ 0.5 ms", mine <= 0.5)
    (first, _, small), (last, _, large) = alone[min(alone, key=_tasks)], alone[max(alone, key=_tasks)]
    mine, other = last.complete_ms / first.complete_ms, large.complete_ms / small.complete_ms
    work = "the largest of them against the smallest"
    yield Row(work, f"{mine:.2f}×", f"{other:.1f}×", "–", "≤ 1.3×", mine <= 1.3)


def _tasks(name: str) -> int:
    return int(name.split()[0])


def _loop() -> Row:
    def growth(make: engines.Make, rounds: int) -> float:
        first, later = (make(drawings.loop()) for _ in range(2))
        one, other = engines.after_rounds(first, 1), engines.after_rounds(later, rounds)
        return engines.timed(lambda: later.cycle(other)) / engines.timed(lambda: first.cycle(one))

    mine, other = growth(engines.ours, LOOP), growth(engines.stock_apart, STOCK_LOOP)
    work = f"a completion at loop round {LOOP:,} against round 1"
    return Row(work, f"{mine:.2f}×", f"{other:.1f}× at {STOCK_LOOP}", "–", "≤ 1.2×", mine <= 1.2)


def _starts(alone: Alone) -> Iterator[Row]:
    for name, (ours, _, apart) in alone.items():
        mine, other = ours.start_ms, apart.start_ms
        yield Row(f"start: {name}", _ms(mine), _ms(other), _times(other, mine), "≤ 0.3 ms", mine <= 0.3)


def _blocks() -> Row:
    mine = engines.timed(engines.ours(drawings.blocks(BLOCKS)).start)
    fewer, more = (
        engines.timed(engines.stock_apart(drawings.blocks(n)).start) for n in (STOCK_BLOCKS - 2, STOCK_BLOCKS)
    )
    stock = f"{_ms(more)} for {STOCK_BLOCKS}, {(more / fewer) ** 0.5:.1f}× with each more"
    return Row(f"start of {BLOCKS} fork/join blocks in series", _ms(mine), stock, "–", "≤ 20 ms", mine <= 20)


def _fan() -> Row:
    made = engines.ours(drawings.fan(WAYS))
    began = time.process_time()
    state: bytes | None = made.start()
    while state is not None:
        state = made.cycle(state)
    mine = (time.process_time() - began) * 1e3
    other = engines.stock_apart(drawings.fan(WAYS))
    begun = other.start()
    start, cycle = engines.timed(other.start), engines.timed(lambda: other.cycle(begun))
    stock = f"{_ms(start)} to start, {_ms(cycle)} for the first of {WAYS:,}"
    ratio = f"about {_times(start + WAYS * cycle, mine)}"
    return Row(f"{WAYS:,}-way fan-out and join, whole", _ms(mine), stock, ratio, "≤ 1,000 ms", mine <= 1_000)


def _states(alone: Alone) -> Iterator[Row]:
    sample = drawings.procedure(8)
    told: Sequence[tuple[str, Mapping[str, object]]] = [
        ("without data", drawings.VALUE),
        (f"with {len(drawings.ANSWERS)} answers", {**drawings.ANSWERS, **drawings.VALUE}),
    ]
    for words, answers in told:
        mine, other = (_largest(make(sample, answers)) for make in (engines.ours, engines.stock_apart))
        work = f"state of an open case of {sample.name} {words}"
        yield Row(work, f"{mine:,} bytes", f"{other:,} bytes", _times(other, mine), "≤ 700 bytes", mine <= 700)


def _largest(made: engines.Engine) -> int:
    largest, state = 0, made.cycle(made.start())
    while state is not None:
        largest, state = max(largest, len(state)), made.cycle(state)
    return largest


def _reading() -> Row:
    data = drawings.long_file(ELEMENTS)
    began = time.process_time()
    try:
        reader.read(data)
        how = "read"
    except reader.ReadError as refused:
        how = f"refused ({refused.code})"
    mine = time.process_time() - began
    return Row(f"a file of {ELEMENTS:,} elements", f"{how}, {mine:.1f} s", "–", "–", "≤ 5 s", mine <= 5)


def _judging() -> Row:
    """What the import's child does with a file, once it is warm."""
    data = drawings.procedure(NODES).data
    study.study(data)
    took = []
    for _ in range(JUDGED):
        began = time.process_time()
        found = study.study(data)
        took.append((time.process_time() - began) * 1_000)
    work = f"read, prepare and judge a file of {len(found.diagram.nodes)} nodes"
    mine = statistics.median(took)
    return Row(work, f"{mine:.0f} ms", "–", "–", "≤ 150 ms", mine <= 150)


def _expressions() -> Iterator[Row]:
    python = TaskDataEnvironment()
    other = engines.timed(lambda: python.evaluate(PYTHON, {**DATA}))
    for text in CONDITIONS:
        tree = parse.parse(text)
        assert evaluate.truth(tree, DATA) is True
        mine = engines.timed(functools.partial(evaluate.truth, tree, DATA))
        ours, stock = (f"{1_000 / took:,.0f} per second" for took in (mine, other))
        yield Row(f"condition `{text}`", ours, stock, _times(other, mine), "≥ 50,000 per second", mine <= 1 / 50)


def _soundness() -> Iterator[Row]:
    tasks = study.study(drawings.procedure(100).data)
    read = study.study(drawings.circling(48).data)
    for name, one in (("a file of 100 tasks", tasks), ("a file of 100 nodes that hits the bound", read)):
        mine = engines.timed(functools.partial(check.check, one.diagram, one.prepared))
        yield Row(f"soundness of {name}", _ms(mine), "–", "–", "≤ 500 ms", mine <= 500)


def _working_time() -> Iterator[Row]:
    """A year with an overlay, in the zone of the offices and in one with summer time."""
    first = date(2026, 1, 5)
    overlay = {first + timedelta(days=9 * n): cal.Ordered(work=n % 2 == 0) for n in range(40)}
    start = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    for zone in ("Asia/Ho_Chi_Minh", "Europe/Berlin"):
        calendar = cal.Calendar(zone=zone, days=overlay)
        for unit, amount in YEAR.items():
            limit = settings.Limit(amount, unit)
            end = worktime.add(start, limit, calendar)
            added = engines.timed(functools.partial(worktime.add, start, limit, calendar)) * 1_000
            took = engines.timed(functools.partial(worktime.measured, start, end, unit, calendar)) * 1_000
            for what, mine in (("add", added), ("measure", took)):
                work = f"{what} {amount:,} {unit.value}s over an overlay of {len(overlay)} days, {zone}"
                yield Row(work, f"{mine:.1f} µs", "–", "–", "≤ 20 µs", mine <= 20)
