"""Which tokens may go first, so that not every order of independent branches is played.

Tokens of a state are a group that may go first if whatever the others do, without these, neither changes what these may
do nor comes to where they stand nor ends their work, and they don't end the others' work. Then each order of moves can
be played with theirs first, and leads to the same (a persistent set, Godefroid 1996); a second token that would come
to where one stands is met, because that one waits until nothing can come there any more. What the others can do is
taken too large, never too small: choices are taken both ways, messages are there, joins need a token on each flow.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable

from bpmn.soundness import game as gm
from bpmn.soundness import net as nt

TRIES = 12
"""Groups that are tried in one state."""


class Order:
    """The choice of groups for one net."""

    def __init__(self, game: gm.Game) -> None:
        self.game = game
        self.net = game.net
        self.open = self._open()
        self.root = self._roots()
        self.after: dict[int, frozenset[int]] = {}
        self.clean: dict[int, bool] = {}
        self.flows = frozenset(park for join in self.net.joins for park in join.parks)
        self.opens = {join.to: number for number, join in enumerate(self.net.joins) if join.every}
        """Parallel joins, by where their token goes on."""
        self.parks = [place for join in self.net.joins if not join.every for place in join.parks]

    def _open(self) -> list[int]:
        """Per scope the outermost around it, itself included, in which something may come from outside; -1: none."""
        found: list[int] = []
        for number, scope in enumerate(self.net.scopes):
            outer = found[scope.parent] if scope.parent >= 0 else -1
            own = bool(scope.armed or self.net.places[scope.run].moves)
            found.append(outer if outer >= 0 or not own else number)
        return found

    def _roots(self) -> list[int]:
        """Per scope the process that it is part of."""
        found: list[int] = []
        for number, scope in enumerate(self.net.scopes):
            found.append(found[scope.parent] if scope.parent >= 0 else number)
        return found

    def first(self, state: gm.State) -> list[int]:
        """Places whose tokens go first; all places where every token must be looked at."""
        movers = [place for place in dict.fromkeys(state) if self.game.movable(state, place)]
        if len(movers) < 2:
            return movers
        tried: set[int] = set()
        for place in sorted(movers, key=self.wants):
            if self.net.places[place].kind == nt.MAIL or len(tried) >= TRIES:
                continue
            outer = self.open[self.net.places[place].scope]
            key = place if outer < 0 else -1 - outer
            if key in tried:
                continue
            tried.add(key)
            if outer < 0 and self._alone(state, place):
                return [place]
            group = {place} if outer < 0 else {one for one in state if self.net.within(one, outer)}
            if self._may(state, group, outer):
                return [one for one in movers if one in group]
        return movers

    def _alone(self, state: gm.State, place: int) -> bool:
        """Whether it is the only token of its process, and the messages that it waits for, which no other process
        takes, are there."""
        places = self.net.places
        if any(move.mail >= 0 and move.mail not in state for move in places[place].moves):
            return False
        root, around = self.root[places[place].scope], self._around(places[place].scope)
        return not any(
            other != place and places[other].scope >= 0 and self.root[places[other].scope] == root
            for other in state
            if other not in around
        )

    def wants(self, place: int) -> bool:
        """False, which is first, where a message is taken: those under way stay few."""
        return all(move.mail < 0 for move in self.net.places[place].moves)

    def _may(self, state: gm.State, group: set[int], outer: int) -> bool:
        scope = self.net.places[next(iter(group))].scope if outer < 0 else outer
        around = self._around(scope)
        others = [place for place in state if place not in group and place not in around]
        coming = self._coming(others)
        self.game.work += len(coming)
        if any(place in coming for place in group):
            return False
        if outer >= 0 and any(self.net.within(place, outer) for place in coming):
            return False
        ended = {move.clears for place in coming for move in self.net.places[place].moves if move.clears >= 0}
        if any(end <= scope < self.net.scopes[end].until for end in ended):
            return False
        stands = [place for place in coming if self.net.places[place].scope >= 0]
        mine = self._later(group)
        for end in {move.clears for place in mine for move in self.net.places[place].moves if move.clears >= 0}:
            inside = outer >= 0 and outer <= end < self.net.scopes[outer].until
            if not inside and any(self.net.within(place, end) for place in stands):
                return False
        if not self._own_mail(state, mine if outer >= 0 else group, coming):
            return False
        if not (self._own_joins(group, outer, state, coming) and self._others_joins(mine, coming)):
            return False
        return self._once(state, mine, others)

    def _around(self, scope: int) -> set[int]:
        """Places that say that a scope and those around it run."""
        found = set()
        while scope >= 0:
            found.add(self.net.scopes[scope].run)
            scope = self.net.scopes[scope].parent
        return found

    def _coming(self, tokens: Iterable[int]) -> set[int]:
        """Every place to which these tokens may bring one, without any other."""
        places, joins, scopes = self.net.places, self.net.joins, self.net.scopes
        found = set(tokens)
        waiting = list(found)
        without: dict[int, list[int]] = {}
        """Places whose tokens lack a message, by that message."""
        while waiting:
            number = waiting.pop()
            place = places[number]
            reached: list[int] = []
            for move in place.moves:
                if move.mail < 0 or move.mail in found:
                    reached += move.puts
                else:
                    without.setdefault(move.mail, []).append(number)
            if place.kind == nt.PARK:
                join = joins[place.join]
                if not join.every or all(park in found for park in join.parks):
                    reached = [join.to]
            elif place.kind == nt.RUN and scopes[place.scope].after >= 0:
                reached.append(scopes[place.scope].after)
            elif place.kind == nt.MAIL:
                waiting += without.pop(number, ())
            for put in reached:
                if put not in found:
                    found.add(put)
                    waiting.append(put)
        return found

    def _later(self, group: set[int]) -> set[int]:
        """The group's places and those that its tokens run through until they rest, joins and completions included."""
        found: set[int] = set()
        for place in group:
            if place not in self.after:
                self.after[place] = self._run_through(place)
            found |= self.after[place]
        return found

    def _run_through(self, first: int) -> frozenset[int]:
        seen = {first}
        waiting = [first]
        while waiting:
            number = waiting.pop()
            place = self.net.places[number]
            reached = [put for move in place.moves for put in move.puts]
            reached += self._completed(place.scope)
            if place.kind == nt.PARK:
                reached.append(self.net.joins[place.join].to)
            for put in reached:
                if put not in seen and (self.game.fleeting[put] or self.net.places[put].kind == nt.PARK):
                    seen.add(put)
                    waiting.append(put)
        return frozenset(seen)

    def _completed(self, scope: int) -> list[int]:
        """Where tokens go on when a scope, and with it those around it, is completed."""
        found = []
        while scope >= 0:
            if self.net.scopes[scope].after >= 0:
                found.append(self.net.scopes[scope].after)
            scope = self.net.scopes[scope].parent
        return found

    def _own_mail(self, state: gm.State, mine: Iterable[int], coming: set[int]) -> bool:
        """Whether the messages that the group waits for are its own, and either there or not to come."""
        wanted = {move.mail for place in mine for move in self.net.places[place].moves if move.mail >= 0}
        if not wanted:
            return True
        if any(mail in coming and mail not in state for mail in wanted):
            return False
        kept = coming - set(mine)
        return not any(move.mail in wanted for place in kept for move in self.net.places[place].moves)

    def _own_joins(self, group: set[int], outer: int, state: gm.State, coming: set[int]) -> bool:
        """Whether no inclusive join waits that a token of the group could come to in two ways."""
        stands = {self.net.scopes[outer].run} if outer >= 0 else group
        ways: dict[int, int] = {}
        for park in self.parks:
            place = self.net.places[park]
            if (park in state or park in coming) and place.join not in ways:
                parks = self.net.joins[place.join].parks
                ways[place.join] = sum(1 for one in parks if stands & self.game.upstream(one))
        return all(count < 2 for count in ways.values())

    def _others_joins(self, mine: set[int], coming: set[int]) -> bool:
        """Whether no inclusive join that the group comes to lets its token through for another that could come in two
        ways, and would keep it once that one has gone the one way."""
        joins = {self.net.places[place].join for place in mine if self.net.places[place].kind == nt.PARK}
        for join in (self.net.joins[number] for number in joins):
            seen: set[int] = set()
            for park in () if join.every else join.parks:
                near = self.game.upstream(park) & coming
                if not near.isdisjoint(seen):
                    return False
                seen |= near
        return True

    def _once(self, state: gm.State, mine: set[int], others: list[int]) -> bool:
        """Whether the others bring at most one token to each flow into the joins that the group's tokens come to: a
        second one must be met, and so the join not be passed before."""
        parks = {self.net.places[place].join for place in mine if self.net.places[place].kind == nt.PARK}
        asked = {park for join in parks for park in self.net.joins[join].parks}
        if not asked:
            return True
        counts: collections.Counter[int] = collections.Counter()
        passed: collections.Counter[int] = collections.Counter()
        """How often a parallel join lets a token through: one that came to all its flows, or several together."""
        waiting = list(others)
        while waiting:
            for token in waiting:
                reached = self._coming((token,)) if token not in asked else {token}
                self.game.work += len(reached)
                for place in reached & self.flows:
                    counts[place] += 1 if token == place or self._clean(place) else 2
                passed.update(self.opens[place] for place in reached & self.opens.keys())
            if max(counts[park] for park in asked) > 1:
                return False
            waiting = []
            for number in self.opens.values():
                join = self.net.joins[number]
                whole = min(2, *(counts[park] for park in join.parks))
                waiting += [join.to] * (whole - passed[number])
        return True

    def _clean(self, park: int) -> bool:
        """Whether one token that has yet to come to a flow can't become two on the way."""
        if park not in self.clean:
            upstream = {park, *self.game.upstream(park)}
            self.clean[park] = not any(
                sum(1 for put in move.puts if put in upstream) > 1
                for place in upstream
                for move in self.net.places[place].moves
            ) and not any(
                self.net.scopes[self.net.places[place].scope].armed
                for place in upstream
                if self.net.places[place].kind == nt.RUN
            )
        return self.clean[park]
