"""What kind of file some bytes are, and what a file may be called: told by the content, never by the name it came with.

Only kinds that offices hand in are known, and all others are refused: what a browser or a machine would execute
(pages, drawings with scripts, programs, documents with macros) is then never stored. Nothing is unpacked to find out.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import IO

LONGEST_NAME = 200
"""Bytes in UTF-8; file systems take 255."""
_HEAD, _TAIL = 2**12, 2**18
_PDF, _PNG, _JPEG, _TIFF, _TEXT = "application/pdf", "image/png", "image/jpeg", "image/tiff", "text/plain"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
ENDINGS: Mapping[str, tuple[str, ...]] = {
    _PDF: ("pdf",),
    _PNG: ("png",),
    _JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    _TIFF: ("tif", "tiff"),
    "image/heic": ("heic", "heif"),
    f"{_OFFICE}wordprocessingml.document": ("docx",),
    f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}presentationml.presentation": ("pptx",),
    f"{_OPEN}text": ("odt",),
    f"{_OPEN}spreadsheet": ("ods",),
    f"{_OPEN}presentation": ("odp",),
    _TEXT: ("txt", "csv", "log", "md"),
}
"""The kinds that are taken, each with the endings that its name may have; the first is given where it has another."""
_MAGIC = (
    (b"%PDF-", _PDF),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
)
_HEIC = re.compile(rb".{4}ftyp(?:heic|heix|mif1|heim|heis)", re.DOTALL)
_ZIP = b"PK\x03\x04"
_OPEN_KIND = re.compile(rb".{26}\x08\x00\x00\x00mimetype(" + re.escape(_OPEN).encode() + rb"[a-z]{1,20})PK", re.DOTALL)
"""OpenDocument 1.3, part 2, 3.3: the first member is called so, not compressed, and says the kind."""
_PARTS = ((b"word/document.xml", "wordprocessingml.document"), (b"xl/workbook.xml", "spreadsheetml.sheet"),
          (b"ppt/presentation.xml", "presentationml.presentation"))  # fmt: skip
_MACROS = (b"vbaProject", b"Basic/", b"Scripts/", b"macros/", b"/embeddings/oleObject")
_MARKUP = re.compile(r"^\s*(?:<|#!)|<(?:!doctype|html|script|svg|body|iframe|img|object|\?php)\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
NAMELESS = "tài liệu"


def of(file: IO[bytes]) -> str | None:
    """The media type of a file, None for a kind that isn't taken. The file is read in parts and left at its beginning.

    Parameters:
        file: at its beginning, one that can be moved in.
    """
    head = file.read(_HEAD)
    try:
        for magic, kind in _MAGIC:
            if head.startswith(magic):
                return kind
        if _HEIC.match(head):
            return "image/heic"
        if head.startswith(_ZIP):
            return _of_zip(file, head)
        return _of_text(file, head) if head else None
    finally:
        file.seek(0)


def _of_zip(file: IO[bytes], head: bytes) -> str | None:
    """An office document, by names in its list of members; the members stay packed."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    listed = file.read(_TAIL)
    if any(name in listed for name in _MACROS):
        return None
    if found := _OPEN_KIND.match(head):
        kind = found[1].decode()
        return kind if kind in ENDINGS else None
    if b"[Content_Types].xml" not in listed:
        return None
    kinds = [kind for name, kind in _PARTS if name in listed]
    return _OFFICE + kinds[0] if len(kinds) == 1 else None


def _of_text(file: IO[bytes], head: bytes) -> str | None:
    """Plain text in UTF-8 that no browser would take for a page."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    part, first = head, True
    try:
        while part:
            text = decoder.decode(part)
            if _CONTROLS.search(text) or (first and _MARKUP.search(text)):
                return None
            part, first = file.read(_TAIL), False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return _TEXT


def name(raw: str, kind: str) -> str:
    """What a file is called here: in NFC, without folders, signs that no file's name has, and letters that turn a line
    around; its ending is one of its kind.

    Parameters:
        raw: as it came.
        kind: one of `ENDINGS`.
    """
    last = unicodedata.normalize("NFC", raw.replace("\\", "/")).rpartition("/")[2]
    plain = "".join(" " if sign.isspace() else sign for sign in last if unicodedata.category(sign)[0] != "C")
    plain = " ".join(_FORBIDDEN.sub("_", plain).split()).strip(". ")
    plain = f"_{plain}" if _RESERVED.match(plain) else plain
    stem, ending = plain, PurePosixPath(plain).suffix[1:].lower() if plain else ""
    if ending in ENDINGS[kind]:
        stem, ending = plain[: -len(ending) - 1], plain[-len(ending) :]
    else:
        ending = ENDINGS[kind][0]
    stem = stem.encode()[:LONGEST_NAME].decode("utf-8", "ignore").strip(". ") or NAMELESS
    return f"{stem}.{ending}"
