"""Notices, preferences and policies by REST."""

from __future__ import annotations

from service.usecases import notices, people
from tests.service.api.world import World

VALUES = {"what": "case", "case": "X", "due": "2026-11-26T10:00:00+00:00", "days": 1, "share": 100}


def _tell(world: World, *logins: str, key: str) -> None:
    with world.database.transaction() as session:
        ids = [people.actor(session, login, now=world.now).person_id for login in logins]
        notices.tell(session, ids, "warning.late", VALUES, case_id=None, now=world.now, key=key)


def test_a_notice_is_listed_in_the_language_of_the_request_read_and_acknowledged(world: World) -> None:
    _tell(world, "officer", "chief", key="api")
    assert world.get("officer", "notices/count").json == {"unread": 1}
    (mine,) = world.get("officer", "notices?kind=warning").json["items"]
    assert mine["title"] == "1 working day late: the whole case"
    vi = world.get("officer", "notices", headers={"Accept-Language": "vi"}).json["items"][0]
    assert vi["title"] == "Quá hạn 1 ngày làm việc: cả hồ sơ"
    assert world.post("taxer", f"notices/{mine['id']}/read").status_code == 404
    answer = world.post("officer", f"notices/{mine['id']}/acknowledge", json={"note": "Đang làm"})
    assert (answer.status_code, answer.json["note"]) == (200, "Đang làm")
    assert world.get("officer", "notices/count").json == {"unread": 0}
    assert world.get("officer", "notices").json["items"] == []
    assert len(world.get("officer", "notices?state=acknowledged").json["items"]) == 1
    assert world.post("chief", "notices/read").json == {"read": 1}


def test_pages_of_notices_go_on_where_the_one_before_ended(world: World) -> None:
    for number in range(5):
        _tell(world, "taxer", key=f"page{number}")
    seen, address = [], "/api/v1/notices?limit=2"
    while address:
        page = world.get("taxer", address).json
        seen += [one["id"] for one in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, key=int, reverse=True)


def test_preferences_are_ones_own_and_an_address_must_be_one(world: World) -> None:
    wanted = {"locale": "en", "email": "thue@example.vn", "digest": False}
    assert world.call("taxer", "PUT", "preferences", json=wanted).json == wanted
    assert world.get("taxer", "preferences").json == wanted
    assert world.get("officer", "preferences").json["email"] == ""
    for wrong in ("a", "a@b", "a@b.vn\r\nBcc: x@y.vn", "á@example.vn", "a b@example.vn", f"{'a' * 65}@example.vn"):
        answer = world.call("taxer", "PUT", "preferences", json={**wanted, "email": wrong})
        assert (answer.status_code, answer.json["errors"][0]["key"]) == (422, "email"), wrong
    assert world.call("taxer", "PUT", "preferences", json={**wanted, "locale": "fr"}).status_code == 422


def test_a_policy_is_read_decided_and_refused_when_somebody_was_first(world: World) -> None:
    usual = world.get("administrator", "warnings/policy").json
    assert usual["levels"]["ack"]["levels"] == [{"at": "100%", "to": ["doer", "chief", "sender"]}]
    levels = {"case": {"levels": [{"at": "-2d", "to": ["office"]}]}}
    path = "warnings/policy?agency=H26.2"
    answer = world.call("administrator", "PUT", path, json={"levels": levels, "revision": 0})
    assert (answer.status_code, answer.json["own"], answer.json["revision"]) == (200, ["case"], 1)
    late = world.call("administrator", "PUT", path, json={"levels": {}, "revision": 0})
    assert late.status_code == 412
    mail = world.call("administrator", "PUT", path, json={"levels": {}, "mail": {"hour": 9}})
    assert (mail.status_code, mail.json["errors"][0]["key"]) == (422, "mail")
    assert world.get("administrator", "warnings/policy?agency=none").status_code == 404
    code = world.published()
    of_version = f"warnings/policy?procedure={code}&version=1"
    assert world.call("analyst", "PUT", of_version, json={"levels": levels}).status_code == 200
    assert world.get("officer", of_version).status_code == 403
