"""Which element of one diagram is which of another."""

from __future__ import annotations

from bpmn import matching
from tests.bpmn.drawing import chain, end, flow, lanes, message, node, process, read, start, timer, user, xor


def test_an_id_given_to_something_else_is_no_match():
    old = read(process(start(), user("x", "Ký"), end(), chain("s", "x", "e")))
    new = read(process(start(), node("exclusiveGateway", "x"), user("y", "Ký"), end(), chain("s", "x", "y", "e")))
    assert matching.match(old, new)["y"] == "x"
    assert "x" not in matching.match(old, new)


def test_labels_match_however_they_are_composed_and_spaced():
    old = read(process(user("x", "Thẩm định")))
    new = read(process(user("y", "  tha\u0302\u0309m  định ")))
    assert matching.match(old, new) == {"y": "x"}


def test_two_steps_of_one_label_are_told_apart_by_their_lanes():
    old = read(process(lanes(A=("x",), B=("y",)), user("x", "Ký"), user("y", "Ký")))
    new = read(process(lanes(A=("p",), B=("q",)), user("q", "Ký"), user("p", "Ký")))
    assert matching.match(old, new) == {"p": "x", "q": "y"}


def test_what_has_no_label_is_known_by_its_neighbours():
    gateway = "exclusiveGateway"
    old = read(
        process(
            user("a", "A"),
            node(gateway, "g"),
            user("b", "B"),
            node(gateway, "h"),
            user("c", "C"),
            chain("a", "g", "b", "h", "c"),
        )
    )
    new = read(
        process(
            user("a", "A"),
            node(gateway, "k"),
            user("b", "B"),
            node(gateway, "l"),
            user("c", "C"),
            chain("a", "k", "b", "l", "c"),
        )
    )
    found = matching.match(old, new)
    assert (found["k"], found["l"]) == ("g", "h")


def test_a_subprocess_without_label_is_known_by_what_it_holds():
    def two(one: str, other: str) -> str:
        return process(
            node("subProcess", one, "", user(f"{one}_a", "A")), node("subProcess", other, "", user("x", "B"))
        )

    found = matching.match(read(two("p", "q")), read(two("k", "l").replace('id="x"', 'id="y"')))
    assert (found["k"], found["l"]) == ("p", "q")


def test_boundary_events_of_one_step_are_told_apart_by_their_triggers():
    def drawn(late: str, told: str) -> str:
        events = {late: timer("P3D"), told: message()}
        parts = (node("boundaryEvent", of, "", inside, attachedToRef="a") for of, inside in events.items())
        return process(user("a", "A"), *parts)

    assert matching.match(read(drawn("t", "m")), read(drawn("u", "n"))) == {"a": "a", "u": "t", "n": "m"}


def test_the_only_gateway_left_in_its_lane_is_the_same_however_it_is_joined():
    old = read(process(lanes(A=("g",)), xor("g")))
    new = read(process(lanes(A=("h",)), xor("h")))
    assert matching.match(old, new) == {"h": "g"}


def test_nothing_is_matched_twice():
    old = read(process(user("x", "Ký"), user("y", "Trình")))
    new = read(process(user("x", "Trình"), user("z", "Ký"), user("w", "Ký"), flow("z", "w")))
    found = matching.match(old, new)
    assert len(set(found.values())) == len(found)


def test_another_step_between_the_same_neighbours_is_another_step():
    old = read(process(user("a", "A"), user("x", "Đóng dấu"), user("b", "B"), chain("a", "x", "b")))
    new = read(process(user("a", "A"), user("y", "Gửi thư mời họp"), user("b", "B"), chain("a", "y", "b")))
    assert "y" not in matching.match(old, new)


def test_lineage_is_the_same_for_the_same_file_and_another_for_another():
    diagram = read(process(user("a", "A")))
    assert matching.lineage(diagram, None, "one") == matching.lineage(diagram, None, "one")
    assert matching.lineage(diagram, None, "one") != matching.lineage(diagram, None, "two")
