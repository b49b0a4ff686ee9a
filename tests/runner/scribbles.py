"""Scribbles: diagrams of any elements joined anyhow, to find what nobody would think of drawing."""

from __future__ import annotations

from hypothesis import strategies as some

from bpmn import vocabulary
from tests.bpmn.drawing import event, flow, message, node, process, timer

TYPES = sorted(vocabulary.FLOW_NODES)
DEFINITIONS = (
    message(),
    timer("PT1H"),
    event("timer"),
    event("signal"),
    event("conditional", '<condition xsi:type="tFormalExpression">=1 &gt; 2</condition>'),
    event("conditional"),
    *(event(kind) for kind in ("error", "escalation", "terminate", "compensate", "cancel")),
    event("link", name="X"),
)
LOOPS = (
    "<standardLoopCharacteristics/>",
    "<multiInstanceLoopCharacteristics/>",
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>",
)
MARKS = (
    ("isForCompensation", "true"),
    ("instantiate", "true"),
    ("startQuantity", "2"),
    ("cancelActivity", "false"),
    ("isInterrupting", "false"),
    ("parallelMultiple", "true"),
    ("triggeredByEvent", "true"),
    ("ordering", "Sequential"),
    ("eventGatewayType", "Parallel"),
)
MOST = 7


@some.composite
def scribbles(draw: some.DrawFn) -> str:
    """A process of up to seven nodes: any type, definitions, marks and nesting, and flows between any two."""
    count = draw(some.integers(1, MOST))
    kinds = [draw(some.sampled_from(TYPES)) for _ in range(count)]
    outer = [
        draw(some.sampled_from([None, *(n for n in range(at) if kinds[n] in vocabulary.SUBPROCESSES)]))
        for at in range(count)
    ]
    ends = draw(some.lists(some.tuples(some.integers(0, count - 1), some.integers(0, count - 1)), max_size=2 * count))
    content: dict[int | None, list[str]] = {}
    for at in reversed(range(count)):
        content.setdefault(outer[at], []).insert(0, _drawn(draw, at, kinds[at], content.get(at, [])))
    flows = []
    for number, (one, other) in enumerate(ends):
        condition = draw(some.sampled_from([None, None, "1 > 2", "1 < 2"]))
        flows.append(flow(f"n{one}", f"n{other}", condition=condition, of=f"f{number}"))
    return process(*content.get(None, []), *flows)


def _drawn(draw: some.DrawFn, at: int, kind: str, inside: list[str]) -> str:
    parts = "".join(inside)
    marks = dict(draw(some.lists(some.sampled_from(MARKS), max_size=2)))
    if kind in vocabulary.EVENTS:
        parts = "".join(draw(some.lists(some.sampled_from(DEFINITIONS), max_size=2)))
    elif kind in vocabulary.ACTIVITIES:
        parts += draw(some.sampled_from(["", "", "", *LOOPS]))
    if kind == "boundaryEvent" and at:
        marks["attachedToRef"] = f"n{draw(some.integers(0, at - 1))}"
    return node(kind, f"n{at}", "", parts, **marks)
