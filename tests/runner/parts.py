"""The parts of random diagrams: nodes, events, conditions, loops and data, as a tape chooses them."""

from __future__ import annotations

from typing import Any

from bpmn import diagram as dg
from tests.runner import builder, tape

MESSAGES = ("M1", "M2", "M3")
SIGNALS = ("S1", "S2")
ERRORS = ("E1", None, "E2")
ESCALATIONS = ("C1", None, "C2")
VARIABLES = ("v0", "v1", "v2")
OBJECTS = ("d0", "v2", "d1")
ENDS = ("none", "none", "none", "none", "none", "message", "signal", "escalation", "error", "terminate", "several")
THROWS = ("none", "message", "signal", "escalation", "several")
CATCHES = ("message", "timer", "signal", "conditional", "several")
BOUNDARIES = ("timer", "message", "signal", "conditional", "several", "error", "escalation")
AROUND = ("error", "escalation", "timer", "error", "escalation", "message", "signal", "conditional", "several")
"""Of boundary events on what has content, which may throw."""
BEGINNINGS = ("message", "timer", "error", "escalation", "signal", "conditional", "several")
TIMES = (("PT1H", "duration"), ("PT2H", "duration"), ("2026-11-20T11:00:00", "date"), ("R2/PT1H", "cycle"))
TIMES += (("R3/2026-11-20T01:00:00Z/PT1H", "cycle"), ("${limit}", "duration"))


class Parts:
    """Adds to a drawing what a tape says."""

    def __init__(self, choices: tape.Tape) -> None:
        self.choices = choices
        self.drawn = builder.Drawing()
        self.count = 0
        self.calls: list[str] = []
        self.transactions = 0
        """How many transactions are around in the same process."""
        self.contained = 0
        """How many activities are around that could catch what is thrown."""

    def add(self, kind: str, **more: Any) -> str:
        """A new node."""
        self.count += 1
        id_ = f"{kind}{self.count}"
        self.drawn.node(kind, id_, **more)
        return id_

    def start(self, kind: str = "none", **more: Any) -> str:
        """A new start event. Of several definitions one is enough: those of which all are needed don't begin a
        process, and event subprocesses have starts of their own."""
        happening = {**self.happening(kind, caught=True), "parallel_multiple": False}
        return self.add("start", **happening, **more)

    def end(self) -> str:
        """A new end event of any kind."""
        kind = "cancel" if self.transactions and self.choices.chance(25) else self.choices.pick(ENDS)
        if kind == "none" and self.contained and self.choices.chance(30):
            kind = self.choices.pick(("error", "escalation"))
        return self.add("end", **self.happening(kind), associations_in=self.copies(10))

    def condition(self) -> str:
        """On one variable, rarely one that nobody may have written."""
        name = self.choices.pick(("d0", "v9")) if self.choices.chance(2) else self.choices.pick(VARIABLES)
        return f"{name} {self.choices.pick(('=', '>', '<'))} {self.choices.below(2)}"

    def happening(self, kind: str, *, caught: bool = False, bound: bool = False) -> dict[str, Any]:
        """What makes a node an event of a kind: its definitions, and how many of them are needed.

        Parameters:
            caught: it waits for its events.
            bound: errors and escalations may be among them.
        """
        if kind == "none":
            return {}
        if kind != "several":
            return {"events": self.event(kind)}
        kinds: tuple[str, ...] = ("message", "signal", "escalation", "error")
        if caught:
            kinds = ("message", "timer", "signal", "conditional")
        parallel = caught and self.choices.chance(50)
        if bound and not parallel:
            kinds = (*kinds, "escalation")
        chosen = [self.choices.pick(kinds) for _ in range(2)]
        if chosen[0] in ("error", "escalation"):
            chosen.reverse()
        return {"events": (*self.event(chosen[0]), *self.event(chosen[1])), "parallel_multiple": parallel}

    def thrown(self, around: str | None) -> list[dg.EventDefinition]:
        """Errors and escalations that are thrown in an activity, or in the current process."""
        host = self.drawn.nodes.get(around or "")
        places = {around} if around is not None else {self.drawn.process}
        if host is not None and host.called is not None:
            places.add(host.called)
        found = []
        for node in self.drawn.nodes.values():
            if (node.parent or node.process) in places:
                places.add(node.id)
                found += [event for event in node.events if event.kind in ("error", "escalation")]
        return found

    def catching(self, kind: str, thrown: list[dg.EventDefinition]) -> dict[str, Any]:
        """As `happening`, for what catches; mostly something that is thrown."""
        fitting = [event for event in thrown if event.kind == kind]
        if not fitting or self.choices.chance(20):
            return self.happening(kind, caught=True, bound=True)
        code = None if self.choices.chance(25) else self.choices.pick(fitting).code
        return {"events": builder.event(kind, code=code)}

    def event(self, kind: str) -> tuple[dg.EventDefinition, ...]:
        """The one definition of an event."""
        pick = self.choices.pick
        if kind == "timer":
            return builder.timer(*pick(TIMES))
        if kind == "conditional":
            return builder.condition(self.condition())
        if kind == "message":
            return builder.event(kind, pick(MESSAGES))
        if kind == "signal":
            return builder.event(kind, pick(SIGNALS))
        if kind in ("error", "escalation"):
            return builder.event(kind, code=pick(ERRORS if kind == "error" else ESCALATIONS))
        return builder.event(kind)

    def objects(self) -> None:
        """Data objects of the current process or subprocess."""
        if self.choices.chance(20):
            self.count += 1
            self.drawn.data(f"object{self.count}", self.choices.pick(OBJECTS))

    def copies(self, percent: int) -> tuple[dg.Association, ...]:
        """Data associations."""
        if not self.choices.chance(percent):
            return ()
        source, target = self.choices.pick(("v0", "v1", "d0")), self.choices.pick(("d0", "d1", "w", "v1"))
        style = self.choices.pick(("plain", "transformed", "assigned"))
        if style == "plain":
            return (dg.Association(source, target),)
        text = dg.Text(f"{source} + 1")
        if style == "transformed":
            return (dg.Association(source, target, text),)
        return (dg.Association(None, None, None, ((text, target),)),)

    def data(self) -> dict[str, Any]:
        """Data inputs and outputs, for some nodes."""
        return {"associations_in": self.copies(8), "associations_out": self.copies(8)}

    def loop(self) -> dg.Loop | None:
        """Loop characteristics, for some activities."""
        if not self.choices.chance(22):
            return None
        kind = self.choices.pick(("parallel", "sequential", "standard"))
        if kind == "standard":
            maximum = self.choices.pick((3, 2, None, 0))
            condition = None if self.choices.chance(10) else dg.Text(self.condition())
            return dg.Loop(kind, condition=condition, maximum=maximum, test_before=self.choices.chance(50))
        more: dict[str, Any] = {}
        if self.choices.chance(50):
            more["cardinality"] = dg.Text(self.choices.pick(("2", "1", "0", "3", "v0", "v1 + 1")))
        else:
            more |= {"collection": "c", "item": self.choices.pick(("i", "v1"))}
        if self.choices.chance(40):
            done = self.choices.pick(("nrOfCompletedInstances >= 2", "v0 = 1", "nrOfCompletedInstances + v1 > 1"))
            more["completion"] = dg.Text(done)
        if self.choices.chance(50):
            more |= {"output_collection": self.choices.pick(("out", "c")), "output_item": self.choices.pick(VARIABLES)}
        return dg.Loop(kind, **more)
