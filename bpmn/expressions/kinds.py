"""FEEL's types as `instance of` names them (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bpmn.expressions import errors, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = re.compile(r"(->|[<>,:])")
_SIMPLE = frozenset({
    "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
    "years and months duration", "any", "null", "list", "context", "range", "function",
})  # fmt: skip
_OTHER_NAMES = {"datetime": "date and time", "duration": "duration", "text": "string"}
_DEEPEST = 10


def read(text: str, column: int) -> tree.Kind:
    """The type that a text names: `number`, `list<string>`, `context<a: number, b: list<date>>`, `range<date>`.

    Raises:
        ExpressionSyntaxError: unknown_type.
    """
    tokens = [token for piece in _MARK.split(text) if (token := piece.strip())]
    waiting = iter([*tokens, ""])
    kind, last = _kind(next(waiting), waiting, 0)
    if kind is None or last:
        raise errors.ExpressionSyntaxError(
            "unknown_type", f"there is no type {text[:80]!r}", column=column, name=text, text=text
        )
    return kind


def _kind(word: str, waiting: Iterator[str], depth: int) -> tuple[tree.Kind | None, str]:
    """A type that begins with a word, and the word behind it."""
    name = " ".join(word.split())
    name = name.lower() if name in ("Any", "Null") else _OTHER_NAMES.get(name, name)
    following = next(waiting, "")
    if (name not in _SIMPLE and name != "duration") or depth > _DEEPEST:
        return None, following
    if following != "<":
        return tree.Kind(name), following
    parts: list[tuple[str, tree.Kind]] = []
    while following != ">":
        key, word = "", next(waiting, "")
        if word == ">" and not parts:
            break
        if name == "context":
            key, colon, word = word, next(waiting, ""), next(waiting, "")
            if colon != ":":
                return None, ""
        part, following = _kind(word, waiting, depth + 1)
        if part is None or following not in (",", ">"):
            return None, ""
        parts.append((key, part))
    following = next(waiting, "")
    if name == "function" and following == "->":
        result, following = _kind(next(waiting, ""), waiting, depth + 1)
        if result is None:
            return None, ""
    return tree.Kind(name, tuple(parts)), following
