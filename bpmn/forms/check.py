"""Answers against a form: what the browser's form would have submitted, and nothing else.

Keys that the form does not have are refused by name, so that nobody can set data of the case that no field asks for.
As in the browser, a hidden field is neither asked nor kept, a disabled one is not submitted, a read-only one keeps its
value, and a computed one is computed here, whatever came with the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from bpmn.forms import conditions, documents, form, initial, values

MOST_PROBLEMS = 100
MOST_VALUES = 20_000
_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer. `key` is its path, rows counted from 0: ``children[2].name``.

    Codes: unknown_key, too_many, rows_fixed, readonly, and those of `values.RefusedError`, whose sentences `values`
    fill.
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

    path: initial.Path
    field: form.Field
    hidden: bool


def check(
    one: form.Form,
    answers: object,
    variables: Mapping[str, object] | None = None,
    *,
    now: datetime | None = None,
    store: documents.Store | None = None,
) -> Checked:
    """Answers as a form takes them.

    Parameters:
        one: the form.
        answers: decoded JSON, an object of the form's keys.
        variables: the data of the case, which conditions and choices may read.
        now: for `today()` and for days that may not be past, with the zone of the people who answer; None: neither.
        store: where documents are kept; None: nothing can be attached, and no file is demanded.
    """
    if not isinstance(answers, Mapping):
        return Checked({}, (Problem("", "wrong_type", {"expected": "object"}),))
    known = dict(variables or {})
    checked = _once(one, answers, known, now, store)
    for _ in range(_MOST_ROUNDS):
        # Conditions saw the answers as they came; what is kept must hold for itself.
        if checked.problems:
            break
        again = _once(one, checked.answers, known, now, store)
        if again == checked:
            break
        checked = again
    return checked


def _once(
    one: form.Form,
    answers: Mapping[str, object],
    known: Mapping[str, object],
    now: datetime | None,
    store: documents.Store | None,
) -> Checked:
    running = _Check(conditions.Computed(now, store))
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
    value, current = conditions.at(answers, entry.path), conditions.at(known, entry.path)
    if one.type == "dynamiclist":
        rows = _rows(running, one, value, current, scope, key)
        if rows is not None:
            conditions.put(kept, entry.path, rows)
        return
    if one.type == "expression":
        conditions.put(kept, entry.path, conditions.at(scope.row, entry.path))
        return
    try:
        if one.disabled or running.computed.readonly(one, scope):
            fixed = _fixed(one, value, current)
            if fixed is not conditions.MISSING:
                conditions.put(kept, entry.path, fixed)
        elif value is not conditions.MISSING:
            began = initial.value(one, current)
            conditions.put(kept, entry.path, values.judged(one, value, scope, running.computed, began))
        elif values.demanded(one, running.computed):
            running.tell(key, "required")
    except values.RefusedError as refused:
        running.tell(key, refused.code, **refused.values)


def _fixed(one: form.Field, value: object, current: object) -> object:
    """What a field that can't be changed contributes: its default where the case has no value yet.

    Raises:
        RefusedError: `readonly`, where the answer says something else.
    """
    standing = initial.value(one, current)
    said = value is not conditions.MISSING and not values.empty(one, value) and value is not False
    if said and not form.same(value, standing) and not form.same(value, current):
        raise values.RefusedError("readonly")
    if current is not conditions.MISSING or one.default is None or one.disabled:
        return conditions.MISSING
    return standing


def _rows(
    running: _Check, one: form.Field, value: object, current: object, scope: conditions.Scope, key: str
) -> list[dict[str, object]] | None:
    if value is conditions.MISSING or value is None:
        return None
    if not isinstance(value, list):
        running.tell(key, "wrong_type", expected="list")
        return None
    if len(value) > values.LONGEST_LIST:
        running.tell(key, "too_many", limit=str(values.LONGEST_LIST))
        return None
    standing = current if isinstance(current, list) else [{}] * one.rows
    if one.fixed_rows and len(value) > len(standing):
        running.tell(key, "rows_fixed", count=str(len(standing)))
        return None
    rows: list[dict[str, object]] = []
    for number, row in enumerate(value):
        if running.over:
            break
        if not isinstance(row, Mapping) and row is not None:  # of a row whose fields are all hidden nothing is sent
            running.tell(f"{key}[{number}]", "wrong_type", expected="object")
            continue
        known = standing[number] if number < len(standing) and isinstance(standing[number], Mapping) else {}
        around = conditions.Scope(scope.data, {}, scope, (*scope.indexes, number + 1))
        rows.append(_scope(running, one.fields, row or {}, known, around, f"{key}[{number}]."))
    return rows


def _seen(
    running: _Check,
    fields: tuple[form.Field, ...],
    answers: Mapping[str, object],
    known: Mapping[str, object],
    outer: conditions.Scope | None,
) -> conditions.Scope:
    """What conditions see: what the form began with, the answers over it, and computed values."""
    began = initial.data(fields, known)
    held = dict(began)
    for path, one, _ in initial.flat(fields):
        value = conditions.at(answers, path)
        if value is not conditions.MISSING and one.type != "expression":
            conditions.put(held, path, value)
    scope = _around(held, began, running, fields, outer)
    for _ in range(_MOST_ROUNDS):  # a computed value may stand on one that is written further down
        changed = False
        for path, one, _around_it in initial.flat(fields):
            if one.type == "expression":
                value = None if one.expression is None else _plain(running.computed.value(one.expression, scope))
                changed = changed or not form.same(value, conditions.at(held, path))
                conditions.put(held, path, value)
        if not changed:
            break
        scope = _around(held, began, running, fields, outer)
    return scope


def _around(
    held: dict[str, object],
    began: Mapping[str, object],
    running: _Check,
    fields: tuple[form.Field, ...],
    outer: conditions.Scope | None,
) -> conditions.Scope:
    """The scope of a row, or of the form: there what is hidden counts as if nobody had touched it."""
    if outer is not None:
        return conditions.Scope(outer.data, held, outer.around, outer.indexes)
    left = dict(held)
    for entry in _entries(running, fields, conditions.outermost(held)):
        if entry.hidden:
            _remove(left, entry.path)
    return conditions.outermost({**began, **left})


def _remove(data: dict[str, object], path: initial.Path) -> None:
    """Take a value away, and the contexts that are empty then."""
    name, rest = path[0], path[1:]
    inner = data.get(name)
    if rest and isinstance(inner, Mapping):
        copied = dict(inner)
        _remove(copied, rest)
        if copied:
            data[name] = copied
            return
    data.pop(name, None)


def _entries(running: _Check, fields: tuple[form.Field, ...], scope: conditions.Scope) -> Iterator[_Entry]:
    for path, one, around in initial.flat(fields):
        yield _Entry(path, one, any(running.computed.hidden(part, scope) for part in (*around, one)))


def _refuse_unknown(
    running: _Check, fields: tuple[form.Field, ...], answers: Mapping[str, object], prefix: str
) -> None:
    """Walk the answers along the form's paths; what leads off them is refused by name."""
    leaves = {path for path, _, _ in initial.flat(fields)}
    inner = {path[:n] for path in leaves for n in range(1, len(path))}
    waiting: list[tuple[initial.Path, Mapping[str, object]]] = [((), answers)]
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
