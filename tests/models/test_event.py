"""The record: whatever is done to it afterwards shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import event

LENGTH = 6


def _chain(payloads: list[dict[str, object]]) -> tuple[list[event.Event], bytes]:
    head, made = b"", []
    for seq, payload in enumerate(payloads, start=1):
        entry = event.Entry(event.CASE, 7, seq, 1_000 * seq, "task.completed", 3, 4)
        row = event.row(head, entry, payload, b"salt%d" % seq)
        made.append(event.Event(**row))
        head = made[-1].hash
    return made, head


def _usual() -> tuple[list[event.Event], bytes]:
    return _chain([{"seq": n, "said": f"câu {n}"} for n in range(LENGTH)])


def test_an_untouched_record_is_whole() -> None:
    events, head = _usual()
    assert event.verify(events, head, LENGTH) == ()
    assert event.verify([], b"", 0) == ()


def test_erasing_a_payload_leaves_the_chain_whole() -> None:
    events, head = _usual()
    events[2].payload = events[2].salt = None
    assert event.verify(events, head, LENGTH) == ()


CHANGES: dict[str, Callable[[event.Event], None]] = {
    "at": lambda one: setattr(one, "at", one.at + 1),
    "kind": lambda one: setattr(one, "kind", "task.claimed"),
    "actor": lambda one: setattr(one, "actor_id", 99),
    "agency": lambda one: setattr(one, "agency_id", None),
    "payload": lambda one: setattr(one, "payload", "{}"),
    "salt": lambda one: setattr(one, "salt", b"x"),
    "digest": lambda one: setattr(one, "digest", b"x" * 32),
    "hash": lambda one: setattr(one, "hash", b"x" * 32),
}


@pytest.mark.parametrize("at", range(LENGTH))
@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_event_is_found(what: str, at: int) -> None:
    events, head = _usual()
    CHANGES[what](events[at])
    assert event.verify(events, head, LENGTH)


@pytest.mark.parametrize("at", range(LENGTH))
def test_a_removed_event_is_found(at: int) -> None:
    events, head = _usual()
    del events[at]
    assert event.verify(events, head, LENGTH)


def test_events_put_in_another_order_are_found() -> None:
    events, head = _usual()
    events[1], events[2] = events[2], events[1]
    assert event.verify(events, head, LENGTH)


def test_a_record_written_anew_from_some_point_does_not_fit_its_head() -> None:
    events, head = _usual()
    forged, _ = _chain([{"seq": n} for n in range(LENGTH)])
    assert event.verify(forged, head, LENGTH)
    assert event.verify([*events[:3], *forged[3:]], head, LENGTH)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3), max_size=5))
def test_any_payload_can_be_recorded_and_verified(payloads: list[dict[str, object]]) -> None:
    events, head = _chain(payloads)
    assert event.verify(events, head, len(payloads)) == ()
