"""The lane of a human task is the one that anybody would read from the file: at least 99 of 100 that can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree

from bpmn import diagram as dg
from bpmn import reader
from tests.bpmn import files, lane_oracle
from tests.bpmn.mutants import making
from tests.support import shares

RIGHT = 0.99
Judged = tuple[str, lane_oracle.Task, str, str | None]
CORPUS = files.SHARED / "corpora" / "miwg"


@pytest.fixture(scope="module")
def exchanged() -> list[Path]:
    return files.corpus("corpora/miwg", "*.bpmn")


@pytest.fixture(scope="module")
def references() -> Mapping[str, Mapping[str, str]]:
    """Model → name of a human task → its lane in the reference, where that name is borne once."""
    found: dict[str, dict[str, str]] = {}
    for path in files.corpus("corpora/miwg/Reference", "*.bpmn"):
        told = [(task.name, task.lane) for task in lane_oracle.tasks(path) if task.name]
        names = Counter(name for name, _ in told)
        found[lane_oracle.model(path)] = {name: lane for name, lane in told if lane and names[name] == 1}
    return found


def label(drawn: dg.Diagram, task: str) -> str:
    return lane_oracle.folded(drawn.lanes[drawn.lane_of[task]].label)


@pytest.fixture(scope="module")
def judged(exchanged: list[Path], references: Mapping[str, Mapping[str, str]]) -> list[Judged]:
    """Every human task of the corpus."""
    return list(_judged(exchanged, references))


def _judged(exchanged: list[Path], references: Mapping[str, Mapping[str, str]]) -> Iterator[Judged]:
    """Tool, task, the lane that was read, and the lane of the reference where the file has one of that name."""
    for path in exchanged:
        drawn = reader.read(path.read_bytes()).diagram
        tasks = list(lane_oracle.tasks(path))
        names = Counter(task.name for task in tasks)
        known = {lane_oracle.folded(one) for lane in drawn.lanes.values() for one in (lane.label, lane.name)}
        reference = references.get(lane_oracle.model(path), {})
        for task in tasks:
            meant = reference.get(task.name) if names[task.name] == 1 else None
            tool = path.relative_to(CORPUS).parts[0]
            yield tool, task, label(drawn, task.id), meant if meant in known else None


def test_the_lane_of_a_human_task_is_what_the_file_says(judged: list[Judged], record_property: pytest.RecordProperty):
    told: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: list[object] = []
    for tool, task, read, meant in judged:
        lane = task.lane or meant
        if lane is not None:
            told[tool] += 1
            right[tool] += read == lane
            wrong += [(tool, task, read)] if read != lane else []
    rates = {tool: f"{right[tool]} of {count}" for tool, count in sorted(told.items())}
    print(*(f"{tool}: {rate}" for tool, rate in rates.items()), sep="\n")
    record_property("lanes of human tasks", rates)
    assert told.total() > 1_800
    assert right.total() >= RIGHT * told.total(), wrong
    assert all(right[tool] >= RIGHT * count - 1 for tool, count in told.items()), wrong


def test_where_a_file_is_the_reference_model_its_tasks_are_in_the_references_lanes(judged: list[Judged]):
    """What differs was drawn otherwise in one tool: its lists and its picture say so, both."""
    told = [(task, read, meant) for _, task, read, meant in judged if meant]
    otherwise = [task for task, _, meant in told if task.listed == task.drawn != meant and task.listed]
    right = sum(read == meant for _, read, meant in told)
    assert len(told) > 1_300
    assert right >= RIGHT * (len(told) - len(otherwise))


def without_lists(root: etree._Element) -> None:
    for lane in root.iter("{*}lane"):
        for reference in list(lane.iterchildren("{*}flowNodeRef")):
            lane.remove(reference)


def without_picture(root: etree._Element) -> None:
    for one in list(root.iterchildren("{*}BPMNDiagram")):
        root.remove(one)


@pytest.mark.parametrize(("lose", "left"), [(without_lists, "drawn"), (without_picture, "listed")])
def test_one_witness_alone_is_enough(
    lose: Callable[[etree._Element], None], left: str, exchanged: list[Path], record_property: pytest.RecordProperty
):
    told = right = 0
    for path in exchanged[:: 1 if shares.soaking() else 4]:
        tasks = [task for task in lane_oracle.tasks(path) if getattr(task, left) is not None]
        if not tasks:
            continue
        root = making.parsed(path)
        lose(root)
        drawn = reader.read(etree.tostring(root)).diagram
        told += len(tasks)
        right += sum(label(drawn, task.id) == getattr(task, left) for task in tasks)
    record_property(f"lanes as they are {left}", f"{right} of {told}")
    assert told > 200
    assert right >= RIGHT * told
