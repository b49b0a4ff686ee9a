"""Documents as small bytes: a format byte, then a zstd frame without its magic number.

The format byte is all that says how the rest is to be read. It names both what the frame was packed with and how the
document inside is laid out, so that either can change without the other; what a number stands for never changes, and
every number is read for ever. Dictionaries are numbered files that are kept for ever too. They are trained on states
of shipped procedures (`tests/bench/train_dictionary.py`); with one, a short document is a third smaller and packed in
a fifth of the time, because zstd's tables are ready-made.
"""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from pathlib import Path

import zstandard

LARGEST = 64_000_000
"""Bytes that a document may have when it is unpacked; far above what a budget lets one become."""
LEVEL = 3
_MAGIC = b"\x28\xb5\x2f\xfd"
"""What each zstd frame begins with (RFC 8878, 3.1.1); left out from format 2 on, because the format byte says it."""


class CodecError(Exception):
    """The bytes are no document of a format that this release knows."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a format byte stands for.

    Attributes:
        layout: number of the document's layout; what it means is known to who made it.
        dictionary: number of the dictionary, 0 for none.
        magic: whether the frame still bears its magic number.
    """

    layout: int
    dictionary: int = 0
    magic: bool = False


FORMATS = {1: Format(layout=1, magic=True), 2: Format(layout=1, dictionary=1)}
CURRENT = 2


def path(number: int) -> Path:
    """The file of a dictionary."""
    return Path(__file__).with_name("dictionaries") / f"{number}.zdict"


@functools.cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    """A dictionary, read when it is first needed and digested once for all threads."""
    if not number:
        return None
    found = zstandard.ZstdCompressionDict(path(number).read_bytes(), zstandard.DICT_TYPE_FULLDICT)
    found.precompute_compress(level=LEVEL)
    return found


def packer(dictionary: zstandard.ZstdCompressionDict | None) -> zstandard.ZstdCompressor:
    """What packs frames: with their size, by which unpacking is bounded, and without what nobody reads."""
    return zstandard.ZstdCompressor(
        level=LEVEL, dict_data=dictionary, write_checksum=False, write_content_size=True, write_dict_id=False
    )


class _Contexts(threading.local):
    """zstd contexts by dictionary: costly to make, and each usable by one thread at a time."""

    def __init__(self) -> None:
        self.packers: dict[int, zstandard.ZstdCompressor] = {}
        self.unpackers: dict[int, zstandard.ZstdDecompressor] = {}

    def packer(self, number: int) -> zstandard.ZstdCompressor:
        """What packs with a dictionary."""
        found = self.packers.get(number)
        if found is None:
            found = self.packers[number] = packer(_dictionary(number))
        return found

    def unpacker(self, number: int) -> zstandard.ZstdDecompressor:
        """What unpacks frames that were packed with a dictionary."""
        found = self.unpackers.get(number)
        if found is None:
            found = self.unpackers[number] = zstandard.ZstdDecompressor(dict_data=_dictionary(number))
        return found


_contexts = _Contexts()
_FIRST, _WITH = bytes((CURRENT,)), FORMATS[CURRENT].dictionary


def pack(document: bytes) -> bytes:
    """A document as bytes of the current format."""
    return _FIRST + _contexts.packer(_WITH).compress(document)[len(_MAGIC) :]


def unpack(packed: bytes) -> tuple[int, bytes]:
    """The layout of a document and the document.

    Raises:
        CodecError: the bytes are none.
    """
    found = FORMATS.get(packed[0]) if packed else None
    if found is None:
        known = " and ".join(map(str, FORMATS))
        raise CodecError(f"it has the format {packed[0]}, and this release reads {known}" if packed else "it is empty")
    frame = packed[1:] if found.magic else _MAGIC + packed[1:]
    try:
        if not 0 <= zstandard.frame_content_size(frame) <= LARGEST:
            raise CodecError("it is too large, or doesn't say how large it is")
        return found.layout, _contexts.unpacker(found.dictionary).decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as cause:
        raise CodecError(f"it can't be read: {cause}") from cause
