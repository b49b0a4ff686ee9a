"""What the API and the pages say of a step that could not be taken: where, what happened, what to do."""

from __future__ import annotations

import dataclasses
import html
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models import case as cases
from models import incident
from runner import outcome
from service.schemas import incident_texts, request
from service.usecases import limits
from tests.service.api.world import World

VALUES = {"what": "steps", "limit": "20000", "variable": "fee"}


@pytest.fixture
def narrow(world: World) -> Iterator[World]:
    """The city on a server that lets no case have a token."""
    wiring = world.app.extensions[request.EXTENSION]
    budget = dataclasses.replace(limits.USUAL, live=0)
    world.app.extensions[request.EXTENSION] = dataclasses.replace(wiring, budget=budget)
    yield world
    world.app.extensions[request.EXTENSION] = wiring


def _held(world: World, code: str) -> str:
    """A case with an open incident of that code; its dossier code."""
    case = str(world.started()["code"])
    with world.database.transaction() as session:
        case_id = session.execute(select(cases.Case.id).where(cases.Case.code == case)).scalar_one()
        row = incident.Incident(
            id=case_id + 1, case_id=case_id, code=code, message=f"said of {code}", element="assess", name="",
            lane_key="Pool/Tax", values=VALUES, tries=1, created_at=0,
            operation={"kind": "wake", "person_id": None, "seq": None, "answers": {}, "message_id": None},
        )  # fmt: skip
        session.add(row)
    return case


@pytest.mark.parametrize("code", outcome.INCIDENT_CODES)
def test_an_incident_of_any_code_names_where_it_is_and_what_to_do_at_both_doors(world: World, code: str) -> None:
    case = _held(world, code)
    for language in ("vi", "en"):
        asked = {"headers": {"Accept-Language": language}}
        (told,) = world.get("officer", f"incidents?case={case}", **asked).get_json()["items"]
        happened = incident_texts.happened(code, language, VALUES)
        advice = incident_texts.advice(code, language, VALUES)
        assert (told["case"], told["procedure"]["version"], told["code"]) == (case, 1, code)
        assert (told["element"], told["name"]) == ("assess", "Xác định nghĩa vụ thuế")
        assert (told["lane"], told["lane_key"]) == ("Thuế cơ sở", "Pool/Tax")
        assert (told["happened"], told["advice"], told["message"]) == (happened, advice, f"said of {code}")
        page = html.unescape(world.get("officer", f"/incidents?case={case}", **asked).text)
        version = {"vi": "phiên bản 1", "en": "version 1"}[language]
        for part in (case, version, "assess", "Xác định nghĩa vụ thuế", "Thuế cơ sở", happened, advice):
            assert part in page, part


def test_a_step_over_its_limit_is_told_whole_by_problem_json_and_log(
    narrow: World, caplog: pytest.LogCaptureFixture
) -> None:
    wiring = narrow.app.extensions[request.EXTENSION]
    narrow.app.extensions[request.EXTENSION] = dataclasses.replace(wiring, budget=limits.USUAL)
    started = narrow.started()
    narrow.app.extensions[request.EXTENSION] = wiring
    task = narrow.task(started["code"])
    for language in ("vi", "en"):
        with caplog.at_level(logging.WARNING, "laneway"):
            answer = narrow.post("officer", f"tasks/{task}/complete", json={"answers": {"full_name": "A"}},
                                 headers={"Accept-Language": language})  # fmt: skip
        assert answer.status_code == 409
        told = answer.get_json()
        assert (told["code"], told["values"]["reason"], told["values"]["what"]) == ("incident", "over_budget", "live")
        procedure = started["procedure"]["code"]
        for part in (started["code"], procedure, "assess", "Xác định nghĩa vụ thuế", "Thuế cơ sở"):
            assert part in told["detail"], part
            assert part in caplog.messages[-1], part
        assert "LANEWAY_CASE_TOKENS" in told["detail"]
        assert "raise the limit “live”" in caplog.messages[-1]


def test_a_case_that_can_not_begin_says_where_and_what_to_do(narrow: World) -> None:
    body = {"procedure": narrow.published(), "applicant": {"name": "A"}}
    told = narrow.post("officer", "cases", json=body).get_json()
    assert (told["status"], told["code"], told["values"]["reason"]) == (409, "step_failed", "over_budget")
    assert (told["values"]["procedure"], told["values"]["version"]) == (body["procedure"], 1)
    assert told["values"]["element"] == "P"
    assert "LANEWAY_CASE_TOKENS" in told["detail"]
