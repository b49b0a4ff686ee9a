"""The shipped procedures run on the engine, every branch, each step from the bytes of the last one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bpmn import study
from bpmn.expressions import temporal
from runner import engine, outcome
from tests.procedures import drawings
from tests.runner import driving


def every_scenario() -> list[Any]:
    return [
        pytest.param(path, scenario, id=f"{drawings.name_of(path)}: {scenario['name']}")
        for path in drawings.versions()
        for scenario in drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json")
    ]


class Play(driving.Run):
    """A scenario: messages between pools are delivered as soon as somebody takes them, timers fire on the way."""

    def settle(self) -> None:
        """Deliver what can be delivered."""
        moved = True
        while moved and self.post:
            moved = False
            for message in list(self.post):
                try:
                    done = engine.deliver(self.program, self.state, message, now=self.now)
                except outcome.NotOpenError:
                    continue
                self.post.remove(message)
                self._take(lambda done=done: done)
                moved = True

    def until(self, end: datetime) -> None:
        """Let time pass, timer by timer."""
        while True:
            set_ = {t.seq: t.due_at for o in self.outcomes for t in o.timers_set}
            for done in self.outcomes:
                for seq in done.timers_off:
                    set_.pop(seq, None)
            due = min(set_.values(), default=end)
            self.now = min(due, end)
            self._take(lambda: engine.wake(self.program, self.state, now=self.now))
            self.settle()
            if due >= end:
                return


@pytest.mark.parametrize(("path", "scenario"), every_scenario())
def test_a_scenario_runs_to_the_ends_it_names(path: Path, scenario: dict[str, Any]) -> None:
    forms = {form.name: form.read_bytes() for form in path.parent.glob("*.form")}
    run = Play(study.study(path.read_bytes(), forms).prepared, scenario["data"])
    run.settle()
    for step in scenario["steps"]:
        if "task" in step:
            run.do(step["task"], **step["answers"])
        elif "message" in step:
            run.send(step["message"], payload=step["payload"])
        else:
            run.until(temporal.add(run.now, temporal.parse_duration(step["wait"])))
        run.settle()
    assert run.ended
    ends = {end for done in run.outcomes for end in done.ends}
    assert set(scenario["ends"]) <= ends
