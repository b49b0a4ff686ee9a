"""A city of one's own for each test, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.usecases import timed, world


@pytest.fixture
def city(database_url: str) -> Iterator[world.World]:
    """A city on a fresh database; the test runs once per database."""
    made = world.World(database_url)
    yield made
    made.database.dispose()


@pytest.fixture
def early(city: world.World) -> world.World:
    """The city some days before its usual Monday."""
    timed.go(city, "2026-11-18T08:00")
    return city


@pytest.fixture
def asking(early: world.World) -> world.World:
    """With a procedure that asks the applicant for more."""
    drawing, lanes, more = timed.asked_for_more()
    early.publish("ASK", drawing, lanes, **more)
    return early
