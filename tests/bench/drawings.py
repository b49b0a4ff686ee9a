"""The diagrams that are measured, written so that the stock engine and ours read the very same file."""

from __future__ import annotations

from dataclasses import dataclass

from tests.service.usecases import world

LANES = ("One", "Two", "Three", "Four")
AGAIN, VALUE = "again", {"again": 1}
"""What the gateways ask, and what every task answers."""

FORMS = {
    "step.form": {
        "id": "step",
        "type": "default",
        "components": [{"type": "number", "id": AGAIN, "key": AGAIN, "label": AGAIN, "validate": {"required": True}}],
    }
}
FORM = (
    '<extensionElements><formDefinition xmlns="http://camunda.org/schema/zeebe/1.0" formId="step"/></extensionElements>'
)
"""Links the form of every task."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A diagram. `walked` is how many tasks a case completes from its start to its end, 0 where it goes on for ever."""

    name: str
    data: bytes
    walked: int

    @property
    def lanes(self) -> dict[str, dict[str, object]]:
        """All lanes to one agency, so that one person can walk a case through."""
        return {f"P/{lane}": world.to("agency", "H26.1") for lane in LANES}


def procedure(tasks: int) -> Sample:
    """`tasks` tasks one after another in four lanes; two of them are the ways of a decision, two are parallel."""
    drawing = world.Drawing()
    for lane in LANES:
        drawing.lanes[lane] = []
    path, number = ["s"], 0

    def task() -> str:
        nonlocal number
        number += 1
        name = f"t{number}"
        drawing.node(LANES[(number - 1) * len(LANES) // tasks], "userTask", name, FORM)
        return name

    drawing.node("One", "startEvent", "s")
    path += [task() for _ in range((tasks - 4) // 2)]
    drawing.path(*path, "choose")
    ways = task(), task()
    drawing.node("Two", "exclusiveGateway", "choose", default=f"choose_{ways[1]}").node(
        "Two", "exclusiveGateway", "met"
    )
    drawing.path("choose", ways[0], condition="again > 0").path("choose", ways[1])
    for way in ways:
        drawing.path(way, "met")
    drawing.path("met", "split").node("Three", "parallelGateway", "split").node("Three", "parallelGateway", "join")
    for branch in (task(), task()):
        drawing.path("split", branch, "join")
    rest = ["join", *(task() for _ in range(tasks - number)), "e"]
    drawing.node("Four", "endEvent", "e").path(*rest)
    return Sample(f"{tasks} tasks", _file(drawing), tasks - 1)


def loop() -> Sample:
    """Two tasks that come again and again."""
    drawing = world.Drawing()
    drawing.node("One", "startEvent", "s").user("One", "t1").user("Two", "t2").node("Three", "endEvent", "e")
    drawing.node("Three", "exclusiveGateway", "merge").node("Four", "exclusiveGateway", "choose", default="choose_e")
    drawing.path("s", "merge", "t1", "t2", "choose").path("choose", "merge", condition="again > 0").path("choose", "e")
    return Sample("loop", _file(drawing), 0)


def _file(drawing: world.Drawing) -> bytes:
    # Without "=", which would make the condition FEEL: "again > 0" means the same to both engines.
    return world.xml(drawing).replace(b">=again", b">again")
