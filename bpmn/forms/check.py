"""Answers against a form: what the browser's form would have submitted, and nothing else.

Keys that the form does not have are refused by name, so that nobody can set data of the case that no field asks for.
As in the browser, a hidden field is neither asked nor kept, a disabled one is not submitted, a read-only one keeps its
value, and a computed one is computed here, whatever came with the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bpmn.forms import conditions, form, values

MOST_PROBLEMS = 100
MOST_VALUES = 20_000
_MOST_ROUNDS = 3
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer. `key` is its path, rows counted from 0: ``children[2].name``.

    Codes: unknown_key, too_many, readonly, and those of `values.RefusedError`; `values` fill the code's sentence.
    """

    key: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers as they are kept (texts in NFC, only declared keys), and what is wrong; kept only if nothing is."""

    answers: Mapping[str, object]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Check:
    """One check: what was found, and how much has been looked at."""

    computed: conditions.Computed = field(default_factory=conditions.Computed)
    problems: list[Problem] = field(default_factory=list)
    looked_at: int = 0

    def tell(self, key: str, code: str, **named: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(_printable(key), code, named))

    @property
    def over(self) -> bool:
        return len(self.problems) >= MOST_PROBLEMS or self.looked_at > MOST_VALUES


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field that carries data, or a list, with its path inside its scope and whether it is hidden."""

    path: Path
    field: form.Field
    hidden: bool


def check(one: form.Form, answers: object, variables: Mapping[str, object] | None = None) -> Checked:
    """Answers as a form takes them.

    Parameters:
        one: the form.
        answers: decoded JSON, an object of the form's keys.
        variables: the data of the case, which conditions and choices may read.
    """
    if not isinstance(answers, Mapping):
        return Checked({}, (Problem("", "wrong_type", {"expected": "object"}),))
    checked = _once(one, answers, dict(variables or {}))
    for _ in range(_MOST_ROUNDS):
        # Conditions saw the answers as they came; what is kept must hold for itself.
        if checked.problems:
            break
        again = _once(one, checked.answers, dict(variables or {}))
        if again == checked:
            break
        checked = again
    return checked


def _once(one: form.Form, answers: Mapping[str, object], known: Mapping[str, object]) -> Checked:
    running = _Check()
    kept = _scope(running, one.fields, answers, known, None, "")
    if running.looked_at > MOST_VALUES:
        running.tell("", "too_many", limit=str(MOST_VALUES))
    return Checked(kept, tuple(running.problems))


def _scope(
    running: _Check,
    fields: tuple[form.Field, ...],
    answers: Mapping[str, object],
    known: Mapping[str, object],
    outer: conditions.Scope | None,
    prefix: str,
) -> dict[str, object]:
    """Check the form itself (`outer` is None) or one row of a list."""
    _refuse_unknown(running, fields, answers, prefix)
    scope = _seen(running, fields, answers, known, outer)
    kept: dict[str, object] = {}
    for entry in _entries(running, fields, scope):
        if running.over:
            break
        running.looked_at += 1
        if not entry.hidden:
            _field(running, entry, answers, known, scope, prefix, kept)
    return kept


def _field(
    running: _Check,
    entry: _Entry,
    answers: Mapping[str, object],
    known: Mapping[str, object],
    scope: conditions.Scope,
    prefix: str,
    kept: dict[str, object],
) -> None:
    one, key = entry.field, prefix + ".".join(entry.path)
    value = conditions.at(answers, entry.path)
    if one.type == "dynamiclist":
        rows = _rows(running, one, value, scope, key)
        if rows is not None:
            conditions.put(kept, entry.path, rows)
        return
    if one.type == "expression":
        conditions.put(kept, entry.path, conditions.at(scope.row, entry.path))
        return
    try:
        if one.disabled or running.computed.flag(one.readonly, scope):
            fixed = _fixed(one, value, conditions.at(known, entry.path), scope, running.computed)
            if fixed is not conditions.MISSING:
                conditions.put(kept, entry.path, fixed)
        elif value is not conditions.MISSING:
            conditions.put(kept, entry.path, values.judged(one, value, scope, running.computed))
        elif one.rules.required:
            running.tell(key, "required")
    except values.RefusedError as refused:
        running.tell(key, refused.code, **refused.values)


def _fixed(
    one: form.Field, value: object, current: object, scope: conditions.Scope, computed: conditions.Computed
) -> object:
    """What a field that can't be changed contributes: its default where the case has no value yet.

    Raises:
        RefusedError: `readonly`, where the answer says something else.
    """
    standing = one.default if current is conditions.MISSING else current
    if value is not conditions.MISSING and not values.empty(one, value) and value is not False:
        equal = values.same(value, standing) or (isinstance(value, str) and value == values.shown(standing))
        if not equal:
            raise values.RefusedError("readonly")
    if current is not conditions.MISSING or standing is None or one.disabled:
        return conditions.MISSING
    return values.judged(one, standing, scope, computed)


def _rows(
    running: _Check, one: form.Field, value: object, scope: conditions.Scope, key: str
) -> list[dict[str, object]] | None:
    if value is conditions.MISSING or value is None:
        return None
    if not isinstance(value, list):
        running.tell(key, "wrong_type", expected="list")
        return None
    if len(value) > values.LONGEST_LIST:
        running.tell(key, "too_many", limit=str(values.LONGEST_LIST))
        return None
    rows: list[dict[str, object]] = []
    for number, row in enumerate(value):
        if running.over:
            break
        if not isinstance(row, Mapping):
            running.tell(f"{key}[{number}]", "wrong_type", expected="object")
            continue
        around = conditions.Scope(scope.data, row, scope.row, (*scope.indexes, number + 1))
        rows.append(_scope(running, one.fields, row, {}, around, f"{key}[{number}]."))
    return rows


def _seen(
    running: _Check,
    fields: tuple[form.Field, ...],
    answers: Mapping[str, object],
    known: Mapping[str, object],
    outer: conditions.Scope | None,
) -> conditions.Scope:
    """What conditions see: data of the case, answers over it, computed values, and no value of a hidden field."""
    row: dict[str, object] = dict(known)
    entries = list(_flat(fields))
    for path, one, _ in entries:
        value = conditions.at(answers, path)
        if value is not conditions.MISSING and one.type != "expression":
            conditions.put(row, path, value)
    scope = _around(row, outer)
    for _ in range(2):  # a computed value may stand on one that is written further down
        for path, one, _ in entries:
            if one.type == "expression":
                value = None if one.expression is None else running.computed.value(one.expression, scope)
                conditions.put(row, path, _plain(value))
    hidden = [entry for entry in _entries(running, fields, scope) if entry.hidden]
    for entry in hidden:
        conditions.put(row, entry.path, None)
    return scope


def _around(row: dict[str, object], outer: conditions.Scope | None) -> conditions.Scope:
    """The scope of a row; the row is filled further while its conditions are evaluated."""
    if outer is None:
        return conditions.Scope(row, row)
    return conditions.Scope(outer.data, row, outer.around, outer.indexes)


def _flat(fields: tuple[form.Field, ...]) -> Iterator[tuple[Path, form.Field, tuple[form.Field, ...]]]:
    """Carriers and lists of one scope with their path and the groups around them, outermost first."""
    waiting: list[tuple[Path, form.Field, tuple[form.Field, ...]]] = [((), one, ()) for one in reversed(fields)]
    while waiting:
        outer, one, around = waiting.pop()
        path = (*outer, *one.path)
        if one.type == "group":
            waiting.extend((path, inner, (*around, one)) for inner in reversed(one.fields))
        elif one.type in form.CARRIERS or one.type == "dynamiclist":
            yield path, one, around


def _entries(running: _Check, fields: tuple[form.Field, ...], scope: conditions.Scope) -> Iterator[_Entry]:
    for path, one, around in _flat(fields):
        yield _Entry(path, one, any(running.computed.hidden(part, scope) for part in (*around, one)))


def _refuse_unknown(
    running: _Check, fields: tuple[form.Field, ...], answers: Mapping[str, object], prefix: str
) -> None:
    """Walk the answers along the form's paths; what leads off them is refused by name."""
    leaves = {path for path, _, _ in _flat(fields)}
    inner = {path[:n] for path in leaves for n in range(1, len(path))}
    waiting: list[tuple[Path, Mapping[str, object]]] = [((), answers)]
    while waiting and not running.over:
        path, part = waiting.pop()
        for name, value in part.items():
            running.looked_at += 1
            here = (*path, name)
            if here in leaves:
                continue
            if here not in inner:
                running.tell(prefix + ".".join(here), "unknown_key")
            elif isinstance(value, Mapping):
                waiting.append((here, value))
            elif value is not None:
                running.tell(prefix + ".".join(here), "wrong_type", expected="object")
            if running.over:
                return


def _plain(value: object) -> object:
    """A computed value as JSON: dates and durations as the text that ISO 8601 gives them."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _printable(key: str) -> str:
    """A key that any page and log can show: lone surrogates are written as escapes."""
    return key[:200].encode("utf-8", "backslashreplace").decode()
