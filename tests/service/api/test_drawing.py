"""What the modeler stands on: drawings that are checked and not kept, drafts that pass over nobody, forms."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest

from bpmn import reader
from service import errors
from service.usecases import checking, pace
from tests.service.api import drawings
from tests.service.api import world as worlds


def sent(diagram: bytes | None = None, settings: object = None, **more: str) -> dict[str, Any]:
    """A drawing as the modeler sends it."""
    file = (io.BytesIO(diagram or drawings.diagram()), "vẽ.bpmn")
    return {"file": file, "settings": json.dumps(drawings.SETTINGS if settings is None else settings), **more}


def form(**more: object) -> bytes:
    """The form of the first step with one more field."""
    shown = json.loads(drawings.FORM)
    shown["components"].append({"type": "textfield", "id": "n", "key": "note", "label": "Ghi chú", **more})
    return json.dumps(shown).encode()


def put(world: worlds.World, code: str, number: int, body: bytes, who: str = "analyst", **headers: str) -> Any:
    """Put the form of the first step."""
    path = f"procedures/{code}/versions/{number}/forms/intake.form"
    return world.call(who, "PUT", path, data=body, content_type="application/json", headers=headers)


def test_a_drawing_is_checked_and_nothing_of_it_is_kept(world: worlds.World) -> None:
    code = world.drafted()
    answer = world.post("analyst", f"procedures/{code}/check", data=sent(forms_of="1"))
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert [step["element"] for step in told["steps"]] == ["intake", "assess", "give"]
    assert {lane["key"] for lane in told["lanes"]} == {drawings.ONE_STOP, drawings.TAX}
    without = world.post("analyst", f"procedures/{code}/check", data=sent()).get_json()
    assert len(without["findings"]) > len(told["findings"])  # the form that a step is linked to isn't there
    assert len(world.get("analyst", f"procedures/{code}").get_json()["versions"]) == 1


def test_a_drawing_without_places_gets_them_and_nothing_of_it_is_kept(world: worlds.World) -> None:
    code = world.drafted()
    answer = world.post("analyst", f"procedures/{code}/place", data={"file": sent()["file"]})
    assert (answer.status_code, answer.content_type) == (200, "application/xml"), answer.text
    drawn = reader.read(answer.data).diagram
    assert set(drawn.shapes) >= set(drawn.nodes) >= {"intake", "assess", "give"}
    assert len(world.get("analyst", f"procedures/{code}").get_json()["versions"]) == 1
    broken = world.post("analyst", f"procedures/{code}/place", data=sent(b"<definitions"))
    assert (broken.status_code, broken.content_type) == (422, "application/problem+json")


def test_a_condition_with_a_mistake_is_told_with_its_column(world: worlds.World) -> None:
    condition = b"<conditionExpression>=pages &gt; &gt; 3</conditionExpression>"
    drawn = drawings.diagram().replace(
        b'sourceRef="intake" targetRef="assess"/>',
        b'sourceRef="intake" targetRef="assess">' + condition + b"</sequenceFlow>",
    )
    answer = world.post("analyst", f"procedures/{world.drafted()}/check", data=sent(drawn, forms_of="1"))
    (found,) = [one for one in answer.get_json()["findings"] if one["element"] == "f2" and one["level"] == "error"]
    assert "column" in found["message"]


def test_what_is_no_diagram_is_told_as_on_import(world: worlds.World) -> None:
    answer = world.post("analyst", f"procedures/{world.drafted()}/check", data=sent(b"<definitions"))
    assert answer.status_code == 422


def test_nobody_checks_without_an_end(world: worlds.World) -> None:
    """A person's checks are counted, another's aren't hers; later she may again."""
    tempo, now = pace.Pace(2, 60, "too_many_checks"), worlds.MONDAY
    tempo.take(1, now)
    tempo.take(1, now)
    with pytest.raises(errors.TooManyError) as refused:
        tempo.take(1, now + timedelta(seconds=59))
    assert refused.value.retry_at == now + timedelta(seconds=60)
    tempo.take(2, now)
    tempo.take(1, now + timedelta(seconds=60))
    assert checking.MOST >= 20, "somebody who draws is checked after each change"


def test_a_draft_after_one_that_was_not_seen_is_refused_with_who_made_it(world: worlds.World) -> None:
    code = world.drafted()
    path = f"procedures/{code}/versions"
    first = world.post("analyst", path, data=sent(forms_of="1", fit="1", after="0", after_revision="0"))
    assert first.status_code == 409
    told = first.get_json()
    assert (told["code"], told["values"]["number"], told["values"]["who"]) == ("drawn_meanwhile", 1, "Analyst")
    assert put(world, code, 1, form(), "administrator").status_code == 200
    changed = world.post("analyst", path, data=sent(forms_of="1", fit="1", after="1", after_revision="1"))
    assert changed.get_json()["values"]["who"] == "Administrator"
    made = world.post("analyst", path, data=sent(forms_of="1", fit="1", after="1", after_revision="2"))
    assert made.status_code == 201
    assert made.get_json()["forms"] == ["intake.form"]


def test_settings_of_what_was_removed_from_the_drawing_are_left_out_on_request(world: worlds.World) -> None:
    settings = {
        **drawings.SETTINGS,
        "steps": {**drawings.SETTINGS["steps"], "gone": {"role": "chief"}},
        "lanes": {**drawings.SETTINGS["lanes"], "Pool/Gone": {"bind": {"to": "applicant"}}},
    }
    path = f"procedures/{world.drafted()}/versions"
    assert world.post("analyst", path, data=sent(settings=settings)).status_code == 422
    made = world.post("analyst", path, data=sent(settings=settings, fit="1")).get_json()
    assert set(made["settings"]["steps"]) == {"intake", "assess", "give"}
    assert set(made["settings"]["lanes"]) == {drawings.ONE_STOP, drawings.TAX}


def test_a_form_of_a_draft_is_changed_in_place_and_of_a_published_version_in_the_next_draft(
    world: worlds.World,
) -> None:
    code = world.drafted()
    changed = put(world, code, 1, form(), **{"If-Match": '"r1"'})
    assert (changed.status_code, changed.get_json()["revision"]) == (200, 2)
    assert world.get("analyst", f"procedures/{code}/versions/1/forms/intake.form").data == form()
    assert put(world, code, 1, form(), **{"If-Match": '"r1"'}).status_code == 412
    assert world.post("analyst", f"procedures/{code}/versions/1/publish", json={}).status_code == 200
    next_draft = put(world, code, 1, form(label="Khác"))
    assert (next_draft.status_code, next_draft.get_json()["number"]) == (201, 2)
    assert world.get("analyst", f"procedures/{code}/versions/1/forms/intake.form").data == form()
    assert (
        next_draft.get_json()["settings"]
        == world.get("analyst", f"procedures/{code}/versions/1").get_json()["settings"]
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "it isn't JSON"),
        (b"{}", "it is neither a form-js form nor a JSON schema"),
        (form(type="rocket"), "field “note” is of the type “rocket”, which can't be used here: remove it"),
        (form(key="full_name"), "two fields use the key “full_name”"),
        (form(key=""), "has no key"),
        (form(validate={"pattern": "("}), "the pattern of field “note”"),
    ],
    ids=["not json", "no form", "unknown type", "same key", "no key", "pattern"],
)
def test_a_form_that_cannot_be_used_is_refused_with_the_field_that_is_wrong(
    world: worlds.World, body: bytes, said: str
) -> None:
    code = world.drafted()
    answer = put(world, code, 1, body)
    assert answer.status_code == 422
    assert said in answer.get_json()["errors"][0]["message"]
    checked = world.post("analyst", "forms/check", data=body, content_type="application/json")
    assert checked.get_json()["errors"] == answer.get_json()["errors"]
    assert world.get("analyst", f"procedures/{code}/versions/1").get_json()["revision"] == 1


SCHEMA = b"""{"title": "Khai sinh", "type": "object", "required": ["full_name"], "properties":
 {"full_name": {"type": "string", "title": "Ho ten", "maxLength": 40}, "born": {"type": "string", "format": "date"}}}"""
SPIFF = (
    b'<s:properties xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
    b'<s:property name="formJsonSchemaFilename" value="birth.json"/></s:properties>'
)


def test_a_json_schema_is_given_as_a_form_with_the_same_fields_and_kept_as_it_came(world: worlds.World) -> None:
    code = world.drafted()
    drawn = drawings.diagram().replace(b'<zeebe:formDefinition formId="intake"/>', SPIFF)
    assert SPIFF in drawn
    files = [(io.BytesIO(drawn), "a.bpmn"), (io.BytesIO(SCHEMA), "birth.json")]
    made = world.post("analyst", f"procedures/{code}/versions", data={"file": files})
    assert made.status_code == 201, made.text
    address = f"procedures/{code}/versions/{made.get_json()['number']}/forms/birth.json"
    assert world.get("analyst", address).data == SCHEMA
    shown = world.get("analyst", f"{address}?as=form-js").get_json()
    fields = [one for one in shown["components"] if "key" in one]
    assert [(one["key"], one["type"]) for one in fields] == [("full_name", "textfield"), ("born", "datetime")]
    assert fields[0]["validate"] == {"required": True, "maxLength": 40}
    put_back = world.call("analyst", "PUT", f"/api/v1/{address}", json=shown)
    assert put_back.status_code == 200, put_back.text
