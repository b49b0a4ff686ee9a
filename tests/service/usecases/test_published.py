"""A process keeps the versions at hand that it uses, in as much memory as it may take."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Iterator

import pytest

from service.usecases import kept, published
from tests.bench import drawings
from tests.bpmn import test_formfiles
from tests.procedures import drawings as shipped
from tests.service.usecases import world


@pytest.fixture
def small() -> Iterator[int]:
    """What a process may keep, for the length of a test: two of the versions below."""
    published.forget()
    published.bound(120_000)
    yield 120_000
    published.bound(published.MOST_BYTES)


def test_a_version_is_read_once_and_the_one_used_longest_ago_makes_room(city: world.World, small: int) -> None:
    diagram, lanes = world.chain()
    ids = [city.publish("P", diagram, lanes, number=number) for number in (1, 2, 3)]
    with city.database.reading() as session:
        first, second = (published.get(session, ids[number]) for number in (0, 1))
        assert published.get(session, ids[0]) is first
        published.get(session, ids[2])
        assert published.get(session, ids[0]) is first
        assert published.get(session, ids[1]) is not second


def test_what_is_kept_stays_under_its_bound_and_the_newest_is_kept_however_large() -> None:
    values: kept.Kept[int, str] = kept.Kept(100)
    for number in range(10):
        values.put(number, "value", 30)
        assert values.bytes <= 100
    assert [values.get(number) for number in (6, 7, 8, 9)] == [None, "value", "value", "value"]
    values.put(10, "large", 1_000)
    assert (len(values), values.get(10), values.bytes) == (1, "large", 1_000)
    values.put(11, "small", 1)
    assert (values.get(10), values.get(11), values.bytes) == (None, "small", 1)


def test_a_value_put_again_counts_once_and_a_lower_bound_holds_at_once() -> None:
    values: kept.Kept[str, int] = kept.Kept(100)
    for _ in range(5):
        values.put("a", 1, 40)
    values.put("b", 2, 40)
    assert (len(values), values.bytes) == (2, 80)
    values.bound(50)
    assert (values.get("a"), values.get("b"), values.bytes) == (None, 2, 40)
    values.clear()
    assert (len(values), values.bytes) == (0, 0)


def taken(city: world.World, ids: list[int]) -> int:
    """Bytes that some versions take, as Python counts them."""
    with city.database.reading() as session:
        published.get(session, ids[0])
        published.forget()
        gc.collect()
        tracemalloc.start()
        try:
            for version_id in ids:
                published.get(session, version_id)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()


def test_a_version_takes_about_what_is_reckoned_for_it(city: world.World) -> None:
    published.forget()
    sample = drawings.procedure(60)
    ids = [city.publish("P", sample.data, sample.lanes, forms=drawings.FORMS, number=number) for number in range(1, 6)]
    for path in shipped.versions()[:5]:
        forms = {form.name: json.loads(form.read_bytes()) for form in path.parent.glob("*.form")}
        ids.append(city.publish(f"S{len(ids)}", path.read_bytes(), {}, forms=forms))
    assert 0.7 <= taken(city, ids) / published.kept_bytes() <= 1.2
    published.forget()


def test_a_version_finds_the_forms_that_its_steps_name_in_whatever_they_are_written(city: world.World) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}}
    layout = {"ui:order": ["b", "a"]}
    drawn = test_formfiles.spiff("birth.json", "birth-ui.json")
    version = city.publish("F", drawn, {}, forms={"birth.json": schema, "birth-ui.json": layout})
    with city.database.reading() as session:
        assert [one.key for one in published.get(session, version).form("t").fields] == ["b", "a"]
