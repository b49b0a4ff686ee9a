"""The one place where a request's JSON becomes values: strict, bounded, and NFC.

JSON as browsers and servers read it leaves open what a duplicate key, a NaN, a lone surrogate or a number of
5,000 digits means (RFC 8259, sections 4, 6 and 8). What two readers may understand differently is refused here by
name, so that what was checked is what is stored, and a case that was stored can be loaded again.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"

DEEPEST = 64
MOST_VALUES = 50_000
MOST_DIGITS = 18
"""Whole numbers beyond this don't fit the eight bytes that databases and other readers keep them in."""

# An unterminated string runs to the end, and both repeats give nothing back: the scan stays linear in hostile text.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJsonError(ValueError):
    """The bytes are not JSON that can be accepted.

    Attributes:
        code: ``not_utf8``, ``not_json``, ``not_an_object``, ``duplicate_key``, ``not_finite``, ``number_too_long``,
            ``too_deep``, ``too_many_values``, ``unstorable_text``.
        values: what is named in the message: the key, the line, the bound.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code} {values}" if values else code)


@dataclass(slots=True)
class _Count:
    values: int = 0

    def add(self, more: int) -> None:
        self.values += more
        if self.values > MOST_VALUES:
            raise StrictJsonError("too_many_values", most=MOST_VALUES)


def decode(body: bytes) -> dict[str, Json]:
    """The JSON object that `body` spells, with every text in NFC.

    Parameters:
        body: UTF-8, without a byte order mark (RFC 8259, 8.1). Its size is bounded by the caller.

    Raises:
        StrictJsonError: says what is wrong.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise StrictJsonError("not_utf8", at=cause.start) from cause
    _bound_depth(text)
    count = _Count()

    def build(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        count.add(len(pairs))
        return _object(pairs)

    try:
        value = json.loads(text, object_pairs_hook=build, parse_int=_whole, parse_float=_real, parse_constant=_constant)
    except json.JSONDecodeError as cause:
        raise StrictJsonError("not_json", line=cause.lineno, column=cause.colno) from cause
    if not isinstance(value, dict):
        raise StrictJsonError("not_an_object")
    return {key: _clean(part, count) for key, part in value.items()}


def _bound_depth(text: str) -> None:
    """Before the parser sees it: its own recursion is bounded by the interpreter's stack, which differs by release."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        mark = found.group()
        if mark in "[{":
            depth += 1
            if depth > DEEPEST:
                raise StrictJsonError("too_deep", most=DEEPEST)
        elif mark in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    built: dict[str, Json] = {}
    for raw, value in pairs:
        key = _text(raw)
        if key in built:
            raise StrictJsonError("duplicate_key", key=key[:80])
        built[key] = value
    return built


def _clean(value: Json, count: _Count) -> Json:
    """`value` with its texts checked and in NFC; the keys of its objects have been."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        count.add(len(value))
        return [_clean(part, count) for part in value]
    if isinstance(value, dict):
        return {key: _clean(part, count) for key, part in value.items()}
    return value


def _text(raw: str) -> str:
    if _UNSTORABLE.search(raw):
        raise StrictJsonError("unstorable_text")
    return unicodedata.normalize("NFC", raw)


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise StrictJsonError("number_too_long", most=MOST_DIGITS)
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise StrictJsonError("not_finite")
    return value


def _constant(_name: str) -> float:
    raise StrictJsonError("not_finite")
