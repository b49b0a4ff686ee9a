"""What a form computes: hidden fields, bounds, choices and values that are given as FEEL.

As in the browser, an expression that can't be evaluated is nothing: it hides no field and gives no bound.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field

from bpmn.expressions import errors, evaluate, parse
from bpmn.forms import form


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression of a field can see: all data, and inside a list its row, the row around it, and where.

    `indexes` count rows from 1, from the outermost list in.
    """

    data: Mapping[str, object]
    row: Mapping[str, object]
    around: Mapping[str, object] | None = None
    indexes: tuple[int, ...] = ()

    def variables(self) -> dict[str, object]:
        """By name: the data, then the row, then the names that form-js reserves."""
        seen: dict[str, object] = {**self.data, **self.row, "this": self.row, "i": list(self.indexes)}
        if self.around is not None:
            seen["parent"] = self.around
        return seen


def outermost(data: Mapping[str, object]) -> Scope:
    """The scope of fields that stand in no list."""
    return Scope(data, data)


@dataclass(slots=True)
class Computed:
    """Evaluates within one check, at most `left` times; `trouble` lists what could not be evaluated."""

    trouble: list[str] = field(default_factory=list)
    left: int = 20_000

    def value(self, text: str, scope: Scope) -> object:
        """The value of an expression beginning with ``=``, None where it has none."""
        self.left -= 1
        if self.left < 0:
            return None
        try:
            expression = parse.parse(text, "feel")
            seen = scope.variables()
            for name in evaluate.names(expression):
                # A variable that nobody has given is null in a form, where it would be an error in a diagram.
                seen.setdefault(name.partition(".")[0], None)
            return evaluate.required(expression, seen)
        except errors.ExpressionError as error:
            self.trouble.append(f"{text[:80]}: {error}")
            return None

    def hidden(self, one: form.Field, scope: Scope) -> bool:
        """Whether a field's own condition hides it."""
        return one.hide is not None and self.value(one.hide, scope) is True

    def bound(self, raw: float | int | str | None, scope: Scope) -> float | int | str | None:
        """A bound as a number or its text."""
        if not isinstance(raw, str) or not raw.startswith("="):
            return raw
        value = self.value(raw, scope)
        return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None

    def flag(self, raw: bool | str, scope: Scope) -> bool:
        """A switch that may be an expression."""
        return self.value(raw, scope) is True if isinstance(raw, str) else raw


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
