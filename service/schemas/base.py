"""What every schema of the wire stands on: fields whose errors are codes, and schemas that refuse unknown keys.

A code is translated by `messages.py`; marshmallow's own English sentences never reach anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import marshmallow as ma

from service import errors

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST = 2_000

ma.fields.Field.default_error_messages.update(
    {"required": "missing", "null": "missing", "validator_failed": "not_allowed"}
)


class Strict(ma.Schema):
    """A body or a query: what it doesn't know it refuses by name."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": "unknown_key", "type": "wrong_type"}


class Shown(ma.Schema):
    """An answer."""


class Text(ma.fields.String):
    """Text in NFC, without NUL, of bounded length. Empty text is refused unless `empty` says otherwise."""

    default_error_messages = {"invalid": "wrong_type", "invalid_utf8": "unstorable_text"}

    def __init__(self, *, longest: int = LONGEST, empty: bool = True, **options: Any) -> None:
        self.longest, self.empty = longest, empty
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **options))
        if _UNSTORABLE.search(text):
            raise ma.ValidationError("unstorable_text")
        if len(text) > self.longest:
            raise ma.ValidationError("too_long")
        if not self.empty and not text.strip():
            raise ma.ValidationError("missing")
        return text


class Choice(Text):
    """One of a few words."""

    def __init__(self, *allowed: str, **options: Any) -> None:
        super().__init__(validate=ma.validate.OneOf(allowed, error="not_allowed"), **options)


class Whole(ma.fields.Integer):
    """A whole number between bounds."""

    default_error_messages = {"invalid": "wrong_type", "too_large": "not_allowed"}

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(validate=ma.validate.Range(least, most, error="not_allowed"), **options)

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) and not (value.isascii() and value.lstrip("-").isdigit() and len(value) < 19):
            raise ma.ValidationError("wrong_type")
        if isinstance(value, bool | float):
            raise ma.ValidationError("wrong_type")
        return super()._validated(value)


class Flag(ma.fields.Boolean):
    """True or false; in a query ``true``, ``false``, ``1``, ``0``."""

    default_error_messages = {"invalid": "wrong_type"}
    truthy = {True, "true", "1"}
    falsy = {False, "false", "0"}


class Instant(ma.fields.DateTime):
    """An instant as ISO 8601 in UTC (RFC 3339), to the second or finer; what comes in must name its zone."""

    default_error_messages = {"invalid": "not_an_instant", "format": "not_an_instant"}

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> datetime:
        if not isinstance(value, str) or len(value) > 40:
            raise ma.ValidationError("not_an_instant")
        try:
            found = datetime.fromisoformat(value)
        except ValueError as cause:
            raise ma.ValidationError("not_an_instant") from cause
        if found.tzinfo is None or not 1970 < found.year < 9000:
            raise ma.ValidationError("not_an_instant")
        return found


class Day(ma.fields.Field[date | datetime]):
    """A day (``2026-12-01``), or an instant with its zone; a bare day begins at midnight where the server's zone is."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> date | datetime:
        if isinstance(value, str) and len(value) == len("2026-12-01"):
            try:
                day = date.fromisoformat(value)
            except ValueError as cause:
                raise ma.ValidationError("not_a_day") from cause
            if 1970 < day.year < 9000:
                return day
            raise ma.ValidationError("not_a_day")
        return Instant()._deserialize(value, attr, data)


class JsonObject(ma.fields.Dict):
    """A JSON object whose keys are the form's or the client's, not ours."""

    default_error_messages = {"invalid": "wrong_type"}

    def __init__(self, *, most: int = 2_000, **options: Any) -> None:
        super().__init__(keys=Text(longest=200), validate=ma.validate.Length(max=most, error="too_large"), **options)


class Nested(ma.fields.Nested):
    """A part that must be an object."""

    default_error_messages = {"type": "wrong_type"}


def problems(messages: Any, path: str = "") -> list[errors.Problem]:
    """Marshmallow's tree of messages as a flat list that names each key by its path."""
    if isinstance(messages, Mapping):
        found = []
        for key, part in messages.items():
            here = path if key in {"_schema", "key", "value"} and path else f"{path}.{key}".lstrip(".")
            found += problems(part, here)
        return found
    if isinstance(messages, list | tuple):
        return [one for part in messages for one in problems(part, path)]
    text = str(messages)
    code = text if re.fullmatch(r"[a-z_]{1,40}", text) else "not_allowed"
    return [errors.Problem(path[:200], code)]
