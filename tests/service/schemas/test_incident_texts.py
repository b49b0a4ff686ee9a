"""What incidents promise in words: what happened and what to do, in both languages, for every code of the engine."""

import re

import pytest

from runner import budget, outcome
from service import config
from service.schemas import incident_texts, messages

PLACE = {
    "case": "H26.1.12-261123-0001",
    "procedure": "TT.1",
    "version": 2,
    "element": "Task_7",
    "name": "Thẩm tra",
    "lane": "Thuế cơ sở",
    "incident": "42",
    "variable": "fee",
}
VIETNAMESE = re.compile(r"[À-ỹĂăĐđƠơƯư]")


def test_every_code_of_the_engine_has_its_words() -> None:
    assert incident_texts.codes() == set(outcome.INCIDENT_CODES)


@pytest.mark.parametrize("code", outcome.INCIDENT_CODES)
@pytest.mark.parametrize("refusal", sorted(messages.OF_INCIDENTS))
def test_every_answer_names_where_it_was_what_happened_and_what_to_do(refusal: str, code: str) -> None:
    values = {**PLACE, "reason": code, "what": "steps", "limit": "20000"}
    told = {}
    for language in ("vi", "en"):
        told[language] = messages.text(refusal, language, values)
        happened = incident_texts.happened(code, language, values)
        advice = incident_texts.advice(code, language, values)
        named = [str(PLACE[key]) for key in ("procedure", "version", "element", "name", "lane")]
        named += [PLACE["case"]] if refusal != "step_failed" else []
        named += [PLACE["incident"]] if refusal == "incident" else []
        for part in (*named, happened, advice):
            assert str(part) in told[language], (language, part)
        assert len(happened.split()) >= 3
        assert len(advice.split()) >= 4
        assert "…" not in told[language]
    assert VIETNAMESE.search(incident_texts.happened(code, "vi", values))
    assert not VIETNAMESE.search(incident_texts.happened(code, "en", values))
    assert not VIETNAMESE.search(incident_texts.advice(code, "en", values))


@pytest.mark.parametrize("limit", [name for name in config.LIMITS if name != "fires"])
def test_a_step_over_a_limit_says_which_and_what_raises_it(limit: str) -> None:
    assert hasattr(budget.DEFAULT, limit)
    values = {"what": limit, "limit": "77"}
    for language in ("vi", "en"):
        assert "77" in incident_texts.happened("over_budget", language, values)
        assert config.LIMITS[limit] in incident_texts.advice("over_budget", language, values)


def test_a_code_of_a_later_release_still_has_an_advice() -> None:
    assert incident_texts.happened("yet_unknown", "vi") == "yet_unknown"
    assert incident_texts.advice("yet_unknown", "en").startswith("Tell the people who look after")
