"""Event definitions and loops as elements, and the messages, signals, errors and escalations that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.writing import tags

_TAGS = {kind: tag for tag, kind in vocabulary.EVENT_DEFINITIONS.items()}
_TIMERS = {kind: tag for tag, kind in vocabulary.TIMERS.items()}
_NAMED = ("message", "signal", "error", "escalation")


@dataclass(slots=True)
class Roots:
    """What events refer to: the items of the diagram, and one made for each name that none of them bears."""

    items: dict[str, dg.Item]
    taken: set[str]
    made: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def fresh(self, wished: str) -> str:
        """An id that nothing bears."""
        new, number = wished, 1
        while new in self.taken:
            number += 1
            new = f"{wished}_{number}"
        self.taken.add(new)
        return new

    def named(self, kind: str, name: str, code: str = "") -> str | None:
        """The id of what bears a name or code."""
        if not name and not code:
            return None
        if (kind, name, code) not in self.made:
            self.made[kind, name, code] = self.fresh(f"{kind}_{len(self.made) + 1}")
        return self.made[kind, name, code]

    def written(self) -> Iterator[str]:
        """All of them as elements."""
        for item in self.items.values():
            if item.type in _NAMED:
                yield _root(item.type, item.id, item.name, item.code)
        for (kind, name, code), new in self.made.items():
            yield _root(kind, new, name, code or None)


def _root(kind: str, element: str, name: str, code: str | None) -> str:
    code_name = {"error": "errorCode", "escalation": "escalationCode"}.get(kind)
    more = {code_name: code} if code_name else {}
    return tags.alone(f"bpmn:{kind}", id=element, name=name or None, **more)


def definitions(events: Iterable[dg.EventDefinition], roots: Roots) -> Iterator[str]:
    """What an event waits for or throws."""
    for one in events:
        tag = f"bpmn:{_TAGS[one.kind]}"
        if one.kind in _NAMED:
            known = roots.items.get(one.ref or "")
            ref = known.id if known is not None else roots.named(one.kind, one.name or "", one.code or "")
            yield tags.alone(tag, **{f"{one.kind}Ref": ref})
        elif one.kind == "timer" and one.timer:
            yield f"<{tag}>{formal(_TIMERS[one.timer], one.expression, empty=True)}</{tag}>"
        elif one.kind == "conditional":
            yield f"<{tag}>{formal('condition', one.expression, empty=True)}</{tag}>"
        elif one.kind == "link":
            yield tags.alone(tag, name=one.name)
        elif one.kind == "compensate":
            yield tags.alone(tag, activityRef=one.ref)
        else:
            yield tags.alone(tag)


def formal(name: str, body: dg.Text | None, *, empty: bool = False) -> str:
    """An expression; nothing where there is none, unless an empty one means something."""
    if body is None and not empty:
        return ""
    language = None if body is None else body.language
    return tags.element(
        f"bpmn:{name}", None if body is None else body.body, **{"xsi:type": "bpmn:tFormalExpression"}, language=language
    )


def loop(one: dg.Loop) -> str:
    """Loop characteristics."""
    if one.kind == "standard":
        begin = tags.opened(
            "bpmn:standardLoopCharacteristics", testBefore=one.test_before or None, loopMaximum=one.maximum
        )
        return f"{begin}{formal('loopCondition', one.condition)}</bpmn:standardLoopCharacteristics>"
    begin = tags.opened("bpmn:multiInstanceLoopCharacteristics", isSequential=one.kind == "sequential")
    inner = formal("loopCardinality", one.cardinality) + formal("completionCondition", one.completion)
    return f"{begin}{inner}</bpmn:multiInstanceLoopCharacteristics>"
