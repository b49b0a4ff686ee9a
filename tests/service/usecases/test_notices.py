"""Notices: told once, read by whom they are for alone, past when what they are about is past."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event as listening
from sqlalchemy import update

from models import event, notice, person
from service import errors
from service.usecases import cases, inbox, notices, policies
from tests.service.usecases import world

City = world.World
VALUES = {"what": "case", "case": "X", "due": "2026-11-26T10:00:00+00:00", "days": 2, "share": 100}


def _tell(city: City, *names: str, key: str = "k", **more: Any) -> int:
    with city.database.transaction() as session:
        people = {city.people[name].person_id for name in names}
        arguments = {"case_id": None, "now": city.now} | more
        return notices.tell(session, people, "warning.late", VALUES, key=key, **arguments)


def _inbox(city: City, name: str, **asked: Any) -> tuple[inbox.NoticeView, ...]:
    with city.database.reading() as session:
        return inbox.page(session, city.people[name], inbox.NoticeQuery(**asked), now=city.now).items


def _unread(city: City, name: str) -> int:
    with city.database.reading() as session:
        return inbox.unread(session, city.people[name])


def test_the_same_is_never_told_twice_and_who_is_new_to_it_is_told(city: City) -> None:
    assert _tell(city, "staff H26.1") == 1
    assert _tell(city, "staff H26.1") == 0
    assert _tell(city, "staff H26.1", "chief H26.1") == 1
    assert city.count(notice.Notice) == 1
    assert [len(_inbox(city, name)) for name in ("staff H26.1", "chief H26.1", "manager")] == [1, 1, 0]


def test_a_notice_is_read_and_acknowledged_by_whom_it_is_for_alone(city: City) -> None:
    _tell(city, "staff H26.1", "chief H26.1")
    (mine,) = _inbox(city, "staff H26.1")
    with city.database.transaction() as session:
        for act in (inbox.read, inbox.get):
            with pytest.raises(errors.NotFoundError):
                act(session, city.people["manager"], mine.id, **({"now": city.now} if act is inbox.read else {}))
        with pytest.raises(errors.NotFoundError):
            inbox.acknowledge(session, city.people["manager"], mine.id, "", now=city.now)
        assert inbox.read(session, city.people["staff H26.1"], mine.id, now=city.now) == 1
    assert (_unread(city, "staff H26.1"), _unread(city, "chief H26.1")) == (0, 1)
    assert _inbox(city, "staff H26.1") == ()
    assert len(_inbox(city, "staff H26.1", state="all")) == 1


def test_an_acknowledgement_and_its_note_stand_in_the_record_of_the_case_once(city: City) -> None:
    city.publish("P", *world.chain())
    case = city.start("P")
    _tell(city, "chief H26.1", case_id=int(case.id))
    (mine,) = _inbox(city, "chief H26.1")
    for note in ("Đang đợi công an", "khác"):
        with city.database.transaction() as session:
            told = inbox.acknowledge(session, city.people["chief H26.1"], mine.id, note, now=city.now)
        assert (told.note, told.acknowledged_at) == ("Đang đợi công an", city.now)
    with city.database.reading() as session:
        history = cases.history(session, city.people["manager"], case.code, now=city.now)
    assert history.intact
    told_in_record = [one for one in history.events if one.kind == "notice.acknowledged"]
    assert [one.payload["note"] for one in told_in_record] == ["Đang đợi công an"]
    assert _unread(city, "chief H26.1") == 0


def test_what_is_past_is_counted_no_longer_and_not_mailed(city: City) -> None:
    _address(city, "staff H26.1")
    _tell(city, "staff H26.1", key="a", subject="step:1:1")
    _tell(city, "staff H26.1", key="b", subject="step:1:2")
    with city.database.transaction() as session:
        assert notices.settle(session, ["step:1:1"], city.now) == 1
        assert notices.settle(session, ["step:1:1"], city.now) == 0
    assert _unread(city, "staff H26.1") == 1
    assert city.count(notice.Recipient, notice.Recipient.mail_at.is_not(None)) == 1
    assert len(_inbox(city, "staff H26.1", state="all")) == 2


def test_a_quiet_notice_stands_in_the_inbox_and_is_neither_counted_nor_mailed(city: City) -> None:
    _address(city, "staff H26.1")
    told = notices.Telling({city.people["staff H26.1"].person_id}, "warning.early", VALUES, "q", quiet=True)
    with city.database.transaction() as session:
        notices.tell_all(session, [told], city.now)
    assert _unread(city, "staff H26.1") == 0
    assert len(_inbox(city, "staff H26.1")) == 1
    assert city.count(notice.Recipient, notice.Recipient.mail_at.is_not(None)) == 0


def _address(city: City, name: str) -> None:
    with city.database.transaction() as session:
        mine = person.Person.id == city.people[name].person_id
        session.execute(update(person.Person).where(mine).values(email="ai@example.vn"))


def test_mail_is_planned_for_those_who_have_an_address_and_want_it(city: City) -> None:
    for name in ("staff H26.1", "chief H26.1"):
        _address(city, name)
    with city.database.transaction() as session:
        session.add(notice.NoticeChoice(person_id=city.people["chief H26.1"].person_id, digest=False))
    _tell(city, "staff H26.1", "chief H26.1", "other H26.1")
    _tell(city, "staff H26.1", key="now", urgent=True)
    with city.database.reading() as session:
        rows = session.query(notice.Recipient).where(notice.Recipient.mail_at.is_not(None)).all()
        planned = sorted(row.mail_at or 0 for row in rows)
    tomorrow = datetime.fromisoformat("2026-11-25T07:00:00+07:00")  # 24 November is a day off
    assert planned == [int(city.now.timestamp() * 1000), int(tomorrow.timestamp() * 1000)]


def test_the_bell_asks_once_and_an_index(city: City) -> None:
    for number in range(3):
        _tell(city, "staff H26.1", key=str(number))
    asked: list[str] = []
    listening.listen(city.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert _unread(city, "staff H26.1") == 3
    selects = [one for one in asked if one.startswith("SELECT")]
    assert len(selects) == 1
    if city.database.dialect == "sqlite":
        with city.database.engine.connect() as connection:
            mine = city.people["staff H26.1"].person_id
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {selects[0]}", (mine, 100, 0)).all()
        assert any("ix_notice_recipients_unread" in row[-1] for row in plan)


def test_notices_are_kept_as_long_as_the_policy_says(city: City) -> None:
    _tell(city, "staff H26.1", key="old")
    city.later(days=40)
    _tell(city, "staff H26.1", key="new")
    with city.database.transaction() as session:
        assert notices.forget(session, city.now, 10) == 0
        mail = {"kept_days": 30}
        policies.put(session, city.people["administrator"], policies.Scope(), {}, mail, now=city.now)
    with city.database.transaction() as session:
        assert notices.forget(session, city.now, 10) == 1
    assert city.count(notice.Recipient) == 1


def test_who_has_a_right_in_an_agency_is_asked_at_once(city: City) -> None:
    with city.database.reading() as session:
        ids = [city.agencies["H26.1"], city.agencies["H26.2"]]
        found = notices.of_agencies(session, "chief", ids, city.now)
    assert found == {id_: frozenset({city.people[f"chief {code}"].person_id})
                     for id_, code in zip(ids, ("H26.1", "H26.2"), strict=True)}  # fmt: skip


def test_a_policy_is_decided_by_those_who_may_and_recorded(city: City) -> None:
    levels = {"step": {"levels": [{"at": "90%", "to": ["chief"]}]}}
    at = policies.Scope(agency="H26.1")
    for name, refused in (("staff H26.1", True), ("administrator", False)):
        with city.database.transaction() as session:
            if refused:
                with pytest.raises(errors.ForbiddenError):
                    policies.put(session, city.people[name], at, levels, now=city.now)
                continue
            told = policies.put(session, city.people[name], at, levels, now=city.now)
    assert (told.own, told.revision) == ({"step"}, 1)
    assert city.count(event.Event, event.Event.kind == "warnings_decided") == 1
    with city.database.transaction() as session:
        known = policies.known(session, {city.agencies["H26.1"]}, ())
        assert [one.at for one in known.of(city.agencies["H26.1"], 0).plan("step").levels] == ["90%"]
        assert len(known.of(city.agencies["H26.2"], 0).plan("step").levels) == 5
        with pytest.raises(errors.StaleError):
            policies.put(session, city.people["administrator"], at, {}, revision=0, now=city.now)


@pytest.mark.parametrize(
    ("levels", "key"),
    [
        ({"nothing": {}}, "levels.nothing"),
        ({"step": {"levels": [{"at": "5%", "to": ["chief"]}]}}, "levels.step.levels.0.at"),
        ({"step": {"levels": [{"at": "80%", "to": ["everybody"]}]}}, "levels.step.levels.0.to"),
        ({"step": {"levels": [{"at": "80%", "to": []}]}}, "levels.step.levels.0.to"),
        ({"step": {"levels": [{"at": "0d", "to": ["chief"]}]}}, "levels.step.levels.0.at"),
        ({"step": {"levels": [{"at": "+3d", "to": ["chief"], "when": 1}]}}, "levels.step.levels.0.when"),
    ],
)
def test_a_policy_that_is_none_is_refused_by_key(city: City, levels: object, key: str) -> None:
    with city.database.transaction() as session, pytest.raises(errors.InvalidError) as refused:
        policies.put(session, city.people["administrator"], policies.Scope(), levels, now=city.now)
    assert [one.key for one in refused.value.problems] == [key]
