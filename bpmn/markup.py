"""Bytes to a checked XML tree: the one door through which XML comes in.

What a stranger's file may do here is bounded: nothing is fetched, no entity is replaced, a document type is refused,
and size, depth and number of elements have limits that are counted while parsing, not after.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from bpmn import vocabulary, xmlerrors

Element = etree._Element
_CHUNK = 1 << 15
_FIRST_CHUNK = 512
_PROLOG = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold. `size` is in bytes, lengths are in characters."""

    size: int = 10_000_000
    elements: int = 100_000
    depth: int = 250
    id_length: int = 500
    name_length: int = 2_000
    text_length: int = 200_000
    """Of documentation, an expression or a script."""
    forms_length: int = 5_000_000
    """Of forms in the file, counted at each step that is linked to one."""


DEFAULT = Limits()

_REASONS: Mapping[str, tuple[str, str]] = {
    "empty": ("Tệp rỗng.", "The file is empty."),
    "too_large": (
        "Tệp lớn {size} byte, quá giới hạn {limit} byte. Hãy bỏ hình ảnh nhúng hoặc tách sơ đồ.",
        "The file has {size} bytes, more than the {limit} allowed. Remove embedded images or split the diagram.",
    ),
    "too_many_elements": (
        "Tệp có quá {limit} phần tử XML. Hãy tách sơ đồ thành nhiều quy trình.",
        "The file has more than {limit} XML elements. Split the diagram into several processes.",
    ),
    "too_deep": (
        "Các phần tử lồng nhau quá {limit} cấp. Hãy giảm số quy trình con lồng nhau.",
        "Elements are nested more than {limit} levels deep. Nest fewer subprocesses.",
    ),
    "doctype": (
        "Tệp có khai báo DOCTYPE, không được nhận vì lý do an toàn. Hãy lưu lại sơ đồ từ công cụ vẽ.",
        "The file declares a DOCTYPE, which is refused for safety. Save the diagram again from the modeler.",
    ),
    "archive": (
        "Đây là tệp nén hoặc tệp riêng của công cụ vẽ. Hãy dùng chức năng xuất ra BPMN 2.0 (.bpmn).",
        "This is an archive or a modeler's own file. Use the modeler's export to BPMN 2.0 (.bpmn).",
    ),
    "not_xml": (
        "Không đọc được tệp như XML (dòng {line}, cột {column}): {said}. Hãy xuất lại sơ đồ từ công cụ vẽ.",
        "The file can't be read as XML (line {line}, column {column}): {said}. Export the diagram again.",
    ),
    "encoding": (
        "Không đọc được bảng mã của tệp ({detail}). Hãy lưu lại bằng UTF-8.",
        "The file's encoding can't be read ({detail}). Save it again as UTF-8.",
    ),
    "not_bpmn": (
        "Tệp là XML nhưng không phải sơ đồ BPMN 2.0: phần tử gốc là “{root}”. Hãy xuất ra BPMN 2.0 (.bpmn).",
        "The file is XML but no BPMN 2.0 diagram: its root element is “{root}”. Export it as BPMN 2.0 (.bpmn).",
    ),
}


class ReadError(Exception):
    """No diagram can be made of the bytes.

    Attributes:
        code: which of the reasons, as in `_REASONS`.
        line, column: where, from 1; 0 where the file has no such place.
        values: the texts inside the message.
        message, message_en: what is wrong and what to do, in Vietnamese and English.
    """

    def __init__(self, code: str, line: int = 0, column: int = 0, values: Mapping[str, str] | None = None) -> None:
        self.code, self.line, self.column, self.values = code, line, column, dict(values or {})
        shown = {"line": str(line), "column": str(column), **self.values}
        told = zip(_REASONS[code], xmlerrors.said(self.values.get("detail", "")), strict=True)
        self.message, self.message_en = (text.format(**shown, said=said) for text, said in told)
        super().__init__(self.message_en)

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, int, int, dict[str, str]]]:
        """So that it crosses from the import's child process."""
        return type(self), (self.code, self.line, self.column, self.values)


def parse(data: bytes, limits: Limits = DEFAULT) -> Element:
    """The root element of a file.

    Parameters:
        data: the file in UTF-8, as `bpmn.reading.encodings` makes it of one that was admitted.
        limits: what is refused.

    Raises:
        ReadError: not XML, a document type, or over a limit.
    """
    _refuse_uncounted(data, limits)
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = _fed(parser, data, limits)
    except etree.XMLSyntaxError as error:
        raise _reason(error, parser, limits) from error
    except (LookupError, ValueError) as error:
        raise ReadError("encoding", values={"detail": str(error)[:120]}) from error
    return root


def admit(data: bytes, limits: Limits) -> None:
    """Refuse what needs no parser: cheap, and before any memory is spent.

    Raises:
        ReadError: nothing, too much, or another kind of file.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise ReadError("empty")
    if len(data) > limits.size:
        raise ReadError("too_large", values={"size": str(len(data)), "limit": str(limits.size)})
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")):
        raise ReadError("archive")


def _refuse_uncounted(data: bytes, limits: Limits) -> None:
    """Refuse what can be told from the text."""
    if _has_doctype(data):
        raise ReadError("doctype", line=1)
    if data.count(b"<") > 3 * limits.elements or data.count(b"=") > 10 * limits.elements:
        raise ReadError("too_many_elements", values={"limit": str(limits.elements)})


def _has_doctype(data: bytes) -> bool:
    """Whether a document type stands before the root; asked before parsing, so that none of it is ever read."""
    head = data[:_PROLOG].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xfe\xff")
    while True:
        head = head.lstrip()
        for begin, end in ((b"<?", b"?>"), (b"<!--", b"-->")):
            if head.startswith(begin):
                head = head[len(begin) :].partition(end)[2]
                break
        else:
            return head[:9].upper() == b"<!DOCTYPE"


def _fed(parser: etree.XMLPullParser, data: bytes, limits: Limits) -> Element:
    count = depth = at = 0
    size = _FIRST_CHUNK
    while at < len(data):
        parser.feed(data[at : at + size])
        at, size = at + size, _CHUNK
        for event, element in parser.read_events():
            assert isinstance(element, Element)
            if event == "end":
                depth -= 1
                continue
            depth += 1
            if count == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise ReadError("doctype", line=1)
            count += 1
            if count > limits.elements:
                raise ReadError("too_many_elements", line(element), values={"limit": str(limits.elements)})
            if depth > limits.depth:
                raise ReadError("too_deep", line(element), values={"limit": str(limits.depth)})
    root: Element = parser.close()
    return root


def _reason(error: etree.XMLSyntaxError, parser: etree.XMLPullParser, limits: Limits) -> ReadError:
    line_number, column = error.position
    detail = re.sub(r", line \d+, column \d+.*$", "", error.msg or "", flags=re.DOTALL)[:160]
    if not line_number and (first := next(iter(parser.feed_error_log), None)):
        # Of an entity that isn't declared, only the log says where and which.
        line_number, column, detail = first.line, first.column, first.message[:160]
    if "depth" in detail.lower():
        return ReadError("too_deep", line_number, column, {"limit": str(limits.depth)})
    if "ncoding" in detail:
        return ReadError("encoding", line_number, column, {"detail": detail})
    return ReadError("not_xml", line_number, column, {"detail": detail})


def wrapped(element: Element, name: str) -> Element:
    """A new element of a name, in the namespace of the one that it is put around."""
    outer = etree.Element(f"{{{vocabulary.split(str(element.tag))[0]}}}{name}")
    outer.append(element)
    return outer


def added(outer: Element, name: str) -> Element:
    """A new last child of a name, in the namespace of the element that it is put into."""
    return etree.SubElement(outer, f"{{{vocabulary.split(str(outer.tag))[0]}}}{name}")


def line(element: Element) -> int:
    """Line of an element's start tag, 0 where unknown."""
    number: int | None = element.sourceline  # type: ignore[assignment]  # the stubs have no type for it
    return number or 0


def local(element: Element) -> str:
    """Local name of an element."""
    return vocabulary.split(str(element.tag))[1]


def children(element: Element, name: str, namespace: str | None = None) -> Iterator[Element]:
    """Direct children of a local name; of one namespace, or of the parent's own where None is given."""
    wanted = vocabulary.split(str(element.tag))[0] if namespace is None else namespace
    yield from element.iterchildren(f"{{{wanted}}}{name}" if wanted else name)


def child(element: Element, name: str, namespace: str | None = None) -> Element | None:
    """The first of `children`."""
    return next(children(element, name, namespace), None)


def text(element: Element | None) -> str:
    """All text inside an element, trimmed and in NFC; markup inside it is left out."""
    if element is None:
        return ""
    if len(element) == 0:
        return nfc((element.text or "").strip())
    return nfc("".join(str(part) for part in element.itertext()).strip())


def label(element: Element, name: str = "name") -> str:
    """An attribute meant for people: NFC, trimmed, line breaks and runs of white space made one space."""
    return " ".join(nfc(element.get(name, "")).split())


def nfc(value: str) -> str:
    """NFC; what is ASCII already is."""
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def truth(value: str | None, default: bool) -> bool:
    """An `xsd:boolean`; what is none is the default."""
    cleaned = (value or "").strip().lower()
    if cleaned in ("true", "1"):
        return True
    return False if cleaned in ("false", "0") else default


def choice(value: str | None, choices: Iterable[str]) -> str | None:
    """One of the values of an enumeration, spelled as the standard does, whatever case it is written in; else None."""
    cleaned = (value or "").strip().casefold()
    return next((one for one in choices if one.casefold() == cleaned), None)
