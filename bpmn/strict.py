"""Strict reading of the JSON that stands beside a file: what is unknown, of another type or too long is refused by key.

What is kept goes into findings, rows and a canonical spelling: so a text that can't be stored is refused here too.
"""

from __future__ import annotations

import unicodedata

MOST_KEYS = 20_000


class SettingsError(ValueError):
    """The settings can't be read.

    Attributes:
        where: the key that is wrong, e.g. ``steps.Task_1.limit``.
        code: what is wrong: ``unknown_key``, ``wrong_type``, ``not_allowed``, ``missing``, ``too_large``.
        value: the offending text, shortened.
    """

    def __init__(self, where: str, code: str, value: object = "") -> None:
        self.where, self.code, self.value = where, code, str(value)[:80]
        super().__init__(f"{where}: {code} {self.value}".strip())


def mapping(raw: object, where: str, keys: set[str] | None, most: int = MOST_KEYS) -> dict[str, object]:
    """An object with text keys; `keys` are the known ones, None where any is one.

    Raises:
        SettingsError: it is none, has an unknown key, or more than `most`.
    """
    if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
        raise SettingsError(where, "wrong_type", raw)
    if len(raw) > most:
        raise SettingsError(where, "too_large")
    for key in raw:
        if keys is not None and key not in keys:
            raise SettingsError(f"{where}.{_shown(key)}", "unknown_key")
        if not _storable(key):
            raise SettingsError(f"{where}.{_shown(key)}", "not_allowed", _shown(key))
    return raw


def text(raw: object, where: str, longest: int) -> str:
    """A text for people: NFC, trimmed.

    Raises:
        SettingsError: it is none, longer than `longest`, or holds what can't be stored.
    """
    return unicodedata.normalize("NFC", reference(raw, where, longest)).strip()


def reference(raw: object, where: str, longest: int) -> str:
    """A text that names something: an id or a key, letter by letter as it is written.

    Raises:
        SettingsError: as `text`.
    """
    if not isinstance(raw, str):
        raise SettingsError(where, "wrong_type", raw)
    if len(raw) > longest:
        raise SettingsError(where, "too_large")
    if not _storable(raw):
        raise SettingsError(where, "not_allowed", _shown(raw))
    return raw


def _storable(raw: str) -> bool:
    """No database keeps a NUL, no encoding half of a surrogate pair."""
    return "\0" not in raw and not any("\ud800" <= character <= "\udfff" for character in raw)


def _shown(raw: str) -> str:
    return raw.encode("utf-8", "replace").decode().replace("\0", "?")
