"""What runs is on the picture."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "not-drawn",
    finding.Level.NOTE,
    "{count} phần tử chạy được nhưng không có hình vẽ, phần tử đầu là «{name}»; người đọc sơ đồ không thấy chúng. "
    "Trong phần mềm vẽ: xóa nếu là phần còn sót lại, hoặc vẽ lại.",
    "{count} elements run and have no shape, the first is “{name}”; readers of the picture don't see them. In the "
    "modeler: delete them if they were left behind, or draw them again.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told once, of files that have a picture; inside a collapsed subprocess nothing has to be drawn."""
    drawn = judged.diagram
    if not any(node in drawn.shapes for node in drawn.nodes):
        return
    folded = {shape.element for shape in drawn.shapes.values() if shape.expanded is False}
    hidden = [n.id for n in drawn.nodes.values() if n.id not in drawn.shapes and not _inside(drawn, n, folded)]
    if hidden:
        yield judged.tell(WORDS, hidden[0], count=str(len(hidden)))


def _inside(drawn: dg.Diagram, node: dg.Node, folded: set[str]) -> bool:
    """Whether a subprocess around a node is collapsed, or isn't drawn itself and told already."""
    outer = drawn.nodes.get(node.parent or "")
    return outer is not None and (outer.id in folded or outer.id not in drawn.shapes)
