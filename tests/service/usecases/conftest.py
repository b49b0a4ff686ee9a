"""A city of one's own for each test, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.usecases import world


@pytest.fixture
def city(database_url: str) -> Iterator[world.World]:
    """A city on a fresh database; the test runs once per database."""
    made = world.World(database_url)
    yield made
    made.database.dispose()
