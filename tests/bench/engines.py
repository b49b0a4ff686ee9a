"""One completion without web and database: from a state's bytes to a state's bytes, ours and stock SpiffWorkflow's.

The stock cycle is the library's own: `BpmnWorkflowSerializer` reads the JSON of the whole workflow, the task is run,
the engine's steps are done, and the serializer writes the JSON again. As it comes, that JSON holds the diagram's specs
too; a server can spare that by a converter of its own, so the stock engine is also measured with its specs kept apart.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.helpers.bpmn_converter import BpmnConverter
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpmn import study
from runner import engine, loader, outcome
from tests.bench import drawings

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BATCH = 10
"""Steps that are timed together, because the processor's clock is coarse."""
Cycle = Callable[[bytes], bytes | None]
"""Completes the first open task of a state; None at the end."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine with a diagram loaded. `start` gives a case's first state, `cycle` completes its first task.

    The bytes of a state may be used as often as one likes, until the next case is started.
    """

    start: Callable[[], bytes]
    cycle: Cycle


class Make(Protocol):
    """Loads a diagram into an engine."""

    __name__: str

    def __call__(self, sample: drawings.Sample) -> Engine: ...


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one engine and diagram: milliseconds of the processor, and the largest state between two completions."""

    start_ms: float
    complete_ms: float
    state_bytes: int


def ours(sample: drawings.Sample, answers: Mapping[str, Any] = drawings.VALUE) -> Engine:
    """Laneway's engine; the specs are kept per version and the task's number is known, as on a server."""
    program = loader.program(study.study(sample.data).prepared)
    opened: dict[bytes, list[int]] = {}

    def kept(out: outcome.Outcome, before: list[int]) -> bytes:
        opened[out.state] = [*before, *(wait.seq for wait in out.opened)]
        return out.state

    def start() -> bytes:
        opened.clear()
        return kept(engine.start(program, {}, now=NOW), [])

    def cycle(stored: bytes) -> bytes | None:
        first, *rest = opened[stored]
        out = engine.complete(program, stored, first, answers, now=NOW)
        return None if out.ended else kept(out, rest)

    return Engine(start, cycle)


def stock(sample: drawings.Sample, answers: Mapping[str, Any] = drawings.VALUE) -> Engine:
    """The library as it comes."""
    return _stock(sample, answers, BpmnWorkflowSerializer())


def stock_apart(sample: drawings.Sample, answers: Mapping[str, Any] = drawings.VALUE) -> Engine:
    """The library with its specs kept apart: its JSON names the spec, and the process holds it."""

    class Named(BpmnConverter):  # type: ignore[misc]
        """A spec as its name."""

        kept: dict[str, Any] = {}

        def to_dict(self, spec: Any) -> dict[str, str]:
            self.kept[spec.name] = spec
            return {"name": spec.name}

        def from_dict(self, shown: dict[str, str]) -> Any:
            return self.kept[shown["name"]]

    registry = BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnProcessSpec: Named})
    return _stock(sample, answers, BpmnWorkflowSerializer(registry))


def _stock(sample: drawings.Sample, answers: Mapping[str, Any], serializer: Any) -> Engine:
    parser: Any = BpmnParser()
    parser.add_bpmn_str(sample.data)
    spec = parser.get_spec("process_P")

    def start() -> bytes:
        workflow: Any = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        return _saved(workflow)

    def cycle(stored: bytes) -> bytes | None:
        workflow = serializer.deserialize_json(stored.decode())
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(answers)
        task.run()
        workflow.do_engine_steps()
        saved = _saved(workflow)
        return None if workflow.is_completed() else saved

    def _saved(workflow: Any) -> bytes:
        text: str = serializer.serialize_json(workflow)
        return text.encode()

    return Engine(start, cycle)


def measured(made: Engine, sample: drawings.Sample, seconds: float = 1.5) -> Figures:
    """Walk cases from start to end for about so long."""
    starts: list[float] = []
    walks: list[float] = []
    largest = 0
    for _ in _rounds(seconds):
        began = time.process_time()
        state = made.start()
        starts.append(time.process_time() - began)
        taken, count = 0.0, 0
        following: bytes | None = state
        while following is not None:
            largest = max(largest, len(following))
            began = time.process_time()
            following = made.cycle(following)
            taken += time.process_time() - began
            count += 1
        assert count == sample.walked, f"{count} tasks were completed, and {sample.walked} were drawn"
        walks.append(taken / count)
    return Figures(statistics.median(starts) * 1e3, statistics.median(walks) * 1e3, largest)


def looped(made: Engine, rounds: tuple[int, ...]) -> dict[int, Figures]:
    """Complete the loop's tasks round by round; the figures of some rounds, as the median of three runs."""
    runs: list[dict[int, tuple[float, int]]] = []
    for _ in range(3):
        state: bytes | None = made.start()
        found: dict[int, tuple[float, int]] = {}
        for number in range(1, max(rounds) + 1):
            began = time.process_time()
            for _task in range(2):
                assert state is not None, f"the case ended in round {number}"
                state = made.cycle(state)
            if number in rounds and state is not None:
                found[number] = ((time.process_time() - began) / 2, len(state))
        runs.append(found)
    return {
        number: Figures(0, statistics.median(run[number][0] for run in runs) * 1e3, runs[0][number][1])
        for number in rounds
    }


def timed(step: Callable[[], object], seconds: float = 0.3) -> float:
    """Milliseconds of the processor that a step takes, as the median of many; one that takes long is done once."""
    began = time.process_time()
    step()
    taken = [(time.process_time() - began) * 1e3]
    if taken[0] > seconds * 1e3:
        return taken[0]
    gc.collect()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.process_time()
        for _ in range(BATCH):
            step()
        taken.append((time.process_time() - began) / BATCH * 1e3)
    return statistics.median(taken[1:] or taken)


def after_rounds(made: Engine, rounds: int) -> bytes:
    """The state of a loop of two tasks after so many rounds."""
    state: bytes | None = made.start()
    for _ in range(2 * rounds):
        assert state is not None
        state = made.cycle(state)
    assert state is not None
    return state


def _rounds(seconds: float) -> Iterator[None]:
    """Three rounds at least, the first of them to warm up."""
    gc.collect()
    until, count = time.perf_counter() + seconds, 0
    while count < 3 or time.perf_counter() < until:
        count += 1
        yield
