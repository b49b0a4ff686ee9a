"""How values are shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import flask
import pytest

from service import app, config
from service.pages import answers, display, refusals
from service.usecases import forms


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> flask.Flask:
    """An application whose database nobody asks."""
    path = tmp_path_factory.mktemp("display") / "none.sqlite"
    return app.create_app(config.Config(database=f"sqlite:///{path}", secret="s" * 40))


@pytest.fixture
def vietnamese(application: flask.Flask) -> Iterator[None]:
    """Within a request of somebody who reads Vietnamese."""
    with application.test_request_context(headers={"Accept-Language": "vi"}):
        yield


@pytest.fixture
def english(application: flask.Flask) -> Iterator[None]:
    """Within a request of somebody who reads English."""
    with application.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),
        (0, "0 giây"),
        (59.4, "59 giây"),
        (59.6, "1 phút"),
        (3_600, "1 giờ"),
        (3_660, "1 giờ 1 phút"),
        (86_400, "1 ngày"),
        (2 * 86_400 + 3 * 3_600 + 240, "2 ngày 3 giờ"),
        (86_400 + 240, "1 ngày"),
        (-5, "0 giây"),
    ],
)
@pytest.mark.usefixtures("vietnamese")
def test_a_duration_is_shown_in_its_two_largest_units(seconds: float | None, shown: str) -> None:
    """Minutes don't matter beside days."""
    assert display.duration(seconds) == shown


@pytest.mark.usefixtures("english")
def test_english_knows_one_day_from_two() -> None:
    """Plural forms come from the catalogue."""
    assert display.duration(86_400 + 7_200) == "1 day 2 hours"


@pytest.mark.usefixtures("english")
def test_instants_are_shown_in_the_offices_zone_and_order_in_both_languages() -> None:
    """17:30 UTC is the next day in Hà Nội."""
    at = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
    assert (display.instant(at), display.day(at), display.instant(None)) == ("26/11/2026 00:30", "26/11/2026", "")


@pytest.mark.usefixtures("vietnamese")
def test_numbers_have_the_separators_of_the_language() -> None:
    """A point between thousands."""
    assert display.plain(1_000_000) == "1.000.000"


LABELS = forms.Labels(
    fields={"name": "Họ tên", "sex": "Giới tính", "born": "Ngày sinh", "children.name": "Tên trẻ", "agreed": "Đồng ý"},
    choices={"sex": {"male": "Nam", "female": "Nữ"}},
)


@pytest.mark.usefixtures("vietnamese")
def test_answers_are_read_by_their_labels_in_the_forms_order() -> None:
    """Choices by what they are called, dates as the offices write them, rows one after the other."""
    given = {
        "agreed": True,
        "sex": "female",
        "name": "Lan",
        "born": "2026-11-02",
        "children": [{"name": "Bảo"}, {"name": "An"}],
        "empty": "",
        "other": 5,
    }
    shown = [(line.label, line.text) for line in answers.lines(given, LABELS)]
    assert shown == [
        ("Họ tên", "Lan"),
        ("Giới tính", "Nữ"),
        ("Ngày sinh", "02/11/2026"),
        ("Tên trẻ", "Bảo"),
        ("Tên trẻ", "An"),
        ("Đồng ý", "Có"),
        ("other", "5"),
    ]
    assert "other" not in [line.label for line in answers.lines(given, LABELS, known_only=True)]


@pytest.mark.usefixtures("vietnamese")
def test_a_refusal_says_who_was_first_and_when_by_the_offices_clock() -> None:
    """The instant in the refusal is machine's; a person reads her own."""
    said = refusals.sentence("task_done", {"who": "Trần Văn Bình", "at": "2026-11-25T17:30:00+00:00"})
    assert said == "Việc này Trần Văn Bình đã làm xong lúc 26/11/2026 00:30."
