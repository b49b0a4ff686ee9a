"""Follows a trace with the engine: whoever is next on it works, and answers so that the flows on it are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bpmn import prepared as pp
from bpmn import vocabulary
from runner import engine, loader, outcome
from tests.runner import driving

MOST = 120
"""Steps of one replay."""


def stuck(prepared: pp.Prepared, trace: tuple[str, ...]) -> str:
    """Where a case that follows a trace gets stuck: the element that the engine names; empty where it doesn't."""
    replay = Replay(prepared, trace)
    try:
        return replay.run()
    except outcome.StepError as refused:
        if refused.incident.code != "deadlock":
            raise
        return refused.incident.element


class Replay:
    """A case that goes the way of a trace. Behind an activity stands its boundary event if that happens."""

    def __init__(self, prepared: pp.Prepared, trace: tuple[str, ...]) -> None:
        self.nodes = prepared.diagram.nodes
        self.flows = prepared.diagram.flows
        self.left = list(trace)
        self.program = loader.program(prepared)
        self.state = b""

    def run(self) -> str:
        """Until the case has ended, or nobody has anything to do and it only listens: then where tokens stand.

        Raises:
            StepError: it got stuck.
        """
        done = engine.start(self.program, self._answers(), now=driving.BEGIN)
        for _ in range(MOST):
            if done.ended:
                return ""
            self.state = done.state
            self._gone_through(done.passed)
            if not engine.waits(self.program, self.state):
                return ", ".join(token.element for token in engine.tokens(self.program, self.state))
            done = self._step()
        raise AssertionError("it goes on for ever")

    def _gone_through(self, passed: Iterable[str]) -> None:
        """A gateway that was passed is asked about its next time from now on, which may go another way."""
        for element in passed:
            node = self.nodes.get(element)
            if node is not None and node.type in vocabulary.GATEWAYS and element in self.left:
                self.left.remove(element)

    def _step(self) -> outcome.Outcome:
        waits = {wait.element: wait.seq for wait in engine.waits(self.program, self.state)}
        for place, element in enumerate(self.left):
            node = self.nodes.get(element)
            bound = self._bound(place)
            if bound and self._open(element, waits):
                return self._happen(place, bound)
            if node is not None and element in waits:
                del self.left[place]
                return self._complete(waits[element])
        return self._complete(next(iter(waits.values())))

    def _open(self, element: str, waits: Mapping[str, int]) -> bool:
        """Whether an activity is open: it waits, or something inside it does."""
        return element in waits or any(self._inside(one, element) for one in waits)

    def _inside(self, element: str, outer: str) -> bool:
        node = self.nodes[element]
        calling = [one.id for one in self.nodes.values() if one.called is not None and one.called == node.process]
        around = [node.parent] if node.parent is not None else calling
        return any(one == outer or self._inside(one, outer) for one in around)

    def _bound(self, place: int) -> int:
        """Where a boundary event of an element stands on the trace, before it is passed again; 0: nowhere."""
        for later in range(place + 1, len(self.left)):
            if self.left[later] == self.left[place]:
                break
            node = self.nodes.get(self.left[later])
            if node is not None and node.attached_to == self.left[place]:
                return later
        return 0

    def _happen(self, place: int, bound: int) -> outcome.Outcome:
        node = self.nodes[self.left.pop(bound)]
        host = self.left.pop(place)
        if not node.interrupting:
            leaving = (n for n, one in enumerate(self.left) if one in self.flows and self.flows[one].source == host)
            self.left.insert(next(leaving, len(self.left)), host)  # it stays open until its way is on the trace
        told = outcome.Message(node.events[0].name or "", "", self._answers(), None, None)
        return engine.deliver(self.program, self.state, told, now=driving.BEGIN)

    def _complete(self, seq: int) -> outcome.Outcome:
        return engine.complete(self.program, self.state, seq, self._answers(), now=driving.BEGIN)

    def _answers(self) -> dict[str, Any]:
        """Each condition's variable: true where its flow is taken when its node is passed next on the trace."""
        taken = set()
        seen = set()
        for place, element in enumerate(self.left):
            if element in self.nodes and element not in seen:
                seen.add(element)
                for follows in self.left[place + 1 :]:
                    if follows not in self.flows or self.flows[follows].source != element:
                        break
                    taken.add(follows)
        asked = ((flow.id, flow.condition) for flow in self.flows.values() if flow.condition is not None)
        return {text.body: id_ in taken for id_, text in asked}
