"""Feedback and agencies' reports: who sends, who reads, what becomes of them, when a procedure is looked at anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from service import errors
from service.jobs import worker
from service.rules import feedback as rules
from service.usecases import (
    feedback,
    feedbackacts,
    feedbackpublic,
    feedbackviews,
    overlaps,
    procedurereviews,
)
from tests.service.usecases import world

NEW = feedback.New("Phải nộp giấy chứng sinh hai lần", "Công an xã lại đòi giấy đã nộp.", procedure="TT")


@pytest.fixture
def city(city: world.World) -> world.World:
    """The city with a procedure of two lanes."""
    city.publish("TT", *world.chain())
    return city


def send(city: world.World, new: feedback.New = NEW, by: str | None = None, **more: Any) -> feedbackviews.FeedbackView:
    """Send one, as nobody unless somebody is named."""
    actor = feedbackpublic.NOBODY if by is None else city.people[by]
    with city.database.transaction() as session:
        return feedback.send(session, actor, new, now=city.now, **more)


def act(city: world.World, by: str, code: str, kind: str, **more: Any) -> feedbackviews.FeedbackView:
    """Do something with one."""
    with city.database.transaction() as session:
        return feedbackacts.act(session, city.people[by], code, feedbackacts.Act(kind, **more), now=city.now)


def read(city: world.World, by: str, code: str) -> feedbackviews.FeedbackView:
    """One as somebody is shown it."""
    with city.database.reading() as session:
        return feedbackviews.get(session, city.people[by], code, now=city.now)


def test_a_stranger_sends_one_with_nothing_personal_and_looks_the_answer_up(city: world.World) -> None:
    sent = send(city, address="10.0.0.1")
    assert (sent.state, sent.source, sent.reporter, sent.acts) == ("received", "public", None, ())
    act(city, "analyst", sent.code, "answer", text="Từ nay chỉ nộp một lần.", publish=False)
    with city.database.transaction() as session:
        assert sent.secret is not None
        found = feedbackpublic.look_up(session, sent.code.lower(), sent.secret.lower(), address="a", now=city.now)
        assert (found.answer, found.history, found.contact) == ("Từ nay chỉ nộp một lần.", (), "")
    with pytest.raises(errors.NotFoundError), city.database.transaction() as session:
        feedbackpublic.look_up(session, sent.code, "AAAA-BBBB", address="a", now=city.now)


def test_an_address_sends_and_guesses_only_so_often(city: world.World) -> None:
    for _ in range(feedbackpublic.MOST_PER_ADDRESS):
        with pytest.raises(errors.NotFoundError), city.database.transaction() as session:
            feedbackpublic.look_up(session, "PA-1", "x", address="a", now=city.now)
    with pytest.raises(errors.TooManyError) as refused:
        send(city, address="a")
    send(city, address="b")
    city.now = refused.value.retry_at + timedelta(seconds=1)
    send(city, address="a")


def test_a_strangers_case_code_is_linked_and_tells_nothing(city: world.World) -> None:
    case = city.start("TT")
    known = send(city, replace(NEW, case=case.code))
    unknown = send(city, replace(NEW, case="H26.1-000000-0000"))
    assert (known.case, unknown.case) == (case.code, None)
    assert "H26.1-000000-0000" in unknown.body
    with pytest.raises(errors.InvalidError):
        send(city, replace(NEW, case=case.code), "staff TAX.1")
    assert send(city, replace(NEW, case=case.code), "staff H26.1").case == case.code


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"title": "x" * 301}, "title"),
        ({"procedure": "none"}, "procedure"),
        ({"element": "none"}, "element"),
        ({"kind": "overlap", "procedure": ""}, "procedure"),
        ({"kind": "praise"}, "kind"),
    ],
)
def test_what_is_wrong_is_named(city: world.World, change: dict[str, str], key: str) -> None:
    with pytest.raises(errors.InvalidError) as refused:
        send(city, replace(NEW, **change), "staff H26.1")
    assert [one.key for one in refused.value.problems] == [key]


def test_only_people_of_an_agency_report_in_its_name(city: world.World) -> None:
    sent = send(city, replace(NEW, kind="contradiction", element="check", legal_text="NĐ 118/2025"), "staff H26.2")
    assert sent.reporter is not None
    assert (sent.reporter.code, sent.kind, sent.secret) == ("H26.2", "contradiction", None)
    assert read(city, "staff H26.2", sent.code).step == "check"
    with pytest.raises(errors.InvalidError):
        send(city, replace(NEW, kind="contradiction"))
    with pytest.raises(errors.ForbiddenError):
        send(city, NEW, "staff H26.2", agency_code="TAX.1")


def test_it_is_read_by_those_it_has_to_do_with(city: world.World) -> None:
    sent = send(city, NEW, "staff H26.2")
    for who in ("staff H26.2", "analyst", "manager"):
        assert read(city, who, sent.code).code == sent.code
    for who in ("staff TAX.1", "staff CA.1"):
        with pytest.raises(errors.NotFoundError):
            read(city, who, sent.code)
        with pytest.raises(errors.NotFoundError):
            act(city, who, sent.code, "reject", text="x")
    act(city, "analyst", sent.code, "assign", agency="TAX.1", due_at=city.now + timedelta(days=5))
    assert read(city, "staff TAX.1", sent.code).acts == ()
    assert read(city, "chief TAX.1", sent.code).acts == ("answer",)
    with city.database.reading() as session:
        lists = {
            who: len(feedbackviews.page(session, city.people[who], feedbackviews.Query(), now=city.now).items)
            for who in ("staff TAX.1", "staff CA.1", "analyst")
        }
    assert lists == {"staff TAX.1": 1, "staff CA.1": 0, "analyst": 1}


def test_it_is_assigned_answered_and_closed_and_the_record_tells_each_act(city: world.World) -> None:
    code = send(city).code
    with pytest.raises(errors.InvalidError):
        act(city, "analyst", code, "assign", agency="TAX.1", due_at=city.now)
    seen = act(city, "analyst", code, "assign", agency="TAX.1", due_at=city.now + timedelta(days=1))
    with pytest.raises(errors.StaleError):
        act(city, "chief TAX.1", code, "answer", text="Đã sửa.", revision=seen.revision - 1)
    with pytest.raises(errors.ForbiddenError):
        act(city, "staff TAX.1", code, "answer", text="Đã sửa.")
    act(city, "chief TAX.1", code, "answer", text="Đã sửa.", publish=True, revision=seen.revision)
    with pytest.raises(errors.ConflictError):
        act(city, "analyst", code, "assign", agency="TAX.1")
    with pytest.raises(errors.InvalidError):
        act(city, "analyst", code, "close", text=" ")
    done = act(city, "analyst", code, "close", text="Xong")
    assert [(one.kind, one.by) for one in done.history] == [
        ("feedback_sent", ""),
        ("feedback_assign", "analyst"),
        ("feedback_answer", "chief TAX.1"),
        ("feedback_close", "analyst"),
    ]
    with city.database.reading() as session:
        (public,) = feedbackpublic.answered(session, now=city.now).items
    assert (public.title, public.answer, public.body, public.case) == (NEW.title, "Đã sửa.", "", None)


def test_overdue_feedback_is_told_and_found(city: world.World) -> None:
    code = send(city).code
    act(city, "analyst", code, "assign", agency="TAX.1", due_at=city.now + timedelta(hours=1))
    city.later(hours=1)
    assert read(city, "analyst", code).overdue
    with city.database.reading() as session:
        for query, count in (
            (feedbackviews.Query(state="open", procedure="TT"), 1),
            (feedbackviews.Query(agency="TAX.1", kind="feedback"), 1),
            (feedbackviews.Query(q="CHỨNG SINH"), 1),
            (feedbackviews.Query(q="%"), 0),
            (feedbackviews.Query(state="closed"), 0),
        ):
            found = feedbackviews.page(session, city.people["analyst"], query, now=city.now)
            assert len(found.items) == count, query


def test_every_page_of_the_list_shows_each_once(city: world.World) -> None:
    codes = [send(city).code for _ in range(5)]
    seen: list[str] = []
    cursor = None
    with city.database.reading() as session:
        while True:
            query = feedbackviews.Query(limit=2, cursor=cursor)
            page = feedbackviews.page(session, city.people["analyst"], query, now=city.now)
            seen += [one.code for one in page.items]
            if (cursor := page.next) is None:
                break
    assert seen == codes[::-1]


def test_enough_open_feedback_opens_one_review_of_the_procedure(city: world.World) -> None:
    threshold = rules.Threshold(3, 10)
    send(city, threshold=threshold)
    city.later(days=11)
    for _ in range(2):
        send(city, threshold=threshold)
    answered = send(city, replace(NEW, procedure=""), threshold=threshold)
    act(city, "analyst", answered.code, "reject", text="Không rõ thủ tục")
    assert reviews(city) == []
    for _ in range(2):
        send(city, threshold=threshold)
    (found,) = reviews(city)
    assert (found.procedure.code, found.reason, found.count, found.days) == ("TT", "threshold", 3, 10)
    assert found.open_feedback == 5
    with city.database.transaction() as session:
        with pytest.raises(errors.InvalidError):
            procedurereviews.close(session, city.people["analyst"], int(found.id), " ", now=city.now)
        closed = procedurereviews.close(session, city.people["analyst"], int(found.id), "Đã sửa", now=city.now)
        assert (closed.state, closed.conclusion) == ("closed", "Đã sửa")
        with pytest.raises(errors.ConflictError):
            procedurereviews.close(session, city.people["analyst"], int(found.id), "Đã sửa", now=city.now)
        asked = procedurereviews.open_one(session, city.people["analyst"], "TT", now=city.now)
        assert procedurereviews.open_one(session, city.people["analyst"], "TT", now=city.now) == asked
        with pytest.raises(errors.ForbiddenError):
            procedurereviews.open_one(session, city.people["staff H26.1"], "TT", now=city.now)


def reviews(city: world.World) -> list[procedurereviews.ReviewView]:
    """The open ones, as the analyst sees them."""
    with city.database.reading() as session:
        return list(procedurereviews.page(session, city.people["analyst"]).items)


def look(city: world.World) -> tuple[int, int]:
    """Look for overlaps."""
    with city.database.transaction() as session:
        return overlaps.look(session, now=city.now)


def proposed(city: world.World, state: str = "proposed") -> list[overlaps.OverlapView]:
    """Overlaps as the analyst sees them."""
    with city.database.reading() as session:
        return list(overlaps.page(session, city.people["analyst"], state=state).items)


def test_an_overlap_is_found_once_and_stays_as_it_was_decided(city: world.World) -> None:
    city.publish("TT.2", *world.chain())
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "weigh").node("One", "endEvent", "e")
    city.publish("TT.3", world.xml(drawing.path("s", "weigh", "e")), {"P/One": world.to("agency", "H26.1")})
    found, new = look(city)
    assert found == new > 0
    assert look(city) == (found, 0)
    first, second = proposed(city)
    assert {first.a.procedure.code, first.b.procedure.code} == {"TT", "TT.2"}
    assert {(one.kind, one.a) for one in first.evidence} >= {("step", "intake"), ("step", "result")}
    analyst = city.people["analyst"]
    with city.database.transaction() as session:
        with pytest.raises(errors.ForbiddenError):
            overlaps.dismiss(session, city.people["staff H26.1"], int(first.id), "x", now=city.now)
        with pytest.raises(errors.InvalidError):
            overlaps.dismiss(session, analyst, int(first.id), " ", now=city.now)
        overlaps.dismiss(session, analyst, int(first.id), "Mỗi nơi một việc", now=city.now)
        report = overlaps.report(session, analyst, int(second.id), "Nên gộp", now=city.now)
        with pytest.raises(errors.ConflictError):
            overlaps.dismiss(session, analyst, int(second.id), "x", now=city.now)
    assert (report.kind, report.procedure and report.procedure.code) == ("overlap", "TT")
    assert report.other_procedure is not None
    assert report.other_procedure.code == "TT.2"
    assert look(city) == (found, 0)
    assert proposed(city) == []
    assert [one.reason for one in proposed(city, "dismissed")] == ["Mỗi nơi một việc"]
    assert [one.feedback for one in proposed(city, "reported")] == [report.code]


def test_a_proposal_goes_when_the_procedures_no_longer_overlap(city: world.World) -> None:
    city.publish("TT.2", *world.chain())
    look(city)
    assert proposed(city)
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "weigh").node("One", "endEvent", "e")
    city.later(seconds=1)
    city.publish("TT.2", world.xml(drawing.path("s", "weigh", "e")), {"P/One": world.to("agency", "H26.1")}, number=2)
    assert look(city) == (0, 0)
    assert proposed(city) == []


def test_the_worker_looks_for_overlaps_when_an_analyst_asks(city: world.World) -> None:
    city.publish("TT.2", *world.chain())
    with city.database.transaction() as session:
        with pytest.raises(errors.ForbiddenError):
            overlaps.want(session, city.people["staff H26.1"], now=city.now)
        assert overlaps.want(session, city.people["analyst"], now=city.now)
        assert not overlaps.want(session, city.people["analyst"], now=city.now)
    worker.Worker(city.database, lambda: city.now).drain()
    assert proposed(city)
