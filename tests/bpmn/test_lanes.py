"""Every node has a lane: as listed, as nested, as drawn, else its pool."""

from __future__ import annotations

import unicodedata

import pytest

from bpmn import reader
from bpmn.reading import labels
from tests.bpmn import files

TASKS = '<bpmn:userTask id="a"/><bpmn:userTask id="b"/>'


def lane(name: str, *nodes: str, key: str = "", inner: str = "") -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    return f'<bpmn:lane id="{key or name}" name="{name}">{refs}{inner}</bpmn:lane>'


def lanes(*those: str) -> str:
    return f"<bpmn:laneSet>{''.join(those)}</bpmn:laneSet>"


def inner(*those: str) -> str:
    return f"<bpmn:childLaneSet>{''.join(those)}</bpmn:childLaneSet>"


def pool(body: str, more: str = "", name: str = "UBND") -> bytes:
    return files.file(
        f'<bpmn:collaboration id="C"><bpmn:participant id="Pool" name="{name}" processRef="P"/></bpmn:collaboration>'
        f'<bpmn:process id="P">{body}</bpmn:process>{more}'
    )


def rules(reading: reader.Reading) -> list[tuple[str, str | None]]:
    return [(one.rule, one.element) for one in reading.findings]


def test_a_listed_node_is_in_its_lane() -> None:
    reading = reader.read(pool(lanes(lane("L1", "a"), lane("L2", "\n  b\t")) + TASKS))
    assert reading.diagram.lane_of == {"a": "Pool/L1", "b": "Pool/L2"}
    assert list(reading.diagram.lanes) == ["Pool/L1", "Pool/L2"]
    assert reading.findings == ()


def test_a_prefix_before_a_listed_node_is_no_matter() -> None:
    reading = reader.read(pool(lanes(lane("L1", "tns:a", "b")) + TASKS))
    assert reading.diagram.lane_of["a"] == "Pool/L1"


def test_the_innermost_lane_that_lists_a_node_counts() -> None:
    nested = lane("L1", "a", "b", inner=inner(lane("L2", "a", inner=inner(lane("", "a", key="L3")))))
    read = reader.read(pool(lanes(nested) + TASKS))
    assert read.diagram.lane_of == {"a": "Pool/L1/L2/L3", "b": "Pool/L1"}
    deep = read.diagram.lanes["Pool/L1/L2/L3"]
    assert (deep.label, deep.name, deep.parent) == ("L2", "", "Pool/L1/L2")
    assert read.findings == ()


def test_an_unnamed_lane_takes_the_name_of_its_pool() -> None:
    read = reader.read(pool(lanes(lane(" ", "a", "b", key="L")) + TASKS))
    assert read.diagram.lanes["Pool/L"].label == "UBND"
    hidden = reader.read(pool(lanes(lane("\u200b", "a", "b", key="L")) + TASKS))
    assert hidden.diagram.lanes["Pool/L"].label == "UBND"


def test_without_lanes_the_pool_is_the_lane() -> None:
    read = reader.read(pool(TASKS))
    assert read.diagram.lane_of == {"a": "Pool", "b": "Pool"}
    assert read.diagram.lanes["Pool"].pool_itself is True
    assert read.diagram.lanes["Pool"].label == "UBND"
    bare = reader.read(files.process(TASKS, 'name="Khai tử"'))
    assert bare.diagram.lanes["P"].label == "Khai tử"


def test_a_slash_in_an_id_does_not_make_another_key() -> None:
    read = reader.read(pool(lanes(lane("L", "a", "b", key="x/y")) + TASKS))
    assert read.diagram.lane_of["a"] == "Pool/x%2Fy"


def test_a_boundary_event_is_in_the_lane_of_its_host() -> None:
    event = '<bpmn:boundaryEvent id="e" attachedToRef="b"/>'
    read = reader.read(pool(lanes(lane("L1", "a", "e"), lane("L2", "b")) + event + TASKS))
    assert read.diagram.lane_of["e"] == "Pool/L2"


def test_steps_of_a_subprocess_are_in_the_lane_of_the_subprocess() -> None:
    body = f'<bpmn:subProcess id="s"><bpmn:subProcess id="t">{TASKS}</bpmn:subProcess></bpmn:subProcess>'
    read = reader.read(pool(lanes(lane("L1", "s")) + body))
    assert set(read.diagram.lane_of.values()) == {"Pool/L1"}


def test_a_subprocess_may_have_lanes_of_its_own() -> None:
    body = f'<bpmn:subProcess id="s">{lanes(lane("L2", "a"))}{TASKS}</bpmn:subProcess>'
    read = reader.read(pool(lanes(lane("L1", "s")) + body))
    assert read.diagram.lane_of == {"s": "Pool/L1", "a": "Pool/L1/L2", "b": "Pool/L1"}
    assert read.diagram.lanes["Pool/L1/L2"].parent == "Pool/L1"


def drawn(*refs: str) -> bytes:
    shown = files.picture(
        files.shape("Pool", 0, 0, 600, 400),
        files.shape("L1", 30, 0, 570, 200),
        files.shape("L2", 30, 200, 570, 200),
        files.shape("a", 100, 50),
        files.shape("b", 100, 250),
    )
    return pool(lanes(lane("L1", *refs), lane("L2")) + TASKS, shown)


def test_a_node_that_no_lane_lists_is_where_it_is_drawn() -> None:
    reading = reader.read(drawn())
    assert reading.diagram.lane_of == {"a": "Pool/L1", "b": "Pool/L2"}
    assert rules(reading) == [("lane-by-geometry", "L1"), ("lane-by-geometry", "L2")]


def test_a_list_and_a_picture_that_disagree_are_told() -> None:
    reading = reader.read(drawn("a", "b"))
    assert reading.diagram.lane_of["b"] == "Pool/L1"
    assert rules(reading) == [("lane-geometry-disagrees", "b")]
    assert "«L2»" in reading.findings[0].message


def test_a_node_listed_in_the_outer_lane_is_in_the_inner_one_that_it_is_drawn_in() -> None:
    nested = lane("Out", "a", "b", inner=inner(lane("L1"), lane("L2")))
    data = drawn().replace(lanes(lane("L1"), lane("L2")).encode(), lanes(nested).encode())
    assert reader.read(data).diagram.lane_of == {"a": "Pool/Out/L1", "b": "Pool/Out/L2"}


def test_a_picture_of_another_plane_says_nothing() -> None:
    shown = files.picture(files.shape("L1", 0, 0, 500, 500)) + files.picture(files.shape("a", 10, 10))
    read = reader.read(pool(lanes(lane("L1")) + TASKS, shown))
    assert read.diagram.lane_of["a"] == "Pool"


def test_a_node_in_two_lanes_is_told_and_the_picture_decides() -> None:
    reading = reader.read(pool(lanes(lane("L1", "a"), lane("L2", "a", "b")) + TASKS))
    assert reading.diagram.lane_of["a"] == "Pool/L1"
    assert rules(reading) == [("node-in-two-lanes", "a")]
    shown = files.picture(files.shape("L1", 0, 0), files.shape("L2", 0, 100), files.shape("a", 10, 110, 9, 9))
    reading = reader.read(pool(lanes(lane("L1", "a"), lane("L2", "a", "b")) + TASKS, shown))
    assert reading.diagram.lane_of["a"] == "Pool/L2"


def test_a_lane_that_lists_nothing_that_there_is_is_told() -> None:
    body = lanes(lane("L1", "a", "b", "gone", "do")) + TASKS + '<bpmn:dataObject id="do"/>'
    assert rules(reader.read(pool(body))) == [("lane-reference-missing", "L1")]


def test_a_task_outside_all_lanes_is_told() -> None:
    reading = reader.read(pool(lanes(lane("L1", "a")) + TASKS))
    assert reading.diagram.lane_of["b"] == "Pool"
    assert rules(reading) == [("node-outside-lanes", "b")]


def test_lanes_of_one_name_in_two_pools_stay_apart() -> None:
    one = '<bpmn:participant id="p{0}" name="{0}" processRef="P{0}"/>'
    body = (
        '<bpmn:process id="P{0}">'
        + lanes(lane("Kế toán", "t{0}", key="L{0}"))
        + '<bpmn:task id="t{0}"/></bpmn:process>'
    )
    pools = f'<bpmn:collaboration id="C">{one.format(1)}{one.format(2)}</bpmn:collaboration>'
    data = files.file(pools + body.format(1) + body.format(2))
    reading = reader.read(data)
    assert reading.diagram.lane_of == {"t1": "p1/L1", "t2": "p2/L2"}
    assert reading.findings == ()


def test_labels_are_nfc_and_one_name_twice_in_a_pool_is_told() -> None:
    decomposed = unicodedata.normalize("NFD", "Phòng Kế toán")
    reading = reader.read(pool(lanes(lane("Phòng Kế toán", "a", key="L1"), lane(decomposed, "b", key="L2")) + TASKS))
    assert {one.label for one in reading.diagram.lanes.values()} == {"Phòng Kế toán"}
    assert rules(reading) == [("lane-same-name", "L2")]


@pytest.mark.parametrize("other", ["Аdmin", "Αdmin", "Ａdmin", "Admin\u200b", "Ad\u00admin", "ADMIN\u3164"])
def test_labels_that_look_alike_are_told(other: str) -> None:
    reading = reader.read(pool(lanes(lane("Admin", "a", key="L1"), lane(other, "b", key="L2")) + TASKS))
    assert ("lane-look-alike", "L2") in rules(reading)


@pytest.mark.parametrize("other", ["admin", "Admin 2", "Ạdmin", "Ađmin"])
def test_labels_that_differ_to_the_eye_are_not_told(other: str) -> None:
    reading = reader.read(pool(lanes(lane("Admin", "a", key="L1"), lane(other, "b", key="L2")) + TASKS))
    assert "lane-look-alike" not in {rule for rule, _ in rules(reading)}


def test_a_letter_of_another_script_under_a_vietnamese_mark_is_seen_through() -> None:
    assert labels.skeleton("Hộ tịch") == labels.skeleton("Hо\u0323\u0302 tịch")


CALL = '<bpmn:callActivity id="c" calledElement="Q"/>'
CALLED = f'<bpmn:process id="Q">{TASKS}</bpmn:process>'


def test_steps_of_a_called_process_without_pool_are_in_the_lane_of_their_caller() -> None:
    reading = reader.read(pool(lanes(lane("L1", "c")) + CALL, CALLED))
    assert reading.diagram.lane_of == {"c": "Pool/L1", "a": "Pool/L1", "b": "Pool/L1"}
    assert rules(reading) == [("lane-of-caller", "Q")]


def test_steps_of_a_called_process_drawn_in_a_lane_are_in_that_lane() -> None:
    shown = files.picture(
        files.shape("Pool", 0, 0, 500, 500), files.shape("L2", 0, 250, 500, 250), files.shape("b", 10, 300)
    )
    reading = reader.read(pool(lanes(lane("L1", "c"), lane("L2")) + CALL, CALLED + shown))
    assert reading.diagram.lane_of == {"c": "Pool/L1", "a": "Pool/L1", "b": "Pool/L2"}


def test_a_process_called_from_two_lanes_stays_on_its_own() -> None:
    other = CALL.replace('"c"', '"d"')
    reading = reader.read(pool(lanes(lane("L1", "c"), lane("L2", "d")) + CALL + other, CALLED))
    assert reading.diagram.lane_of["a"] == "Q"


def test_a_called_process_with_a_pool_of_its_own_stays_there() -> None:
    called = CALLED.replace('"Q"', '"Q" name="Thuế"')
    data = pool(lanes(lane("L1", "c")) + CALL, called).replace(
        b"</bpmn:collaboration>", b'<bpmn:participant id="Tax" processRef="Q"/></bpmn:collaboration>'
    )
    assert reader.read(data).diagram.lane_of["a"] == "Tax"
