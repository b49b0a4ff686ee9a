"""An activity reads and writes data of its own level or of a level around it (10.4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import diagram as dg
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "data-out-of-reach",
    finding.Level.WARNING,
    "«{name}» đọc hoặc ghi dữ liệu «{data}» nằm trong một quy trình hoặc quy trình con khác; ở ngoài không thấy dữ "
    "liệu đó. Trong phần mềm vẽ: kéo dữ liệu ra cấp chung của hai bên.",
    "“{name}” reads or writes data “{data}”, which stands in another process or subprocess and isn't seen from "
    "outside. In the modeler: drag the data out to the level that both share.",
)
OBJECTS = frozenset({"dataObject", "dataObjectReference"})


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Data objects live no longer than what they are drawn in, and are seen from inside only; stores are all over."""
    items = judged.diagram.items
    sights: dict[tuple[str | None, str, str], bool] = {}
    for node in judged.diagram.nodes.values():
        for data in (*node.data_in, *node.data_out):
            home = items[data].parent
            if home is None or items[data].type not in OBJECTS:
                continue
            seen = (node.parent, node.process, home)
            if seen not in sights:
                sights[seen] = home == node.process or _inside(judged.diagram, node.parent, home)
            if not sights[seen]:
                yield judged.tell(WORDS, node.id, data=items[data].name or data)
                break


def _inside(drawn: dg.Diagram, level: str | None, home: str) -> bool:
    """Whether a level is a subprocess or stands in it, however deep."""
    while level is not None and level != home:
        outer = drawn.nodes.get(level)
        level = None if outer is None else outer.parent
    return level == home
