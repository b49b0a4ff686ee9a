"""The one form model: whatever a form was written in, this is what is shown, checked and filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.forms import pattern

TEXTS = frozenset({"textfield", "textarea"})
ONE_OF = frozenset({"radio", "select"})
SEVERAL_OF = frozenset({"checklist", "taglist"})
CARRIERS = TEXTS | ONE_OF | SEVERAL_OF | {"number", "checkbox", "datetime", "filepicker", "expression"}
"""Types whose value is submitted under a key."""
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN_ONLY = frozenset({"text", "html", "image", "iframe", "button", "separator", "spacer", "table", "documentPreview"})
TYPES = CARRIERS | CONTAINERS | SHOWN_ONLY

MOST_FIELDS = 1_000
DEEPEST = 10
LARGEST_FILE = 1_000_000


class FormError(ValueError):
    """A form can't be used.

    Attributes:
        code: not_json, not_utf8, not_finite, not_a_form, too_large, too_deep, unknown_type, missing_key,
            duplicate_key, bad_key, bad_pattern, wrong_type.
        where: key or place of the field that is wrong.
        value: the offending text, shortened.
    """

    def __init__(self, code: str, where: str = "", value: object = "") -> None:
        self.code, self.where, self.value = code, where[:200], str(value)[:80]
        super().__init__(" ".join(filter(None, (f"{where}:" if where else "", code, self.value))))

    def __reduce__(self) -> tuple[type[FormError], tuple[str, str, str]]:
        return type(self), (self.code, self.where, self.value)


def same(one: object, other: object) -> bool:
    """Equal as JSON values: true is not 1, and a text is not a number."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    if type(one) is not type(other):
        return False
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `value` is what is submitted, a JSON value."""

    value: object
    label: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What a value must be. Bounds are numbers, or texts beginning with ``=`` that give one (FEEL)."""

    required: bool = False
    minimum: float | int | str | None = None
    maximum: float | int | str | None = None
    min_length: float | int | str | None = None
    max_length: float | int | str | None = None
    pattern: pattern.Pattern | None = None
    pattern_message: str = ""
    """What the form itself says where the pattern isn't met."""
    kind: str | None = None
    """``email`` or ``phone``."""
    decimal_digits: int | None = None
    increment: float | int | str | None = None
    interval: int = 1
    """Minutes of which a time of day is a multiple."""
    format: str = "no_timezone"
    """How a time is written: no_timezone, utc_offset or utc_normalized."""
    from_today: bool = False
    """No day before the present one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One component of a form. `path` is the key taken apart at its dots, relative to the container's."""

    type: str
    key: str = ""
    path: tuple[str, ...] = ()
    label: str = ""
    rules: Rules = Rules()
    options: tuple[Option, ...] = ()
    options_key: str | None = None
    options_expression: str | None = None
    subtype: str = ""
    """Of datetime: date, time or datetime."""
    as_text: bool = False
    """Numbers that are submitted as text."""
    multiple: bool | str = False
    hide: str | None = None
    """FEEL: hidden where it is true."""
    readonly: bool | str = False
    disabled: bool = False
    expression: str | None = None
    default: object = None
    rows: int = 1
    """Of dynamiclist: how many rows it has where there is no data yet."""
    fixed_rows: bool = False
    """Rows can't be added or removed."""
    accept: str = ""
    """Of filepicker: which kinds of file the page offers (``.pdf,image/*``)."""
    fields: tuple[Field, ...] = ()
    """Of group and dynamiclist."""
    source: Mapping[str, object] = field(default_factory=dict)
    """The form-js component that it was read from, for the browser."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form; `id` is what a step refers to."""

    id: str = ""
    fields: tuple[Field, ...] = ()
    unread: tuple[str, ...] = ()
    """Parts of what it was written in that are neither shown nor checked."""

    def carriers(self) -> Iterator[tuple[tuple[str, ...], Field]]:
        """Every field that carries data with its full path; ``[]`` stands for the rows of a list."""
        waiting: list[tuple[tuple[str, ...], Field]] = [((), one) for one in reversed(self.fields)]
        while waiting:
            outer, one = waiting.pop()
            if one.type in CARRIERS:
                yield (*outer, *one.path), one
            elif one.type in CONTAINERS:
                around = (*outer, *one.path, *(("[]",) if one.type == "dynamiclist" else ()))
                waiting.extend((around, inner) for inner in reversed(one.fields))
