"""In which lane each human task of a file stands, found with lxml alone and by other means than `bpmn.lanes`.

Three witnesses, none of which knows the others: which lane lists the task, in which lane's shape the middle of its own
lies, and where the reference model of the same number has the task of the same name. Where none says anything a task
can't be determined, and counts for nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

Element = etree._Element
HUMAN = frozenset({"task", "userTask", "manualTask"})


@dataclass(frozen=True)
class Task:
    """A human task: what each witness says of its lane, as the lane's (or pool's) folded name; None: nothing."""

    id: str
    name: str
    listed: str | None
    drawn: str | None
    pool: str | None

    @property
    def lane(self) -> str | None:
        """What the file itself says: references before the picture, the pool where there are no lanes to be in."""
        return self.listed or self.drawn or self.pool


def folded(text: str | None) -> str:
    """A name as people compare it."""
    return " ".join(unicodedata.normalize("NFC", text or "").split()).casefold()


def local(element: Element) -> str:
    return etree.QName(element).localname


def model(path: Path) -> str:
    """The number of the reference model that a file shows."""
    return path.stem.removesuffix("-export").removesuffix("-roundtrip").removesuffix("-import")


def tasks(path: Path) -> Iterator[Task]:
    """The human tasks of a file."""
    root = etree.fromstring(path.read_bytes())
    boxes, names = _boxes(root), {}
    listed: dict[str, list[Element]] = {}
    for lane in root.iter("{*}lane"):
        names[lane.get("id")] = _name(lane, root)
        for reference in lane.iterchildren("{*}flowNodeRef"):
            listed.setdefault((reference.text or "").strip().rpartition(":")[2], []).append(lane)
    for task in root.iter("{*}*"):
        if local(task) in HUMAN and task.get("id") and not _in_choreography(task):
            yield Task(
                task.get("id", ""),
                folded(task.get("name")),
                _by_list(task, listed, root),
                _by_picture(task, boxes, root),
                _by_pool(task, root),
            )


def _in_choreography(task: Element) -> bool:
    return not any(local(outer) == "process" for outer in task.iterancestors())


def _around(task: Element) -> Iterator[Element]:
    """The task, and the subprocesses around it from the inside out."""
    yield task
    for outer in task.iterancestors():
        if local(outer) == "process":
            return
        yield outer


def _process(element: Element) -> Element | None:
    return next((outer for outer in element.iterancestors() if local(outer) == "process"), None)


def _by_list(task: Element, listed: Mapping[str, list[Element]], root: Element) -> str | None:
    for one in _around(task):
        process = _process(one)
        lanes = [lane for lane in listed.get(one.get("id", ""), ()) if _process(lane) is process]
        inner = [lane for lane in lanes if not any(lane in other.iterancestors() for other in lanes)]
        if len(inner) == 1:
            return _name(inner[0], root)
    return None


def _by_picture(task: Element, boxes: Mapping[str, tuple[int, tuple[float, ...]]], root: Element) -> str | None:
    """The smallest lane of the task's process around its middle; where that has no lanes, of any process."""
    process = _process(task)
    own = [lane for lane in root.iter("{*}lane") if _process(lane) is process]
    for one in _around(task):
        if one.get("id") not in boxes:
            continue
        plane, (x, y, width, height) = boxes[one.get("id", "")]
        middle = (x + width / 2, y + height / 2)
        around = [
            (box[2] * box[3], lane)
            for lane in own
            if lane.get("id") in boxes and (at := boxes[lane.get("id", "")]) and at[0] == plane
            for box in [at[1]]
            if box[0] <= middle[0] <= box[0] + box[2] and box[1] <= middle[1] <= box[1] + box[3]
        ]
        if around:
            return _name(min(around, key=lambda found: found[0])[1], root)
    return None


def _by_pool(task: Element, root: Element) -> str | None:
    """The pool of a process that has no lanes; none where another process calls it and the pool is not drawn, which
    some tools make up for each subprocess."""
    process = _process(task)
    if process is None or next(process.iter("{*}lane"), None) is not None:
        return None
    identity = process.get("id", "")
    called = {(one.get("calledElement") or "").rpartition(":")[2] for one in root.iter("{*}callActivity")}
    pools = [
        pool.get("id") for pool in root.iter("{*}participant") if (pool.get("processRef") or "").endswith(identity)
    ]
    shown = {(one.get("bpmnElement") or "").strip().rpartition(":")[2] for one in root.iter("{*}BPMNShape")}
    if identity in called and not shown.intersection(pools):
        return None
    return _pool(process, root)


def _pool(process: Element | None, root: Element) -> str | None:
    identity = "" if process is None else process.get("id", "")
    for pool in root.iter("{*}participant"):
        if (pool.get("processRef") or "").strip().rpartition(":")[2] == identity and identity:
            return folded(pool.get("name")) or None
    return None


def _name(lane: Element, root: Element) -> str | None:
    """A lane's name; one without takes its outer lane's or its pool's."""
    for one in (lane, *lane.iterancestors("{*}lane")):
        if folded(one.get("name")):
            return folded(one.get("name"))
    return _pool(_process(lane), root)


def _boxes(root: Element) -> dict[str, tuple[int, tuple[float, ...]]]:
    """Plane and bounds of what is drawn."""
    found: dict[str, tuple[int, tuple[float, ...]]] = {}
    for number, plane in enumerate(root.iter("{*}BPMNPlane")):
        for shape in plane.iterchildren("{*}BPMNShape"):
            bounds = next(shape.iterchildren("{*}Bounds"), None)
            if bounds is not None:
                box = tuple(float(bounds.get(key, "0")) for key in ("x", "y", "width", "height"))
                found.setdefault((shape.get("bpmnElement") or "").strip().rpartition(":")[2], (number, box))
    return found
