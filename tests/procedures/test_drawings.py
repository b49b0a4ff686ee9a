"""Promises about the drawings themselves: valid, complete, readable."""

from __future__ import annotations

import importlib.util
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from bpmn import settings
from tests.procedures import drawings
from tests.procedures.drawings import BPMN

every_version = pytest.mark.parametrize("path", drawings.versions(), ids=drawings.name_of)
every_folder = pytest.mark.parametrize(
    "folder", sorted({path.parent for path in drawings.versions()}), ids=lambda folder: folder.name
)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    spec = importlib.util.find_spec("SpiffWorkflow")
    assert spec is not None
    assert spec.submodule_search_locations
    xsd = Path(spec.submodule_search_locations[0]) / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(xsd))


def test_all_six_procedures_ship_and_two_of_them_in_two_versions() -> None:
    assert [drawings.name_of(path) for path in drawings.versions()] == [
        "birth-registration-v1",
        "birth-registration-v2",
        "business-start-v1",
        "construction-permit-v1",
        "death-registration-v1",
        "karaoke-licence-v1",
        "land-change-v1",
        "land-change-v2",
    ]


@every_version
def test_a_drawing_is_valid_by_the_schema_of_the_standard(path: Path, schema: etree.XMLSchema) -> None:
    schema.assertValid(drawings.root(path))


@every_version
def test_everything_drawn_is_declared_and_everything_declared_is_drawn(path: Path) -> None:
    root = drawings.root(path)
    declared = set(drawings.nodes(path)) | {e.get("id") for e in root.iter(f"{BPMN}participant", f"{BPMN}lane")}
    assert set(drawings.shapes(path)) == declared
    flows = {e.get("id") for e in root.iter(f"{BPMN}sequenceFlow", f"{BPMN}messageFlow")}
    assert set(drawings.edges(path)) == flows


@every_version
def test_every_node_stands_in_exactly_one_lane_and_inside_its_picture(path: Path) -> None:
    root, shapes = drawings.root(path), drawings.shapes(path)
    lane_of: dict[str, str] = {}
    for lane in root.iter(f"{BPMN}lane"):
        for reference in lane.findall(f"{BPMN}flowNodeRef"):
            if lane.find(f"{BPMN}childLaneSet") is None:
                assert reference.text not in lane_of
                lane_of[reference.text] = lane.get("id")
    outer = {key for key, node in drawings.nodes(path).items() if node.getparent().tag == f"{BPMN}process"}
    assert set(lane_of) == outer
    for node_id, lane_id in lane_of.items():
        host = drawings.nodes(path)[node_id].get("attachedToRef", node_id)
        assert shapes[lane_id].holds(shapes[host]), node_id


@every_version
def test_what_stands_in_a_subprocess_is_drawn_inside_it(path: Path) -> None:
    shapes = drawings.shapes(path)
    for node_id, node in drawings.nodes(path).items():
        if node.getparent().tag == f"{BPMN}subProcess":
            assert shapes[node.getparent().get("id")].holds(shapes[node_id]), node_id


@every_version
def test_boundary_events_sit_on_the_border_of_their_host(path: Path) -> None:
    shapes = drawings.shapes(path)
    for event in drawings.root(path).iter(f"{BPMN}boundaryEvent"):
        box = shapes[event.get("id")]
        center = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        assert shapes[event.get("attachedToRef")].on_border(*center), event.get("id")


@every_version
def test_edges_are_orthogonal_and_begin_and_end_on_the_borders_of_their_shapes(path: Path) -> None:
    shapes, edges = drawings.shapes(path), drawings.edges(path)
    for flow in drawings.root(path).iter(f"{BPMN}sequenceFlow", f"{BPMN}messageFlow"):
        points = edges[flow.get("id")]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.get("id")
        assert shapes[flow.get("sourceRef")].on_border(*points[0]), flow.get("id")
        assert shapes[flow.get("targetRef")].on_border(*points[-1]), flow.get("id")


def segments(path: Path) -> list[drawings.Box]:
    return [
        drawings.Box(edge, min(a[0], b[0]) - 0.5, min(a[1], b[1]) - 0.5, max(a[0], b[0]) + 0.5, max(a[1], b[1]) + 0.5)
        for edge, points in drawings.edges(path).items()
        for a, b in pairwise(points)
    ]


def solid(path: Path) -> list[drawings.Box]:
    """Boxes that nothing may cross: nodes, and pools without a process."""
    closed = {p.get("id") for p in drawings.root(path).iter(f"{BPMN}participant") if p.get("processRef") is None}
    subs = {key for key, node in drawings.nodes(path).items() if node.tag == f"{BPMN}subProcess"}
    wanted = (set(drawings.nodes(path)) | closed) - subs
    return [box for key, box in drawings.shapes(path).items() if key in wanted]


@every_version
def test_no_edge_crosses_a_box_and_no_two_boxes_overlap(path: Path) -> None:
    flows = {f.get("id"): f for f in drawings.root(path).iter(f"{BPMN}sequenceFlow", f"{BPMN}messageFlow")}
    hosts = {e.get("id"): e.get("attachedToRef") for e in drawings.root(path).iter(f"{BPMN}boundaryEvent")}
    boxes = solid(path)
    crossed = [
        (part.id, box.id)
        for part in segments(path)
        for box in boxes
        if box.id not in (flows[part.id].get("sourceRef"), flows[part.id].get("targetRef"))
        and part.overlaps(box)
        and hosts.get(flows[part.id].get("sourceRef")) != box.id
    ]
    assert crossed == []
    assert [
        (a.id, b.id)
        for a, b in combinations(boxes, 2)
        if a.overlaps(b) and hosts.get(b.id, hosts.get(a.id)) not in (a.id, b.id)
    ] == []


@every_version
def test_an_edge_from_a_boundary_event_leaves_its_host_alone(path: Path) -> None:
    shapes, edges = drawings.shapes(path), drawings.edges(path)
    for event in drawings.root(path).iter(f"{BPMN}boundaryEvent"):
        host = shapes[event.get("attachedToRef")]
        for flow in event.findall(f"{BPMN}outgoing"):
            parts = [part for part in segments(path) if part.id == flow.text]
            assert len(edges[flow.text]) > 1
            # The first part leaves from the host's border line itself: only what goes inside counts.
            inner = drawings.Box(host.id, host.left + 1, host.top + 1, host.right - 1, host.bottom - 1)
            assert not any(part.overlaps(inner) for part in parts), flow.text


@every_version
def test_labels_lie_free_of_boxes_edges_and_each_other(path: Path) -> None:
    labels = list(drawings.labels(path).values())
    assert [(a.id, b.id) for a, b in combinations(labels, 2) if a.overlaps(b)] == []
    assert [(a.id, b.id) for a in labels for b in solid(path) if a.overlaps(b)] == []
    assert [(a.id, b.id) for a in labels for b in segments(path) if a.overlaps(b)] == []


@every_version
def test_every_name_that_stands_outside_its_shape_has_a_place_in_the_picture(path: Path) -> None:
    root, labels = drawings.root(path), drawings.labels(path)
    outside = root.iter(*drawings.EVENTS, *drawings.GATEWAYS, f"{BPMN}sequenceFlow", f"{BPMN}messageFlow")
    assert {e.get("id") for e in outside if e.get("name")} == set(labels)


@every_version
def test_decisions_name_their_question_and_their_answers_and_have_a_default(path: Path) -> None:
    flows = list(drawings.root(path).iter(f"{BPMN}sequenceFlow"))
    for node_id, node in drawings.nodes(path).items():
        out = [flow for flow in flows if flow.get("sourceRef") == node_id]
        if node.tag in (f"{BPMN}exclusiveGateway", f"{BPMN}inclusiveGateway") and len(out) > 1:
            assert node.get("name"), node_id
            assert all(flow.get("name") for flow in out), node_id
            bare = [flow.get("id") for flow in out if flow.find(f"{BPMN}conditionExpression") is None]
            assert bare == [node.get("default")], node_id


@every_version
def test_forms_that_are_linked_exist_under_their_id_with_one_field_per_key(path: Path) -> None:
    for form_id in drawings.forms_of(path).values():
        form = drawings.form(path, form_id)
        assert (form["id"], form["type"]) == (form_id, "default")
        keys = [field["key"] for field in form["components"] if "key" in field]
        assert len(keys) == len(set(keys)), form_id
        ids = [field["id"] for field in form["components"]]
        assert len(ids) == len(set(ids)), form_id


@every_folder
def test_no_form_lies_about_unused(folder: Path) -> None:
    linked = {form for path in folder.glob("v*.bpmn") for form in drawings.forms_of(path).values()}
    assert {path.stem for path in folder.glob("*.form")} == linked


@every_version
def test_settings_cover_each_step_and_each_lane_with_the_label_it_was_bound_by(path: Path) -> None:
    read = settings.from_json(drawings.read_json(path.with_suffix(".settings.json")))
    tasks = {key for key, node in drawings.nodes(path).items() if node.tag in drawings.TASKS}
    assert set(read.steps) == tasks
    assert all(step.limit and step.role and step.output for step in read.steps.values())
    assert {key: binding.label for key, binding in read.lanes.items()} == drawings.lane_keys(path)
    assert read.limit is not None


@every_version
def test_lanes_are_bound_to_agencies_and_kinds_that_the_demo_knows(path: Path) -> None:
    agencies = drawings.read_json(drawings.FOLDER / "agencies.json")
    known = {"agency": {a["code"] for a in agencies}, "kind": {a["kind"] for a in agencies}}
    read = settings.from_json(drawings.read_json(path.with_suffix(".settings.json")))
    for key, binding in read.lanes.items():
        assert binding.value in known.get(binding.to.value, {binding.value}), key


@every_version
def test_every_procedure_takes_in_and_returns_at_a_one_stop_unit(path: Path) -> None:
    assert "Bộ phận một cửa" in drawings.lane_keys(path).values()


@every_folder
def test_a_procedure_says_what_it_is_and_what_its_law_is(folder: Path) -> None:
    agencies = {agency["code"] for agency in drawings.read_json(drawings.FOLDER / "agencies.json")}
    procedure = drawings.read_json(folder / "procedure.json")
    assert set(procedure) == {"code", "name", "field", "lead_agency", "level"}
    assert set(procedure["name"]) == {"vi", "en"}
    assert procedure["lead_agency"] in agencies
    readme = (folder / "README.md").read_text("utf-8")
    assert "## Limits and where they come from" in readme
    assert ("## What v2 changes" in readme) == (folder / "v2.bpmn").exists()


def test_agencies_have_unique_codes_and_parents_that_exist() -> None:
    agencies = drawings.read_json(drawings.FOLDER / "agencies.json")
    codes = [agency["code"] for agency in agencies]
    assert len(codes) == len(set(codes))
    assert all(agency["parent"] in {None, *codes} for agency in agencies)
    assert all(set(agency["name"]) == {"vi", "en"} for agency in agencies)
    assert sum(agency["kind"] == "ubnd-xa" for agency in agencies) == 3
