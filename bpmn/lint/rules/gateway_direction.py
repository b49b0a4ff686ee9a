"""A gateway has the flows that its direction says (10.6)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-direction",
    finding.Level.WARNING,
    "Cổng «{name}» được ghi là «{direction}» nhưng có {into} mũi tên vào và {out} mũi tên ra; chạy theo các mũi "
    "tên. Trong phần mềm vẽ: sửa thuộc tính gatewayDirection hoặc các mũi tên.",
    "Gateway “{name}” is written as “{direction}” but has {into} incoming and {out} outgoing flows; it runs by its "
    "flows. In the modeler: mend its gatewayDirection or its flows.",
)
MEANT = {"Converging": (True, False), "Diverging": (False, True), "Mixed": (True, True)}
"""Whether several flows enter, and leave."""


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """A gateway that says nothing may have any; one that neither joins nor splits is told as pointless."""
    for node in judged.of(vocabulary.GATEWAYS):
        meant = MEANT.get(node.gateway_direction or "")
        into, out = len(judged.into(node.id)), len(judged.out(node.id))
        if meant is not None and (into > 1 or out > 1) and meant != (into > 1, out > 1):
            direction = node.gateway_direction or ""
            yield judged.tell(WORDS, node.id, direction=direction, into=str(into), out=str(out))
