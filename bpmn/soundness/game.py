"""How a state goes on: tokens run until all of them rest, then something happens to one that rests.

This is the order of the engine (13.2): within a step nothing comes from outside. When no token can move, scopes without
one are completed, then inclusive joins are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bpmn.soundness import net as nt

State = tuple[int, ...]
MOST = 3
"""Tokens in one place; a state in which there would be more isn't looked at."""


@dataclass(frozen=True, slots=True)
class Step:
    """One move in a state: which places gave a token, what the move was, the state that it leads to; `None` where more
    tokens came to one place than are looked at. `doubled` are places that got one more."""

    takes: tuple[int, ...]
    move: nt.Move
    state: State | None
    doubled: tuple[int, ...] = ()


class Game:
    """The rules for one net. `work` counts what has been looked at."""

    def __init__(self, net: nt.Net) -> None:
        self.net = net
        self.work = 0
        self.running = {scope.run: number for number, scope in enumerate(net.scopes)}
        self.fleeting = [place.kind == nt.STEP and (not place.work or place.enters >= 0) for place in net.places]
        self.idle = [place.kind in (nt.RUN, nt.ARMED, nt.MAIL) for place in net.places]
        """Places whose tokens don't keep a scope open."""
        self.before = self._before()
        self._upstream: dict[int, frozenset[int]] = {}

    # -- what happens next --------------------------------------------------------------------------------------------

    def settle(self, state: State) -> list[Step]:
        """What happens before anything comes from outside: several where there is a choice, none once all rest."""
        fleeting = [place for place in state if self.fleeting[place]]
        for place in sorted(fleeting, key=self._last):
            steps = list(self.moves(state, place))
            if steps:
                return steps
        return self._joined(state, every=True) or self._completed(state) or self._joined(state, every=False)

    def _last(self, place: int) -> bool:
        """What ends the others' work comes last: they get to where they rest."""
        return any(move.clears >= 0 for move in self.net.places[place].moves)

    def moves(self, state: State, place: int) -> Iterator[Step]:
        """What a token in a place may do."""
        for move in self.net.places[place].moves:
            if self._open(move, state):
                takes = (place,) if place not in self.running else ()
                yield self.made(state, takes if move.mail < 0 else (*takes, move.mail), move)

    def movable(self, state: State, place: int) -> bool:
        """Whether a token in a place may do anything."""
        return any(self._open(move, state) for move in self.net.places[place].moves)

    def made(self, state: State, takes: Sequence[int], move: nt.Move) -> Step:
        """A move is made."""
        self.work += len(state)
        left = list(state)
        for place in takes:
            left.remove(place)
        if move.clears >= 0:
            left = [place for place in left if self._stays(place, move)]
        puts = move.puts if move.free >= 0 else self._not_begun_again(left, move.puts)
        doubled = tuple(place for place in puts if self._stands(left, place) or puts.count(place) > 1)
        left += puts
        full = any(left.count(place) > MOST for place in doubled)
        return Step(tuple(takes), move, None if full else tuple(sorted(left)), doubled)

    def _stands(self, state: Sequence[int], place: int) -> bool:
        """Whether work is done at a place already."""
        found = self.net.places[place]
        return place in state or found.enters in state

    def _not_begun_again(self, state: Sequence[int], puts: tuple[int, ...]) -> tuple[int, ...]:
        """An event subprocess that is thrown at while it runs: the second run is left to the first."""
        begun = [self.running[put] for put in puts if put in self.running and put in state]
        return tuple(put for put in puts if not any(self.net.within(put, scope) for scope in begun)) if begun else puts

    def _stays(self, place: int, move: nt.Move) -> bool:
        if not self.net.within(place, move.clears):
            return True
        scope = self.net.scopes[move.clears]
        return move.keeps and place == scope.run

    # -- joins and completion -----------------------------------------------------------------------------------------

    def _joined(self, state: State, *, every: bool) -> list[Step]:
        asked = dict.fromkeys(self.net.places[place].join for place in state if self.net.places[place].kind == nt.PARK)
        for number in asked:
            join = self.net.joins[number]
            filled = [place for place in join.parks if place in state]
            ready = len(filled) == len(join.parks) if join.every else not self.awaited(state, number)
            if join.every == every and ready:
                return [self.made(state, filled, nt.Move((join.to,)))]
        return []

    def _completed(self, state: State) -> list[Step]:
        """13.3.4: a scope without a token; the innermost first."""
        for place in sorted(state, key=lambda one: -self.net.places[one].scope):
            number = self.running.get(place)
            if number is not None and not any(
                place != other and self.net.within(other, number) and self._keeps_open(other, number) for other in state
            ):
                after = self.net.scopes[number].after
                puts = (after,) if after >= 0 else ()
                return [self.made(state, (), nt.Move(puts, clears=number, keeps=False))]
        return []

    def _keeps_open(self, place: int, scope: int) -> bool:
        return not self.idle[place] or (place in self.running and self.running[place] != scope)

    def awaited(self, state: State, number: int) -> bool:
        """Table 13.3: whether a token could still come on a flow that is empty, and not as well on one that isn't."""
        join = self.net.joins[number]
        filled = frozenset().union(*(self.upstream(place) for place in join.parks if place in state))
        empty = frozenset().union(*(self.upstream(place) for place in join.parks if place not in state))
        self.work += len(state)
        return any(place in empty and place not in filled for place in state if place not in join.parks)

    def upstream(self, park: int) -> frozenset[int]:
        """Places of its level from which a token could come to a flow into an inclusive join, not through that join;
        of an activity with content the place that says that it runs."""
        if park not in self._upstream:
            join = self.net.joins[self.net.places[park].join]
            seen = {park, join.to, *join.parks}
            found: set[int] = set()
            waiting = [*self.before.get(park, ())]
            while waiting:
                place = waiting.pop()
                if place not in seen:
                    seen.add(place)
                    found.add(place)
                    waiting += self.before.get(place, ())
            self.work += len(found)
            self._upstream[park] = frozenset(found)
        return self._upstream[park]

    def _before(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, place in enumerate(self.net.places):
            for move in place.moves:
                for put in move.puts:
                    source = self._seen_from(number, put)
                    if source >= 0:
                        found.setdefault(put, []).append(source)
        for join in self.net.joins:
            found.setdefault(join.to, []).extend(join.parks)
        for scope in self.net.scopes:
            if scope.after >= 0:
                found.setdefault(scope.after, []).append(scope.run)
        return found

    def _seen_from(self, place: int, target: int) -> int:
        """The place that stands for another one on the level of its target: the activity that it is in."""
        scope, level = self.net.places[place].scope, self.net.places[target].scope
        if scope < 0 or scope == level:
            return place
        if self.net.places[target].kind == nt.RUN and self.net.scopes[level].parent == scope:
            return place
        while scope >= 0 and self.net.scopes[scope].parent != level:
            scope = self.net.scopes[scope].parent
        return self.net.scopes[scope].run if scope >= 0 else -1

    # -- what comes from outside --------------------------------------------------------------------------------------

    def happening(self, state: State, places: Iterable[int]) -> list[Step]:
        """All that may happen to tokens that rest in some places."""
        return [step for place in dict.fromkeys(places) for step in self.moves(state, place)]

    def ended(self, state: State) -> bool:
        """No token is left but messages that nobody takes (13.2.2)."""
        return all(self.net.places[place].kind == nt.MAIL for place in state)

    def _open(self, move: nt.Move, state: State) -> bool:
        """Whether what a move needs is there."""
        if move.works >= 0:
            self.work += len(state)
            if not any(self.net.places[place].work and self.net.within(place, move.works) for place in state):
                return False
        return (move.mail < 0 or move.mail in state) and (move.free < 0 or move.free not in state)
