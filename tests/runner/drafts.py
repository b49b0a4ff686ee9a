"""Random small diagrams whose gateways need not match: sound ones, and ones that get stuck or do work twice.

Each flow with a condition reads a variable of its own, so that a test can choose any way.
"""

from __future__ import annotations

from bpmn import diagram as dg
from tests.runner import builder, tape

BLOCKS = ("task", "task", "matched", "matched", "mixed", "sub", "bound", "beside", "loop", "call")
GATEWAYS = ("xor", "and", "or")
MOST = 14
"""Nodes after which only tasks are added."""


class Draft:
    """Draws what a tape says."""

    def __init__(self, choices: tape.Tape) -> None:
        self.choices = choices
        self.drawn = builder.Drawing()
        self.count = 0

    def whole(self) -> builder.Drawing:
        """A process."""
        self._level(3)
        return self.drawn

    def add(self, kind: str, **more: object) -> str:
        """A new node."""
        self.count += 1
        self.drawn.node(kind, id_ := f"{kind}{self.count}", **more)
        return id_

    def _level(self, depth: int) -> None:
        start, (first, last), end = self.add("start"), self._block(depth), self.add("end")
        self.drawn.path(start, first).path(last, end)
        if self.choices.chance(30):
            self._across()

    def _across(self) -> None:
        """A flow past what was drawn, behind a task and a choice of its own."""
        around = self.drawn.parent
        here = [n for n in self.drawn.nodes.values() if n.parent == around and n.process == self.drawn.process]
        tasks = [n.id for n in here if n.type == "userTask" and len(self._out(n.id)) == 1]
        targets = [n.id for n in here if n.type not in ("startEvent", "boundaryEvent", "endEvent")]
        if tasks and targets:
            source, target = self.choices.pick(tasks), self.choices.pick(targets)
            (flow,) = self._out(source)
            split, step = self.add("xor"), self.add("user")
            del self.drawn.flows[flow.id]
            self.drawn.path(source, split).flow(split, flow.target, default=True)
            self._asked(split, step)
            self.drawn.path(step, target)

    def _out(self, node: str) -> list[dg.Flow]:
        return [flow for flow in self.drawn.flows.values() if flow.source == node]

    def _asked(self, source: str, target: str) -> None:
        self.drawn.flow(source, target, f"c{len(self.drawn.flows)}")

    def _block(self, depth: int) -> tuple[str, str]:
        kind = self.choices.pick(BLOCKS) if depth > 0 and self.count < MOST else "task"
        found: tuple[str, str] = getattr(self, f"_{kind}")(depth - 1)
        return found

    def _task(self, depth: int) -> tuple[str, str]:
        id_ = self.add("user")
        return id_, id_

    def _block_of(self, split: str, join: str, depth: int) -> tuple[str, str]:
        first, last = self.add(split), self.add(join)
        ways = 2 + self.choices.below(2)
        for number in range(ways):
            begin, end = self._block(depth)
            if split == "and":
                self.drawn.flow(first, begin)
            elif number == ways - 1:
                self.drawn.flow(first, begin, default=True)
            else:
                self._asked(first, begin)
            ends = join != "and" and number and self.choices.chance(20)
            self.drawn.flow(end, self.add("end") if ends else last)
        return first, last

    def _gateway(self) -> str:
        return self.choices.pick(GATEWAYS)

    def _matched(self, depth: int) -> tuple[str, str]:
        kind = self._gateway()
        return self._block_of(kind, kind, depth)

    def _mixed(self, depth: int) -> tuple[str, str]:
        return self._block_of(self._gateway(), self._gateway(), depth)

    def _sub(self, depth: int) -> tuple[str, str]:
        around = self.drawn.parent
        sub = self.add("sub")
        self.drawn.inside(sub)
        self._level(depth)
        self.drawn.inside(around)
        return sub, sub

    def _call(self, depth: int) -> tuple[str, str]:
        process, around = self.drawn.process, self.drawn.parent
        called = f"C{self.count}"
        self.drawn.pool(called, starts=False)
        self._level(depth)
        self.drawn.pool(process).inside(around)
        call = self.add("call", called=called)
        return call, call

    def _hosted(self, depth: int, *, interrupting: bool) -> tuple[str, str]:
        host, _ = self._sub(depth) if self.choices.chance(40) else self._task(depth)
        name = f"M{self.count}"
        boundary = self.add(
            "boundary", attached_to=host, interrupting=interrupting, events=builder.event("message", name)
        )
        first, last = self._block(depth)
        self.drawn.flow(boundary, first)
        join = self.add(self.choices.pick(("xor", "xor", "or", "and")))
        self.drawn.flow(host, join).flow(last, join if self.choices.chance(60) else self.add("end"))
        return host, join

    def _bound(self, depth: int) -> tuple[str, str]:
        return self._hosted(depth, interrupting=True)

    def _beside(self, depth: int) -> tuple[str, str]:
        return self._hosted(depth, interrupting=False)

    def _loop(self, depth: int) -> tuple[str, str]:
        merge, split = self.add(self.choices.pick(("xor", "xor", "xor", "and"))), self.add("xor")
        first, last = self._block(depth)
        self.drawn.flow(merge, first)
        self.drawn.path(last, self.add("user"), split)
        self._asked(split, merge)
        out = self.add("user")
        self.drawn.flow(split, out, default=True)
        return merge, out
