"""Trains a dictionary of the codec; `python -m tests.bench.train_dictionary FILE` writes a new one, never over an old.

It learns from states and undos of the shipped procedures, walked by their scenarios with answers varied as people
give them, and of plain chains whose forms ask what such forms ask. None of what is measured is among them: neither
the diagrams of the bench nor its answers; what it is worth on a procedure that it hasn't seen is found by training on
the others (`--measure`).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import zstandard

from bpmn import study
from bpmn.expressions import temporal
from runner import codec, engine, outcome, state
from tests.bench import answers
from tests.procedures import drawings
from tests.runner import builder, driving

SIZE = 8_192
"""Bytes of a dictionary."""
VARIED = 6
"""How often a scenario is walked, each time with other answers."""
CHAINS, ASKING = 60, 6
"""How many chains, and how many tasks of one ask for a form."""
SEED = 20_261_125
Shown = list[bytes]


class _Walk(driving.Run):
    """A scenario walked: messages between pools are delivered as soon as somebody takes them."""

    def settle(self) -> None:
        """Deliver what can be delivered."""
        for message in list(self.post):
            try:
                done = engine.deliver(self.program, self.state, message, now=self.now)
            except outcome.NotOpenError:
                continue
            self.post.remove(message)
            self._take(lambda done=done: done)

    def shown(self) -> Shown:
        """The documents of every state and undo on the way."""
        kept = [part for done in self.outcomes for part in (done.state, done.undo) if part]
        return [orjson.dumps(state.unpacked(part)) for part in kept]


def procedure(path: Path, random_: random.Random) -> Shown:
    """The documents of one shipped version, by all its scenarios."""
    forms = {form.name: form.read_bytes() for form in path.parent.glob("*.form")}
    prepared = study.study(path.read_bytes(), forms).prepared
    free = {
        field["key"]: field["type"]
        for form in forms.values()
        for field in orjson.loads(form)["components"]
        if field["type"] in answers.FREE and "key" in field
    }
    found: Shown = []
    for scenario in drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json"):
        for _ in range(VARIED):
            found += _walked(_Walk(prepared, _varied(scenario["data"], free, random_)), scenario, free, random_)
    return found


def _walked(run: _Walk, scenario: Mapping[str, Any], free: Mapping[str, str], random_: random.Random) -> Shown:
    run.settle()
    for step in scenario["steps"]:
        if "task" in step:
            run.do(step["task"], **_varied(step["answers"], free, random_))
        elif "message" in step:
            run.send(step["message"], payload=step["payload"])
        else:
            run.later(seconds=(temporal.add(run.now, temporal.parse_duration(step["wait"])) - run.now).total_seconds())
        run.settle()
    return run.shown()


def _varied(given: Mapping[str, Any], free: Mapping[str, str], random_: random.Random) -> dict[str, Any]:
    """The answers of a scenario with other words in the fields that take any; choices stay, for they decide."""
    return {
        key: answers.answer(key, free[key], random_) if key in free and isinstance(told, str) and told else told
        for key, told in given.items()
    }


def chain(random_: random.Random) -> Shown:
    """The documents of a chain of tasks with invented forms at the first of them."""
    tasks = [f"t{number}" for number in range(random_.choice((4, 6, 9, 16, 40)))]
    drawn = builder.Drawing().node("start", "s").nodes_of("user", *tasks).node("end", "e").path("s", *tasks, "e")
    run = _Walk(drawn, answers.form(random_))
    for number, task in enumerate(tasks[:-1]):
        run.do(task, **(answers.form(random_) if number < ASKING else {}))
    return run.shown()


def samples(paths: Sequence[Path]) -> Shown:
    """What to learn from, each once, always the same."""
    random_ = random.Random(SEED)  # noqa: S311 -- not a secret
    found = [shown for path in paths for shown in procedure(path, random_)]
    found += [shown for _ in range(CHAINS) for shown in chain(random_)]
    return list(dict.fromkeys(found))


def trained(shown: Shown, size: int = SIZE) -> bytes:
    """A dictionary."""
    return zstandard.train_dictionary(size, shown, level=codec.LEVEL).as_bytes()


def measured(out: Callable[[str], object] = print) -> None:
    """What a dictionary is worth on a procedure that it hasn't seen: bytes of a state or undo, on the average."""
    for held in sorted({path.parent for path in drawings.versions()}):
        others = [path for path in drawings.versions() if path.parent != held]
        packer = codec.packer(zstandard.ZstdCompressionDict(trained(samples(others))))
        plain = codec.packer(None)
        seen = [shown for path in drawings.versions() if path.parent == held for shown in _unvaried(path)]
        before, after = (sum(len(one.compress(shown)) for shown in seen) / len(seen) for one in (plain, packer))
        out(f"{held.name}: {before:.0f} bytes without, {after:.0f} with one trained on the others")


def _unvaried(path: Path) -> Iterator[bytes]:
    forms = {form.name: form.read_bytes() for form in path.parent.glob("*.form")}
    prepared = study.study(path.read_bytes(), forms).prepared
    for scenario in drawings.read_json(drawings.SCENARIOS / f"{drawings.name_of(path)}.json"):
        yield from _walked(_Walk(prepared, scenario["data"]), scenario, {}, random.Random(SEED))  # noqa: S311


def main() -> int:
    """Train and write, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="the new dictionary, runner/dictionaries/NUMBER.zdict")
    parser.add_argument("--measure", action="store_true", help="say what it is worth on what it hasn't seen")
    given = parser.parse_args()
    if given.measure:
        measured()
    if given.file:
        made = trained(samples(drawings.versions()))
        with given.file.open("xb") as file:
            file.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
