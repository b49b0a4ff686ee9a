"""The shipped files as the tests see them: found on disk, parsed with lxml alone: no code of ours judges itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

FOLDER = Path(__file__).parents[2] / "bpmn" / "procedures"
SCENARIOS = Path(__file__).parent / "scenarios"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

TASKS = {f"{BPMN}{name}" for name in ("task", "userTask", "manualTask", "receiveTask", "sendTask", "serviceTask")}
EVENTS = {f"{BPMN}{n}Event" for n in ("start", "end", "intermediateCatch", "intermediateThrow", "boundary")}
GATEWAYS = {f"{BPMN}{name}Gateway" for name in ("exclusive", "parallel", "inclusive", "eventBased")}
NODES = TASKS | EVENTS | GATEWAYS | {f"{BPMN}callActivity", f"{BPMN}subProcess"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in its units."""

    id: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than a border."""
        return (
            self.left < other.right and self.right > other.left and self.top < other.bottom and self.bottom > other.top
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )

    def on_border(self, x: float, y: float) -> bool:
        """Whether a point lies on the rectangle's border, within half a unit."""
        inside = self.left - 0.5 <= x <= self.right + 0.5 and self.top - 0.5 <= y <= self.bottom + 0.5
        return inside and (min(abs(x - self.left), abs(x - self.right), abs(y - self.top), abs(y - self.bottom)) <= 0.5)


def versions() -> list[Path]:
    """Every drawing that ships, in a fixed order."""
    return sorted(FOLDER.glob("*/v*.bpmn"))


def name_of(path: Path) -> str:
    """How tests name a drawing: ``land-change-v2``."""
    return f"{path.parent.name}-{path.stem}"


@cache
def root(path: Path) -> Any:
    """The drawing's root element."""
    return etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()


def read_json(path: Path) -> Any:
    """A JSON file's content."""
    return json.loads(path.read_text("utf-8"))


def nodes(path: Path) -> dict[str, Any]:
    """Flow nodes by id, those inside subprocesses too."""
    return {element.get("id"): element for element in root(path).iter(*NODES)}


def forms_of(path: Path) -> dict[str, str]:
    """Node id → id of its linked form."""
    links = root(path).iter(f"{ZEEBE}formDefinition")
    return {link.getparent().getparent().get("id"): link.get("formId") for link in links}


def form(path: Path, form_id: str) -> Any:
    """A form beside the drawing."""
    return read_json(path.with_name(f"{form_id}.form"))


def lane_keys(path: Path) -> dict[str, str]:
    """Key → name of each lane, and of each pool without lanes."""
    keys: dict[str, str] = {}
    processes = {process.get("id"): process for process in root(path).iter(f"{BPMN}process")}
    for pool in root(path).iter(f"{BPMN}participant"):
        process = processes.get(pool.get("processRef"))
        lane_set = None if process is None else process.find(f"{BPMN}laneSet")
        if lane_set is None:
            keys[pool.get("id")] = pool.get("name")
        else:
            _add_lanes(lane_set, pool.get("id"), keys)
    return keys


def _add_lanes(lane_set: Any, above: str, keys: dict[str, str]) -> None:
    for lane in lane_set.findall(f"{BPMN}lane"):
        key = f"{above}/{lane.get('id')}"
        keys[key] = lane.get("name")
        if (inner := lane.find(f"{BPMN}childLaneSet")) is not None:
            _add_lanes(inner, key, keys)


def _box(element_id: str, bounds: Any) -> Box:
    x, y, width, height = (float(bounds.get(key)) for key in ("x", "y", "width", "height"))
    return Box(element_id, x, y, x + width, y + height)


def shapes(path: Path) -> dict[str, Box]:
    """Element id → its rectangle."""
    drawn = root(path).iter(f"{DI}BPMNShape")
    return {shape.get("bpmnElement"): _box(shape.get("bpmnElement"), shape.find(f"{DC}Bounds")) for shape in drawn}


def labels(path: Path) -> dict[str, Box]:
    """Element id → the rectangle of its label outside of it."""
    drawn = [
        owner
        for owner in root(path).iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")
        if owner.find(f"{DI}BPMNLabel") is not None
    ]
    return {
        owner.get("bpmnElement"): _box(owner.get("bpmnElement"), owner.find(f"{DI}BPMNLabel/{DC}Bounds"))
        for owner in drawn
    }


def edges(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Flow id → its waypoints."""
    return {
        edge.get("bpmnElement"): [(float(point.get("x")), float(point.get("y"))) for point in edge.iter(WAYPOINT)]
        for edge in root(path).iter(f"{DI}BPMNEdge")
    }
