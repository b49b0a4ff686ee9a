"""Files that are almost XML: what programs get wrong so often that it can be mended without guessing at the content.

Each mending is a finding. Anything else that is no XML stays refused: a file that was cut off is not a diagram.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable

from bpmn import markup, vocabulary, xmlerrors
from bpmn.lint import finding
from bpmn.reading import encodings, told

_MOST_PREFIXES = 10
_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]+) .*is not defined")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?definitions(?=[\s>/])")
_END = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?definitions\s*>")
_USUAL = {
    "bpmn": vocabulary.MODEL,
    "bpmn2": vocabulary.MODEL,
    "model": vocabulary.MODEL,
    "semantic": vocabulary.MODEL,
    "bpmndi": vocabulary.DI,
    "dc": vocabulary.DC,
    "omgdc": vocabulary.DC,
    "di": vocabulary.DD,
    "omgdi": vocabulary.DD,
    "xsi": vocabulary.XSI,
    "camunda": vocabulary.CAMUNDA,
    "zeebe": vocabulary.ZEEBE,
    "activiti": vocabulary.ACTIVITI,
    "flowable": vocabulary.FLOWABLE,
    "laneway": vocabulary.LANEWAY,
}


def parsed(data: bytes, limits: markup.Limits) -> tuple[markup.Element, tuple[finding.Finding, ...]]:
    """The root element, and what had to be mended.

    Raises:
        ReadError: of the file as it came, where mending doesn't help.
    """
    markup.admit(data, limits)
    decoded = encodings.decoded(data)
    rules = [_of_encoding(decoded)] if decoded.rule else []
    undeclared: list[str] = []
    slips: list[str] = []
    first: markup.ReadError | None = None
    text = decoded.data
    for _ in range(_MOST_PREFIXES + len(_SLIPS) + 1):
        try:
            root = markup.parse(text, limits)
        except markup.ReadError as error:
            first = first or error
            prefix = _UNDECLARED.search(error.values.get("detail", ""))
            if prefix is not None and prefix[1] not in undeclared and _ROOT.search(text):
                undeclared.append(prefix[1])
                text = _declared(text, prefix[1])
            elif error.code != "not_xml" or not (text := _mended(text, slips)):
                raise first from error
        else:
            return root, (*rules, *_told(undeclared, slips, first))
    assert first is not None
    raise first


def _of_encoding(decoded: encodings.Decoded) -> finding.Finding:
    declared, line = decoded.declared or "UTF-8", decoded.line
    return told.said(decoded.rule, "definitions", line=line, declared=declared, used=decoded.used, at=line)


def _declared(data: bytes, prefix: str) -> bytes:
    """The file with a prefix declared at its root."""
    uri = _USUAL.get(prefix, f"urn:undeclared:{prefix}")
    return _ROOT.sub(lambda root: root[0] + f' xmlns:{prefix}="{uri}"'.encode(), data, count=1)


_ILLEGAL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CHARACTER = re.compile(rb"&#(x[0-9A-Fa-f]{1,8}|[0-9]{1,9});")
_BARE = re.compile(rb"&(?!(?:#[0-9]{1,9}|#x[0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});)")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,31});")
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _without_illegal(data: bytes) -> bytes:
    """Drawing programs write the line breaks of their shapes as characters that XML does not know (2.2)."""

    def legal(reference: re.Match[bytes]) -> bytes:
        code = int(reference[1].replace(b"x", b"0x", 1), 16) if reference[1].startswith(b"x") else int(reference[1])
        fine = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return reference[0] if fine else b" "

    return _CHARACTER.sub(legal, _ILLEGAL.sub(b" ", data))


def _with_ampersands(data: bytes) -> bytes:
    """Programs that put texts together forget to write ``&amp;``."""
    return _BARE.sub(b"&amp;", data)


def _with_entities(data: bytes) -> bytes:
    """Names of characters that HTML knows and XML doesn't."""

    def meant(reference: re.Match[bytes]) -> bytes:
        name = reference[1].decode()
        if name in _XML:
            return reference[0]
        character = html.entities.html5.get(f"{name};")
        return b"&amp;" + reference[0][1:] if character is None else character.encode()

    return _NAMED.sub(meant, data)


def _alone(data: bytes) -> bytes:
    """What stands before and after the file's one element, where it is no markup: headers and rests of transfers."""
    begin, ends = data.find(b"<"), list(_END.finditer(data))
    end = ends[-1].end() if ends and b"<" not in data[ends[-1].end() :] else len(data)
    return b"\n" * data.count(b"\n", 0, max(begin, 0)) + data[max(begin, 0) : end]


_SLIPS: dict[str, Callable[[bytes], bytes]] = {
    "characters": _without_illegal,
    "&": _with_ampersands,
    "&…;": _with_entities,
    "before, after": _alone,
}
"""What to show of a slip → how it is mended."""


def _mended(data: bytes, slips: list[str]) -> bytes:
    """The text after the next mending that changes it, noted in `slips`; empty where none does."""
    for name, mend in _SLIPS.items():
        if name not in slips and (mended := mend(data)) != data:
            slips.append(name)
            return mended
    return b""


def _told(undeclared: list[str], slips: list[str], first: markup.ReadError | None) -> list[finding.Finding]:
    found = []
    if undeclared:
        found.append(told.said("prefix-undeclared", "definitions", line=1, prefixes=", ".join(undeclared)))
    if slips and first is not None:
        vi, en = xmlerrors.said(first.values.get("detail", ""))
        found.append(told.said("xml-mended", "definitions", line=first.line, at=first.line, vi=vi, en=en))
    return found
