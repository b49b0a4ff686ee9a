"""Every file that other tools wrote is read, and no hostile one does more than be refused."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bpmn import reader
from tests.bpmn import files

COUNTED = ("files", "with a process")
WITHOUT_PROCESS = 2
"""A library of global tasks and a file with processes imported from others."""


@pytest.fixture(scope="module")
def exchanged() -> list[Path]:
    return files.corpus("corpora/miwg", "*.bpmn")


def test_every_file_of_every_tool_is_read(exchanged: list[Path], record_property: pytest.RecordProperty) -> None:
    table: Counter[tuple[str, str]] = Counter()
    for path in exchanged:
        tool = path.relative_to(files.SHARED / "corpora" / "miwg").parts[0]
        reading = reader.read(path.read_bytes())
        drawn = reading.diagram
        table[tool, "files"] += 1
        table[tool, "with a process"] += bool(drawn.processes)
        table[tool, "with lanes"] += any(not lane.pool_itself for lane in drawn.lanes.values())
        assert set(drawn.lane_of) == set(drawn.nodes)
        assert set(drawn.lane_of.values()) <= set(drawn.lanes)
        assert all(one.element and one.message and one.message_en for one in reading.findings)
        assert not drawn.extra_types
    record_property("table", {f"{tool}: {column}": count for (tool, column), count in sorted(table.items())})
    totals = [sum(count for (_, one), count in table.items() if one == column) for column in COUNTED]
    assert totals[0] - totals[1] == WITHOUT_PROCESS


def test_every_reference_of_a_diagram_that_was_read_names_something(exchanged: list[Path]) -> None:
    for path in exchanged:
        drawn = reader.read(path.read_bytes()).diagram
        for node in drawn.nodes.values():
            assert node.process in drawn.processes
            assert node.parent is None or node.parent in drawn.nodes
            assert node.attached_to is None or node.attached_to in drawn.nodes
            assert node.default is None or node.default in drawn.flows
            assert set(node.data_in) | set(node.data_out) <= set(drawn.items)
        for flow in drawn.flows.values():
            one, other = drawn.nodes[flow.source], drawn.nodes[flow.target]
            assert (one.process, one.parent) == (other.process, other.parent) == (flow.process, flow.parent)
        for lane in drawn.lanes.values():
            assert lane.parent is None or lane.parent in drawn.lanes
        assert all(pool.process is None or pool.process in drawn.processes for pool in drawn.pools.values())


def tried(data: bytes) -> reader.Reading | reader.ReadError:
    try:
        return reader.read(data)
    except reader.ReadError as error:
        return error


def mutant(data: bytes, chance: random.Random) -> bytes:
    """One of the ways in which files go wrong."""
    kind = chance.randrange(5)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    parts = data.split(b"<")
    first, second = chance.randrange(1, len(parts)), chance.randrange(1, len(parts))
    if kind == 2:
        parts[first], parts[second] = parts[second], parts[first]
        return b"<".join(parts)
    names = (b'Ref="', b' id="', b"bpmnElement=", b"Ref>", b"default=", b'name="', b"isExecutable", b"xmlns", b'="')
    name = names[chance.randrange(len(names))]
    if kind == 3:
        return data.replace(name, name[:-1] + b"x" + name[-1:], chance.randrange(1, 5))
    return data.replace(name, name + b"z", chance.randrange(1, 5))


def test_a_file_that_went_wrong_is_read_or_refused_with_a_reason(exchanged: list[Path]) -> None:
    chance = random.Random(20261123)  # noqa: S311 - a repeatable choice, no secret
    refused = 0
    for number in range(600):
        data = mutant(chance.choice(exchanged).read_bytes(), chance)
        reading = tried(data)
        if isinstance(reading, reader.ReadError):
            refused += 1
            assert reading.message, number
        else:
            assert set(reading.diagram.lane_of) == set(reading.diagram.nodes)
            assert all(one.element for one in reading.findings)
    assert 0 < refused < 600


REFUSED = {"x": 15, "s": 5}
"""Hostile files that are no diagram, by what they attack; all others are read."""


def test_hostile_diagrams_have_no_effect(tmp_path: Path) -> None:
    (maker,) = files.corpus("attacks", "make_diagrams.py")
    subprocess.run([sys.executable, str(maker), str(tmp_path)], check=True, capture_output=True)
    hostile = sorted(tmp_path.glob("*.bpmn"))
    assert len(hostile) == 144
    codes: Counter[str] = Counter()
    for path in hostile:
        reading = tried(path.read_bytes())
        codes[path.name[0]] += isinstance(reading, reader.ReadError)
        assert "CANARY" not in f"{reading!r} {reading}"
    assert +codes == REFUSED
    assert {path.name for path in (tmp_path / "effects").iterdir()} == {"canary.txt", "evil.dtd"}
