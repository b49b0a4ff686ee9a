"""Each of the twenty faults: ours keeps the promise, and the stock library breaks it on the very same file."""

from __future__ import annotations

import re

import pytest

from tests.runner.faults import child, engines, promises

assert child.MODULES  # the modules that hold the promises are imported with it
BY_NAME = {one.name: one for one in promises.REGISTER}
SECONDS = 1
"""Of processor time, in which ours has refused what stock never comes to the end of."""


@pytest.mark.parametrize("name", BY_NAME)
def test_ours_keeps_it(name: str) -> None:
    one = BY_NAME[name]
    if one.stock.error and not one.stock.zone:
        one.on(engines.Ours)
        return
    done = promises.apart(one, engines.Ours, SECONDS)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", BY_NAME)
def test_stock_breaks_it(name: str) -> None:
    one = BY_NAME[name]
    if one.stock.error and not one.stock.zone:
        with promises.breaches(one.stock):
            one.on(engines.Stock)
        return
    done = promises.apart(one, engines.Stock, SECONDS)
    if one.stock.error:
        last = done.stderr.strip().splitlines()[-1]
        with promises.breaches(one.stock):
            raise engines.BrokenError(last)
    else:
        assert promises.ended_by_limit(done), done.stderr[-2_000:]


def test_all_twenty_are_there() -> None:
    assert sorted({one.number for one in promises.REGISTER}) == list(range(1, 21))


def test_a_promise_that_stock_keeps_shows_nothing() -> None:
    with pytest.raises(pytest.fail.Exception), promises.breaches(promises.broken("")):
        pass
    with pytest.raises(AssertionError, match="instead"), promises.breaches(promises.broken("")):
        raise TypeError
    with pytest.raises(AssertionError, match="instead"), promises.breaches(promises.broken("open: 1")):
        raise engines.BrokenError("open: 2")


def test_the_page_of_faults_names_every_promise() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", (promises.ROOT / "docs/faults.md").read_text(), re.MULTILINE)
    assert sorted((int(number), said) for number, said in rows) == sorted(
        {(one.number, one.keep.__name__.replace("_", " ")) for one in promises.REGISTER}
    )
