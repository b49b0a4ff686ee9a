"""A file in an answer is a reference to a document that the store knows, or it is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from bpmn.forms import check, documents, form, formjs, initial

SCAN = documents.Document("01J8ZK4E7Q", "Tờ khai.PDF", 1_024, "application/pdf")
PHOTO = documents.Document("01J8ZK4E7R", "ảnh.jpg", 2_048, "image/jpeg")


class Shelf:
    """A store that holds two documents."""

    def found(self, ids: Collection[str]) -> Mapping[str, documents.Document]:
        return {one.id: one for one in (SCAN, PHOTO) if one.id in ids}


def field(**more: object) -> form.Form:
    return form.Form("f", formjs.fields([{"type": "filepicker", "key": "a", "label": "Bản quét", **more}]))


def codes(one: form.Form, answer: object) -> list[str]:
    return [problem.code for problem in check.check(one, {"a": answer}, store=Shelf()).problems]


def test_references_that_the_store_knows_are_kept() -> None:
    both = [SCAN.reference(), PHOTO.reference()]
    assert check.check(field(multiple=True), {"a": both}, store=Shelf()).answers == {"a": both}
    assert check.check(field(), {"a": []}, store=Shelf()).answers == {"a": None}


@pytest.mark.parametrize(
    "wrong",
    [
        "01J8ZK4E7Q",
        {**SCAN.reference()},
        ["01J8ZK4E7Q"],
        [{"id": "01J8ZK4E7Q"}],
        [{**SCAN.reference(), "path": "/etc/passwd"}],
        [{**SCAN.reference(), "id": "../../etc/passwd"}],
        [{**SCAN.reference(), "id": "01J8ZK4E7X"}],
        [{**SCAN.reference(), "name": "khác.pdf"}],
        [{**SCAN.reference(), "size": 1}],
        [{**SCAN.reference(), "size": True}],
        [{**SCAN.reference(), "type": "text/html"}],
    ],
)
def test_what_the_store_does_not_say_itself_is_refused(wrong: object) -> None:
    assert codes(field(), wrong) in (["not_a_document"], ["wrong_type"])


@pytest.mark.parametrize("known", ["a.pdf", [None], [{"id": "1"}], {"0": SCAN.reference()}, [[SCAN.reference()]]])
def test_a_file_field_begins_with_documents_or_with_nothing(known: object) -> None:
    """The case may hold anything under the field's key."""
    assert initial.shown(field().fields, {"a": known}) == {"a": None}
    both = [SCAN.reference(), PHOTO.reference()]
    assert initial.shown(field().fields, {"a": both}) == {"a": both}


def test_one_document_or_several_of_the_kinds_that_the_field_takes() -> None:
    assert codes(field(), [SCAN.reference(), PHOTO.reference()]) == ["too_many"]
    assert codes(field(accept=".pdf, image/*"), [SCAN.reference()]) == []
    assert codes(field(accept="image/*"), [PHOTO.reference()]) == []
    assert codes(field(accept="image/*"), [SCAN.reference()]) == ["not_accepted"]
    assert codes(field(accept="application/pdf"), [PHOTO.reference()]) == ["not_accepted"]


def test_a_required_file_is_demanded_only_where_files_can_be_attached() -> None:
    one = field(validate={"required": True})
    assert codes(one, None) == ["required"]
    assert check.check(one, {}).problems == ()


@pytest.mark.parametrize(("language", "said"), [("vi", "Trang ngoài không hiện"), ("en", "A page from outside")])
def test_where_a_page_from_outside_would_be_shown_our_page_says_so(language: str, said: str) -> None:
    inner = {"type": "iframe", "label": "Bản quét", "url": "https://example.org/", "conditional": {"hide": "=b"}}
    one = form.Form("f", formjs.fields([{"type": "group", "path": "g", "components": [inner]}]))
    shown = formjs.schema(one, language)["components"][0]["components"][0]
    assert shown["type"] == "text"
    assert shown["text"].startswith("**Bản quét**")
    assert said in shown["text"]
    assert shown["conditional"] == {"hide": "=b"}
