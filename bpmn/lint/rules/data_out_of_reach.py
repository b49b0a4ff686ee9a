"""An activity reads and writes data of its own level or of a level around it (10.4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "data-out-of-reach",
    finding.Level.WARNING,
    "«{name}» đọc hoặc ghi dữ liệu «{data}» nằm trong một quy trình con khác; ở ngoài không thấy dữ liệu đó. Trong "
    "phần mềm vẽ: kéo dữ liệu ra cấp chung của hai bên.",
    "“{name}” reads or writes data “{data}”, which stands in another subprocess and isn't seen from outside. In the "
    "modeler: drag the data out to the level that both share.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Data objects that are drawn in a subprocess live no longer than it, and are seen from inside only."""
    nodes, items = judged.diagram.nodes, judged.diagram.items
    for node in nodes.values():
        for data in (*node.data_in, *node.data_out):
            home, at = items[data].parent, node.parent
            while at is not None and at != home and at in nodes:
                at = nodes[at].parent
            if home is not None and at != home:
                yield judged.tell(WORDS, node.id, data=items[data].name or data)
                break
