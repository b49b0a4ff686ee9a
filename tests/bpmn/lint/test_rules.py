"""Each rule tells its fault and nothing else, and has its page and its drawings here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpmn import answering, study
from bpmn import settings as st
from bpmn.lint import finding, linter
from tests.bpmn.drawing import chain, end, file, flow, lanes, message, node, process, start, user

PAGES = Path(__file__).parents[3] / "docs" / "rules"
DRAWN = Path(__file__).parent / "rules"
APART = {"README", "modelers"}
"""Pages of no single rule."""

LINE = (start(), user("a", "Tiếp nhận"), end(), chain("s", "a", "e"))
LANED = file(process(lanes(A=("s", "a", "e")), *LINE))
BOUND = st.Settings(
    lanes={
        "P/A": st.Binding(st.BindTo.APPLICANT, "", "A"),
        "P/H1": st.Binding(st.BindTo.AGENCY, "H26.1"),
        "P/H2": st.Binding(st.BindTo.AGENCY, "H26.1"),
        "P/H3": st.Binding(st.BindTo.AGENCY, "H26.2"),
    },
    steps={"a": st.Step(st.Limit(1, st.Unit.WORKING_DAY), "staff", "Giấy tiếp nhận")},
)
ALARM = node("boundaryEvent", "x", "Quá hạn", message(), attachedToRef="a")

TOLD = {
    "ad-hoc-with-events": "t",
    "ad-hoc-without-activity": "h",
    "boundary-with-incoming": "x",
    "boundary-without-flow": "x",
    "called-without-plain-start": "c",
    "cancel-outside-transaction": "c",
    "case-without-limit": "P",
    "catch-without-trigger": "c",
    "compensation-flow": "u",
    "compensation-subprocess-twice": "c2",
    "compensation-unpaired": "x",
    "condition-after-event": "f",
    "condition-alone": "a",
    "data-out-of-reach": "b",
    "declared-twice": "m2",
    "declared-unused": "m",
    "end-missing": "P",
    "end-with-outgoing": "e",
    "error-not-interrupting": "x",
    "event-definition-misplaced": "t",
    "event-gateway-mixed-receivers": "g",
    "event-gateway-one-way": "g",
    "event-gateway-receiver-with-boundary": "r",
    "event-gateway-target-shared": "c1",
    "event-subprocess-with-flow": "p",
    "event-unnamed": "c",
    "flow-label-idle": "a-b",
    "flow-twice": "again",
    "gateway-direction": "g",
    "gateway-inclusive-open": "g",
    "gateway-join-and-split": "g",
    "gateway-pointless": "g",
    "gateway-without-default": "g",
    "gateway-without-question": "g",
    "hand-over-without-step": "e",
    "id-not-name": "1 a",
    "instantiate-with-incoming": "r",
    "join-implicit": "c",
    "lane-agency-twice": "H2",
    "lane-automatic": "B",
    "lane-empty": "B",
    "lane-names-near": "B",
    "lane-ping-pong": "g",
    "lane-unbound": "B",
    "lane-unnamed": "A",
    "limits-over-total": "P",
    "link-target-twice": "l2",
    "link-unnamed": "l",
    "message-flow-end": "e",
    "message-flow-within-pool": "a~e",
    "message-receiver-open": "f",
    "multi-instance-two-numbers": "a",
    "name-in-capitals": "a",
    "name-of-two-kinds": "g",
    "name-placeholder": "a",
    "name-too-long": "a",
    "no-dead-end": "b",
    "no-way-to-end": "b",
    "not-drawn": "b",
    "pool-unnamed": "Two",
    "script-without-format": "a",
    "shapes-overlap": "b",
    "start-with-incoming": "s",
    "start-without-outgoing": "t",
    "step-without-limit": "z",
    "step-without-output": "z",
    "step-without-role": "z",
    "task-name-not-action": "a",
    "task-names-alike": "b",
    "task-unnamed": "a",
    "terminate-alone": "f",
    "thrown-code-missing": "e",
    "timer-beyond-limit": "x",
    "unreachable": "b",
    "way-unlabelled": "g",
}
"""Rule → the element that its invalid drawing has wrong."""


def told(data: bytes, rule: str) -> list[str | None]:
    return [one.element for one in study.study(data, settings=BOUND).findings if one.rule == rule]


@pytest.mark.parametrize("rule", TOLD)
def test_a_rule_passes_what_is_right(rule: str):
    assert told((DRAWN / rule.replace("-", "_") / "valid.bpmn").read_bytes(), rule) == []


@pytest.mark.parametrize("rule", TOLD)
def test_a_rule_tells_the_element_that_is_wrong(rule: str):
    assert told((DRAWN / rule.replace("-", "_") / "invalid.bpmn").read_bytes(), rule) == [TOLD[rule]]


@pytest.mark.parametrize("rule", TOLD)
def test_what_a_rule_tells_blocks_publishing_unless_it_is_a_note(rule: str):
    judged = study.study((DRAWN / rule.replace("-", "_") / "invalid.bpmn").read_bytes(), settings=BOUND)
    levels = {one.level for one in judged.findings if one.rule == rule}
    assert (levels != {finding.Level.NOTE}) == (rule in {one.rule for one in judged.blocking})


def test_every_rule_has_its_drawings_and_no_drawing_lacks_its_rule():
    assert set(TOLD) == set(linter.modules())
    assert {path.name.replace("_", "-") for path in DRAWN.iterdir() if path.is_dir() and path.name[0] != "_"} == set(
        TOLD
    )


def test_every_rule_is_a_sentence_and_one_check_under_its_own_name():
    for name, module in linter.modules().items():
        assert module.WORDS.rule == name
        assert (module.__doc__ or "").strip().endswith(".")
        assert callable(module.check)


def test_every_rule_has_its_page_in_both_languages_and_every_page_its_rule():
    pages = {path.stem: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md") if path.stem not in APART}
    assert set(pages) == set(linter.modules())
    for name, text in pages.items():
        assert text.startswith(f"# {name}\n")
        assert {"## Tiếng Việt", "## English"} <= set(text.splitlines())


def test_of_a_part_cut_off_only_its_beginning_is_told():
    data = file(process(*LINE, *(user(f"t{n}") for n in range(5)), chain(*(f"t{n}" for n in range(5)))))
    assert told(data, "unreachable") == ["t0"]


def test_a_circle_cut_off_is_told_once():
    assert told(file(process(*LINE, user("b"), user("c"), chain("b", "c", "b"))), "unreachable") == ["b"]


def test_what_stands_behind_a_boundary_event_is_reached():
    data = file(process(*LINE, ALARM, user("b"), flow("x", "b")))
    assert told(data, "unreachable") == []


def test_a_lane_is_told_by_its_id_and_called_by_its_label():
    (one,) = [one for one in study.study(LANED).findings if one.rule == "lane-unbound"]
    assert (one.element, one.name, one.lane) == ("A", "A", "A")


def test_a_step_that_was_put_in_is_called_as_people_see_it_not_by_its_id():
    """A gateway without a name, for which a person decides at a step of its own."""
    ways = (
        node("exclusiveGateway", "sid-5FBB6CB3", ""),
        user("a", "Tiếp nhận"),
        user("b", "Trả lại"),
        chain("s", "sid-5FBB6CB3", "a", "e"),
        chain("sid-5FBB6CB3", "b", "e"),
    )
    drawn = file(process(lanes(A=("s", "sid-5FBB6CB3", "a", "b", "e")), start(), end(), *ways))
    apart = st.Answer(decision=answering.Decision(by=answering.APART))
    settings = st.Settings(answers={"sid-5FBB6CB3": apart})
    found = [one for one in study.study(drawn, settings=settings).findings if one.rule == "step-without-limit"]
    assert len(found) == 3
    assert not [one.message for one in found if "sid-5FBB6CB3" in one.message]
    assert {one.lane for one in found} == {"A"}
