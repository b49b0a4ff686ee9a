"""What procedures and versions promise below the doors: one hash over everything, one record, one at a time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bpmn import settings as st
from bpmn.lint import finding
from models import agency, base, database, event, procedure
from service import errors
from service.usecases import agencies, drafts, importer, people, procedures, versions
from tests.service.api import drawings

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ACTOR = people.SYSTEM
FORMS = some.dictionaries(some.text(max_size=4), some.binary(max_size=8), max_size=3)


@given(some.binary(max_size=8), FORMS, some.binary(max_size=8), some.binary(max_size=8), FORMS, some.binary(max_size=8))
def test_two_versions_have_one_hash_only_when_all_of_them_is_equal(
    diagram: bytes,
    forms: dict[str, bytes],
    settings: bytes,
    diagram2: bytes,
    forms2: dict[str, bytes],
    settings2: bytes,
) -> None:
    same = (diagram, forms, settings) == (diagram2, forms2, settings2)
    assert (versions.digest(diagram, forms, settings) == versions.digest(diagram2, forms2, settings2)) == same
    turned = dict(reversed(forms.items()))
    assert versions.digest(diagram, turned, settings) == versions.digest(diagram, forms, settings)


def test_what_stands_where_is_part_of_the_hash() -> None:
    assert versions.digest(b"a", {"f": b"b"}, b"c") != versions.digest(b"a", {}, b"bc")
    assert versions.digest(b"", {"f": b"x"}, b"") != versions.digest(b"", {"fx": b""}, b"")


def test_errors_block_and_warnings_until_accepted() -> None:
    told = tuple(finding.Finding(f"r{level.value}", level, "m", "m", element="e") for level in finding.Level)
    assert {one.level for one in versions.blocking(told, st.Settings())} == {finding.Level.ERROR, finding.Level.WARNING}
    accepting = st.Settings(accepted=frozenset({"rwarning:e", "rerror:e"}))
    assert {one.level for one in versions.blocking(told, accepting)} == {finding.Level.ERROR}


@pytest.fixture
def store(database_url: str) -> database.Database:
    """A database with two agencies and a procedure."""
    made = database.Database(database_url)
    with made.transaction() as session:
        for code in ("H26.1", "H26.2"):
            agencies.add(session, ACTOR, code, code, now=NOW)
        procedures.create(session, ACTOR, "A", "Thủ tục A", lead_agency="H26.1", now=NOW)
    return made


def add(store: database.Database, reader: importer.Importer) -> versions.VersionView:
    forms = {"intake.form": drawings.FORM}
    return drafts.add(store, reader, ACTOR, "A", drawings.diagram(), forms, settings=drawings.SETTINGS, now=NOW)


@pytest.mark.parametrize("name", ["x.exe", "v1.settings.json", "form", ".."])
def test_only_forms_come_with_a_diagram(store: database.Database, name: str) -> None:
    reader = importer.Importer()
    try:
        with pytest.raises(errors.InvalidError) as refused:
            drafts.add(store, reader, ACTOR, "A", drawings.diagram(), {name: b"{}"}, now=NOW)
        assert [one.code for one in refused.value.problems] == ["form_name"]
    finally:
        reader.close()


def test_a_versions_record_tells_how_it_came_about(store: database.Database) -> None:
    reader = importer.Importer()
    try:
        add(store, reader)
        drafts.put_settings(store, reader, ACTOR, "A", 1, drawings.SETTINGS, now=NOW)
    finally:
        reader.close()
    with store.transaction() as session:
        versions.publish(session, ACTOR, "A", 1, NOW, now=NOW)
    with store.reading() as session:
        row = session.scalars(select(procedure.Version)).one()
        lines = session.scalars(select(event.Event).order_by(event.Event.seq)).all()
        mine = [line for line in lines if line.scope == event.VERSION]
        assert [line.kind for line in mine] == ["version_added", "settings_changed", "version_published"]
        assert event.verify(mine, row.event_head, row.event_seq) == ()
        bound = session.scalars(select(procedure.Binding.lane_key).order_by(procedure.Binding.lane_key)).all()
        assert bound == [drawings.ONE_STOP, drawings.TAX]
        assert row.spec_names


def test_two_who_add_at_once_get_two_numbers_or_one_is_told(store: database.Database) -> None:
    reader, told = importer.Importer(), []

    def bring() -> None:
        try:
            told.append(add(store, reader).number)
        except errors.ConflictError as refused:
            told.append(refused.code)

    people_at_once = [threading.Thread(target=bring) for _ in range(4)]
    for one in people_at_once:
        one.start()
    for one in people_at_once:
        one.join()
    reader.close()
    numbers = sorted(one for one in told if isinstance(one, int))
    assert len(told) == 4
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(told) - set(numbers) <= {"version_added"}


def test_an_agency_that_has_ended_by_then_cannot_be_bound(store: database.Database) -> None:
    reader = importer.Importer()
    try:
        add(store, reader)
    finally:
        reader.close()
    with store.transaction() as session:
        found = session.scalars(select(agency.Agency).where(agency.Agency.code == "H26.2")).one()
        found.valid_to = base.to_ms(NOW) + 1_000
    later = NOW.replace(month=12)
    with store.transaction() as session, pytest.raises(errors.ConflictError) as refused:
        versions.publish(session, ACTOR, "A", 1, later, now=NOW)
    assert (refused.value.code, refused.value.values["code"]) == ("agency_ended", "H26.2")
