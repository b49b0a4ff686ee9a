"""Apologies and reviews at every point of their way, for looking at their pages."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from models import blobs
from service import papers
from service.rules import apologies as rules
from service.usecases import apologyacts, apologyletter, apologyviews, faults, reviews, reviewviews
from tests.browser import city as cities

WRONG = "Giấy khai sinh ghi sai ngày sinh của trẻ (02/12 thay cho 02/11)."
WORDS = "Cơ quan đã in lại và thu hồi bản sai; kết quả mới được trả tại bộ phận một cửa."
COMMUNE = "H26.101"


def made(city: cities.City, code: str) -> Mapping[str, str]:
    """Four apologies of the commune for mistakes in one case: `draft`, `submitted`, `sent`, `withdrawn`; two `review`s,
    one of them `closed`."""
    draft, submitted, sent, withdrawn = (_recorded(city, code) for _ in range(4))
    for one in (submitted, sent, withdrawn):
        new_due = city.now + timedelta(days=2) if one == sent else None
        _do(city, one, "hanh", apologyacts.Asked(rules.SUBMIT, "own_mistake", WORDS, new_due))
    for one in (sent, withdrawn):
        _do(city, one, "son", apologyacts.Asked(rules.APPROVE))
        _do(city, one, "pho", apologyacts.Asked(rules.SIGN))
        _do(city, one, "hanh", apologyacts.Asked(rules.SEND))
    _do(city, withdrawn, "son", apologyacts.Asked(rules.WITHDRAW, words="Bản in đúng, đọc nhầm sổ gốc."))
    opened, closed = (_review(city, one) for one in (submitted, sent))
    with city.database.transaction() as session:
        asked = reviewviews.get(session, city.actor("manager"), closed, now=city.now)
        person = next((one.person.id for one in asked.people), None)
        answers_for = () if person is None else (person,)
        end = apologyacts.ReviewAsked(
            "close", "Không đối chiếu giấy chứng sinh.", conclusion="responsible", measures="Nhắc nhở.",
            answers_for=answers_for,
        )  # fmt: skip
        apologyacts.review(session, city.actor("manager"), closed, end, now=city.now)
    return {
        "draft": draft, "submitted": submitted, "sent": sent, "withdrawn": withdrawn, "review": opened,
        "closed": closed,
    }  # fmt: skip


def _recorded(city: cities.City, code: str) -> str:
    with city.database.transaction() as session:
        return faults.record_fault(session, city.actor("lan"), code, COMMUNE, WRONG, now=city.now)


def _do(city: cities.City, apology_id: str, who: str, asked: apologyacts.Asked) -> apologyviews.ApologyView:
    store = blobs.Blobs(Path(tempfile.mkdtemp(prefix="laneway-letters-")))

    def render(says: Mapping[str, object]) -> bytes:
        return papers.pdf(apologyletter.TEMPLATE, says, at=city.now)

    return apologyacts.do(city.database, store, city.actor(who), apology_id, asked, render, now=city.now)


def _review(city: cities.City, apology_id: str) -> str:
    with city.database.transaction() as session:
        opened = reviews.open_for_apology(
            session, city.actor("manager"), apology_id, "Sai sót lặp lại trong tháng.", now=city.now
        )
    return opened.id
