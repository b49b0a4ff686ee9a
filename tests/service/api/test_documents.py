"""Documents by REST: attached, handed in, read by whom they concern, and refused to everybody else."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from sqlalchemy import delete, select

from models import blobs
from models import document as table
from service.jobs import worker
from service.schemas import request as requests
from service.usecases import documents
from tests.service.api import drawings
from tests.service.api.world import World


def store(world: World) -> blobs.Blobs:
    wiring: requests.Wiring = world.app.extensions[requests.EXTENSION]
    return wiring.documents


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.get_json().get("errors", [])]


def complete(world: World, task: str, *proof: dict[str, Any]) -> Any:
    return world.post("officer", f"tasks/{task}/complete", json={"answers": {"full_name": "A", "proof": list(proof)}})


def test_a_document_goes_with_the_answers_to_the_case_and_back(world: World) -> None:
    case = world.started()["code"]
    task = world.task(case)
    answer = world.attached(f"tasks/{task}", name="Tờ khai\u202e.pdf")
    document = answer.get_json()
    size = len(drawings.PDF)
    assert document == {"id": document["id"], "name": "Tờ khai.pdf", "size": size, "type": "application/pdf"}
    assert answer.headers["Location"].endswith(f"/documents/{document['id']}")
    assert world.get("officer", f"cases/{case}/documents").get_json() == []
    assert complete(world, task, document).status_code == 200
    (shown,) = world.get("taxer", f"cases/{case}/documents").get_json()
    assert (shown["id"], shown["task"], shown["step"]) == (document["id"], task, "Tiếp nhận")
    assert shown["uploaded_by"] == "Officer"
    back = world.get("taxer", f"documents/{document['id']}")
    assert back.data == drawings.PDF
    assert back.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''T%E1%BB%9D%20khai.pdf" in back.headers["Content-Disposition"]
    assert (back.headers["X-Content-Type-Options"], back.mimetype) == ("nosniff", "application/pdf")
    assert "sandbox" in back.headers["Content-Security-Policy"]
    tag = {"If-None-Match": back.headers["ETag"]}
    assert world.get("taxer", f"documents/{document['id']}", headers=tag).status_code == 304
    history = world.get("officer", f"cases/{case}/history").get_json()
    (line,) = [one for one in history["events"] if one["kind"] == "task.completed"]
    assert line["payload"]["documents"] == [{"id": document["id"], "sha256": shown["sha256"]}]
    assert history["intact"]


def test_what_was_not_handed_in_is_its_uploaders_alone(world: World) -> None:
    task = world.task(world.started()["code"])
    document = world.attached(f"tasks/{task}").get_json()
    assert world.get("officer", f"documents/{document['id']}").status_code == 200
    for who in ("chief", "taxer", "stranger", "administrator"):
        assert world.get(who, f"documents/{document['id']}").status_code == 404, who
    sent = {"answers": {"full_name": "A", "proof": [document]}}
    assert codes(world.post("chief", f"tasks/{task}/complete", json=sent)) == ["not_a_document"]


@pytest.mark.parametrize("asked", ["0", "1", "9" * 19, "9" * 30, "-1", "١", "a", "..", "%2e%2e%2fsecret", "1%00"])
def test_what_is_no_document_is_not_found(world: World, asked: str) -> None:
    assert world.get("officer", f"documents/{asked}").status_code == 404


def test_a_reference_stands_only_where_it_was_uploaded_for(world: World) -> None:
    """Not in another case, not in another start, not with another name, and not once more."""
    procedure = world.published()
    first, second = (world.task(world.started(procedure)["code"]) for _ in range(2))
    document = world.attached(f"tasks/{first}").get_json()
    assert codes(complete(world, second, document)) == ["not_a_document"]
    assert codes(complete(world, first, {**document, "name": "khác.pdf"})) == ["not_a_document"]
    assert codes(complete(world, first, {**document, "size": 1})) == ["not_a_document"]
    at_start = world.attached(f"procedures/{procedure}").get_json()
    assert codes(complete(world, first, at_start)) == ["not_a_document"]
    assert complete(world, first, document).status_code == 200
    assert codes(complete(world, second, document)) == ["not_a_document"]


def test_the_fields_own_kinds_hold_on_the_server(world: World) -> None:
    task = world.task(world.started()["code"])
    text = world.attached(f"tasks/{task}", "một dòng".encode(), "a.pdf").get_json()
    assert (text["name"], text["type"]) == ("a.pdf.txt", "text/plain")
    assert codes(complete(world, task, text)) == ["not_accepted"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_file"),
        (b"<html><script>alert(1)</script>", "file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        (b"MZ\x90\x00", "file_kind"),
        (b"%PDF-" + bytes(20 * 2**20), "file_too_large"),
    ],
    ids=["empty", "page", "drawing", "program", "large"],
)
def test_bytes_that_are_no_document_leave_nothing_behind(world: World, body: bytes, code: str) -> None:
    task = world.task(world.started()["code"])
    before = counted(world)
    answer = world.attached(f"tasks/{task}", body)
    assert (answer.status_code, codes(answer)) == (422, [code])
    assert counted(world) == before


def counted(world: World) -> int:
    with world.database.reading() as session:
        return len(session.scalars(select(table.Document.id)).all())


def test_what_is_far_too_large_is_not_even_read(world: World) -> None:
    task = world.task(world.started()["code"])
    assert world.attached(f"tasks/{task}", bytes(21 * 2**20)).status_code == 413


def test_one_file_at_a_time_as_a_form_and_nothing_else(world: World) -> None:
    task = world.task(world.started()["code"])
    assert codes(world.post("officer", f"tasks/{task}/documents", data={"other": "x"},
                            content_type="multipart/form-data")) == ["one_file"]  # fmt: skip
    assert world.post("officer", f"tasks/{task}/documents", json={}).status_code == 415


def test_the_same_content_is_kept_once_and_belongs_to_each_case_apart(world: World) -> None:
    body = drawings.PDF + b"the same"
    procedure = world.published()
    tasks = [world.task(world.started(procedure)["code"]) for _ in range(2)]
    made = [world.attached(f"tasks/{task}", body).get_json() for task in tasks]
    assert made[0]["id"] != made[1]["id"]
    with world.database.reading() as session:
        hashes = {session.get_one(table.Document, int(one["id"])).sha256 for one in made}
    assert len(hashes) == 1


def test_of_two_completions_with_one_document_one_wins(world: World) -> None:
    task = world.task(world.started()["code"])
    document = world.attached(f"tasks/{task}").get_json()
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(complete(world, task, document).status_code)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409]


def test_of_two_starts_with_one_document_one_wins(world: World) -> None:
    procedure = world.published(with_start_form())
    document = world.attached(f"procedures/{procedure}").get_json()
    sent = {"procedure": procedure, "data": {"full_name": "A", "proof": [document]}, "applicant": {"name": "A"}}
    first, second = (world.post("officer", "cases", json=sent) for _ in range(2))
    assert first.status_code == 201, first.text
    assert codes(second) == ["not_a_document"]
    (shown,) = world.get("officer", f"cases/{first.get_json()['code']}/documents").get_json()
    assert (shown["id"], shown["task"], shown["step"]) == (document["id"], None, "")


def with_start_form() -> bytes:
    """A diagram whose start asks what its first task asks."""
    link = b'<extensionElements><zeebe:formDefinition formId="intake"/></extensionElements>'
    plain = '<startEvent id="start" name="Nộp hồ sơ"/>'.encode()
    assert plain in drawings.diagram()
    return drawings.diagram().replace(plain, plain[:-2] + b">" + link + b"</startEvent>")


def test_who_uploads_without_sending_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_LOOSE", 2)
    task = world.task(world.started()["code"])
    with world.database.transaction() as session:
        session.execute(delete(table.Document).where(table.Document.state == table.LOOSE))
    assert [world.attached(f"tasks/{task}").status_code for _ in range(3)] == [201, 201, 409]


def test_a_task_that_is_done_takes_no_more_documents(world: World) -> None:
    task = world.task(world.started()["code"])
    assert complete(world, task).status_code == 200
    assert world.attached(f"tasks/{task}").status_code == 409


def test_the_worker_drops_after_a_day_what_nobody_handed_in(world: World) -> None:
    """And bytes whose row was never written, as after a kill; what was handed in stays."""
    case = world.started()["code"]
    kept = world.handed_in(case)
    task = world.task(world.started()["code"])
    loose = world.attached(f"tasks/{task}", drawings.PDF + b"loose").get_json()
    lost = store(world).path(store(world).put(io.BytesIO(drawings.PDF + b"lost")))
    began = world.now
    world.later(hours=23)
    worker.Worker(world.database, lambda: world.now, store=store(world)).drain()
    assert world.get("officer", f"documents/{loose['id']}").status_code == 200
    assert not lost.exists()
    world.later(hours=2)
    worker.Worker(world.database, lambda: world.now, store=store(world)).drain()
    assert world.get("officer", f"documents/{loose['id']}").status_code == 404
    assert world.get("officer", f"documents/{kept['id']}").status_code == 200
    assert codes(complete(world, task, loose)) == ["not_a_document"]
    world.now = began


def test_bytes_that_are_gone_are_told_as_not_found(world: World) -> None:
    case = world.started()["code"]
    task = world.task(case)
    document = world.attached(f"tasks/{task}", drawings.PDF + b"gone").get_json()
    with world.database.reading() as session:
        store(world).path(session.get_one(table.Document, int(document["id"])).sha256).unlink()
    assert world.get("officer", f"documents/{document['id']}").status_code == 404


def test_a_recalled_task_shows_its_documents_and_takes_them_again(world: World) -> None:
    case = world.started()["code"]
    first = world.task(case)
    document = world.handed_in(case)
    assert world.post("officer", f"tasks/{first}/recall").status_code == 200
    again = world.task(case)
    assert world.get("officer", f"tasks/{again}").get_json()["values"]["proof"] == [document]
    assert complete(world, again, document).status_code == 200
