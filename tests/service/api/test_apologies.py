"""Apologies over the doors: a real letter, a register for everybody, and nothing of a person or of markup in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from service.usecases import apologyregister
from tests.service.api.world import World

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #panic() %s"


def act(world: World, who: str, apology: str, **body: Any) -> dict[str, Any]:
    """Do something with an apology; what it is then."""
    answer = world.post(who, f"apologies/{apology}/acts", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_a_letter_goes_from_a_mistake_to_a_register_that_everybody_reads(world: World) -> None:
    case = world.started()["code"]
    apology = world.erred(case)
    new_due = (world.now + timedelta(days=2)).isoformat()
    named = world.post("officer", f"apologies/{apology}/acts",
                       json={"act": "submit", "reason": "other", "words": "nguyễn văn đức phải chờ"})  # fmt: skip
    assert (named.status_code, named.get_json()["errors"][0]["code"]) == (422, "personal_name")
    act(world, "officer", apology, act="submit", reason="other", words=HOSTILE, new_due=new_due)
    early = world.post("chief", f"apologies/{apology}/acts", json={"act": "sign"})
    assert (early.status_code, early.get_json()["code"]) == (409, "not_now")
    act(world, "chief", apology, act="approve")
    draft = world.get("chief", f"apologies/{apology}/letter.pdf")
    assert draft.data.startswith(b"%PDF-1.7")
    signed = act(world, "chief", apology, act="sign")
    letter = world.get("taxer", f"documents/{signed['document']}")
    assert letter.data.startswith(b"%PDF-1.7")
    assert letter.headers["ETag"] == f'"{signed["sha256"]}"'
    assert world.get("stranger", f"documents/{signed['document']}").status_code == 404
    assert world.get(None, "register/apologies").get_json()["items"] == []
    act(world, "officer", apology, act="send")
    (line,) = world.get(None, "register/apologies?q=panic").get_json()["items"]
    assert (line["number"], line["reason"]) == (signed["number"], HOSTILE)
    assert case not in str(line)
    assert "Nguyễn Văn Đức" not in str(line)

    page = (
        world.call(None, "GET", "/register/apologies?q=<b>").text + world.call(None, "GET", "/register/apologies").text
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page
    assert "Nguyễn Văn Đức" not in page


def test_an_address_reads_the_register_so_often_and_no_more(world: World) -> None:
    for _ in range(apologyregister.MOST_READS):
        if world.get(None, "register/apologies?limit=1").status_code == 429:
            break
    refused = world.get(None, "register/apologies")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "too_many_reads")
    assert int(refused.headers["Retry-After"]) >= 1
    assert world.call(None, "GET", "/register/apologies").status_code == 429
    world.later(seconds=61)
    assert world.get(None, "register/apologies").status_code == 200


def test_debt_and_reviews_are_told_as_figures(world: World) -> None:
    before = _owed(world)
    apology = world.erred(world.started()["code"])
    review = world.reviewed(apology)
    assert _owed(world) == before + 1
    days = world.get("manager", "reports/apology-debt?from=2026-11-01&to=2026-11-30").get_json()["days"]
    assert [(one["day"], one["owed"]) for one in days][-1] == ("2026-11-23", _owed(world))
    end = {"act": "close", "conclusion": "responsible", "words": "Ghi nhầm", "answers_for": []}
    closed = world.post("manager", f"reviews/{review}/acts", json=end)
    assert closed.get_json()["state"] == "closed"
    told = world.get("manager", "reports/reviews?from=2026-11-01&to=2026-11-30").get_json()["items"]
    assert {"ground": "error", "conclusion": "responsible"}.items() <= told[-1].items()
    assert "name" not in told[-1]


def _owed(world: World) -> int:
    now = world.get("manager", "reports/apology-debt").get_json()["now"]
    return sum(one["owed"] for one in now)


def test_an_agency_apologises_as_it_was_set(world: World) -> None:
    put = world.call("administrator", "PUT", "/api/v1/agencies/H26.1/apology-policy",
                     json={"head": "GIÁM ĐỐC", "again": {"amount": 3, "unit": "working_day"}})  # fmt: skip
    assert put.get_json()["head"] == "GIÁM ĐỐC"
    assert world.get("chief", "agencies/H26.1/apology-policy").get_json()["again"]["amount"] == 3
    wrong = world.call("administrator", "PUT", "/api/v1/agencies/H26.1/apology-policy", json={"again": {"amount": 0}})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["key"]) == (422, "again")
