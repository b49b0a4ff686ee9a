"""A link is caught at one place of its level (10.5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "link-target-twice",
    finding.Level.ERROR,
    "Liên kết «{link}» có hai điểm đến ở cùng một cấp, điểm thừa là «{name}»; không rõ đi tiếp ở đâu. Trong phần "
    "mềm vẽ: đặt tên khác cho một điểm.",
    "Link “{link}” is caught twice on one level, the second time by “{name}”; it isn't clear where to go on. In the "
    "modeler: give one of them another name.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told of the second and each further one; links are paired by name within their level, and what is read as the
    other end doesn't count."""
    seen: set[tuple[str, str | None, str]] = set()
    for node in judged.of({"intermediateCatchEvent"}):
        ready = judged.prepared.diagram.nodes.get(node.id, node)
        for event in node.events:
            if event.kind == "link" and ready.type == node.type:
                link = event.name or node.name or node.id
                if (node.process, node.parent, link) in seen:
                    yield judged.tell(WORDS, node.id, link=link)
                seen.add((node.process, node.parent, link))
