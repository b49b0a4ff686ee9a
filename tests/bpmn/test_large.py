"""Large files: what reading, preparing and judging one costs grows as the file does; nothing recurses on its size."""

from __future__ import annotations

import json

import pytest

from bpmn import compare, markup, picture, study
from bpmn import prepared as pp
from tests.bpmn import drawing as dw
from tests.bpmn import large, large_pools
from tests.support import effort, shares

FEW = 400 if not shares.soaking() else 2_500


@pytest.mark.parametrize("name", large_pools.SHAPES)
def test_a_file_costs_what_it_is_long(name: str) -> None:
    assert effort.grows(study.study, large_pools.SHAPES[name], FEW) <= effort.MOST


@pytest.mark.parametrize(
    "name", ["a chain of tasks", "lanes", "pools", "pools joined in a row", "subprocesses", "a mesh"]
)
def test_comparing_and_showing_two_versions_costs_what_they_are_long(name: str) -> None:
    def work(data: bytes) -> None:
        old, new = study.study(data), study.study(data.replace("Bước".encode(), "Công việc".encode()))
        compare.compare(compare.Version(old.diagram, old.settings), compare.Version(new.diagram, new.settings))
        picture.svg(new.diagram)

    assert effort.grows(work, large_pools.SHAPES[name], FEW) <= effort.MOST


@pytest.mark.parametrize("make", [large.a_chain_of_tasks, large.nested, large.a_mesh, large.circles])
def test_nothing_recurses_on_the_size_of_a_file(make: large.Shape) -> None:
    study.study(make(20))
    data = make(120 if make is large.nested else 4_000)
    with effort.shallow():
        read = study.study(data)
        stored = json.loads(json.dumps(pp.dump(read.prepared)))
        assert pp.dump(pp.load(stored)) == stored
        version = compare.Version(read.diagram, read.settings)
        assert compare.compare(version, version).changes == ()
        picture.svg(read.diagram)


def test_a_recursion_would_be_found() -> None:
    def deep(level: int) -> int:
        return level and deep(level - 1)

    with effort.shallow(), pytest.raises(RecursionError):
        deep(2 * effort.SHALLOW)


@pytest.mark.parametrize("make", large_pools.SHAPES.values(), ids=large_pools.SHAPES)
def test_fifty_thousand_elements_are_read_or_refused_by_a_limit(make: large.Shape) -> None:
    size = shares.soak_share(50_000, 0.02)
    limits = markup.Limits(elements=2 * size)
    data = make(size)
    if data.count(b"<") - data.count(b"</") <= 2 * size:
        assert study.study(data, limits=limits).diagram.processes
        return
    with pytest.raises(study.ReadError, match=str(2 * size)) as refused:
        study.study(data, limits=limits)
    assert refused.value.code == "too_many_elements"


@pytest.mark.parametrize(
    ("code", "limits", "named"),
    [
        ("too_many_elements", markup.Limits(elements=50), "50"),
        ("too_deep", markup.Limits(depth=10), "10"),
        ("too_large", markup.Limits(size=5_000), "5000"),
    ],
)
def test_a_refusal_names_the_limit(code: str, limits: markup.Limits, named: str) -> None:
    with pytest.raises(study.ReadError) as refused:
        study.study(large.nested(60), limits=limits)
    assert refused.value.code == code
    assert named in refused.value.message
    assert named in refused.value.message_en


def test_a_form_of_many_steps_is_kept_once_and_its_uses_are_bounded() -> None:
    data = large.one_form_of_many_steps(400)
    read = study.study(data, limits=markup.Limits(forms_length=100_000))
    forms = {id(node.form_fields) for node in read.diagram.nodes.values() if node.form_fields}
    assert len(forms) == 1
    told = [one for one in read.findings if one.rule == "form-unreadable"]
    assert told
    assert "too large" in told[0].message_en


def test_a_form_nested_beyond_any_form_is_told_and_the_version_can_be_stored() -> None:
    deep = "[" * 900 + "]" * 900
    form = f'{{"components":[{{"type":"textfield","key":"k","x":{deep}}}]}}'
    held = f'<extensionElements><zeebe:userTaskForm id="f">{form}</zeebe:userTaskForm></extensionElements>'
    link = '<extensionElements><zeebe:formDefinition formKey="camunda-forms:bpmn:f"/></extensionElements>'
    read = study.study(large.whole(held, dw.user("t", inside=link), dw.chain("s", "t", "e")))
    assert "form-unreadable" in {one.rule for one in read.findings}
    json.dumps(pp.dump(read.prepared))
