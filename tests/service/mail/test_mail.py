"""Notices by mail: one a day per person, sent once, in her language, through a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from models import database as db
from models import job, notice, person
from service import config as configuration
from service.jobs import handlers, sweeps
from service.jobs import worker as looping
from service.usecases import digests, inbox, notices
from tests.service.usecases import world
from tests.support import postboxes

City = world.World
URL = "https://laneway.example.vn"
VALUES = {
    "what": "step",
    "stage": "late",
    "step": "Thẩm định <b>hồ sơ</b>",
    "agency": {"vi": "Sở Xây dựng", "en": "Department of Construction"},
    "procedure": {"code": "LT.05", "vi": "Giấy phép xây dựng", "en": "Building permit"},
    "due": "2026-11-20T10:00:00+00:00",
    "days": 2,
    "share": 100,
}


@pytest.fixture
def city(database_url: str) -> Iterator[City]:
    made = world.World(database_url)
    for login, address, locale in (
        ("staff H26.1", "can.bo@example.vn", "vi"),
        ("chief H26.1", "lanh.dao@example.vn", "en"),
        ("staff H26.2", "nobody@example.vn", "vi"),
    ):
        with made.database.transaction() as session:
            mine = person.Person.id == made.people[login].person_id
            session.execute(update(person.Person).where(mine).values(email=address, locale=locale))
    yield made
    made.database.dispose()


@pytest.fixture
def box() -> Iterator[postboxes.Postbox]:
    with postboxes.opened() as opened:
        yield opened


def _worker(city: City, box: postboxes.Postbox, name: str = "w") -> looping.Worker:
    smtp = configuration.Smtp("127.0.0.1", box.port, "laneway@example.vn", security="none")
    config = configuration.Config(database="", secret="", url=URL, smtp=smtp)
    made = db.Database(str(city.database.engine.url.render_as_string(hide_password=False)))
    return looping.Worker(made, lambda: city.now, name, swept=sweeps.of(config), work=handlers.of(config))


def _tell(city: City, *names: str, key: str = "k", urgent: bool = True, case_id: int | None = None) -> None:
    people = [city.people[name].person_id for name in names]
    with city.database.transaction() as session:
        notices.tell(
            session, people, "warning.late", VALUES, case_id=case_id, now=city.now, key=key, urgent=urgent,
            subject=f"step:{key}",
        )  # fmt: skip


def _parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_a_mail_says_what_there_is_in_the_readers_language_as_text_and_html(city: City, box: postboxes.Postbox) -> None:
    city.publish("P", *world.chain())
    case = city.start("P")
    _tell(city, "staff H26.1", "chief H26.1", case_id=int(case.id))
    _worker(city, box).drain()
    by_address = {str(mail["To"].addresses[0].addr_spec): mail for mail in box.mails}
    assert set(by_address) == {"can.bo@example.vn", "lanh.dao@example.vn"}
    mail = by_address["can.bo@example.vn"]
    assert mail["Subject"] == f"{case.code} · Quá hạn 2 ngày làm việc: bước “Thẩm định <b>hồ sơ</b>”"
    assert (mail["Auto-Submitted"], mail["From"].addresses[0].addr_spec) == ("auto-generated", "laneway@example.vn")
    plain, html = _parts(mail)
    assert f"{URL}/cases/{case.code}" in plain
    assert "Sở Xây dựng · Giấy phép xây dựng" in plain
    assert "Trần Thị Hà" not in plain + html  # the applicant's name stays in the house
    assert "<b>hồ sơ</b>" not in html
    assert "&lt;b&gt;hồ sơ" in html
    assert re.search(r"(src|@import|url\()", html) is None
    plain, _ = _parts(by_address["lanh.dao@example.vn"])
    assert "2 working days late: the step" in plain
    assert "Department of Construction · Building permit" in plain


def test_a_day_is_one_mail_however_much_there_is_to_tell(city: City, box: postboxes.Postbox) -> None:
    for number in range(30):
        _tell(city, "staff H26.1", key=str(number), urgent=False)
        city.later(minutes=5)
    worker = _worker(city, box)
    worker.drain()
    assert box.mails == []
    city.now = datetime.fromisoformat("2026-11-25T07:00:00+07:00")
    worker.drain()
    assert [mail["Subject"] for mail in box.mails] == ["30 thông báo"]
    city.later(days=1)
    worker.drain()
    assert len(box.mails) == 1


def test_what_is_urgent_goes_at_once_but_not_one_by_one(city: City, box: postboxes.Postbox) -> None:
    worker = _worker(city, box)
    for number in range(5):
        _tell(city, "staff H26.1", key=str(number))
        worker.drain()
        city.later(minutes=2)
    assert len(box.mails) == 1
    city.later(minutes=15)
    worker.drain()
    assert [mail["Subject"] for mail in box.mails][1:] == ["4 thông báo"]


def test_what_was_read_or_is_past_by_then_is_not_sent(city: City, box: postboxes.Postbox) -> None:
    _tell(city, "staff H26.1", "chief H26.1", key="a")
    with city.database.transaction() as session:
        assert digests.hand_over(session, city.now, 10) == 2
        inbox.read(session, city.people["staff H26.1"], None, now=city.now)
    worker = _worker(city, box)
    worker.drain()
    assert [str(mail["To"].addresses[0].addr_spec) for mail in box.mails] == ["lanh.dao@example.vn"]
    city.later(hours=1)
    _tell(city, "chief H26.1", key="b")
    with city.database.transaction() as session:
        notices.settle(session, ["step:b"], city.now)
    worker.drain()
    assert len(box.mails) == 1


def test_a_mail_that_is_sent_again_can_be_known_by_its_id(city: City, box: postboxes.Postbox) -> None:
    _tell(city, "staff H26.1")
    worker = _worker(city, box)
    worker.drain()
    with city.database.transaction() as session:  # as if the worker had died before it could say that it was done
        session.execute(update(job.Job).values(state=job.RUNNING))
    city.later(minutes=2)
    worker.drain()
    assert len(box.mails) == 2
    assert box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]


def test_a_server_that_is_busy_is_tried_again_and_a_refusal_for_good_is_not(city: City, box: postboxes.Postbox) -> None:
    box.refusals = ["451 try later", "451 try later"]
    _tell(city, "staff H26.1")
    worker = _worker(city, box)
    for _ in range(3):
        worker.drain()
        city.later(minutes=5)
    assert len(box.mails) == 1
    _tell(city, "staff H26.2", key="nobody")
    worker.drain()
    with city.database.reading() as session:
        dead = session.scalars(select(job.Job).where(job.Job.state == job.DEAD)).all()
    assert [(one.tries, one.error) for one in dead] == [(1, "the mail server refuses the mailbox (550)")]


def test_two_workers_send_nothing_twice(city: City, box: postboxes.Postbox) -> None:
    for name in ("staff H26.1", "chief H26.1"):
        for number in range(3):
            _tell(city, name, key=f"{name}{number}")
    one, other = _worker(city, box, "one"), _worker(city, box, "other")
    for _ in range(4):
        one.turn()
        other.turn()
    one.drain()
    other.drain()
    assert len(box.mails) == 2


def test_where_no_mail_is_sent_nothing_is_kept_to_be_sent_later(city: City, box: postboxes.Postbox) -> None:
    _tell(city, "staff H26.1")
    config = configuration.Config(database="", secret="")
    looping.Worker(city.database, lambda: city.now, swept=sweeps.of(config), work=handlers.of(config)).drain()
    assert city.count(job.Job) == 0
    assert city.count(notice.Recipient, notice.Recipient.mail_at.is_not(None)) == 0
    assert len(_unread(city)) == 1


def _unread(city: City) -> tuple[inbox.NoticeView, ...]:
    with city.database.reading() as session:
        return inbox.page(session, city.people["staff H26.1"], inbox.NoticeQuery(), now=city.now).items
