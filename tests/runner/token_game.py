"""A reference for one flat process, written from chapter 13 of BPMN 2.0.2 and from nothing else.

It knows tasks, gateways, implicit splits and merges and end events. Tokens are counted on flows; a node's rule says
when it may consume and what it produces. Inclusive joins are asked when nothing else can move, in the file's order.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping

from bpmn import diagram as dg


class EndlessError(Exception):
    """More moves than any test wants to see."""


class StuckError(Exception):
    """Tokens remain and nothing can move them."""


class Game:
    """Where the tokens are: `at` tasks, `on` flows into joins."""

    def __init__(self, drawn: dg.Diagram, data: Mapping[str, object], most: int = 300) -> None:
        self.drawn = drawn
        self.data = dict(data)
        self.most = most
        self.at: Counter[str] = Counter()
        self.on: Counter[str] = Counter()
        self.moving: deque[str] = deque(n.id for n in drawn.nodes.values() if n.type == "startEvent")
        self.into: dict[str, list[dg.Flow]] = {node: [] for node in drawn.nodes}
        self.out: dict[str, list[dg.Flow]] = {node: [] for node in drawn.nodes}
        for flow in drawn.flows.values():
            self.into[flow.target].append(flow)
            self.out[flow.source].append(flow)
        self.play()

    def copy(self) -> Game:
        """The same position, to try a move."""
        other = object.__new__(Game)
        other.__dict__.update(self.__dict__)
        other.data, other.at, other.on, other.moving = dict(self.data), +self.at, +self.on, deque()
        return other

    @property
    def ended(self) -> bool:
        """No token remains (13.2.2)."""
        return not self.at and not self.on

    def complete(self, task: str, answers: Mapping[str, object]) -> None:
        """A task is done."""
        self.data.update(answers)
        self.at[task] -= 1
        self.at = +self.at
        self._produce(self._ways(task))
        self.play()

    def play(self) -> None:
        """Move until only tasks can."""
        moves = 0
        while True:
            while self.moving:
                moves += 1
                if moves > self.most or self.at.total() > self.most:
                    raise EndlessError
                self._pass(self.moving.popleft())
            if not self._merge_inclusive():
                break
        if not self.at and self.on:
            raise StuckError

    def _pass(self, node: str) -> None:
        kind = self.drawn.nodes[node].type
        if kind == "userTask":
            self.at[node] += 1
        elif kind != "endEvent":
            self._produce(self._ways(node))

    def _produce(self, flows: list[dg.Flow]) -> None:
        for flow in flows:
            self._arrive(flow)

    def _arrive(self, flow: dg.Flow) -> None:
        """13.3.1 (implicit merge), 13.4.1 (parallel), 13.4.2 (exclusive), 13.4.3 (inclusive)."""
        node = self.drawn.nodes[flow.target]
        joins = len(self.into[node.id]) > 1
        if node.type == "parallelGateway" and joins:
            self.on[flow.id] += 1
            if all(self.on[f.id] for f in self.into[node.id]):
                self.on.subtract(f.id for f in self.into[node.id])
                self.on = +self.on
                self.moving.append(node.id)
        elif node.type == "inclusiveGateway" and joins:
            self.on[flow.id] += 1
        else:
            self.moving.append(node.id)

    def _merge_inclusive(self) -> bool:
        merged = False
        for node in self.drawn.nodes.values():
            if node.type == "inclusiveGateway" and len(self.into[node.id]) > 1 and self._activated(node.id):
                filled = [f.id for f in self.into[node.id] if self.on[f.id]]
                self.on.subtract(filled)
                self.on = +self.on
                self.moving.append(node.id)
                merged = True
        return merged

    def _activated(self, gateway: str) -> bool:
        """Table 13.3, word for word."""
        filled = {f.id for f in self.into[gateway] if self.on[f.id]}
        empty = {f.id for f in self.into[gateway]} - filled
        if not filled:
            return False
        places = [*self.at, *self.moving]
        places += [self.drawn.flows[f].target for f in self.on if self.drawn.flows[f].target != gateway]
        return not any(self._leads(p, empty, gateway) and not self._leads(p, filled, gateway) for p in places)

    def _leads(self, place: str, flows: set[str], gateway: str) -> bool:
        """Whether a path from a node ends with one of the flows and doesn't visit the gateway before."""
        seen, waiting = set(), [place]
        while waiting:
            node = waiting.pop()
            if node in seen or node == gateway:
                continue
            seen.add(node)
            for flow in self.out[node]:
                if flow.id in flows:
                    return True
                waiting.append(flow.target)
        return False

    def _ways(self, node: str) -> list[dg.Flow]:
        """Which flows get a token: 8.3.13, 13.4."""
        out, kind = self.out[node], self.drawn.nodes[node].type
        if kind == "parallelGateway" or not any(f.condition or f.default for f in out):
            return out[:1] if kind == "exclusiveGateway" else out
        true = [f for f in out if f.condition is not None and not f.default and self._true(f)]
        default = [f for f in out if f.default]
        if kind == "exclusiveGateway":
            return true[:1] or default
        if kind == "inclusiveGateway":
            return true or default
        return [f for f in out if f in true or (f.condition is None and not f.default)] + ([] if true else default)

    def _true(self, flow: dg.Flow) -> bool:
        assert flow.condition is not None
        variable, _, value = flow.condition.body.partition(" = ")
        return self.data[variable] == int(value)
