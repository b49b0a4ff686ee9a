"""Random diagrams of everything that is supported: blocks that fit into each other, and then flows across them."""

from __future__ import annotations

from typing import Any

from bpmn import diagram as dg
from tests.runner import builder, parts

BLOCKS = (
    "task",
    "task",
    "task",
    "task",
    "task",
    "xor",
    "and",
    "or",
    "leave",
    "sub",
    "catch",
    "throw",
    "race",
    "circle",
)
BLOCKS += ("jump", "sub", "sub", "throw", "split", "call", "transaction", "choice")
INSIDE = ("task", "task", "task", "catch", "throw", "xor", "and", "or", "sub")
"""Blocks of an ad-hoc subprocess."""
TANGLED = ("user", "xor", "and", "or", "user", "or")
"""Nodes that are joined at random."""
DEEP = ("sub", "call", "xor", "and", "or", "race", "circle", "split", "transaction", "choice")
MAPPED = (("v0", "v1"), ("v1", "v0 + 1"), ("v2", "2"), ("c", "c"), ("limit", "limit"))
RETURNED = ((("v0", "v2"),), (("v1", "v0 + 1"), ("w", "v1")))
TASKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("user", {}),
    ("task", {}),
    ("service", {"implementation": "topic:x"}),
    ("receive", {"message": "M1"}),
    ("send", {"message": "M1"}),
    ("task", {"human": True}),
    ("manualTask", {"human": True}),
    ("manualTask", {}),
    ("service", {}),
    ("scriptTask", {}),
    ("businessRuleTask", {}),
    ("businessRuleTask", {"implementation": "topic:y"}),
    ("scriptTask", {"implementation": "topic:z"}),
    ("user", {}),
    ("user", {}),
    ("user", {"called_inputs": (("w", "v0 + 1"),), "called_outputs": (("v1", "w"),)}),
)
MOST = 26
"""Nodes after which only tasks are added."""


class Sketch(parts.Parts):
    """Draws a diagram as a tape says. `orderless` while the content of an ad-hoc subprocess is drawn."""

    orderless = False

    # -- the whole ----------------------------------------------------------------------------------------------------

    def whole(self) -> builder.Drawing:
        """One pool or two."""
        self.level(3, pool=True)
        if self.choices.chance(35):
            self._second()
        self._messages()
        return self.drawn

    def _second(self) -> None:
        """Another pool: it begins with the case, by a message or by a signal."""
        how = self.choices.pick(("none", "message", "signal", "receive", "gateway", "several"))
        self.drawn.pool("Q", starts=how == "none")
        self.objects()
        if how == "receive":
            begin = self.add("receive", message=self.choices.pick(parts.MESSAGES), instantiate=True)
        elif how == "gateway":
            begin = self.add("events", instantiate=True)
            first, last = self.block(1)
            for name in parts.MESSAGES[:2]:
                caught = self.add("catch", events=builder.event("message", name))
                self.drawn.path(begin, caught, first)
            self.drawn.flow(last, self.add("end"))
            return
        else:
            begin = self.start(how)
        self._body(begin, 2)

    def _messages(self) -> None:
        """Message flows between the pools, where names agree."""
        nodes = self.drawn.nodes.values()
        sending = [n for n in nodes if n.type in ("sendTask", "intermediateThrowEvent", "endEvent") and _message(n)]
        taking = [n for n in nodes if n not in sending and _message(n)]
        for source in sending:
            others = [n for n in taking if n.process != source.process and _message(n) == _message(source)]
            others = [n for n in others if {n.process, source.process} <= {"P", "Q"}]
            if others and not self.choices.chance(20):
                self.drawn.messages(source.id, self.choices.pick(others).id)

    def level(self, depth: int, *, pool: bool = False) -> None:
        """What stands in a process or subprocess."""
        self.objects()
        kinds = ("timer", "message", "signal", "conditional", "several")
        start = self.start(self.choices.pick(kinds) if pool and self.choices.chance(25) else "none")
        if pool and self.choices.chance(10):
            self.start(self.choices.pick(kinds))
        self._body(start, depth)

    def _body(self, start: str, depth: int) -> None:
        if self.choices.chance(12):
            self._tangle(start)
            return
        last = start
        for _ in range(1 + self.choices.below(3)):
            first, following = self.block(depth - 1)
            self.drawn.flow(last, first)
            last = following
        self.drawn.flow(last, self.end())
        if depth > 1 and self.choices.chance(35):
            self._watch(depth - 1)
        if self.choices.chance(35):
            for _ in range(1 + self.choices.below(2)):
                self._across()

    def _tangle(self, start: str) -> None:
        """Nodes joined at random, circles too: hardly ever sound."""
        names = [self.add(self.choices.pick(TANGLED)) for _ in range(2 + self.choices.below(7))]
        end = self.end()
        self.drawn.flow(start, names[0])
        for place, name in enumerate(names):
            forward = [*names[place + 1 :], end]
            targets = {self.choices.pick([*forward, *forward, *names]) for _ in range(1 + self.choices.below(3))}
            asks = self.drawn.nodes[name].type != "parallelGateway" and self.choices.chance(60)
            for number, target in enumerate(ordered := [n for n in (*names, end) if n in targets], 1):
                if not asks or len(ordered) == 1:
                    self.drawn.flow(name, target)
                elif number == len(ordered):
                    self.drawn.flow(name, target, default=True)
                else:
                    self.drawn.flow(name, target, self.condition())

    def _watch(self, depth: int) -> None:
        """An event subprocess."""
        around = self.drawn.parent
        watch = self.add("sub", event_subprocess=True)
        self.drawn.inside(watch)
        self.objects()
        kind = self.choices.pick(parts.BEGINNINGS)
        interrupting = kind == "error" or self.choices.chance(50)
        start = self.add("start", interrupting=interrupting, **self.catching(kind, self.thrown(around)))
        self._body(start, depth - 1)
        self.drawn.inside(around)

    def _across(self) -> None:
        """A flow from anywhere to anywhere in the level: forward, back or past a join."""
        here = [
            n for n in self.drawn.nodes.values() if (n.parent, n.process) == (self.drawn.parent, self.drawn.process)
        ]
        behind = {f.target for f in self.drawn.flows.values() if self.drawn.nodes[f.source].type == "eventBasedGateway"}
        sources = [n for n in here if n.type not in ("endEvent", "eventBasedGateway") and not n.event_subprocess]
        sources = [n for n in sources if not (_link(n) and n.type == "intermediateThrowEvent")]
        targets = [n for n in here if n.type not in ("startEvent", "boundaryEvent") and n.id not in behind]
        targets = [n for n in targets if not n.event_subprocess and not n.instantiate]
        targets = [n for n in targets if not (_link(n) and n.type == "intermediateCatchEvent")]
        if not sources or not targets:
            return
        source, target = self.choices.pick(sources), self.choices.pick(targets)
        asks = source.type in ("exclusiveGateway", "inclusiveGateway") or "Task" in source.type or source.type == "task"
        self.drawn.flow(source.id, target.id, self.condition() if asks and not self.choices.chance(25) else None)

    # -- blocks -------------------------------------------------------------------------------------------------------

    def block(self, depth: int) -> tuple[str, str]:
        """One block: its first and last node."""
        kind = self.choices.pick(INSIDE if self.orderless else BLOCKS) if self.count < MOST else "task"
        if depth <= 0 and kind in DEEP:
            kind = "task"
        found: tuple[str, str] = getattr(self, f"_{kind}")(depth)
        return found

    def _task(self, depth: int) -> tuple[str, str]:
        kind, more = self.choices.pick(TASKS)
        more = dict(more)
        if "message" in more:
            more["message"] = self.choices.pick(parts.MESSAGES)
            if self.choices.chance(15):
                more["correlation"] = self.choices.pick((*parts.VARIABLES, "d0"))
                more["correlation_by_properties"] = more["correlation"] == "d0" or self.choices.chance(50)
                if more["correlation_by_properties"] and self.choices.chance(40):
                    names = (more.pop("correlation"), self.choices.pick(parts.VARIABLES))
                    more["correlation_parts"] = tuple(dg.Text(name) for name in names)
        return self._hosting(self.add(kind, loop=self.loop(), **self.data(), **more), depth)

    def _sub(self, depth: int) -> tuple[str, str]:
        return self._hosting(self._around("sub", depth), depth, parts.AROUND)

    def _around(self, kind: str, depth: int, **more: Any) -> str:
        """A subprocess with its content."""
        around, orderless, self.orderless = self.drawn.parent, self.orderless, False
        sub = self.add(kind, loop=self.loop(), **self.data(), **more)
        self.drawn.inside(sub)
        self.contained += 1
        self.level(depth)
        self.contained -= 1
        self.drawn.inside(around)
        self.orderless = orderless
        return sub

    def _transaction(self, depth: int) -> tuple[str, str]:
        self.transactions += 1
        host = self._around("transaction", depth)
        self.transactions -= 1
        join = self.add("xor")
        self.drawn.flow(host, join)
        if not self.choices.chance(20):
            self._bound(host, "cancel", join, depth)
        return host, join

    def _choice(self, depth: int) -> tuple[str, str]:
        """An ad-hoc subprocess."""
        around, orderless = self.drawn.parent, self.orderless
        more: dict[str, Any] = {}
        if self.choices.chance(60):
            more["completion"] = dg.Text(self.condition())
        if self.choices.chance(40):
            more["attributes"] = {"cancelRemainingInstances": "false"}
        host = self.add("ad-hoc", loop=self.loop(), **self.data(), **more)
        self.drawn.inside(host)
        self.orderless = True
        self.objects()
        for _ in range(1 + self.choices.below(3)):
            _, last = self.block(depth - 1)
            if self.choices.chance(30):
                self.drawn.flow(last, self.block(depth - 1)[0])
        self.drawn.inside(around)
        self.orderless = orderless
        return self._hosting(host, depth, parts.AROUND)

    def _call(self, depth: int) -> tuple[str, str]:
        process, parent = self.drawn.process, self.drawn.parent
        if self.calls and self.choices.chance(30):
            called = self.choices.pick(self.calls)
        else:
            called, transactions = f"C{self.count}", self.transactions
            self.drawn.pool(called, starts=False)
            self.transactions = 0
            self.contained += 1
            self.level(depth)
            self.contained -= 1
            self.drawn.pool(process).inside(parent)
            self.transactions = transactions
            self.calls.append(called)
        more: dict[str, Any] = {}
        if self.choices.chance(50):
            more["called_inputs"] = MAPPED
        if self.choices.chance(40):
            more["called_outputs"] = self.choices.pick(RETURNED)
        return self._hosting(
            self.add("call", called=called, loop=self.loop(), **self.data(), **more), depth, parts.AROUND
        )

    def _hosting(self, host: str, depth: int, kinds: tuple[str, ...] = parts.BOUNDARIES) -> tuple[str, str]:
        """An activity, perhaps with boundary events whose ways come back or end."""
        if not self.choices.chance(60 if kinds is parts.AROUND else 35):
            return host, host
        join = self.add("xor")
        self.drawn.flow(host, join)
        for _ in range(1 + self.choices.below(2)):
            kind = self.choices.pick(kinds)
            self._bound(host, kind, join, depth)
        return host, join

    def _bound(self, host: str, kind: str, join: str, depth: int) -> None:
        """One boundary event, whose way comes back or ends."""
        what = self.catching(kind, self.thrown(host))
        interrupting = kind in ("error", "cancel") or self.choices.chance(50)
        boundary = self.add("boundary", attached_to=host, interrupting=interrupting, **what)
        first, last = self.block(depth - 1)
        ends = not self.orderless and self.choices.chance(50)
        self.drawn.path(boundary, first).flow(last, self.end() if ends else join)

    def _gateways(self, kind: str, depth: int) -> tuple[str, str]:
        split, join = self.add(kind), self.add(kind)
        ways = 2 + self.choices.below(2)
        for number in range(ways):
            first, last = self.block(depth - 1)
            if kind == "and":
                self.drawn.flow(split, first)
            elif number == ways - 1:
                self.drawn.flow(split, first, default=not self.choices.chance(15))
            else:
                self.drawn.flow(split, first, self.condition())
            self.drawn.flow(last, join)
        return split, join

    def _xor(self, depth: int) -> tuple[str, str]:
        return self._gateways("xor", depth)

    def _and(self, depth: int) -> tuple[str, str]:
        return self._gateways("and", depth)

    def _or(self, depth: int) -> tuple[str, str]:
        return self._gateways("or", depth)

    def _split(self, depth: int) -> tuple[str, str]:
        """Several flows out of an activity, and several into one."""
        first, one = self._task(depth)
        last = self.add("user")
        style = self.choices.pick(("all", "conditional", "default"))
        for number in range(2):
            begin, end = self.block(depth - 1)
            asked = style != "all" and number == 0
            self.drawn.flow(one, begin, self.condition() if asked else None, default=style == "default" and not asked)
            self.drawn.flow(end, last)
        return first, last

    def _leave(self, depth: int) -> tuple[str, str]:
        """A way out to an end of any kind."""
        split, out = self.add("xor"), self.add("xor")
        if self.choices.chance(30):
            first, last = self.block(depth - 1)
            self.drawn.flow(split, first, self.condition()).flow(last, self.end())
        else:
            self.drawn.flow(split, self.end(), self.condition())
        self.drawn.flow(split, out, default=True)
        return split, out

    def _circle(self, depth: int) -> tuple[str, str]:
        """A block that is done again while a condition holds."""
        merge, split, out = self.add("xor"), self.add("xor"), self.add("xor")
        first, last = self.block(depth - 1)
        check = self.add("user")
        self.drawn.path(merge, first).path(last, check, split).flow(split, merge, self.condition())
        self.drawn.flow(split, out, default=True)
        return merge, out

    def _catch(self, depth: int) -> tuple[str, str]:
        what = self.happening(self.choices.pick(parts.CATCHES), caught=True)
        id_ = self.add("catch", associations_out=self.copies(10), **what)
        return id_, id_

    def _throw(self, depth: int) -> tuple[str, str]:
        id_ = self.add("throw", associations_in=self.copies(10), **self.happening(self.choices.pick(parts.THROWS)))
        return id_, id_

    def _jump(self, depth: int) -> tuple[str, str]:
        name = f"L{self.count}"
        one = self.add("throw", events=builder.event("link", name))
        return one, self.add("catch", events=builder.event("link", name))

    def _race(self, depth: int) -> tuple[str, str]:
        gate, join = self.add("events"), self.add("xor")
        for number in range(2 + self.choices.below(2)):
            if number == 0 and self.choices.chance(30):
                caught = self.add("receive", message=self.choices.pick(parts.MESSAGES))
            else:
                caught = self.add("catch", events=self.event(self.choices.pick(parts.CATCHES[:4])))
            first, last = self.block(depth - 1)
            self.drawn.path(gate, caught, first).flow(last, join)
        return gate, join


def _message(node: dg.Node) -> str | None:
    if node.type in ("sendTask", "receiveTask"):
        return node.message
    return next((event.name for event in node.events if event.kind == "message"), None)


def _link(node: dg.Node) -> bool:
    return any(event.kind == "link" for event in node.events)
