"""What the API promises of feedback, reviews of procedures, and report II.06a."""

from __future__ import annotations

from service.usecases import feedbackpublic
from tests.service.api.world import World

YEAR = "from=2026-01-01&to=2026-12-31"


def test_a_stranger_sends_feedback_and_looks_it_up(world: World) -> None:
    world.later(minutes=20)
    code = world.published()
    sent = world.post(None, "public/feedback", json={"title": "Chậm", "body": "Chờ lâu", "procedure": code})
    assert sent.status_code == 201
    told = sent.get_json()
    assert set(told) == {
        "code", "title", "procedure", "created_at", "answer", "answered_at", "state", "body", "secret",
    }  # fmt: skip
    answer = {"text": "Đã thêm người.", "publish": True, "revision": 1}
    assert world.post("analyst", f"feedback/{told['code']}/answer", json=answer).status_code == 200
    assert world.post("analyst", f"feedback/{told['code']}/answer", json=answer).status_code == 412
    assert world.post("analyst", f"feedback/{told['code']}/fly", json={}).status_code == 404
    seen = world.post(None, "public/feedback/look-up", json={"code": told["code"], "secret": told["secret"]})
    assert (seen.status_code, seen.get_json()["answer"], seen.get_json()["secret"]) == (200, "Đã thêm người.", None)
    (public,) = world.get(None, "public/feedback").get_json()["items"]
    assert set(public) == {"code", "title", "procedure", "created_at", "answer", "answered_at"}
    record = world.get("analyst", f"feedback/{told['code']}").get_json()["history"]
    assert [line["kind"] for line in record] == ["feedback_sent", "feedback_answer"]


def test_guessing_is_slowed_down(world: World) -> None:
    world.later(minutes=20)
    guess = {"code": "PA-1", "secret": "AAAA"}
    answers = [
        world.post(None, "public/feedback/look-up", json=guess) for _ in range(feedbackpublic.MOST_PER_ADDRESS + 1)
    ]
    assert {one.status_code for one in answers[:-1]} == {404}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_what_is_wrong_in_feedback_is_named(world: World) -> None:
    wrong = world.post("officer", "feedback", json={"title": "", "body": "x", "color": 1})
    assert wrong.status_code == 422
    assert {one["key"] for one in wrong.get_json()["errors"]} == {"title", "color"}
    unknown = world.post("officer", "feedback", json={"title": "A", "body": "x", "procedure": "none"})
    assert [one["code"] for one in unknown.get_json()["errors"]] == ["unknown_procedure"]


def test_every_figure_of_the_report_opens_as_many_dossiers_as_it_says(world: World) -> None:
    code = world.published()
    for channel in ("online", "post", None):
        body = {"procedure": code, "data": {}, "applicant": {"name": "=HYPERLINK(1)"}}
        if channel is not None:
            body["channel"] = channel
        assert world.post("officer", "cases", json=body).status_code == 201
    report = world.get("manager", f"reports/ii06a?{YEAR}&procedure={code}").get_json()
    total = report["total"]
    assert (total["online"], total["direct"], total["open"]) == (2, 1, 3)
    assert total["received"] == total["settled"] + total["open"]
    columns = {3: "received", 4: "online", 5: "direct", 6: "carried", 7: "settled", 11: "open", 12: "within"}
    for number, name in columns.items():
        path = f"reports/ii06a/cases?{YEAR}&procedure={code}&column={number}&limit=2"
        found: list[str] = []
        while path:
            page = world.get("manager", path).get_json()
            found += [one["code"] for one in page["items"]]
            path = page["next"]
        assert len(found) == len(set(found)) == total[name], name
    (first, *_) = world.get("manager", f"reports/register?{YEAR}&procedure={code}").get_json()["items"]
    assert (first["owner"], first["receiver"]) == ("=HYPERLINK(1)", "Officer")


def test_a_report_asks_for_a_period_that_can_be(world: World) -> None:
    for query, status in (
        (YEAR, 200),
        (f"{YEAR}&by=agency", 200),
        (f"{YEAR}&by=agency&agency=H26.1", 422),
        (f"{YEAR}&excused=false&field=", 200),
        ("from=2026-02-01&to=2026-01-01", 422),
        ("from=2026-02-01", 422),
        ("from=2026-02-01T00:00:00Z&to=2026-03-01", 422),
        (f"{YEAR}&agency=none", 404),
        (f"{YEAR}&by=day", 422),
    ):
        assert world.get("manager", f"reports/ii06a?{query}").status_code == status, query
    assert world.get("manager", f"reports/ii06a/cases?{YEAR}&column=14").status_code == 422
    assert world.get("manager", f"reports/register?{YEAR}&cursor=x").status_code == 422
    assert world.get("officer", f"reports/ii06a?{YEAR}&agency=H26.1").status_code == 200
    assert world.get("officer", f"reports/ii06a?{YEAR}&agency=H26.2").status_code == 403
