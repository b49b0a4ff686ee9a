"""How times are counted as fields of the step table: sent back unchanged it changes nothing, typed it is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkzeug import datastructures

from bpmn import clocking, study
from bpmn import settings as st
from service import errors
from service.pages import clockform
from tests.service.pages import test_versions
from tests.support import servers

ODD: dict[str, object] = {
    "start": {"cut_off": "", "last": 60, "ends": "day_end"},
    "budgets": [{"name": "Một: cửa", "steps": ["Task_CheckDossier"], "limit": {"amount": 1, "unit": "minute"}}],
    "pauses": [{"at": ["Catch_Paid"], "reason": "payment", "clocks": ["case", "lane"]}],
    "lanes": {"Pool/gone": {"amount": 2, "unit": "hour"}},
    "acknowledgement": "none",
    "extension": {"amount": 5, "unit": "calendar_day"},
}
PROCEDURES = servers.ROOT / "bpmn" / "procedures"


def studied(terms: object = None, path: Path = PROCEDURES / "land-change" / "v2.bpmn") -> study.Study:
    """A shipped version, with other terms of its clocks where they are given."""
    settings = json.loads(path.with_suffix(".settings.json").read_text(encoding="utf-8"))
    if terms is not None:
        settings["clocks"] = terms
    return study.study(path.read_bytes(), {}, st.from_json(settings))


def sent(found: study.Study, **typed: str) -> tuple[clocking.Terms, dict[str, errors.Problem]]:
    """The form as it was shown, with some fields typed over; lines end as browsers send them."""
    view, problems = test_versions.viewed(found), dict[str, errors.Problem]()
    fields = clockform.spelled(view) | {name.replace("__", "-"): text for name, text in typed.items()}
    form = datastructures.MultiDict({name: text.replace("\n", "\r\n") for name, text in fields.items()})
    return clockform.read(form, view, problems), problems


@pytest.mark.parametrize("path", test_versions.SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_sent_back_as_it_was_shown_it_changes_nothing(path: Path) -> None:
    found = studied(path=path)
    assert sent(found) == (found.settings.clocks, {})


def test_what_the_fields_cannot_say_stays_unless_it_is_typed_over() -> None:
    found = studied(ODD)
    assert sent(found) == (found.settings.clocks, {})


def test_what_is_typed_is_kept() -> None:
    terms, problems = sent(
        studied(),
        clock__start="agency",
        clock__cut_off="15:00",
        clock__supplement="restart",
        clock__extension="3 working_day",
        clock__acknowledgement="none",
        clock__pauses="Catch_Paid: payment\nTask_Appraise, Task_Clarify: consent: case, lane",
        clock__budgets="Một cửa: 1 working_day: Task_CheckDossier, Task_ReturnResult",
        clock__consents="Task_Appraise: 2 working_day",
    )
    assert problems == {}
    assert clocking.to_json(terms) | {"lanes": None} == {
        "start": {"when": "agency", "cut_off": "15:00"},
        "supplement": "restart",
        "extension": {"amount": 3, "unit": "working_day"},
        "acknowledgement": "none",
        "pauses": [
            {"at": ["Catch_Paid"], "reason": "payment", "clocks": ["case"]},
            {"at": ["Task_Appraise", "Task_Clarify"], "reason": "consent", "clocks": ["case", "lane"]},
        ],
        "budgets": [
            {
                "name": "Một cửa",
                "steps": ["Task_CheckDossier", "Task_ReturnResult"],
                "limit": {"amount": 1, "unit": "working_day"},
            }
        ],
        "consents": {"Task_Appraise": {"limit": {"amount": 2, "unit": "working_day"}, "answers": {}}},
        "lanes": None,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clock__cut_off", "25:00"),
        ("clock__extension", "soon"),
        ("clock__acknowledgement", "0 hour"),
        ("clock__pauses", "Catch_Paid: lunch"),
        ("clock__budgets", "Một cửa: Task_CheckDossier"),
        ("clock__consents", "Task_Appraise"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(name: str, text: str) -> None:
    _, problems = sent(studied(), **{name: text})
    assert set(problems) <= {name.replace("__", "-"), clockform.START}
    assert problems
