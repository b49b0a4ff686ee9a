"""The database: one commit, write locks taken at once, a schema that is what the tables say."""

from __future__ import annotations

import threading
import unicodedata
from typing import Literal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from models import agency, base, database, person, rows, tables


def _agency(number: int) -> dict[str, object]:
    return {"id": number, "code": f"A{number}", "name_vi": "", "name_en": "", "kind": "", "valid_from": 0} | {
        "event_seq": 0,
        "event_head": b"",
    }


@pytest.fixture
def made(database_url: str) -> database.Database:
    """A database with the newest schema."""
    return database.Database(database_url)


def test_the_migrated_schema_is_what_the_tables_say(made: database.Database) -> None:
    with made.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.METADATA) == []
        found = {index["name"] for name in tables.METADATA.tables for index in inspect(connection).get_indexes(name)}
    assert {index.name for table in tables.METADATA.tables.values() for index in table.indexes} <= found


def test_upgrading_again_and_by_two_at_once_changes_nothing(empty_database_url: str) -> None:
    faults: list[Exception] = []

    def upgrade() -> None:
        try:
            database.upgrade(empty_database_url)
        except Exception as error:  # noqa: BLE001 -- told by the assertion below
            faults.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.upgrade(empty_database_url)
    assert faults == []
    with database.Database(empty_database_url).reading() as session:
        assert "staff" in session.scalars(select(person.Role.code)).all()


def test_a_transaction_is_kept_when_it_ends_well_and_gone_when_it_does_not(made: database.Database) -> None:
    with made.transaction() as session:
        rows.insert(session, agency.Agency, [_agency(1)])

    def fail() -> None:
        with made.transaction() as session:
            rows.insert(session, agency.Agency, [_agency(2)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with made.reading() as session:
        rows.insert(session, agency.Agency, [_agency(3)])
    with made.reading() as session:
        assert session.scalars(select(agency.Agency.id)).all() == [1]


def test_an_error_that_keeps_is_raised_and_what_was_written_stays(made: database.Database) -> None:
    class KeptError(Exception):
        keeps = True

    def fail() -> None:
        with made.transaction() as session:
            rows.insert(session, agency.Agency, [_agency(1)])
            raise KeptError

    with pytest.raises(KeptError):
        fail()
    with made.reading() as session:
        assert session.scalars(select(agency.Agency.id)).all() == [1]


def test_many_rows_are_one_statement_and_a_second_row_of_a_key_is_told(made: database.Database) -> None:
    with made.transaction() as session:
        rows.insert(session, agency.Agency, [_agency(n) for n in range(1, 2_001)])
    with made.transaction() as session:
        rows.insert(session, agency.Agency, [_agency(1) | {"kind": "x"}], update=())
        rows.insert(session, agency.Agency, [_agency(2) | {"kind": "y"}], update=("kind",))
        assert session.scalars(select(agency.Agency.kind).where(agency.Agency.id < 3).order_by("id")).all() == ["", "y"]
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"), made.transaction() as session:
        rows.insert(session, agency.Agency, [_agency(1)])


def test_a_writer_on_sqlite_waits_for_the_one_before_it_instead_of_failing(sqlite_url: str) -> None:
    made = database.Database(sqlite_url)
    with made.transaction() as session:
        session.execute(text("CREATE TABLE tally (n INTEGER)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))

    def add() -> None:
        for _ in range(20):
            with made.transaction() as session:
                read = session.execute(text("SELECT n FROM tally")).scalar_one()
                session.execute(text("UPDATE tally SET n = :n"), {"n": read + 1})

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with made.reading() as session:
        assert session.execute(text("SELECT n FROM tally")).scalar_one() == 160


def test_reading_waits_for_no_writer(made: database.Database) -> None:
    with made.transaction() as writing:
        rows.insert(writing, agency.Agency, [_agency(1)])
        with made.reading() as session:
            assert session.scalars(select(agency.Agency.id)).all() == []


def test_ids_sort_by_time_and_are_never_made_twice() -> None:
    ids = [base.new_id(1_800_000_000_000 + n // 1_000) for n in range(20_000)]
    assert len(set(ids)) == len(ids)
    assert [one >> base.RANDOM_BITS for one in ids] == sorted(one >> base.RANDOM_BITS for one in ids)
    assert max(ids) < 2**63


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["Nguyễn Thị Đào", "NGUYỄN  THỊ ĐÀO"])
def test_folding_takes_accents_and_case_away_in_either_composition(name: str, form: Literal["NFC", "NFD"]) -> None:
    assert base.folded(unicodedata.normalize(form, name)) == "nguyen thi dao"
