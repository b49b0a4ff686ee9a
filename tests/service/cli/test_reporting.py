"""An operator looks after the sums behind the report, and looks for overlaps."""

from __future__ import annotations

from click import testing
from sqlalchemy import update

from models import rollup
from service.cli import main
from tests.service.usecases import world

SECRET = "a-secret-that-only-tests-have-and-nobody-else"


def test_sums_are_counted_checked_and_made_again(database_url: str) -> None:
    city = world.World(database_url)
    city.publish("ONE", *world.chain())
    city.publish("TWO", *world.chain())
    city.start("ONE")

    def told(*arguments: str, code: int = 0) -> str:
        values = {"LANEWAY_DATABASE": database_url, "LANEWAY_SECRET": SECRET, "LANEWAY_LOCALE": "en"}
        done = testing.CliRunner(env=values).invoke(main.laneway, arguments)
        assert done.exit_code == code, done.output
        return done.output

    assert "0 sums are wrong; 1 cases wait" in told("rollup", "check")
    assert "2 clocks were counted" in told("rollup", "fold")
    assert "0 sums are wrong; 0 cases wait" in told("rollup", "check")
    with city.database.transaction() as session:
        session.execute(update(rollup.Rollup).values(opened=7))
    assert "sums are wrong" in told("rollup", "check", code=1)
    told("rollup", "rebuild")
    assert "0 sums are wrong" in told("rollup", "check")
    with city.database.transaction() as session:
        session.execute(update(rollup.Tally).values(channel="online"))
    assert "2 clocks were counted" in told("rollup", "rebuild", "--from-clocks")
    assert "0 sums are wrong; 0 cases wait" in told("rollup", "check")
    assert "2 of them new" in told("overlaps")
    assert "0 of them new" in told("overlaps")
    city.database.dispose()
