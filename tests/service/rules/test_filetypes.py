"""A file is what its content says; what a browser or a machine would run is nothing that is taken."""

from __future__ import annotations

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules import filetypes

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


def packed(*names: str, first: bytes | None = None, body: bytes = b"<x/>") -> bytes:
    """A ZIP with members of these names, before them OpenDocument's `mimetype`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        if first is not None:
            file.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            file.writestr(name, body)
    return made.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
TAKEN = {
    "pdf": (b"%PDF-1.7\n", "application/pdf"),
    "pdf that is a page too": (b"%PDF-1.7\n<html><script>alert(1)</script>", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n....", "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0....", "image/jpeg"),
    "tiff": (b"II*\x00....", "image/tiff"),
    "heic": (b"\0\0\0\x18ftypheic....", "image/heic"),
    "docx": (DOCX, f"{OFFICE}wordprocessingml.document"),
    "xlsx": (packed("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
    "odt": (packed("content.xml", first=f"{OPEN}text".encode()), f"{OPEN}text"),
    "text": ("Đơn đề nghị\r\n\t5 < 6".encode(), "text/plain"),
    "a bomb, which stays packed": (
        packed("[Content_Types].xml", "word/document.xml", body=bytes(2**24)),
        f"{OFFICE}wordprocessingml.document",
    ),
}
REFUSED = {
    "nothing": b"",
    "page": b"<!doctype html><p>",
    "page after white space": b" \n\t<html>",
    "page after words": b"GIF89a=1;<script>alert(1)</script>",
    "drawing": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program": b"\x7fELF\x02\x01",
    "program of Windows": b"MZ\x90\x00",
    "script": b"#!/bin/sh\nrm -rf /\n",
    "pdf further down": b"MZ\x90\x00%PDF-1.7",
    "NUL": b"abc\0def",
    "no text": b"\xff\xfe\x00\x01",
    "half a letter at the end": "chữ ký".encode()[:-1],
    "any archive": packed("a.txt"),
    "program in an archive": packed("META-INF/MANIFEST.MF", "A.class"),
    "macros": packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "macros of OpenDocument": packed("Basic/script-lc.xml", first=f"{OPEN}text".encode()),
    "two kinds at once": packed("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
    "archive cut off": DOCX[:20],
}


@pytest.mark.parametrize(("body", "kind"), TAKEN.values(), ids=TAKEN)
def test_what_offices_hand_in_is_known_by_its_content(body: bytes, kind: str) -> None:
    file = io.BytesIO(body)
    assert filetypes.of(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_could_be_run_and_what_nobody_knows_is_refused(body: bytes) -> None:
    assert filetypes.of(io.BytesIO(body)) is None


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Tờ khai.pdf", "Tờ khai.pdf"),
        ("Tờ khai.PDF", "Tờ khai.PDF"),
        (unicodedata.normalize("NFD", "Tờ khai.pdf"), "Tờ khai.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\b.pdf", "b.pdf"),
        ("a.exe", "a.exe.pdf"),
        ("a.pdf.html", "a.pdf.html.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("CON.pdf", "_CON.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "tài liệu.pdf"),
        ("///", "tài liệu.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_a_name_is_only_a_name_and_ends_as_its_kind_does(raw: str, kept: str) -> None:
    assert filetypes.name(raw, "application/pdf") == kept


@given(st.text(max_size=400), st.sampled_from(sorted(filetypes.ENDINGS)))
def test_any_name_becomes_one_that_file_systems_and_headers_hold(raw: str, kind: str) -> None:
    made = filetypes.name(raw, kind)
    assert unicodedata.is_normalized("NFC", made)
    assert len(made.encode()) <= 255
    assert made.rpartition(".")[2].lower() in filetypes.ENDINGS[kind]
    assert not set(made) & set('/\\<>:"|?*\0\r\n')
    assert not made.startswith(".")
    assert filetypes.name(made, kind) == made
