"""What stands where a condition is asked for is told apart: an expression, a label that people read, a mistake."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import chain, end, flow, prepared, process, start, user, xor

ENDS = end() + end("e2")
LABELS = [
    ("Đồng ý", "Không đồng ý"),
    ("Hồ sơ hợp lệ", "Hồ sơ chưa hợp lệ"),
    ("> 1000", "<= 1000"),
    ("<= 5 triệu", "> 5 triệu"),
    ("Số tiền > 5 triệu", "Số tiền <= 5 triệu"),
    ("yes", "no"),
    ("OK", "Not OK"),
    ("Approved?", "Not approved"),
    ("Có", "Không"),
    ("approved", "Từ chối"),
    ('"Yes"', '"No"'),
    ("1", "2"),
    ("100%", "50%"),
    ("Hồ sơ (hợp lệ)", "Trả lại"),
    ("5.000.000 đồng trở lên", "dưới 5.000.000 đồng"),
]
EXPRESSIONS = [
    ("=diem > 1", "=diem <= 1"),
    ("${ok}", "${!ok}"),
    ("diem > 1", "diem <= 1"),
    ("approved", "rejected"),
    ("approved", "not approved"),
    ("=Đạt", "=not(Đạt)"),
    ("true", "false"),
]
MISTAKES = [("diem >", "diem <"), ("diem == 1 &&", "diem == 2"), ("=Đạt >", "Không"), ("diem > 5 triệu", "Không")]


def typed(one: str, other: str, *, named: bool):
    """Both texts where the modeler asks for a condition, and as labels too where `named`."""
    ways = [flow("g", to, text if named else "", text) for to, text in (("e", one), ("e2", other))]
    return prepared(process(start(), user("a"), xor("g"), ENDS, chain("s", "a", "g"), *ways))


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("texts", LABELS)
def test_what_people_read_is_a_label_wherever_it_is_typed(texts: tuple[str, str], named: bool):
    made, told = typed(*texts, named=named)
    labels = [choice.label for choice in made.decisions["g"].choices]
    assert labels == [text if named else text.strip('"') for text in texts]
    assert "expression-syntax" not in told
    assert len(told["condition-is-label"]) == 2


@pytest.mark.parametrize("texts", EXPRESSIONS)
def test_what_data_decides_is_no_label(texts: tuple[str, str]):
    made, told = typed(*texts, named=False)
    assert made.decisions == {}
    assert not {"condition-is-label", "expression-syntax"} & set(told)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("texts", MISTAKES)
def test_a_mistake_in_an_expression_is_no_label(texts: tuple[str, str], named: bool):
    assert "expression-syntax" in typed(*texts, named=named)[1]


def test_a_name_that_a_form_fills_is_a_variable():
    fields = "".join(f'<camunda:formField id="{key}" type="boolean"/>' for key in ("Approved", "Other"))
    form = f"<extensionElements><camunda:formData>{fields}</camunda:formData></extensionElements>"
    ways = [flow("g", "e", "", "Approved"), flow("g", "e2", "", "Other")]
    made, _ = prepared(process(start(), user("a", inside=form), xor("g"), ENDS, chain("s", "a", "g"), *ways))
    assert made.decisions == {}


@pytest.mark.parametrize("word", ["else", "Khác", "Còn lại", "otherwise"])
def test_otherwise_is_the_default(word: str):
    made, told = prepared(
        process(
            start(), user("a"), xor("g"), ENDS, chain("s", "a", "g"),
            flow("g", "e", "", "=diem > 5"), flow("g", "e2", "", word),
        )
    )  # fmt: skip
    assert made.decisions == {}
    assert made.diagram.nodes["g"].default == "g-e2"
    assert "default-assumed" in told
