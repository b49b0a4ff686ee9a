"""What strict JSON promises: what it lets in can be stored and read again, and nothing costs more than its length."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.schemas import strictjson

STORABLE = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
KEYS = STORABLE.map(lambda text: unicodedata.normalize("NFC", text))
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(10**17), 10**17)
    | some.floats(allow_nan=False, allow_infinity=False)
    | STORABLE,
    lambda part: some.lists(part, max_size=4) | some.dictionaries(KEYS, part, max_size=4),
    max_leaves=20,
)


def in_nfc(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [in_nfc(part) for part in value]
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(part) for key, part in value.items()}
    return value


@given(some.dictionaries(KEYS, VALUES, max_size=5))
def test_what_is_good_json_comes_through_in_nfc(value: dict[str, object]) -> None:
    for ascii_only in (True, False):
        assert strictjson.decode(json.dumps(value, ensure_ascii=ascii_only).encode()) == in_nfc(value)


@given(some.binary(max_size=200))
def test_any_bytes_are_json_or_refused_by_a_code(body: bytes) -> None:
    try:
        told = strictjson.decode(body)
    except strictjson.StrictJsonError as refused:
        told = {"code": refused.code}
    assert isinstance(told, dict)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b"", "not_json"),
        (b"[]", "not_an_object"),
        (b"{} {}", "not_json"),
        (b'{"a": 1, "a": 1}', "duplicate_key"),
        (b'{"a": {"b": 1, "\\u0062": 1}}', "duplicate_key"),
        ('{"é": 1, "e\u0301": 2}'.encode(), "duplicate_key"),
        (b'{"a": NaN}', "not_finite"),
        (b'{"a": -Infinity}', "not_finite"),
        (b'{"a": 1e999}', "not_finite"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "number_too_long"),
        (b'{"a": -1234567890123456789}', "number_too_long"),
        (b'{"a": "\\ud800"}', "unstorable_text"),
        (b'{"\\u0000": 1}', "unstorable_text"),
        (b'{"a": ["x", {"b": "\\u0000"}]}', "unstorable_text"),
        (b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}", "too_deep"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a": [' + b"1," * 60_000 + b"1]}", "too_many_values"),
    ],
)
def test_what_two_readers_may_understand_differently_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(strictjson.StrictJsonError) as refused:
        strictjson.decode(body)
    assert refused.value.code == code


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert strictjson.decode(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize("body", [b'"\\' * 400_000, b'{"a":"' + b'\\"' * 400_000, b"[]" * 400_000, b'{"' * 400_000])
def test_hostile_text_is_scanned_once(body: bytes) -> None:
    with pytest.raises(strictjson.StrictJsonError):
        strictjson.decode(body)
