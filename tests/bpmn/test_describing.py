"""A finding calls an element without a name by what it is and what it stands beside."""

from __future__ import annotations

import pytest

from bpmn import study
from tests.bpmn.drawing import chain, end, file, flow, node, process, start, timer, user, xor

DRAWN = file(
    process(
        start(),
        user("a", "Tiếp nhận"),
        node("boundaryEvent", "x1", "", timer("PT1H"), attachedToRef="a"),
        xor("g"),
        node("userTask", "b"),
        end(),
        end("e2"),
        chain("s", "a", "g", "b", "e"),
        flow("g", "e2"),
    )
)


def told(rule: str) -> tuple[str, str]:
    (one,) = [one for one in study.study(DRAWN).findings if one.rule == rule]
    return one.message, one.message_en


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        ("decision-by-person", "cổng loại trừ sau ‘Tiếp nhận’", "exclusive gateway after ‘Tiếp nhận’"),
        ("boundary-without-flow", "sự kiện biên trên ‘Tiếp nhận’", "boundary event on ‘Tiếp nhận’"),
        ("task-unnamed", "bước sau ‘Tiếp nhận’", "step after ‘Tiếp nhận’"),
    ],
)
def test_what_has_no_name_is_found_by_its_neighbour(rule: str, vi: str, en: str):
    message, message_en = told(rule)
    assert vi in message
    assert en in message_en


def test_what_stands_alone_is_called_by_its_id():
    (one,) = [
        one
        for one in study.study(file(process(start("s1"), node("userTask", "t"), chain("s1", "t")))).findings
        if one.rule == "task-unnamed"
    ]
    assert "bước t" in one.message


def test_so_is_what_a_finding_says_beside_its_element():
    drawn = process(
        start(),
        user("a", "Tiếp nhận"),
        node("userTask", "b"),
        end(),
        chain("s", "a", "b", "e"),
        flow("a", "b", of="again"),
    )
    messages = [one.message for one in study.study(file(drawn)).findings if one.rule == "flow-twice"]
    assert messages
    assert all("bước sau ‘Tiếp nhận’" in message for message in messages)


def test_a_figure_that_is_also_an_id_stays_a_figure():
    ways = (chain("s", "a"), flow("a", "1"), flow("a", "2"))
    drawn = process(start(), xor("a"), node("userTask", "1"), node("userTask", "2"), *ways)
    (one,) = [one for one in study.study(file(drawn)).findings if one.rule == "way-unlabelled"]
    assert one.values["count"] in one.message.split()
