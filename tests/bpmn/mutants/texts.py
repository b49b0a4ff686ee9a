"""Ways in which the bytes of a file go wrong: cut off, flipped, in another encoding than they say."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Change = Callable[[bytes, random.Random], bytes]
_WORDS = (
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be iso-8859-1 iso-8859-2 iso-8859-15 cp1250 "
    "cp1251 cp1252 cp1253 cp1257 cp1258 koi8-r gb18030 gb2312 gbk big5 shift_jis euc-jp iso-2022-jp euc-kr us-ascii "
    "cp437 cp037 utf-7"
)
CODECS = tuple(_WORDS.split())
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end is gone, or the beginning."""
    at = chance.randrange(len(data))
    return data[:at] if chance.random() < 0.8 else data[at:]


def flip(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def drop(data: bytes, chance: random.Random) -> bytes:
    """A stretch of bytes is gone, stands twice, or is blank."""
    at, length = chance.randrange(len(data)), chance.choice((1, 5, 100, 4_096))
    kept = chance.choice((b"", data[at : at + length] * 2, b"\x00" * length, b" " * length))
    return data[:at] + kept + data[at + length :]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two tags stand in each other's place."""
    parts = data.split(b"<")
    if len(parts) > 2:
        one, other = chance.randrange(1, len(parts)), chance.randrange(1, len(parts))
        parts[one], parts[other] = parts[other], parts[one]
    return b"<".join(parts)


def misspell(data: bytes, chance: random.Random) -> bytes:
    """Words of the standard are misspelt."""
    words = (
        b'Ref="',
        b' id="',
        b"bpmnElement=",
        b"Ref>",
        b"default=",
        b'name="',
        b"isExecutable",
        b"xmlns",
        b'="',
        b"<",
        b">",
    )
    word = chance.choice(words)
    return data.replace(
        word, chance.choice((word + b"z", word[:-1] + b"x" + word[-1:], word[:-1])), chance.randint(1, 4)
    )


def encode(data: bytes, chance: random.Random) -> bytes:
    """The same text in another encoding that says its name."""
    codec = chance.choice(CODECS)
    name = codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    return encoded(text(data), codec, chance.choice((name, name.upper(), codec)))


def misdeclare(data: bytes, chance: random.Random) -> bytes:
    """The text is in one encoding and says that it is in another, or in one that nobody knows, or says nothing."""
    return encoded(
        text(data), chance.choice(CODECS), chance.choice((*CODECS, "", "none", "x-user-defined", "windows-1258"))
    )


def text(data: bytes) -> str:
    """The text of a file, without its declaration; the corpus is in UTF-8 and Western encodings."""
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = data.decode("cp1252", "replace")
    return _DECLARATION.sub("", decoded)


def encoded(text: str, codec: str, declared: str) -> bytes:
    """A file in an encoding; what that can't write stands as references to characters."""
    said = f' encoding="{declared}"' if declared else ""
    return f'<?xml version="1.0"{said}?>{text}'.encode(codec, "xmlcharrefreplace")


CHANGES: tuple[Change, ...] = (cut, flip, flip, drop, swap, misspell, encode, misdeclare)
