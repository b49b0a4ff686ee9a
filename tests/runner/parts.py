"""The parts of random diagrams: nodes, events, conditions and loops, as a tape chooses them."""

from __future__ import annotations

from typing import Any

from bpmn import diagram as dg
from tests.runner import builder, tape

MESSAGES = ("M1", "M2", "M3")
SIGNALS = ("S1", "S2")
ERRORS = ("E1", None, "E2")
ESCALATIONS = ("C1", None, "C2")
VARIABLES = ("v0", "v1", "v2")
ENDS = ("none", "none", "error", "message", "signal", "terminate", "escalation", "error", "escalation")
TIMES = (("PT1H", "duration"), ("PT2H", "duration"), ("2026-11-20T11:00:00", "date"), ("R2/PT1H", "cycle"))
TIMES += (("R3/2026-11-20T01:00:00Z/PT1H", "cycle"), ("${limit}", "duration"))


class Parts:
    """Adds to a drawing what a tape says."""

    def __init__(self, choices: tape.Tape) -> None:
        self.choices = choices
        self.drawn = builder.Drawing()
        self.count = 0
        self.calls: list[str] = []

    def add(self, kind: str, **more: Any) -> str:
        """A new node."""
        self.count += 1
        id_ = f"{kind}{self.count}"
        self.drawn.node(kind, id_, **more)
        return id_

    def end(self) -> str:
        """A new end event of any kind."""
        kind = self.choices.pick(ENDS)
        return self.add("end", events=() if kind == "none" else self.events(kind))

    def condition(self) -> str:
        """On one variable, rarely one that nobody has written."""
        name = "v9" if self.choices.chance(1) else self.choices.pick(VARIABLES)
        return f"{name} {self.choices.pick(('=', '>', '<'))} {self.choices.below(2)}"

    def events(self, kind: str) -> tuple[dg.EventDefinition, ...]:
        """The definitions of an event."""
        pick = self.choices.pick
        if kind == "timer":
            return builder.timer(*pick(TIMES))
        if kind == "message":
            return builder.event(kind, pick(MESSAGES))
        if kind == "signal":
            return builder.event(kind, pick(SIGNALS))
        if kind == "error":
            return builder.event(kind, code=pick(ERRORS))
        if kind == "escalation":
            return builder.event(kind, code=pick(ESCALATIONS))
        return builder.event(kind)

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
