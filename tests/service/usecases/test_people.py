"""What signing in promises."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import database, event, person
from service import errors
from service.rules import access
from service.usecases import agencies, people

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PASSWORD = "mật khẩu của tôi"


@pytest.fixture
def store(database_url: str) -> database.Database:
    """A database in which Đức can sign in."""
    made = database.Database(database_url)
    with made.transaction() as session:
        people.add(session, people.SYSTEM, "Đức.Nguyễn", "Nguyễn Văn Đức", PASSWORD, now=NOW)
    return made


def sign_in(store: database.Database, login: str = "đức.nguyễn", password: str = PASSWORD, **more: object) -> str:
    options = {"address": "10.0.0.1", "now": NOW} | more
    return people.sign_in(store, login, password, **options)  # type: ignore[arg-type]


def visitor(store: database.Database, token: str, now: datetime = NOW) -> people.Visitor | None:
    with store.reading() as session:
        return people.by_session(session, token, now=now)


def test_a_login_is_the_same_however_its_accents_were_typed(store: database.Database) -> None:
    for form in ("NFC", "NFD"):
        token = sign_in(store, unicodedata.normalize(form, " ĐỨC.nguyễn "), unicodedata.normalize(form, PASSWORD))
        found = visitor(store, token)
        assert found is not None
        assert found.actor.name == "Nguyễn Văn Đức"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(store: database.Database) -> None:
    told = set()
    for login, password in (("đức.nguyễn", "x"), ("nobody", PASSWORD), ("", ""), ("đức.nguyễn", "x" * 10_000)):
        with pytest.raises(errors.SignInFailedError) as refused:
            sign_in(store, login, password)
        told.add((refused.value.code, str(refused.value)))
    assert len(told) == 1


def test_guessing_is_stopped_per_name_and_starts_again_later(store: database.Database) -> None:
    for number in range(people.MOST_PER_LOGIN):
        with pytest.raises(errors.SignInFailedError):
            sign_in(store, password="x", address=f"10.0.1.{number}")
    with pytest.raises(errors.TooManyError) as refused:
        sign_in(store)
    assert refused.value.retry_at == NOW + people.WINDOW
    later = NOW + people.WINDOW + timedelta(seconds=1)
    assert visitor(store, sign_in(store, now=later), later) is not None


def test_guessing_is_stopped_per_address(store: database.Database) -> None:
    with store.transaction() as session:
        for _ in range(people.MOST_PER_ADDRESS):
            people._attempted(session, "somebody", "10.0.0.1", NOW)
    with pytest.raises(errors.TooManyError):
        sign_in(store)
    assert sign_in(store, address="10.0.0.2")


def test_signing_in_always_gives_a_new_id_and_ends_the_one_before(store: database.Database) -> None:
    first = sign_in(store)
    second = sign_in(store, replacing=first)
    assert first != second
    assert visitor(store, first) is None
    assert visitor(store, second) is not None


def test_what_is_stored_opens_nothing(store: database.Database) -> None:
    token = sign_in(store)
    with store.transaction() as session:
        actor = people.actor(session, "đức.nguyễn", now=NOW)
        secret = str(people.create_token(session, actor, "A", now=NOW).secret)
    with store.reading() as session:
        rows = [session.scalars(select(column)).all() for column in (
            person.WebSession.id_hash, person.ApiToken.hash, person.Person.password_hash)]  # fmt: skip
    for value in (value for column in rows for value in column):
        shown = value if isinstance(value, str) else bytes(value).hex()
        assert token not in shown
        assert secret not in shown
        assert PASSWORD not in shown
        assert visitor(store, shown) is None


def test_a_session_ends_with_signing_out(store: database.Database) -> None:
    token = sign_in(store)
    with store.transaction() as session:
        people.sign_out(session, token)
    assert visitor(store, token) is None


def test_an_inactive_person_is_out_at_once(store: database.Database) -> None:
    token = sign_in(store)
    with store.transaction() as session:
        session.scalars(select(person.Person)).one().active = False
    assert visitor(store, token) is None
    with pytest.raises(errors.SignInFailedError):
        sign_in(store)


def test_only_who_manages_adds_people_and_each_fault_is_named(store: database.Database) -> None:
    nobody = access.Actor(1, "nobody")
    with store.transaction() as session, pytest.raises(errors.ForbiddenError):
        people.add(session, nobody, "a", "A", PASSWORD, now=NOW)
    wrong = [people.Membership("H99", "king")]
    with store.transaction() as session, pytest.raises(errors.InvalidError) as refused:
        people.add(session, people.SYSTEM, "ĐỨC.NGUYỄN", " ", "short", wrong, now=NOW)
    assert {(one.key, one.code) for one in refused.value.problems} == {
        ("login", "taken"),
        ("name", "missing"),
        ("password", "length"),
        ("memberships.0.agency", "unknown_agency"),
        ("memberships.0.role", "unknown_role"),
    }


def test_what_is_done_to_a_person_stands_in_her_record(store: database.Database) -> None:
    with store.transaction() as session:
        actor = people.actor(session, "đức.nguyễn", now=NOW)
        made = people.create_token(session, actor, "A", now=NOW)
        people.revoke_token(session, actor, made.id, now=NOW)
    with store.reading() as session:
        owner = session.scalars(select(person.Person)).one()
        lines = session.scalars(
            select(event.Event).where(event.Event.scope == event.PERSON).order_by(event.Event.seq)
        ).all()
        assert [line.kind for line in lines] == ["person_added", "token_made", "token_revoked"]
        assert event.verify(lines, owner.event_head, owner.event_seq) == ()


def test_old_attempts_and_sessions_are_swept_away(store: database.Database) -> None:
    with pytest.raises(errors.SignInFailedError):
        sign_in(store, password="x")
    sign_in(store)
    sign_in(store, now=NOW + timedelta(days=2))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(person.SignInAttempt)) == 0
        assert session.scalar(select(func.count()).select_from(person.WebSession)) == 1


def city_with_a_ministry(session: Session) -> None:
    """The city, one of its wards, and the police, which stand beneath no agency of the city."""
    for code, kind, parent in (("H26", "tinh", None), ("H26.1", "ubnd-xa", "H26"), ("G01", "bo", None)):
        agencies.add(session, people.SYSTEM, code, code, kind=kind, parent=parent, now=NOW)
    for login, agency in (("city", "H26"), ("ward", "H26.1"), ("police", "G01")):
        held = [people.Membership(agency, "administrator")]
        people.add(session, people.SYSTEM, login, login, PASSWORD, held, now=NOW)


def test_only_the_citys_own_agency_oversees_the_city(store: database.Database) -> None:
    with store.transaction() as session:
        city_with_a_ministry(session)
        asked = {login: people.actor(session, login, now=NOW) for login in ("city", "ward", "police")}
    foreign = frozenset({12345})
    for login, who in asked.items():
        whole = login == "city"
        assert who.everywhere is whole, login
        assert bool(access.may_read_case(who, foreign)) is whole, login
        assert bool(access.may_retry(who, foreign)) is whole, login
        assert (access.reports_on(who) is None) is whole, login
        assert bool(access.may_lead(who, "draw", 12345)) is whole, login


def test_who_manages_a_ward_gives_rights_there_and_nowhere_above(store: database.Database) -> None:
    with store.transaction() as session:
        city_with_a_ministry(session)
        ward = people.actor(session, "ward", now=NOW)
        people.add(session, ward, "a", "A", PASSWORD, [people.Membership("H26.1", "staff")], now=NOW)
        for agency in ("H26", "G01"):
            held = [people.Membership("H26.1", "staff"), people.Membership(agency, "staff")]
            with pytest.raises(errors.ForbiddenError):
                people.add(session, ward, agency, "A", PASSWORD, held, now=NOW)
        agencies.add(session, ward, "H26.1.1", "Một cửa", kind="mot-cua", parent="H26.1", now=NOW)
        for parent in (None, "H26"):
            with pytest.raises(errors.ForbiddenError):
                agencies.add(session, ward, "X", "X", kind="tinh", parent=parent, now=NOW)
