"""Wrong structures with the constraint that each of them breaks, and beside it the same drawn rightly.

Each stands here as an analyst might draw it: a few elements, one fault. Clauses are those of BPMN 2.0.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.lint import finding
from tests.bpmn.drawing import (
    border,
    catch,
    chain,
    end,
    event,
    flow,
    message,
    node,
    pools,
    process,
    start,
    sub,
    throw,
    timer,
    user,
)

ERROR, WARNING = finding.Level.ERROR, finding.Level.WARNING


@dataclass(frozen=True, slots=True)
class Structure:
    """A wrong structure and its right counterpart, as children of `definitions`."""

    clause: str
    rule: str
    level: finding.Level
    wrong: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a test that fails is called."""
        return f"{self.rule}-{self.clause}"


def told(rule: str, level: finding.Level, clause: str, wrong: str, right: str, around: str = "") -> Structure:
    """A structure of one process; `around` stands beside it."""
    return Structure(clause, rule, level, (around, process(wrong)), (around, process(right)))


def drawn(*parts: str) -> str:
    """Parts of a process."""
    return "".join(parts)


LINE = drawn(start(), user("a"), end(), chain("s", "a", "e"))
HOUR = timer("PT1H")
LATE = border("x", "a", HOUR)
BEHIND = drawn(user("b"), end("f"), chain("x", "b", "f"))
INNER = drawn(start("s1"), user("i"), end("e1"), chain("s1", "i", "e1"))
NAMED = drawn(node("message", "m", "Trả lời"), node("message", "n", "Rút đơn"), node("signal", "sig", "Dừng"))
CONDITION = '<condition xsi:type="tFormalExpression">=tien &gt; 0</condition>'
LINK = event("link", name="X")
UNDO = node("userTask", "u", "Thu hồi", isForCompensation="true")
UNDONE = border("x", "a", event("compensate"))


def after(*parts: str) -> str:
    """A process that goes on, after its first step, with one element `n` before its end."""
    return drawn(start(), user("a"), *parts, end(), chain("s", "a", "n", "e"))


def around(inside: str, *more: str, kind: str = "subProcess", **attributes: str) -> str:
    """A process that is a subprocess `p`."""
    return drawn(start(), sub("p", inside, kind=kind, **attributes), end(), chain("s", "p", "e"), *more)


def beside(*inside: str, name: str = "v", **attributes: str) -> str:
    """A process with an event subprocess."""
    return LINE + sub(name, *inside, triggeredByEvent="true", **attributes)


def listening(definition: str, of: str = "", **attributes: str) -> str:
    """The content of an event subprocess."""
    first = node("startEvent", f"s{of}9", "", definition, **attributes)
    return drawn(first, user(f"i{of}9"), end(f"e{of}9"), chain(f"s{of}9", f"i{of}9", f"e{of}9"))


def choosing(*targets: str, more: str = "", **attributes: str) -> str:
    """A process with an event-based gateway `g` whose targets are `c1`, `c2`…"""
    names = [f"c{number}" for number in range(1, len(targets) + 1)]
    ways = "".join(chain("g", name, "e") for name in names)
    gate = node("eventBasedGateway", "g", "Chờ gì", **attributes)
    return drawn(start(), user("a"), gate, chain("s", "a", "g"), *targets, end(), ways, more)


def fork(kind: str = "exclusiveGateway", one: str = "", other: str = "", **attributes: str) -> str:
    """A process with a gateway `g` that leads to `b` by flow `one` and to `c` by flow `other`."""
    gate = node(kind, "g", "Hướng", **attributes)
    ways = drawn(one or flow("g", "b", of="gb"), other or flow("g", "c", of="gc"))
    return drawn(start(), gate, user("b"), user("c"), end(), flow("s", "g"), ways, chain("b", "e"), chain("c", "e"))


def two(flows: str, mine: str = LINE, other: str = "") -> tuple[str, ...]:
    """Two pools, the second with a process of its own or none."""
    its = (process(other, of="Q"),) if other else ()
    return (NAMED, pools(("One", "P"), ("Two", "Q" if other else None), flows=flows), process(mine), *its)


ANSWER, RECEIVE = catch("c1", message("m")), node("receiveTask", "c1", "Nhận", messageRef="m")
LATER = catch("c2", HOUR)
CHOICE = choosing(ANSWER, LATER)
HANDED = drawn(start(), user("a"), throw("t", LINK), catch("l", LINK), end(), chain("s", "a", "t"), flow("l", "e"))
AD_HOC = around(user("i") + user("j"), kind="adHocSubProcess")
TRANSACTION = around(
    drawn(start("s1"), user("i"), node("endEvent", "e1", "", event("cancel")), chain("s1", "i", "e1")),
    border("x", "p", event("cancel")),
    end("f"),
    flow("x", "f"),
    kind="transaction",
)
