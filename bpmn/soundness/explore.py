"""All situations that a case can come to, as far as a bound allows, and what is seen on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpmn import graph
from bpmn.soundness import game as gm
from bpmn.soundness import net as nt
from bpmn.soundness import order as od

Came = tuple[gm.State, gm.Step]
"""A state and a step from it."""


@dataclass(eq=False, slots=True)
class Played:
    """What was played. `came` tells for each state the one before it and the step between; `steps` what was done in
    each; `cut` are those of which not all is known, `whole` says that the bound was not hit."""

    net: nt.Net
    came: dict[gm.State, Came | None]
    steps: dict[gm.State, list[gm.Step]] = field(default_factory=dict)
    cut: set[gm.State] = field(default_factory=set)
    ended: set[gm.State] = field(default_factory=set)
    doubled: dict[tuple[int, tuple[int, ...]], Came] = field(default_factory=dict)
    """Places to which a second token came, by place and from where, and how."""
    killed: dict[int, Came] = field(default_factory=dict)
    """Work that an end event ended, and how; by the scope that was emptied."""
    whole: bool = True

    def path(self, state: gm.State) -> list[Came]:
        """The shortest way to a state: each step with the state before it."""
        found = []
        here = self.came[state]
        while here is not None:
            found.append(here)
            here = self.came[here[0]]
        return found[::-1]

    def stuck(self) -> list[list[gm.State]]:
        """Situations that lead to one another and to no end, nearest first: parts from which nothing leads out."""
        back: dict[gm.State, list[gm.State]] = {state: [] for state in self.came}
        ways: dict[gm.State, list[gm.State]] = {}
        for state in self.came:
            ways[state] = [step.state for step in self.steps.get(state, ()) if step.state in back]
            for target in ways[state]:
                back[target].append(state)
        good = graph.closure(back, (*self.ended, *self.cut))
        bad = {state: ways[state] for state in self.came if state not in good}
        parts = [[state] for state in bad if not bad[state]]
        for part in graph.circles(bad):
            inside = set(part)
            if all(target in inside for state in part for target in bad[state]):
                parts.append(part)
        return parts


class Exploring:
    """Breadth first, so that the first way to a state is a shortest one."""

    def __init__(self, net: nt.Net, *, work: int, states: int, reduced: bool = True) -> None:
        self.game = gm.Game(net)
        self.order = od.Order(self.game)
        self.reduced = reduced
        self.most_work, self.most_states = work, states
        self.played = Played(net, {net.begin: None})
        self.partly: set[gm.State] = set()
        """States in which some tokens were left aside."""
        self.waiting: list[gm.State] = [net.begin]

    def run(self) -> Played:
        """Play until everything has been seen or the bound is hit."""
        self._run()
        while self.played.whole and self.partly and (again := self._left_aside()):
            for state in again:
                self.partly.discard(state)
                self._note(state, self.game.happening(state, state))
            self._run()
        return self.played

    def _run(self) -> None:
        place = 0
        while place < len(self.waiting):
            state = self.waiting[place]
            place += 1
            if self.game.work > self.most_work or len(self.played.came) > self.most_states:
                self.played.whole = False
                self.played.cut.update(self.waiting[place - 1 :])
                break
            self._expand(state)
        self.waiting.clear()

    def _expand(self, state: gm.State) -> None:
        if self.game.ended(state):
            self.played.ended.add(state)
        steps = self.game.settle(state)
        if not steps:
            first = self.order.first(state) if self.reduced else list(dict.fromkeys(state))
            steps = self.game.happening(state, first)
            if self.reduced and len(steps) < len(self.game.happening(state, state)):
                self.partly.add(state)
        self._note(state, steps)

    def _note(self, state: gm.State, steps: list[gm.Step]) -> None:
        played = self.played
        played.steps[state] = steps
        for step in steps:
            for place in step.doubled:
                played.doubled.setdefault((place, step.takes), (state, step))
            if step.move.ends:
                self._kills(state, step)
            if step.state is None:
                played.cut.add(state)
            elif step.state not in played.came:
                played.came[step.state] = (state, step)
                self.waiting.append(step.state)

    def _kills(self, state: gm.State, step: gm.Step) -> None:
        """Whether somebody's work is open in what an end event ends."""
        net, scope = self.played.net, step.move.clears
        rest = list(state)
        for place in step.takes:
            rest.remove(place)
        if any(net.places[place].work and net.within(place, scope) for place in rest):
            self.played.killed.setdefault(step.takes[0], (state, step))

    def _left_aside(self) -> list[gm.State]:
        """A state of each part without a way out in which tokens were left aside: else they would be for ever. Where a
        part never comes to rest all such states, for the others get no turn behind them."""
        parts = self.played.stuck()
        if any(all(self.game.settle(state) for state in part) for part in parts):
            return list(self.partly)
        return [
            next(state for state in part if state in self.partly) for part in parts if self.partly.intersection(part)
        ]
