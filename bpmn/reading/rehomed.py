"""Elements that a program wrote where the standard has no place for them, although it is plain where they belong.

Converters and hand-written files put steps into lanes, pools, the collaboration or the definitions, processes into
pools, lanes into processes without a lane set. Each goes where it belongs, with a finding; what may belong to several
processes stays and is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import markup, vocabulary
from bpmn.lint import finding
from bpmn.reading import told

_STEPS = (*sorted(vocabulary.FLOW_NODES), "sequenceFlow")
_TAGS = [f"{{{vocabulary.MODEL}}}{name}" for name in _STEPS]


def rehomed(root: markup.Element) -> list[finding.Finding]:
    """Move what is misplaced within the tree, and say so; `root` is the definitions, with names as the standard's."""
    ids = _Ids(root)
    return [*_processes(root, ids), *_lanes(root), *_steps(root, ids)]


def _processes(root: markup.Element, ids: _Ids) -> Iterator[finding.Finding]:
    """A process in a pool is that pool's."""
    for process in list(root.iter(f"{{{vocabulary.MODEL}}}process")):
        holder = process.getparent()
        if holder is None or markup.local(holder) not in ("participant", "collaboration"):
            continue
        if markup.local(holder) == "participant" and not holder.get("processRef"):
            holder.set("processRef", ids.of(process))
        root.append(process)
        yield _said(process, holder, root)


def _lanes(root: markup.Element) -> Iterator[finding.Finding]:
    """Lanes of a process stand in a lane set (10.8)."""
    sets: dict[markup.Element, markup.Element] = {}
    for lane in list(root.iter(f"{{{vocabulary.MODEL}}}lane")):
        holder = lane.getparent()
        if holder is None or markup.local(holder) not in vocabulary.CONTAINERS | {"lane"}:
            continue
        if holder not in sets:
            name = "childLaneSet" if markup.local(holder) == "lane" else "laneSet"
            sets[holder] = markup.added(holder, name)
        sets[holder].append(lane)
        yield _said(lane, holder, holder)


def _steps(root: markup.Element, ids: _Ids) -> Iterator[finding.Finding]:
    processes = list(root.iterchildren(f"{{{vocabulary.MODEL}}}process"))
    by_id = {(one.get("id") or "").strip(): one for one in processes}
    misplaced = [(step, holder) for step in root.iter(*_TAGS) if (holder := step.getparent()) is not None]
    homes: dict[markup.Element, markup.Element] = {}
    for step, holder in misplaced:
        kind = markup.local(holder)
        home = None
        if kind in ("lane", "laneSet", "childLaneSet"):
            home = next((one for one in holder.iterancestors() if markup.local(one) in vocabulary.CONTAINERS), None)
            if home is not None and kind == "lane" and markup.local(step) in vocabulary.FLOW_NODES:
                markup.added(holder, "flowNodeRef").text = ids.of(step)
        elif kind == "participant":
            home = by_id.get((holder.get("processRef") or "").strip().rpartition(":")[2]) or homes.get(holder)
            if home is None:
                home = homes[holder] = markup.added(root, "process")
                holder.set("processRef", ids.of(home))
        elif kind in ("collaboration", "definitions") and len(processes) < 2:
            if not processes:
                processes.append(markup.added(root, "process"))
            home = processes[0]
        if home is not None:
            home.append(step)
            yield _said(step, holder, home)


class _Ids:
    """Ids for elements that have none and that something has to refer to."""

    def __init__(self, root: markup.Element) -> None:
        self._root, self._taken, self._number = root, set[str](), 0

    def of(self, element: markup.Element) -> str:
        """The id of an element, which gets one where it has none."""
        written = (element.get("id") or "").strip()
        if not written:
            if not self._taken:
                self._taken = {one.get("id") or "" for one in self._root.iter("{*}*")}
            while not written or written in self._taken:
                self._number += 1
                written = f"{markup.local(element)}_{self._number}"
            self._taken.add(written)
            element.set("id", written)
        return written


def _said(element: markup.Element, holder: markup.Element, home: markup.Element) -> finding.Finding:
    values = [markup.label(one) or (one.get("id") or "").strip() or markup.local(one) for one in (holder, home)]
    identity = (element.get("id") or "").strip() or markup.local(element)
    return told.said(
        "element-rehomed",
        identity[:200],
        markup.label(element),
        markup.line(element),
        type=markup.local(element),
        where=values[0],
        home=values[1],
    )
