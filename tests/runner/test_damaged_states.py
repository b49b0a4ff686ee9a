"""Bytes that are no state, or a state that no engine wrote: refused as such, whatever stands in them."""

from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable
from typing import Any

import hypothesis
import orjson
import pytest
from hypothesis import strategies as st

from runner import codec, engine, loader, outcome
from tests.runner.states import kept, stories
from tests.support import shares

EXAMPLES = shares.soak_share(20_000)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 40) | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("idxltnk"), inner, max_size=3),
    max_leaves=12,
)
REFUSALS = (outcome.StepError, outcome.NotOpenError, outcome.NotRecallableError)


@functools.cache
def known(story: str) -> tuple[loader.Program, Any, kept.Kept]:
    """A kept state of the current format with its program and its document."""
    one = kept.read(kept.folder(codec.CURRENT) / f"{story}.json")
    return loader.program(one.prepared), orjson.loads(codec.unpack(one.state)[1]), one


def changed(draw: Callable[..., Any], part: Any) -> Any:
    """A document with another value at some place in it, or one value more or less."""
    if isinstance(part, list) and part and draw(st.integers(0, 9)):
        place, how = draw(st.integers(0, len(part) - 1)), draw(st.sampled_from(("change", "drop", "double")))
        new = [changed(draw, part[place])] if how == "change" else [] if how == "drop" else [part[place]] * 2
        return [*part[:place], *new, *part[place + 1 :]]
    if isinstance(part, dict) and part and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(part)))
        return {**part, key: changed(draw, part[key])}
    return draw(JSON)


def judge(program: loader.Program, stored: bytes, now: Any) -> None:
    """Every door gives an answer or one of its own errors."""
    looks: list[Callable[[], object]] = [
        lambda: engine.waits(program, stored),
        lambda: engine.tokens(program, stored),
        lambda: engine.variables(program, stored),
        lambda: engine.variables(program, stored, 2),
    ]
    for look in looks:
        with contextlib.suppress(engine.StateError, outcome.NotOpenError):
            look()
    steps: list[Callable[[], object]] = [
        lambda: engine.complete(program, stored, 2, {"more": False}, now=now),
        lambda: engine.wake(program, stored, now=now),
        lambda: engine.deliver(program, stored, outcome.Message("notice", ""), now=now),
        lambda: engine.recall(program, stored, stored, now=now),
        lambda: engine.cancel(program, stored, now=now),
    ]
    for step in steps:
        with contextlib.suppress(*REFUSALS):
            step()


@hypothesis.settings(max_examples=EXAMPLES)
@hypothesis.given(st.data())
def test_a_document_that_no_engine_wrote_is_answered_or_refused(data: st.DataObject) -> None:
    program, document, one = known(data.draw(st.sampled_from(sorted(stories.STORIES))))
    for _ in range(data.draw(st.integers(1, 3))):
        document = changed(data.draw, document)
    with contextlib.suppress(orjson.JSONEncodeError):
        judge(program, codec.pack(orjson.dumps(document)), one.now)


@hypothesis.given(st.data())
def test_damaged_bytes_are_answered_or_refused(data: st.DataObject) -> None:
    program, _, one = known(data.draw(st.sampled_from(sorted(stories.STORIES))))
    damaged = bytearray(one.state)
    place = data.draw(st.integers(0, len(damaged) - 1))
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    for stored in (bytes(damaged), one.state[:place], data.draw(st.binary(max_size=60))):
        judge(program, stored, one.now)


@pytest.mark.parametrize(
    ("story", "look", "place", "value"),
    [
        ("service-call", engine.tokens, (5, 0, 2, 0), None),
        ("service-call", engine.tokens, (5, 0, 2, 0), 100),
        ("service-call", engine.tokens, (5, 0, 2, 1), {}),
        ("event-gateway", engine.waits, (4, 3, 0), "x"),
        ("event-subprocess", engine.variables, (4, 5, 2), 0),
    ],
)
def test_a_look_at_what_fits_no_case_is_refused(
    story: str, look: Callable[..., object], place: tuple[int, ...], value: object
) -> None:
    program, _, one = known(story)
    document = orjson.loads(codec.unpack(one.state)[1])
    part = functools.reduce(operator.getitem, place[:-1], document)
    part[place[-1]] = value
    with pytest.raises(engine.StateError):
        look(program, codec.pack(orjson.dumps(document)))


def test_no_name_in_a_state_makes_a_type() -> None:
    program, _, one = known("data")
    document = orjson.loads(codec.unpack(one.state)[1])
    named = {"__class__": "os.system", "typename": "datetime", "value": "zz", "py/object": "builtins.object"}
    document[5][0][1] = {"a": named, "__builtins__": named}
    seen = engine.variables(program, codec.pack(orjson.dumps(document)), 2)
    assert seen == {"a": named, "__builtins__": named}
    judge(program, codec.pack(orjson.dumps(document)), one.now)
