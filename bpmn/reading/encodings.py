"""From bytes to UTF-8, whatever a file's first line says of them: by its mark, its declaration, else by what fits.

Decoded here and not by the parser, because not every build of that knows every encoding, and because programs declare
one encoding and write another: the text tells which of them is meant (XML 1.0, 4.3.3 and appendix F).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

MARK = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
_HEAD = 1_000
_DECLARATION = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\?>""")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*["']([^"'>]{0,60})["']""")
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How files of two and four bytes a character begin, with and without a mark."""
_EBCDIC = "<?xml".encode("cp037")
_NAMES: Mapping[str, str] = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "windows-936": "gb18030",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms932": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "windows-949": "cp949",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
"""Names that mean more than they say: what programs write under them is the larger set."""
_CHARACTER_SETS = (
    "utf-8 utf-7 ascii iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 "
    "iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 "
    "cp1256 cp1257 cp1258 cp874 cp437 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 "
    "koi8-r koi8-u koi8-t mac-roman mac-cyrillic mac-greek mac-latin2 mac-turkish gb2312 gbk gb18030 hz big5 "
    "big5hkscs cp950 shift_jis shift_jis_2004 shift_jisx0213 cp932 euc_jp euc_jis_2004 euc_jisx0213 iso2022_jp "
    "iso2022_jp_1 iso2022_jp_2 iso2022_jp_3 iso2022_kr euc_kr cp949 johab cp037 cp500 cp1026 cp1140 cp273 ptcp154 "
    "kz1048 tis-620"
)
_KNOWN = frozenset(_CHARACTER_SETS.split())
"""Sets of characters only: other codecs turn text into something else."""
_READY = tuple(codecs.lookup(name) for name in (*sorted(_KNOWN), "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"))
"""Loaded with this module and not at first use: what reads uploads may open no files by then."""
_LARGE = frozenset({"gb18030", "big5", "big5hkscs", "cp950", "cp932", "cp949", "euc_jp", "johab", "shift_jis_2004"})
"""Encodings of several bytes a character: what is right in one of them is hardly so by chance."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file in UTF-8 without mark, its declaration gone but for its line breaks.

    `rule` says what had to be assumed, empty where nothing: ``encoding-mistaken`` another encoding than declared fits,
    ``encoding-guessed`` none fits, ``bytes-damaged`` some characters are lost. `declared` and `used` are the encodings,
    `line` the first line that they differ in.
    """

    data: bytes
    rule: str = ""
    declared: str = ""
    used: str = ""
    line: int = 0


def decoded(data: bytes) -> Decoded:
    """The text of a file in UTF-8. Never raises: what no encoding explains is replaced, and said."""
    wide = next((codec for mark, codec in _WIDE if data.startswith(mark)), None)
    if wide is not None:
        return _as(data, wide, "")
    if data.lstrip(_BLANK).startswith(MARK):
        data = data.lstrip(_BLANK)
        return _as_utf8(data, "")
    if data.startswith(_EBCDIC):
        said = _declared(data[:_HEAD].decode("cp037").encode())
        return _as(data, _codec(said) or "cp037", said)
    declared = _declared(data[:_HEAD])
    codec = _codec(declared)
    if codec in (None, "utf-8", "ascii"):
        known = codec is not None or not declared or _is_wide(declared)
        return _as_utf8(data, "" if known else declared, declared)
    assert codec is not None
    if codec not in _LARGE and not data.isascii() and _fits(data, "utf-8"):
        return Decoded(_undeclared(data), "encoding-mistaken", declared, "UTF-8", _first_line(data))
    return _as(data, codec, declared)


def _declared(head: bytes) -> str:
    declaration = _DECLARATION.match(head)
    found = _ENCODING.search(declaration[0]) if declaration else None
    return found[1].decode("ascii", "replace").strip() if found else ""


def _is_wide(name: str) -> bool:
    """Declared over text of one byte a character, these are a slip of programs that wrote a string to a file."""
    return name.lower().replace("-", "").replace("_", "").startswith(("utf16", "utf32", "ucs2", "ucs4", "unicode"))


def _codec(name: str) -> str | None:
    """The codec that a declaration means, None where it names none that is known."""
    plain = name.strip().lower().replace("_", "-").replace(" ", "-")
    try:
        found = codecs.lookup(_NAMES.get(plain, plain)).name if plain else "utf-8"
    except (LookupError, ValueError):
        return None
    found = _NAMES.get(found.replace("iso8859", "iso-8859").replace("_", "-"), found)
    return found if found in _KNOWN else None


def _fits(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (UnicodeError, ValueError):
        return False
    return True


def _as(data: bytes, codec: str, declared: str) -> Decoded:
    """A file in the encoding that it says; characters that are none there are replaced."""
    try:
        return Decoded(_undeclared(data.decode(codec).encode("utf-8", "replace")))
    except (UnicodeError, ValueError):
        pass
    if codec == "cp1252":
        return Decoded(_undeclared(_western(data).encode()))
    text = data.decode(codec, "replace")
    # The mark stands for what is lost: where most is lost, the declaration was no help.
    if text.count("\ufffd") * 4 > sum(1 for character in text if character > "\x7f"):
        return _as_utf8(data, declared, declared)
    line = text.count("\n", 0, text.index("\ufffd")) + 1 if "\ufffd" in text else 1
    return Decoded(_undeclared(text.encode("utf-8", "replace")), "bytes-damaged", declared, declared or codec, line)


def _as_utf8(data: bytes, mistaken: str, declared: str = "") -> Decoded:
    """A file that should be UTF-8, or says nothing, or nothing that is known (`mistaken`)."""
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
    else:
        if mistaken:
            return Decoded(_undeclared(data), "encoding-mistaken", mistaken, "UTF-8", 1)
        return Decoded(_undeclared(data))
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if sum(1 for character in text if character > "\x7f") > 2 * lost:
        return Decoded(_undeclared(text.encode()), "bytes-damaged", declared, "UTF-8", line)
    return Decoded(_undeclared(_western(data).encode()), "encoding-guessed", declared, "Windows-1252", line)


def _western(data: bytes) -> str:
    """Every byte is a letter: those that the code page leaves out are taken as ISO 8859-1 has them."""
    return data.decode("iso-8859-1").translate(_WESTERN)


_WESTERN = {
    byte: letter for byte in range(128, 160) if (letter := bytes([byte]).decode("cp1252", "replace")) != "\ufffd"
}


def _undeclared(data: bytes) -> bytes:
    """Without mark and declaration, so that nothing says another encoding; lines keep their numbers."""
    while data.startswith(MARK):  # some programs write it twice
        data = data.removeprefix(MARK)
    found = _DECLARATION.match(data[:_HEAD])
    if found is None:
        return data
    return b"\n" * found[0].count(b"\n") + data[found.end() :]


def _first_line(data: bytes) -> int:
    """The first line with a character beyond ASCII."""
    at = next((index for index, byte in enumerate(data) if byte > 127), 0)
    return data.count(b"\n", 0, at) + 1
