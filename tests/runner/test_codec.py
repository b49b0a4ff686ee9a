"""Documents are packed small, and nothing that is no document gets further than an error that says so."""

from __future__ import annotations

import hypothesis
import pytest
import zstandard
from hypothesis import strategies as st

from runner import codec

documents = st.binary(max_size=2_000) | st.text(max_size=500).map(str.encode)
MAGIC = zstandard.FRAME_HEADER


@hypothesis.given(documents)
def test_a_document_comes_back_as_it_was(document: bytes) -> None:
    packed = codec.pack(document)
    assert packed[0] == codec.CURRENT
    assert codec.unpack(packed) == (codec.FORMATS[codec.CURRENT].layout, document)


@hypothesis.given(st.sampled_from(sorted(codec.FORMATS)), st.binary(max_size=400))
def test_bytes_of_anything_are_a_document_or_refused(number: int, garbage: bytes) -> None:
    try:
        codec.unpack(bytes((number,)) + garbage)
    except codec.CodecError:
        return


@hypothesis.given(st.data(), documents)
def test_a_damaged_document_is_read_or_refused(data: st.DataObject, document: bytes) -> None:
    damaged = bytearray(codec.pack(document))
    place = data.draw(st.integers(0, len(damaged) - 1))
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    for bytes_ in (bytes(damaged), codec.pack(document)[:place]):
        try:
            codec.unpack(bytes_)
        except codec.CodecError:
            continue


def frame(document: bytes, number: int, **more: bool) -> bytes:
    """A document packed by hand in a format; `more` is what zstd is told."""
    found = codec.FORMATS[number]
    with_ = zstandard.ZstdCompressionDict(codec.path(found.dictionary).read_bytes()) if found.dictionary else None
    packed = zstandard.ZstdCompressor(dict_data=with_, **more).compress(document)
    return bytes((number,)) + (packed if found.magic else packed[len(MAGIC) :])


every_format = pytest.mark.parametrize("number", codec.FORMATS)


@every_format
def test_a_document_of_every_format_is_read(number: int) -> None:
    assert codec.unpack(frame(b"[1,2]", number)) == (codec.FORMATS[number].layout, b"[1,2]")


@every_format
def test_what_would_fill_the_memory_is_not_unpacked(number: int) -> None:
    with pytest.raises(codec.CodecError, match="too large"):
        codec.unpack(frame(b" " * (codec.LARGEST + 1), number))


@every_format
def test_what_hides_its_size_is_not_unpacked(number: int) -> None:
    with pytest.raises(codec.CodecError, match="how large"):
        codec.unpack(frame(b"[1,2]", number, write_content_size=False))


@every_format
def test_what_is_longer_than_its_document_is_refused(number: int) -> None:
    with pytest.raises(codec.CodecError):
        codec.unpack(frame(b"[1,2]", number) + b"more")


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(codec.CodecError, match="format 255"):
        codec.unpack(b"\xffabc")


def test_a_dictionary_is_kept_for_every_number_that_a_format_names() -> None:
    named = {found.dictionary for found in codec.FORMATS.values()} - {0}
    assert {codec.path(number) for number in named} == set(codec.path(1).parent.glob("*"))
