"""One pure call tells everything about a file, and nothing but a ReadError comes out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bpmn import settings as st
from bpmn import study
from bpmn.lint import finding
from tests.bpmn.drawing import chain, end, file, flow, lanes, process, start, user, xor

TWO = file(process(lanes(A=("s", "a"), B=("b", "e")), start(), user("a"), user("b"), end(), chain("s", "a", "b", "e")))
THREE = TWO.replace(b"</process>", user("c").encode() + b"</process>")


def bound(code: str, label: str) -> st.Binding:
    return st.Binding(st.BindTo.AGENCY, code, label)


def test_a_study_is_the_same_each_time():
    assert study.study(TWO) == study.study(TWO)


def test_an_unbound_lane_blocks_and_a_bound_one_does_not():
    assert {one.rule for one in study.study(TWO).blocking} == {"lane-unbound"}
    settings = st.Settings(lanes={"P/A": bound("H26", "A"), "P/B": bound("H27", "B")})
    assert study.study(TWO, settings=settings).blocking == ()


def test_a_binding_made_under_another_label_does_not_hold():
    settings = st.Settings(lanes={"P/A": bound("H26", "Công an"), "P/B": bound("H27", "B")})
    assert [one.element for one in study.study(TWO, settings=settings).blocking] == ["A"]


def test_a_warning_blocks_until_it_is_accepted():
    data = file(
        process(start(), user("a"), xor("g"), end(), end("e2"), chain("s", "a", "g"), flow("g", "e"), flow("g", "e2"))
    )
    lane = {"P": bound("H26", "")}
    seen = study.study(data, settings=st.Settings(lanes=lane))
    keys = {one.key for one in seen.blocking}
    assert keys == {"decision-by-person:g"}
    assert study.study(data, settings=st.Settings(lanes=lane, accepted=frozenset(keys))).blocking == ()


def test_settings_are_carried_over_where_the_label_stayed():
    first = study.study(TWO, settings=st.Settings(
        lanes={"P/A": bound("H26", "A"), "P/B": bound("H27", "B")}, steps={"a": st.Step(role="chief")}
    ))  # fmt: skip
    renamed = TWO.replace(b'name="B"', b'name="C"')
    again = study.study(renamed, previous=study.Previous(first.diagram, first.prepared, first.settings))
    assert again.settings.lanes == {"P/A": bound("H26", "A")}
    assert again.settings.steps["a"].role == "chief"
    assert [one.element for one in again.blocking] == ["B"]


def test_a_decision_step_keeps_its_settings_with_its_gateway():
    parts = (start(), xor("g", "Đạt?"), end(), end("e2"), flow("s", "g"), flow("g", "e"), flow("g", "e2"))
    first = study.study(file(process(*parts)), settings=st.Settings(steps={"g_decide": st.Step(role="chief")}))
    again = study.study(file(process(*parts)), previous=study.Previous(first.diagram, first.prepared, first.settings))
    assert again.settings.steps == {"g_decide": st.Step(role="chief")}


def test_steps_keep_their_lineage_and_new_ones_get_their_own():
    first = study.study(TWO)
    again = study.study(THREE, previous=study.Previous(first.diagram, first.prepared))
    assert {e: again.prepared.lineage[e] for e in first.prepared.lineage} == dict(first.prepared.lineage)
    assert again.prepared.lineage["c"] not in first.prepared.lineage.values()
    assert set(again.prepared.lineage) == set(again.prepared.diagram.nodes)


def test_form_files_go_by_their_own_id_and_broken_ones_block():
    forms = {"x.form": b'{"id": "khai", "components": []}', "y.form": b"{"}
    seen = study.study(TWO, forms)
    assert set(seen.forms) == {"khai"}
    assert [one.name for one in seen.findings if one.rule == "form-file-unreadable"] == ["y.form"]
    assert [one.name for one in seen.findings if one.rule == "form-unused"] == ["khai"]


def test_of_two_findings_of_one_key_the_heavier_is_told():
    told = [one.key for one in study.study(TWO).findings if one.element]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(("parts", "rule"), [((), "no-process"), ((process(),), "nothing-to-run")])
def test_a_file_with_nothing_to_run_says_so_once(parts: tuple[str, ...], rule: str):
    told = [one.rule for one in study.study(file(*parts)).findings if one.level is finding.Level.ERROR]
    assert told == [rule]


@given(data=some.binary(max_size=300))
def test_no_bytes_bring_anything_but_a_read_error(data: bytes):
    with pytest.raises(study.ReadError):
        study.study(data)


@given(at=some.integers(0, len(TWO) - 1), byte=some.integers(0, 255))
def test_a_flipped_byte_is_read_or_refused(at: int, byte: int):
    try:
        seen = study.study(TWO[:at] + bytes([byte]) + TWO[at + 1 :])
    except study.ReadError:
        return
    assert set(seen.prepared.diagram.nodes) <= set(seen.prepared.diagram.lane_of)


def test_long_chains_need_no_recursion_and_few_findings():
    names = [f"t{number}" for number in range(5_000)]
    seen = study.study(file(process(start(), *(user(name) for name in names), chain("s", *names))))
    assert [row.element for row in seen.steps] == names
    assert len(seen.findings) < 1_000
