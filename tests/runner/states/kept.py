"""A kept state: its bytes, the version it belongs to, what it must show, and what the steps after it must lead to.

A file is written once, by the release whose format it is in, and never again: what it says must stay true.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bpmn import prepared as pp
from runner import engine, loader, outcome
from tests.runner import driving

FOLDER = Path(__file__).parent
Step = Mapping[str, Any]
"""One of ``{"do": element, "answers": …}``, ``{"send": message, …}``, ``{"answer": element, "result": …}``,
``{"hours": n}`` and ``{"recall": true}``."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in a file. `undo` takes the last completion back; `after` is what each of `steps` must lead to."""

    about: str
    prepared: pp.Prepared
    now: datetime
    state: bytes
    undo: bytes | None
    shown: Mapping[str, Any]
    steps: Sequence[Step]
    after: Sequence[Mapping[str, Any]]


class Player:
    """Takes the steps of a story, each from the bytes of the one before."""

    def __init__(self, program: loader.Program, state: bytes, now: datetime, undo: bytes | None = None) -> None:
        self.program, self.state, self.now, self.undo = program, state, now, undo
        self.ended = False

    def take(self, step: Step) -> None:
        """Take one."""
        if "hours" in step:
            self.now += timedelta(hours=step["hours"])
            self._taken(engine.wake, {})
        elif "do" in step:
            self._taken(engine.complete, {"seq": self._seq(step["do"]), "answers": step.get("answers", {})})
        elif "answer" in step:
            self._taken(engine.answer, {"seq": self._seq(step["answer"]), "result": step.get("result", {})})
        elif "send" in step:
            more = {key: step[key] for key in ("payload", "key", "process", "signal") if key in step}
            self._taken(engine.deliver, {"message": outcome.Message(step["send"], "", **more)})
        else:
            assert step["recall"]
            self._taken(engine.recall, {"undo": self.undo})

    def _seq(self, element: str) -> int:
        return next(wait.seq for wait in engine.waits(self.program, self.state) if wait.element == element)

    def _taken(self, step: Callable[..., outcome.Outcome], given: dict[str, Any]) -> None:
        done = step(self.program, self.state, now=self.now, **given)
        self.state, self.undo, self.ended = done.state, done.undo, done.ended

    def shown(self) -> dict[str, Any]:
        """What the state shows, as plain JSON."""
        waits = engine.waits(self.program, self.state)
        return {
            "ended": self.ended,
            "waits": [
                {
                    "seq": wait.seq,
                    "kind": wait.kind.value,
                    "element": wait.element,
                    "visit": wait.visit,
                    "opened_by": wait.opened_by,
                    "item": wait.item,
                    "index": wait.index,
                    "group": wait.group,
                }
                for wait in waits
            ],
            "tokens": sorted([t.element, t.count, t.waiting] for t in engine.tokens(self.program, self.state)),
            "variables": engine.variables(self.program, self.state),
            "seen": {str(wait.seq): engine.variables(self.program, self.state, wait.seq) for wait in waits},
        }


def write(path: Path, about: str, prepared: pp.Prepared, before: Sequence[Step], steps: Sequence[Step]) -> None:
    """Play a story and keep the state after `before`.

    Raises:
        FileExistsError: it has been kept already, and is not written anew.
    """
    program = loader.program(prepared)
    begun = engine.start(program, {}, now=driving.BEGIN)
    player = Player(program, begun.state, driving.BEGIN)
    for step in before:
        player.take(step)
    file = {
        "about": about,
        "prepared": pp.dump(prepared),
        "now": player.now.isoformat(),
        "state": base64.b64encode(player.state).decode(),
        "undo": base64.b64encode(player.undo).decode() if player.undo else None,
        "shown": player.shown(),
        "steps": steps,
        "after": (after := []),
    }
    for step in steps:
        player.take(step)
        after.append(player.shown())
    with path.open("xb") as out:
        out.write(orjson.dumps(file, option=orjson.OPT_INDENT_2) + b"\n")


def read(path: Path) -> Kept:
    """What a file holds."""
    raw = orjson.loads(path.read_bytes())
    return Kept(
        about=raw["about"],
        prepared=pp.load(raw["prepared"]),
        now=datetime.fromisoformat(raw["now"]),
        state=base64.b64decode(raw["state"]),
        undo=base64.b64decode(raw["undo"]) if raw["undo"] else None,
        shown=raw["shown"],
        steps=raw["steps"],
        after=raw["after"],
    )


def folder(number: int) -> Path:
    """Where the states of a format stand."""
    return FOLDER / f"format-{number}"
