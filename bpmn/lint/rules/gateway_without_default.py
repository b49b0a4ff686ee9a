"""A gateway that chooses by conditions has a default flow."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "gateway-without-default",
    finding.Level.WARNING,
    "Mọi nhánh của cổng «{name}» đều có điều kiện mà không có nhánh mặc định: nếu không điều kiện nào đúng, hồ sơ bị "
    "dừng vì sự cố. Trong phần mềm vẽ: đánh dấu một nhánh là mặc định.",
    "All flows of gateway “{name}” have conditions and none is the default: if no condition holds, the case stops "
    "with an incident. In the modeler: mark one flow as default.",
    asks="decision",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Gateways at which a person picks need none: each of their ways is a choice of the form."""
    for node in judged.of({"exclusiveGateway", "inclusiveGateway"}):
        ready = judged.prepared.diagram.nodes.get(node.id)
        if ready is None or ready.default is not None or node.id in judged.prepared.decisions:
            continue
        out = judged.out(node.id)
        if len(out) > 1 and all(f.condition is not None for f in out):
            yield judged.tell(WORDS, node.id)
