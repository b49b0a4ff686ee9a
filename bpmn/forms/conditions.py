"""What a form computes: hidden fields, bounds, choices and values that are given as FEEL.

As in the browser, an expression that can't be evaluated is nothing: it hides no field and gives no bound. Conditions
are unary tests there, of nothing: besides what is true, what is null makes a field hidden or read-only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime

from bpmn.expressions import errors, evaluate, parse
from bpmn.forms import documents, form


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression of a field can see: all data, and inside a list its row, the scope around it, and where.

    `indexes` count rows from 1, from the outermost list in.
    """

    data: Mapping[str, object]
    row: Mapping[str, object]
    around: Scope | None = None
    indexes: tuple[int, ...] = ()

    def variables(self) -> dict[str, object]:
        """By name, as form-js gives them: the data, and the row as ``this``; a row's fields have no name of their own.

        A name that the data has wins over the reserved one, which is then to be had between underscores.
        """
        reserved = self._reserved()
        return {**reserved, **self.data, **{f"_{name}_": value for name, value in reserved.items()}}

    def _reserved(self) -> dict[str, object]:
        around = None if self.around is None else self.around.as_parent()
        return {"this": self.row, "parent": around, "i": list(self.indexes)}

    def as_parent(self) -> dict[str, object]:
        """What the rows inside see under ``parent``."""
        reserved = self._reserved()
        return {**reserved, **self.row, **{f"_{name}_": value for name, value in reserved.items()}}


def outermost(data: Mapping[str, object]) -> Scope:
    """The scope of fields that stand in no list."""
    return Scope(data, data)


@dataclass(slots=True)
class Computed:
    """Evaluates within one check, at most `left` times; `trouble` lists what could not be evaluated.

    `now` is the time of the check, None where nobody said: ``today()`` has no value then. `store` is where documents
    are kept, None where nothing can be attached.
    """

    now: datetime | None = None
    store: documents.Store | None = None
    trouble: list[str] = field(default_factory=list)
    left: int = 20_000

    def value(self, text: str, scope: Scope) -> object:
        """The value of an expression beginning with ``=``, None where it has none."""
        return self._value(text, scope)[0]

    def _value(self, text: str, scope: Scope) -> tuple[object, bool]:
        """The value, and whether null is what FEEL makes of it."""
        self.left -= 1
        if self.left < 0:
            return None, False
        try:
            expression = parse.parse(text, "feel")
            seen = scope.variables()
            for name in evaluate.names(expression):
                # A variable that nobody has given is null in a form, where it would be an error in a diagram.
                seen.setdefault(name.partition(".")[0], None)
            return evaluate.required(expression, seen, self.now), True
        except errors.ExpressionError as error:
            self.trouble.append(f"{text[:80]}: {error}")
            return None, error.code in _NULL

    def test(self, text: str, scope: Scope) -> bool:
        """Whether a condition beginning with ``=`` holds: a unary test of null."""
        body = text.removeprefix("=").strip()
        inside = _negated(body)
        return self._any(body, scope) if inside is None else self._any(inside, scope) is False

    def _any(self, body: str, scope: Scope) -> bool:
        return any(self._one(part.strip(), scope) for part in _alternatives(body))

    def _one(self, part: str, scope: Scope) -> bool:
        if part == "-":
            return True
        if not part or part.startswith(("<", ">")):
            return False
        value, evaluated = self._value(f"={part}", scope)
        if isinstance(value, list):
            return None in value
        return value is True or (value is None and evaluated)

    def hidden(self, one: form.Field, scope: Scope) -> bool:
        """Whether a field's own condition hides it."""
        return one.hide is not None and self.test(one.hide, scope)

    def bound(self, raw: float | int | str | None, scope: Scope) -> object:
        """A bound as it is written or as its expression gives it; None where there is none."""
        return self.value(raw, scope) if isinstance(raw, str) and raw.startswith("=") else raw

    def readonly(self, one: form.Field, scope: Scope) -> bool:
        """Whether a field can't be changed."""
        return self.test(one.readonly, scope) if isinstance(one.readonly, str) else one.readonly

    def multiple(self, one: form.Field, scope: Scope) -> bool:
        """Whether a field takes several files."""
        return self.value(one.multiple, scope) is True if isinstance(one.multiple, str) else one.multiple


_NULL = frozenset({"not_boolean", "division_by_zero"})
"""Errors of ours that are null in the browser; a comparison of what can't be compared is false there."""

_NEGATION = re.compile(r"not\s*\(")
_OPENING, _CLOSING = "([{", ")]}"


def _negated(body: str) -> str | None:
    """What stands in ``not(…)`` where that is all of a condition."""
    found = _NEGATION.match(body)
    if found is None or not body.endswith(")"):
        return None
    inside = body[found.end() : -1]
    return inside if _least_depth(inside) >= 0 else None


def _least_depth(text: str) -> int:
    depth = least = 0
    for character, quoted in _characters(text):
        if not quoted:
            depth += (character in _OPENING) - (character in _CLOSING)
            least = min(least, depth)
    return least


def _alternatives(body: str) -> list[str]:
    """The parts of a condition between its outermost commas."""
    parts, depth = [""], 0
    for character, quoted in _characters(body):
        if not quoted:
            depth += (character in _OPENING) - (character in _CLOSING)
            if character == "," and depth == 0:
                parts.append("")
                continue
        parts[-1] += character
    return parts


def _characters(text: str) -> list[tuple[str, bool]]:
    """Each character, and whether it stands in a text between quotes."""
    made, quoted, escaped = [], False, False
    for character in text:
        made.append((character, quoted))
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = quoted and character == "\\" and not escaped
    return made


def put(data: MutableMapping[str, object], path: tuple[str, ...], value: object) -> None:
    """Set a value under a path; contexts in between are made, or copied: they may be the case's own."""
    here = data
    for part in path[:-1]:
        inner = here.get(part)
        copied: dict[str, object] = dict(inner) if isinstance(inner, Mapping) else {}
        here[part] = copied
        here = copied
    here[path[-1]] = value


MISSING = object()


def at(data: object, path: tuple[str, ...]) -> object:
    """The value under a path, `MISSING` where there is none."""
    for part in path:
        if not isinstance(data, Mapping) or part not in data:
            return MISSING
        data = data[part]
    return data
