"""The token game: what a case does at each step, and what can be seen of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from bpmn import diagram as dg
from bpmn import prepared as pp
from tests.runner.reference import activities, deviations, events, expression, flows, plan
from tests.runner.reference import layer as layers
from tests.runner.reference.position import Listener, Move, Performance, Position, Scope

RefusedError = expression.RefusedError


class NotOpenError(Exception):
    """Nobody listens."""


class Game:
    """A case under way; each step moves it in place. A step that raises leaves it unusable: try it on a copy."""

    def __init__(self, prepared: pp.Prepared, given: dict[str, Any], now: datetime, most: int = 300) -> None:
        self.plan = plan.Plan(prepared)
        self.at = Position(self.plan, given, now, most)
        for process in prepared.starts:
            activities.enter(self.at, events.new_root(self.at, process, {}), deviations.begins(self.plan, process))
        self._play()

    # -- steps --------------------------------------------------------------------------------------------------------

    def complete(self, done: Performance, answers: dict[str, Any], now: datetime) -> None:
        """A task or call is done."""
        self.at.begin_step(now)
        done.layer.write(answers)
        activities.finish(self.at, done)
        self._play()

    def deliver(self, name: str, payload: dict[str, Any], key: Any, process: str | None, now: datetime) -> None:
        """A message comes: to who has listened longest, else it begins a pool."""
        self.at.begin_step(now)
        listeners = [one for one in self.at.listeners if one.kind == "message"]
        heard = [one for one in listeners if deviations.takes(one, name, key, process)]
        begun = self._begun(name, process)
        if process is not None and begun:
            self.at.expected = max(0, self.at.expected - 1)
        if heard:
            events.happen(self.at, min(heard, key=lambda one: one.number), payload)
        elif begun:
            events.begin_pool(self.at, *begun[0], payload)
        else:
            raise NotOpenError
        self._play()

    def _begun(self, name: str, wanted: str | None) -> list[tuple[str, dg.Node, dg.Node]]:
        """What a message can begin."""
        pools = [process for process in self.plan.prepared.diagram.processes if wanted in (None, process)]
        found = [(pool, *one) for pool in pools for one in self.plan.started_by(pool)]
        return [(pool, begun, event) for pool, begun, event in found if name in plan.messages_of(event)]

    def signal(self, name: str, payload: dict[str, Any], now: datetime) -> None:
        """A signal comes from outside."""
        self.at.begin_step(now)
        if not events.broadcast(self.at, name, payload):
            raise NotOpenError
        self._play()

    def wake(self, now: datetime) -> None:
        """Timers that are due fire, the earliest first."""
        self.at.begin_step(now)
        while due := [one for one in self.at.listeners if one.due is not None and one.due <= now]:
            events.happen(self.at, min(due, key=lambda one: (one.due, one.number)), {})
            self._note_emptied()
            self._run()
        self._play()

    # -- moves --------------------------------------------------------------------------------------------------------

    def _play(self) -> None:
        self._note_emptied()
        self._run()
        deviations.refuse_deadlock(self.at)

    def _run(self) -> None:
        at = self.at
        while True:
            if at.moves:
                move = deviations.next_move(at)
                at.moves.remove(move)
                self._move(move)
            elif at.emptied:
                self._end(at.emptied.popleft())
            elif not flows.merge_inclusive(at) and not events.look(at):
                return
            self._note_emptied()

    def _move(self, move: Move) -> None:
        if move.done is not None:
            activities.turn(self.at, move.done)
            return
        move.scope.moving -= 1
        self._visit(move.scope, move.node, move.layer)

    def _visit(self, scope: Scope, node: dg.Node, layer: layers.Layer) -> None:
        at = self.at
        if node.type == "endEvent":
            at.ends.append(node.id)
            at.passed[node.id] += 1
            events.throw_all(at, scope, node, layer)
        elif node.type == "intermediateThrowEvent" and plan.link(node) is not None:
            at.passed[node.id] += 1
            at.move(scope, self.plan.linked(node))
        elif node.type == "intermediateThrowEvent":
            if events.throw_all(at, scope, node, layer):
                flows.leave(at, scope, node)
        elif node.type == "intermediateCatchEvent" and plan.link(node) is None:
            events.wait(at, scope, node, layer)
        elif node.type == "eventBasedGateway":
            events.choose(at, scope, node)
        elif node.type.endswith(("Event", "Gateway")):
            flows.leave(at, scope, node)
        else:
            activities.begin(at, scope, node, layer)

    def _note_emptied(self) -> None:
        at = self.at
        at.emptied += [scope for scope in reversed(at.scopes()) if scope.empty and scope not in at.emptied]

    def _end(self, scope: Scope) -> None:
        """A scope without a token is completed (13.2.2, 13.3.4)."""
        if not scope.empty or activities.goes_on(self.at, scope):
            return
        activities.close(self.at, scope)
        if scope.host is None:
            self.at.roots.remove(scope)
        else:
            activities.finish(self.at, scope.host)

    # -- what can be seen ---------------------------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """No token remains, and no message is on its way to begin a pool (13.2.2)."""
        return not self.at.roots and not self.at.expected

    def waits(self) -> list[Performance]:
        """All that the case rests at."""
        return self.at.waits()

    def calls(self) -> list[Performance]:
        """Calls that this step has asked for and that are still wanted."""
        return [done for done in self.waits() if done in self.at.calls]

    def tokens(self) -> Counter[tuple[str, bool]]:
        """Where tokens stand: (element or flow, whether it waits)."""
        found: Counter[tuple[str, bool]] = Counter()
        for scope in self.at.scopes():
            found.update((flow, False) for flow in scope.parked.elements())
            for activity in scope.tokens:
                several = any(done.group == activity.node.id for done in activity.performances)
                shown = activity.performances[:1] if several and activity.node.events else activity.performances
                found.update((done.node.id, done.kind != "inside") for done in shown)
        return found

    def timers(self) -> Counter[tuple[str, datetime]]:
        """Timers: (element, due)."""
        return Counter((one.node.id, one.due) for one in self.at.listeners if one.due is not None)

    def listening(self) -> list[Listener]:
        """Messages and signals that the case can take now."""
        return [one for one in self.at.listeners if one.kind in ("message", "signal")]

    def variables(self) -> dict[str, Any]:
        """The data of the case and of all its processes."""
        found = self.at.case.seen()
        for root in self.at.roots:
            found.update(root.layer.own)
        return found
