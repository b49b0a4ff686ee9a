"""What is written of a diagram is the diagram, and what a viewer takes."""

from __future__ import annotations

import re

import pytest

from bpmn import diagram as dg
from bpmn import reader, writer
from bpmn.writing import tags
from tests.bpmn import files
from tests.bpmn.mutants import making
from tests.support import effort, shares

SHOWN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def again(drawn: dg.Diagram) -> dg.Diagram:
    return reader.read(writer.written(drawn)).diagram


def steps(drawn: dg.Diagram) -> object:
    nodes = {
        tags.shown(n.id): (n.type, n.name, n.interrupting, [e.kind for e in n.events]) for n in drawn.nodes.values()
    }
    flows = {
        tags.shown(f.id): (tags.shown(f.source), tags.shown(f.target), f.name, f.default) for f in drawn.flows.values()
    }
    conditions = {tags.shown(f.id): f.condition for f in drawn.flows.values()}
    return nodes, flows, conditions, {tags.shown(one): pool.name for one, pool in drawn.pools.items() if pool.name}


def lanes(drawn: dg.Diagram) -> dict[str, str]:
    """Name of the lane of each node that stands in one."""
    inside = ((node, drawn.lanes[key]) for node, key in drawn.lane_of.items())
    own = {tags.shown(node): lane.name for node, lane in inside if lane.process == drawn.nodes[node].process}
    return {node: name for node, name in own.items() if name}


def test_the_files_of_all_tools_are_the_same_when_written_and_read_again():
    for path in files.exchanged():
        drawn = reader.read(path.read_bytes()).diagram
        back = again(drawn)
        assert steps(back) == steps(drawn), path
        if all(pool.process in drawn.processes for pool in drawn.pools.values()) and drawn.pools:
            assert lanes(drawn).items() <= lanes(back).items() | lanes(drawn).items(), path


def test_a_file_that_went_wrong_is_written_as_one_that_can_be_shown():
    exchanged = files.corpus("corpora/miwg", "*.bpmn")
    for number in range(shares.soak_share(20_000, 0.006)):
        try:
            drawn = reader.read(making.mutant(exchanged, number).data).diagram
        except reader.ReadError:
            continue
        reading = reader.read(writer.written(drawn))
        assert steps(reading.diagram) == steps(drawn), number
        assert not {"duplicate-id", "missing-id", "xml-mended"} & {one.rule for one in reading.findings}, number


@pytest.mark.parametrize(
    "identity", ["a b", "Bước_1", "1x", "a:b", "=", "\U0001f600", "__proto__", "constructor", "\u202e", "x\x01y", "-"]
)
def test_any_id_is_shown_under_one_that_viewers_take(identity: str):
    shown = tags.shown(identity)
    assert SHOWN.fullmatch(shown)
    assert shown != identity
    assert tags.shown(shown) == shown


def test_texts_are_escaped_and_lose_only_what_xml_has_no_place_for():
    name = 'a<b>&"c"\'\x00\ud800'
    drawn = reader.read(files.process('<bpmn:task id="t"/>')).diagram
    text = dg.Diagram(
        processes=drawn.processes,
        nodes={"t": dg.Node("t", "task", name, "P")},
        lanes=drawn.lanes,
        lane_of=drawn.lane_of,
    )
    assert again(text).nodes["t"].name == 'a<b>&"c"\''


def test_what_is_written_depends_on_nothing_but_the_diagram():
    (path, *_) = files.corpus("corpora/miwg", "B.2.0.bpmn")
    drawn = reader.read(path.read_bytes()).diagram
    assert writer.written(drawn) == writer.written(reader.read(path.read_bytes()).diagram)


def test_deep_diagrams_are_written_without_recursion():
    inside = ""
    for number in range(100):
        inside = f'<bpmn:subProcess id="h{number}">{inside}</bpmn:subProcess>'
    drawn = reader.read(files.process(inside)).diagram
    with effort.shallow():
        writer.written(drawn)
    assert steps(again(drawn)) == steps(drawn)
