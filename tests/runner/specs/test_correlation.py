"""Correlation keys (8.4.2): the values of their parts, told alike by sender and receiver."""

from __future__ import annotations

from typing import Any

import pytest

from bpmn import diagram as dg
from bpmn import prepared as pp
from runner import outcome
from tests.runner import builder, driving
from tests.runner.builder import event


def keyed(data: dict[str, Any], **key: Any) -> driving.Run:
    """A case that sends one message and waits for its answer, both with one key."""
    key.setdefault("correlation_by_properties", True)
    drawn = builder.Drawing().node("start", "s").node("user", "a")
    drawn.node("throw", "t", events=event("message", "ask"), **key)
    drawn.node("catch", "c", events=event("message", "answer"), **key)
    return driving.Run(drawn.path("s", "t", "c", "a"), data)


def parts(*bodies: str) -> dict[str, Any]:
    return {"correlation_parts": tuple(dg.Text(body) for body in bodies)}


def key_of(run: driving.Run) -> str | None:
    """The key that was sent; the same is listened for."""
    (sent,) = run.outcomes[0].sent
    (listening,) = run.outcomes[0].listening_on
    assert sent.key == listening.key
    return sent.key


def together(*said: str) -> str:
    """The key of several parts."""
    inner = ",".join('"' + one.replace('"', '\\"') + '"' for one in said)
    return f"[{inner}]"


@pytest.mark.parametrize(("one", "other"), [("${a}", "${b}"), ("=a", "=b"), ("a", "b"), ("${a}", "=b")])
def test_each_part_of_a_key_is_read_in_its_own_notation(one: str, other: str) -> None:
    run = keyed({"a": "H26", "b": 7}, **parts(one, other))
    assert key_of(run) == '["H26","7"]'
    run.send("answer", key='["H26","7"]')
    assert run.open() == ["a"]


def test_a_part_is_read_in_the_language_that_it_declares() -> None:
    texts = (dg.Text("a", "feel"), dg.Text('if a = 1 then "một" else "khác"', "feel"))
    assert key_of(keyed({"a": 1}, correlation_parts=texts)) == '["1","một"]'


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("Đơn 7", "Đơn 7"),
        ("7.0", "7.0"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "true"),
        (False, "false"),
        ([1.0, "a"], '[1,"a"]'),
        ({"năm": 2026.0, "mã": "x"}, '{"mã":"x","năm":2026}'),
    ],
)
def test_a_key_is_spelled_by_its_value_and_not_by_how_it_was_computed(value: object, key: str) -> None:
    assert key_of(keyed({"a": value}, correlation="a")) == key
    assert key_of(keyed({"a": value, "b": "x"}, **parts("a", "b"))) == together(key, "x")


def test_texts_that_only_look_like_one_another_are_different_keys() -> None:
    one = keyed({"a": 'x","y', "b": "z"}, **parts("a", "b"))
    other = keyed({"a": "x", "b": 'y","z'}, **parts("a", "b"))
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize("data", [{"a": "x"}, {"a": "x", "b": None}])
def test_a_key_of_which_a_part_is_not_known_is_not_known(data: dict[str, Any]) -> None:
    run = keyed(data, **parts("a", "b"))
    assert key_of(run) is None
    run.send("answer", key="any")
    assert run.open() == ["a"]


def test_a_key_that_is_too_long_is_an_incident_of_its_event() -> None:
    with pytest.raises(outcome.StepError, match="200 characters") as failed:
        keyed({"a": "x" * 150, "b": "y" * 50}, **parts("a", "b"))
    assert failed.value.incident.element == "t"


def test_a_diagram_that_was_stored_with_its_parts_in_one_text_runs_as_ever() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a")
    drawn.node("catch", "c", events=event("message", "M"), correlation="[a, b]", correlation_by_properties=True)
    stored = pp.dump(drawn.path("s", "c", "a").prepared())
    assert "correlation_parts" not in str(stored)
    run = driving.Run(pp.load(stored), {"a": "x", "b": 2026})
    (listening,) = run.last.listening_on
    assert listening.key == '["x",2026]'
    run.send("M", key=listening.key)
    assert run.open() == ["a"]
