"""A diagram without a picture gets one in which nothing stands on anything else, and a drawn one keeps its own."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

import hypothesis
import pytest

from bpmn import diagram as dg
from bpmn import layout, reader, vocabulary
from tests.bpmn import drawing as dw
from tests.bpmn import files
from tests.bpmn.mutants import making
from tests.runner import scribbles
from tests.support import effort, shares

POOLS = """<bpmn:collaboration id="C"><bpmn:participant id="One" processRef="P"/><bpmn:participant id="Two"/>
<bpmn:messageFlow id="m" sourceRef="a" targetRef="Two"/></bpmn:collaboration>
<bpmn:process id="P"><bpmn:laneSet id="LS"><bpmn:lane id="L1" name="Một cửa"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>
<bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="L2" name="Thuế">
<bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet><bpmn:startEvent id="s"/><bpmn:userTask id="a"/>
<bpmn:boundaryEvent id="t" attachedToRef="a"/><bpmn:userTask id="b"/><bpmn:endEvent id="e"/>"""


def read(data: bytes) -> dg.Diagram:
    return reader.read(data).diagram


def within(inner: dg.Shape, outer: dg.Shape) -> bool:
    across = outer.x <= inner.x and inner.x + inner.width <= outer.x + outer.width
    return across and outer.y <= inner.y and inner.y + inner.height <= outer.y + outer.height


def overlapping(shapes: list[dg.Shape]) -> Iterator[tuple[str, str]]:
    ordered = sorted(shapes, key=lambda shape: shape.x)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.x >= one.x + one.width:
                break
            if one.y < other.y + other.height and other.y < one.y + one.height:
                yield one.element, other.element


def wrong(drawn: dg.Diagram) -> list[object]:
    """What is not drawn, stands on something else, or outside of what it stands in."""
    shapes = drawn.shapes
    lanes = {lane.id for lane in drawn.lanes.values() if not lane.pool_itself}
    found: list[object] = [one for one in (*drawn.nodes, *drawn.pools, *lanes) if one not in shapes]
    found += [one for one in (*drawn.flows, *drawn.message_flows) if one not in drawn.edges]
    levels: dict[tuple[str, str | None], list[dg.Shape]] = {}
    for node in drawn.nodes.values():
        if node.type != "boundaryEvent":
            levels.setdefault((node.process, node.parent), []).append(shapes[node.id])
        lane = drawn.lanes[drawn.lane_of[node.id]]
        around = [lane.id] if lane.id in shapes and lane.process == node.process else []
        around += [node.parent] if node.parent else []
        if node.type != "boundaryEvent":
            found += [(node.id, outer) for outer in around if not within(shapes[node.id], shapes[outer])]
    for those in levels.values():
        found += overlapping(those)
    found += overlapping([shapes[pool] for pool in drawn.pools])
    return found


def test_a_file_without_a_picture_gets_one():
    drawn = layout.completed(read(files.file(POOLS + files.line("s", "a", "b", "e") + "</bpmn:process>")))
    assert wrong(drawn) == []
    at = drawn.shapes
    assert at["s"].x < at["a"].x < at["b"].x < at["e"].x
    assert at["a"].y < at["L2"].y < at["b"].y < at["Two"].y
    assert at["a"].y < at["t"].y < at["a"].y + at["a"].height < at["t"].y + at["t"].height


def test_the_files_of_all_tools_can_be_laid_out_anew():
    for path in files.exchanged():
        assert wrong(layout.laid_out(read(path.read_bytes()))) == [], path


@hypothesis.given(scribbles.scribbles())
@hypothesis.settings(max_examples=shares.soak_share(5_000, 0.02))
def test_whatever_is_scribbled_can_be_laid_out(scribbled: str):
    drawn = read(dw.file(scribbled))
    assert wrong(layout.laid_out(drawn)) == []
    assert layout.laid_out(drawn) == layout.laid_out(drawn)


def test_what_is_drawn_stays_where_it_is():
    for path in files.exchanged():
        drawn = read(path.read_bytes())
        planes = {shape.plane for shape in drawn.shapes.values()}
        if len(planes) != 1 or any(node not in drawn.shapes for node in drawn.nodes):
            continue
        made = layout.completed(drawn)
        kept = [replace(one, expanded=None, plane=0) for one in made.shapes.values() if one.element in drawn.shapes]
        assert kept == [replace(drawn.shapes[one.element], expanded=None, plane=0) for one in kept], path


def test_everything_of_a_file_that_went_wrong_is_drawn():
    exchanged = files.corpus("corpora/miwg", "*.bpmn")
    for number in range(shares.soak_share(20_000, 0.006)):
        try:
            drawn = read(making.mutant(exchanged, number).data)
        except reader.ReadError:
            continue
        made = layout.completed(drawn)
        lanes = {lane.id for lane in drawn.lanes.values() if not lane.pool_itself}
        assert {*drawn.nodes, *drawn.pools, *lanes} <= made.shapes.keys(), number
        assert set(drawn.flows) <= made.edges.keys(), number


def test_a_closed_subprocess_has_its_contents_on_a_plane_of_their_own():
    inside = '<bpmn:subProcess id="h"><bpmn:task id="x"/></bpmn:subProcess>'
    made = layout.completed(
        read(files.file(f'<bpmn:process id="P">{inside}</bpmn:process>' + files.picture(files.shape("h", 0, 0))))
    )
    assert (made.shapes["h"].expanded, made.shapes["h"].plane) == (False, 0)
    assert made.shapes["x"].plane == 1


def test_planes_of_a_file_are_shown_below_each_other():
    both = "".join(f'<bpmn:process id="P{n}"><bpmn:task id="t{n}"/></bpmn:process>' for n in (1, 2))
    made = layout.completed(
        read(files.file(both + files.picture(files.shape("t1", 0, 0)) + files.picture(files.shape("t2", 0, 0))))
    )
    assert made.shapes["t2"].y > made.shapes["t1"].y + made.shapes["t1"].height


def chain(size: int) -> dg.Diagram:
    names = [f"t{n}" for n in range(size)]
    return read(dw.file(dw.process(dw.start(), *map(dw.user, names), dw.chain("s", *names))))


def fan(size: int) -> dg.Diagram:
    names = [f"t{n}" for n in range(size)]
    ways = "".join(dw.flow("s", name) + dw.flow(name, "e") for name in names)
    return read(dw.file(dw.process(dw.start(), *map(dw.user, names), dw.end(), ways)))


def circle(size: int) -> dg.Diagram:
    names = [f"t{n}" for n in range(size)]
    back = "".join(dw.flow(name, "t0") for name in names)
    return read(dw.file(dw.process(dw.start(), *map(dw.user, names), dw.chain("s", *names), back)))


@pytest.mark.parametrize("make", [chain, fan, circle])
def test_the_work_of_a_layout_grows_as_the_diagram_does(make: object):
    assert callable(make)
    assert effort.grows(layout.laid_out, functools.partial(make), 200) <= effort.MOST
    with effort.shallow():
        layout.laid_out(make(600))


def test_nested_subprocesses_need_no_recursion():
    inside = ""
    for number in range(100):
        inside = dw.node("subProcess", f"h{number}", "", inside + dw.user(f"t{number}"))
    drawn = read(dw.file(dw.process(inside)))
    with effort.shallow():
        made = layout.laid_out(drawn)
    assert wrong(made) == []
    assert {node.type for node in drawn.nodes.values()} <= vocabulary.FLOW_NODES
