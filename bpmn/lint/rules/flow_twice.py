"""Two nodes are joined by one sequence flow at most."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "flow-twice",
    finding.Level.NOTE,
    "Hai mũi tên cùng đi từ «{source}» đến «{target}». Trong phần mềm vẽ: xóa mũi tên thừa «{name}».",
    "Two flows lead from “{source}” to “{target}”. In the modeler: delete the superfluous “{name}”.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Flows with different conditions are two ways and stay."""
    seen: set[tuple[str, str, str]] = set()
    for flow in judged.diagram.flows.values():
        what = (flow.source, flow.target, flow.condition.body.strip() if flow.condition else flow.name)
        if what in seen:
            source, target = judged.diagram.nodes.get(flow.source), judged.diagram.nodes.get(flow.target)
            if source is not None and target is not None:
                yield judged.tell(WORDS, flow.id, source=source, target=target)
        seen.add(what)
