"""The shortest way that shows a fault, without the steps that have nothing to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpmn.soundness import explore
from bpmn.soundness import level as lv
from bpmn.soundness import net as nt

START = -1
"""In the place of a step: what a case begins with."""


class Tracing:
    """The steps of one way, and from which of them each token comes."""

    def __init__(self, net: nt.Net, steps: list[explore.Came]) -> None:
        self.net = net
        self.steps = [step for _, step in steps]
        self.before: list[set[int]] = []
        """Of each step all those that led to it."""
        self.tokens: dict[int, list[int]] = {}
        """Where tokens stand at the end: by place the steps that brought them, the first one first."""
        for place in net.begin:
            self.tokens.setdefault(place, []).append(START)
        for number, step in enumerate(self.steps):
            came = {self.tokens[place].pop(0) for place in step.takes}
            if step.move.clears >= 0:
                came.update(self._cleared(step.move))
            self.before.append(self.all(came))
            for place in step.move.puts:
                self.tokens.setdefault(place, []).append(number)

    def _cleared(self, move: nt.Move) -> Iterator[int]:
        run = self.net.scopes[move.clears].run
        for place, tokens in self.tokens.items():
            if self.net.within(place, move.clears):
                yield from tokens if place == run else ()
                if not (move.keeps and place == run):
                    tokens.clear()

    def all(self, steps: Iterable[int]) -> set[int]:
        """Some steps and all that led to them."""
        found: set[int] = set()
        for step in steps:
            if step != START:
                found |= {step, *self.before[step]}
        return found

    def towards(self, places: set[int]) -> set[int]:
        """Steps by which tokens went on from some places or were taken off them, and all that led to these."""
        return self.all(
            number
            for number, step in enumerate(self.steps)
            if not places.isdisjoint(step.takes) or (step.move.ends and self._empties(step.move.clears, places))
        )

    def _empties(self, scope: int, places: set[int]) -> bool:
        return any(self.net.within(place, scope) for place in places)

    def elements(self, steps: set[int]) -> tuple[str, ...]:
        """What is passed in some of the steps, in order."""
        found: list[str] = []
        for number in sorted(steps):
            for element in lv.flat(self.steps[number].move.way):
                if not found or found[-1] != element:
                    found.append(element)
        return tuple(found)
