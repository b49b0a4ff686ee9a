"""Random diagrams made of blocks that fit into each other: whatever is done in them, they come to their end."""

from __future__ import annotations

from hypothesis import strategies as st

from bpmn import diagram as dg
from tests.runner import builder

KINDS = ["task", "task", "sequence", "xor", "and", "or", "loop", "sub", "boundary", "race", "instances", "call"]
KINDS += ["rounds", "failing", "watched", "service", "message"]


class Blocks:
    """Draws blocks with one way in and one way out; `draw` decides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.drawn = builder.Drawing()
        self.count = 0
        self.kinds: set[str] = set()

    def name(self, what: str) -> str:
        """A new id."""
        self.count += 1
        return f"{what}{self.count}"

    def add(self, kind: str, **more: object) -> str:
        """A new node."""
        id_ = self.name(kind)
        self.drawn.node(kind, id_, **more)
        return id_

    def whole(self) -> builder.Drawing:
        """A process of one block."""
        self.level(3)
        return self.drawn

    def level(self, depth: int) -> None:
        """Start, block, end at the current place."""
        start, (first, last), end = self.add("start"), self.block(depth), self.add("end")
        self.drawn.path(start, first).path(last, end)

    def block(self, depth: int) -> tuple[str, str]:
        """One block: its first and last node."""
        kind = self.draw(st.sampled_from(KINDS)) if depth > 0 and self.count < 40 else "task"
        self.kinds.add(kind)
        found: tuple[str, str] = getattr(self, f"_{kind}")(depth - 1)
        return found

    def _task(self, depth: int) -> tuple[str, str]:
        id_ = self.add("user")
        return id_, id_

    def _service(self, depth: int) -> tuple[str, str]:
        id_ = self.add("service", implementation="topic:x")
        return id_, id_

    def _message(self, depth: int) -> tuple[str, str]:
        id_ = self.add("receive", message=self.name("M"))
        return id_, id_

    def _sequence(self, depth: int) -> tuple[str, str]:
        (first, one), (two, last) = self.block(depth), self.block(depth)
        self.drawn.flow(one, two)
        return first, last

    def _split(self, kind: str, depth: int) -> tuple[str, str]:
        split, join = self.add(kind), self.add(kind)
        for number in range(2):
            first, last = self.block(depth)
            if kind == "and":
                self.drawn.flow(split, first)
            elif number:
                self.drawn.flow(split, first, default=True)
            else:
                self.drawn.flow(split, first, f"v{self.draw(st.integers(0, 2))} = 1")
            self.drawn.flow(last, join)
        if kind == "or":
            first, last = self.block(depth)
            self.drawn.flow(split, first, f"v{self.draw(st.integers(0, 2))} = 1").flow(last, join)
        return split, join

    def _xor(self, depth: int) -> tuple[str, str]:
        return self._split("xor", depth)

    def _and(self, depth: int) -> tuple[str, str]:
        return self._split("and", depth)

    def _or(self, depth: int) -> tuple[str, str]:
        return self._split("or", depth)

    def _loop(self, depth: int) -> tuple[str, str]:
        merge, split, (first, last) = self.add("xor"), self.add("xor"), self.block(depth)
        check, out = self.add("user"), self.add("xor")
        self.drawn.path(merge, first).path(last, check, split).flow(
            split, merge, f"v{self.draw(st.integers(0, 2))} = 1"
        )
        self.drawn.flow(split, out, default=True)
        return merge, out

    def _inside(self, depth: int, kind: str = "sub", **more: object) -> str:
        around = self.drawn.parent
        sub = self.add(kind, **more)
        self.drawn.inside(sub)
        self.level(depth)
        self.drawn.inside(around)
        return sub

    def _sub(self, depth: int) -> tuple[str, str]:
        sub = self._inside(depth)
        return sub, sub

    def _instances(self, depth: int) -> tuple[str, str]:
        kind = self.draw(st.sampled_from(["parallel", "sequential"]))
        loop = dg.Loop(kind, cardinality=dg.Text(str(self.draw(st.integers(0, 3)))), output_collection=self.name("out"))
        id_ = self.add("user", loop=loop) if self.draw(st.booleans()) else self._inside(depth, loop=loop)
        return id_, id_

    def _rounds(self, depth: int) -> tuple[str, str]:
        loop = dg.Loop("standard", condition=dg.Text("v0 = 1"), maximum=3, test_before=self.draw(st.booleans()))
        id_ = self.add("user", loop=loop) if self.draw(st.booleans()) else self._inside(depth, loop=loop)
        return id_, id_

    def _boundary(self, depth: int) -> tuple[str, str]:
        host = self.add("user") if self.draw(st.booleans()) else self._inside(depth)
        join = self.add("xor")
        interrupting = self.draw(st.booleans())
        events = builder.timer(*self.draw(st.sampled_from([("PT1H", "duration"), ("R2/PT1H", "cycle")])))
        if self.draw(st.booleans()):
            events = builder.event("message", self.name("M"))
        boundary = self.add("boundary", attached_to=host, events=events, interrupting=interrupting)
        first, last = self.block(depth)
        self.drawn.path(host, join).path(boundary, first)
        self.drawn.flow(last, join if interrupting else self.add("end"))
        return host, join

    def _race(self, depth: int) -> tuple[str, str]:
        gate, join = self.add("events"), self.add("xor")
        for events in (builder.event("message", self.name("M")), builder.timer("PT2H")):
            caught, (first, last) = self.add("catch", events=events), self.block(depth)
            self.drawn.path(gate, caught, first).path(last, join)
        return gate, join

    def _failing(self, depth: int) -> tuple[str, str]:
        around, code = self.drawn.parent, self.name("E")
        sub = self.add("sub")
        self.drawn.inside(sub)
        start, split, (first, last) = self.add("start"), self.add("xor"), self.block(depth)
        bad = self.add("end", events=builder.event("error", code=code))
        self.drawn.path(start, first).path(last, split).flow(split, bad, "v1 = 1")
        self.drawn.flow(split, self.add("end"), default=True).inside(around)
        boundary = self.add("boundary", attached_to=sub, events=builder.event("error", code=code))
        join = self.add("xor")
        self.drawn.path(sub, join).path(boundary, join)
        return sub, join

    def _watched(self, depth: int) -> tuple[str, str]:
        around = self.drawn.parent
        sub = self._inside(depth)
        self.drawn.inside(sub)
        watch = self.add("sub", event_subprocess=True)
        self.drawn.inside(watch)
        events = builder.event("message", self.name("M")) if self.draw(st.booleans()) else builder.timer("PT3H")
        start = self.add("start", events=events, interrupting=self.draw(st.booleans()))
        (first, last), end = self.block(depth), self.add("end")
        self.drawn.path(start, first).path(last, end).inside(around)
        return sub, sub

    def _call(self, depth: int) -> tuple[str, str]:
        process, parent = self.drawn.process, self.drawn.parent
        called = self.name("Q")
        self.drawn.pool(called, starts=False)
        self.level(depth)
        self.drawn.pool(process).inside(parent)
        mapped = (("v0", "v0"), ("v1", "v1"), ("v2", "v2")) if self.draw(st.booleans()) else ()
        id_ = self.add("call", called=called, called_inputs=mapped)
        return id_, id_


@st.composite
def drawings(draw: st.DrawFn) -> builder.Drawing:
    """A random diagram that always ends."""
    return Blocks(draw).whole()
