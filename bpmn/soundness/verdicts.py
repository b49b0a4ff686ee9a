"""What a game shows: joins that wait for ever, work that is done twice, ends that leave work behind, circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bpmn import graph
from bpmn.soundness import explore, tracing
from bpmn.soundness import game as gm
from bpmn.soundness import level as lv
from bpmn.soundness import net as nt


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fault: the node where it shows, which others it is about (`flows` that bring no token, `about` nodes), the
    ids on the way that shows it, and whether no case at all gets past it."""

    kind: str
    element: str
    about: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    mail: str = ""
    trace: tuple[str, ...] = ()
    hopeless: bool = False


@dataclass(eq=False, slots=True)
class Wait:
    """What waits for ever: the join or place, where it stands, the places whose tokens it lacks."""

    stands: tuple[int, ...]
    lacks: tuple[int, ...]
    element: str
    join: int = -1
    goes: int = -1


@dataclass(eq=False, slots=True)
class Judging:
    """What one game shows."""

    played: explore.Played
    game: gm.Game
    drawn: dict[str, list[str]]
    """Nodes before a node, as drawn."""
    _back: dict[int, list[int]] = field(default_factory=dict)

    def all(self) -> Iterator[Verdict]:
        """Every fault, each once, those that stop a case first."""
        told: set[tuple[str, str]] = set()
        for verdict in (*self._stuck(), *self._doubled(), *self._killed()):
            if (verdict.kind, verdict.element) not in told:
                told.add((verdict.kind, verdict.element))
                yield verdict

    def reached(self) -> set[str]:
        """Every element that a token may come to."""
        found: set[str] = set()
        seen: set[int] = set()
        places = {place for state in self.played.came for place in state}
        for place in places:
            found.update(lv.flat(self.played.net.places[place].holds))
            found.add(self.played.net.places[place].element)
        for steps in self.played.steps.values():
            for step in steps:
                for rope in (step.move.way, step.move.holds):
                    if rope is not None and id(rope) not in seen:
                        seen.add(id(rope))
                        found.update(lv.flat(rope))
        return found

    # -- waiting for ever ---------------------------------------------------------------------------------------------

    def _stuck(self) -> Iterator[Verdict]:
        order = {state: number for number, state in enumerate(self.played.came)}
        parts = [sorted(part, key=order.__getitem__) for part in self.played.stuck()]
        hopeless = self._hopeless(parts)
        for part in sorted(parts, key=lambda one: len(self.played.path(one[0]))):
            common = set(part[0]).intersection(*part[1:])
            # Where tokens run round without resting, the others can't move: whether they wait for ever isn't known.
            endless = all(self.game.settle(state) for state in part)
            waits = [] if endless else list(self._waits(part[0], common))
            if not waits:
                yield replace(self._circle(part), hopeless=bool(self._pools(common) & hopeless))
            for wait in self._causes(waits):
                yield replace(self._deadlock(part[0], wait), hopeless=bool(self._pools(wait.stands) & hopeless))

    def _hopeless(self, parts: list[list[gm.State]]) -> set[int]:
        """Pools without which every case would end; if no case ends, and none of them is to blame alone, all."""
        if self.played.ended or self.played.cut or not self.played.whole or not parts:
            return set()
        stay = [self._pools(set(part[0]).intersection(*part[1:])) for part in parts]
        return set.intersection(*stay) or set.union(*stay)

    def _pools(self, places: Iterable[int]) -> set[int]:
        """The scopes of the processes that some places are in."""
        found = set()
        for place in places:
            scope = self.played.net.places[place].scope
            while scope >= 0 and self.played.net.scopes[scope].parent >= 0:
                scope = self.played.net.scopes[scope].parent
            found.add(scope)
        return found - {-1}

    def _waits(self, state: gm.State, common: set[int]) -> Iterator[Wait]:
        net = self.played.net
        parked = sorted(place for place in common if net.places[place].kind == nt.PARK)
        for number in dict.fromkeys(net.places[place].join for place in parked):
            join = net.joins[number]
            lacks = tuple(park for park in join.parks if park not in state)
            stands = tuple(place for place in parked if net.places[place].join == number)
            yield Wait(stands, lacks, net.places[join.to].element, number, join.to)
        for place in sorted(common):
            moves = net.places[place].moves
            if net.places[place].kind == nt.STEP and moves and all(move.mail >= 0 for move in moves):
                lacks = tuple(move.mail for move in moves)
                yield Wait((place,), lacks, net.places[place].work or net.places[place].element, goes=place)

    def _causes(self, waits: list[Wait]) -> list[Wait]:
        """Those that don't wait for others that wait for ever; of a circle of them the one farthest from another."""
        if len(waits) < 2:
            return waits
        near = [self._nearest(wait, [other for other in waits if other is not wait]) for wait in waits]
        far = max(near)
        return [wait for wait, distance in zip(waits, near, strict=True) if distance == far]

    def _nearest(self, wait: Wait, others: list[Wait]) -> float:
        back, wanted = self._backwards(), {other.goes for other in others}
        seen, ring, distance = {*wait.lacks, wait.goes}, list(wait.lacks), 0
        while ring:
            distance += 1
            ring = [before for place in ring for before in back.get(place, ()) if before not in seen]
            if not wanted.isdisjoint(ring):
                return distance
            seen.update(ring)
            ring = list(dict.fromkeys(ring))
        return float("inf")

    def _backwards(self) -> dict[int, list[int]]:
        """Places from which a token comes to a place, into activities and out of them too."""
        net = self.played.net
        if not self._back:
            for number, place in enumerate(net.places):
                for move in place.moves:
                    for put in move.puts:
                        self._back.setdefault(put, []).append(number)
                if place.kind == nt.STEP and (scope := net.scopes[place.scope]).after >= 0:
                    self._back.setdefault(scope.after, []).append(number)
            for join in net.joins:
                self._back.setdefault(join.to, []).extend(join.parks)
        return self._back

    def _deadlock(self, state: gm.State, wait: Wait) -> Verdict:
        net = self.played.net
        way = tracing.Tracing(net, self.played.path(state))
        ways = graph.closure({n: self._backwards().get(n, []) for n in range(len(net.places))}, wait.lacks)
        here = way.all(number for place in wait.stands for number in way.tokens.get(place, ()))
        steps = here | way.towards(ways - {wait.goes})
        trace = (*way.elements(steps), wait.element)
        flows = tuple(_last_flow(net.places[park].edge) for park in wait.lacks) if wait.join >= 0 else ()
        mail = net.places[wait.lacks[0]].element if wait.join < 0 else ""
        senders = (
            () if wait.join >= 0 else tuple(net.places[n].element for n in self._backwards().get(wait.lacks[0], ()))
        )
        return Verdict("deadlock", wait.element, senders, flows, mail, _once(trace))

    def _circle(self, part: list[gm.State]) -> Verdict:
        net = self.played.net
        way = tracing.Tracing(net, self.played.path(part[0]))
        inside = set(part)
        steps = (step for state in part for step in self.played.steps.get(state, ()) if step.state in inside)
        going = dict.fromkeys(place for step in steps for place in step.takes)
        places = going or dict.fromkeys(place for state in part for place in state)
        works = [net.places[place].work for place in places if net.places[place].work]
        others = [net.places[place].element for place in places if net.places[place].kind == nt.STEP]
        found = tuple(dict.fromkeys(works or others or [net.places[place].element for place in places]))
        return Verdict("cannot-end", found[0], found, trace=(*way.elements(set(range(len(way.steps)))), found[0]))

    # -- twice --------------------------------------------------------------------------------------------------------

    def _doubled(self) -> Iterator[Verdict]:
        net = self.played.net
        for (place, _), (state, step) in self.played.doubled.items():
            found = net.places[place]
            if not found.work and found.kind not in (nt.PARK, nt.RUN):
                continue
            path = self.played.path(state)
            way = tracing.Tracing(net, [*path, (state, step)])
            one, other = self._both(way, place)
            if one == other:
                split, mine, theirs = other, {other}, {other}
            else:
                mine, theirs = way.all((one,)), way.all((other,))
                split = max(mine & theirs, default=tracing.START)
            if self._again(way, mine, theirs, split) or self._met_before(way, mine - theirs, theirs - mine):
                continue
            element = found.element if found.kind == nt.PARK else self._merge(found.work or found.element)
            about = (self._splits(way, split),) if split != tracing.START else ()
            trace = (*way.elements(mine | theirs), found.work or found.element)
            yield Verdict("lack-of-synchronisation", element, about, trace=trace)

    def _both(self, way: tracing.Tracing, place: int) -> list[int]:
        """The steps that brought the two tokens."""
        found = self.played.net.places[place]
        return [*way.tokens.get(found.enters, ()), *way.tokens[place]][-2:]

    def _again(self, way: tracing.Tracing, mine: set[int], theirs: set[int], split: int) -> bool:
        """Whether one split brought both tokens here at once, passed twice one after the other: what it begins each
        time is meant to run beside what it began before."""
        if split == tracing.START:
            return False
        first = way.steps[split]
        for earlier, later in ((mine - theirs, theirs - mine), (theirs - mine, mine - theirs)):
            alike = [n for n in later if way.steps[n].takes == first.takes]
            passed = [n for n in alike if first.takes or way.steps[n].move == first.move]
            if passed and not self._rests(way, earlier) and not self._rests(way, {n for n in later if n > max(passed)}):
                return True
        return False

    def _rests(self, way: tracing.Tracing, steps: set[int]) -> set[int]:
        """Places at which a token had rested before some steps took it."""
        places = (place for number in steps for place in way.steps[number].takes)
        return {place for place in places if self.played.net.places[place].work}

    def _met_before(self, way: tracing.Tracing, mine: set[int], theirs: set[int]) -> bool:
        """Whether both tokens have rested in one place: then it is told there that they are two."""
        return not self._rests(way, mine).isdisjoint(self._rests(way, theirs))

    def _splits(self, way: tracing.Tracing, step: int) -> str:
        takes = way.steps[step].takes
        return self.played.net.places[takes[0]].element if takes else ""

    def _merge(self, element: str) -> str:
        """The node at which ways come together before an element."""
        seen, here = {element}, element
        while len(self.drawn.get(here, ())) == 1:
            here = self.drawn[here][0]
            if here in seen:
                return element
            seen.add(here)
        return here if len(self.drawn.get(here, ())) > 1 else element

    def _killed(self) -> Iterator[Verdict]:
        net = self.played.net
        for place, (state, step) in self.played.killed.items():
            way = tracing.Tracing(net, self.played.path(state))
            inside = [one for one in state if net.within(one, step.move.clears) and net.places[one].work]
            came = (number for one in (place, *inside) for number in way.tokens[one])
            trace = (*way.elements(way.all(came)), *lv.flat(step.move.way))
            about = tuple(dict.fromkeys(net.places[one].work for one in inside))
            yield Verdict("ends-with-work-left", net.places[place].element, about, trace=_once(trace))


def _last_flow(edge: lv.Edge | None) -> str:
    found = lv.flat(edge.way) if edge is not None else []
    return found[-1] if found else ""


def _once(trace: tuple[str, ...]) -> tuple[str, ...]:
    """Without an element twice in a row."""
    return tuple(one for number, one in enumerate(trace) if number == 0 or one != trace[number - 1])
