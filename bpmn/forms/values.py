"""One value against one field: type, size and the field's own rules, as the browser would judge it.

A judge returns the value as it is kept, or raises `RefusedError` with the code that a page translates.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from bpmn.forms import component, conditions, documents, form, initial, moments, numbers, pattern, phones

LONGEST_TEXT = 20_000
LONGEST_LIST = 1_000
LARGEST_NUMBER = 9_007_199_254_740_991
"""The largest whole number that a browser keeps exactly (2^53 - 1)."""

_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
_NUMBER_TEXT = re.compile(r"-?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_JS_SPACE = "".join(sorted(pattern.SPACES))


class RefusedError(ValueError):
    """A value that a field does not take.

    Attributes:
        code: required, wrong_type, wrong_bound, too_long, too_short, too_small, too_large, not_whole, decimal_digits,
            increment, not_an_option, duplicate, not_a_date, not_a_time, not_a_datetime, too_early, past_day, interval,
            not_text, pattern, pattern_said, email, phone, not_a_document, not_accepted, no_documents, too_many.
        values: what the code's sentence names (limit, expected).
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, {key: shown(value)[:200] for key, value in values.items()}
        super().__init__(code)


def shown(value: object) -> str:
    """A value as text; Python refuses to write endless numbers."""
    if isinstance(value, int) and abs(value) > 10**100:
        return "…"
    return str(value)


Judge = Callable[[form.Field, object, conditions.Scope, conditions.Computed], object]


_UNCHANGED = frozenset({"too_early", "past_day"})
"""Refused of what is typed, not of what the case has brought along and nobody has changed."""


def judged(
    one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed, began: object = None
) -> object:
    """The value as it is kept.

    Parameters:
        began: what the field began with.

    Raises:
        RefusedError: with a code and its values.
    """
    try:
        kept = _JUDGES[one.type](one, value, scope, computed)
    except RefusedError as refused:
        if not form.same(value, began) or not (
            refused.code in _UNCHANGED or (refused.code == "not_an_option" and _left(one, value, scope, computed))
        ):
            raise
        kept = value
    if demanded(one, computed) and empty(one, kept):
        raise RefusedError("required")
    return kept


def demanded(one: form.Field, computed: conditions.Computed) -> bool:
    """Whether a field must be filled in."""
    return one.rules.required and (one.type != "filepicker" or computed.store is not None)


def empty(one: form.Field, value: object) -> bool:
    """Whether a field counts as not filled in."""
    return value is None or value == "" or value == [] or (one.type == "checkbox" and value is False)


def clean(text: str) -> str:
    """A text in NFC.

    Raises:
        RefusedError: NUL and lone surrogates, which no database keeps.
    """
    if "\0" in text:
        raise RefusedError("not_text", character="U+0000")
    if not text.isascii():
        bad = next((c for c in text if "\ud800" <= c <= "\udfff"), None)
        if bad is not None:
            raise RefusedError("not_text", character=f"U+{ord(bad):04X}")
        text = unicodedata.normalize("NFC", text)
    return text


def units(text: str) -> int:
    """Length as a browser counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _text(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError("wrong_type", expected="text")
    if len(value) > 4 * LONGEST_TEXT:
        raise RefusedError("too_long", limit=LONGEST_TEXT)
    text = clean(value)
    if units(text) > LONGEST_TEXT:
        raise RefusedError("too_long", limit=LONGEST_TEXT)
    if one.type == "textfield":
        text = initial.LINE_BREAKS.sub(" ", text)
    if text:
        _text_rules(one.rules, text, scope, computed)
    return text


def _text_rules(rules: form.Rules, text: str, scope: conditions.Scope, computed: conditions.Computed) -> None:
    least, most = (
        _bound(computed.bound(raw, scope)) if raw is not None else None for raw in (rules.min_length, rules.max_length)
    )
    length = units(text.strip(_JS_SPACE))
    if least is not None and length < least:
        raise RefusedError("too_short", limit=_limit(least))
    if most is not None and length > most:
        raise RefusedError("too_long", limit=_limit(most))
    if rules.pattern is not None:
        if units(text) > pattern.LONGEST_TEXT:
            raise RefusedError("too_long", limit=pattern.LONGEST_TEXT)
        if not rules.pattern.found(text):
            if rules.pattern_message:
                raise RefusedError("pattern_said", said=rules.pattern_message)
            raise RefusedError("pattern", pattern=rules.pattern.text)
    if rules.kind == "email" and not _EMAIL.fullmatch(text):
        raise RefusedError("email")
    if rules.kind == "phone" and not phones.is_number(text):
        raise RefusedError("phone")


def _number(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    if value is None or (value == "" and one.as_text):
        return None
    if one.as_text:
        if not isinstance(value, str) or not _NUMBER_TEXT.fullmatch(value):
            raise RefusedError("wrong_type", expected="number as text")
        exact = Decimal(value)
    else:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusedError("wrong_type", expected="number")
        if isinstance(value, float) and not math.isfinite(value):
            raise RefusedError("wrong_type", expected="number")
        if abs(value) > LARGEST_NUMBER:
            raise RefusedError("too_large", limit=LARGEST_NUMBER)
        exact = Decimal(repr(value))
    if exact != 0:
        _digits(one.rules, exact)
    for raw, code in ((one.rules.minimum, "too_small"), (one.rules.maximum, "too_large")):
        limit = _bound(computed.bound(raw, scope))
        if limit is not None and (exact < limit if code == "too_small" else exact > limit):
            raise RefusedError(code, limit=_limit(limit))
    return value


def _digits(rules: form.Rules, exact: Decimal) -> None:
    if rules.decimal_digits is not None and numbers.decimals(exact) > rules.decimal_digits:
        code = "not_whole" if rules.decimal_digits == 0 else "decimal_digits"
        raise RefusedError(code, limit=rules.decimal_digits)
    step = numbers.read(rules.increment)
    if step and not numbers.multiple(exact, step):
        raise RefusedError("increment", step=rules.increment)


def _bound(raw: object) -> Decimal | None:
    """A bound as a number.

    Raises:
        RefusedError: an expression gave something else; the browser takes no value then either.
    """
    if raw is None:
        return None
    limit = numbers.read(raw)
    if limit is None:
        raise RefusedError("wrong_bound")
    return limit


def _limit(limit: Decimal) -> str:
    return f"{limit.normalize():f}" if abs(limit.adjusted()) < 30 else str(limit)


def _checkbox(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    del one, scope, computed
    if value is None:
        return False
    if not isinstance(value, bool):
        raise RefusedError("wrong_type", expected="true or false")
    return value


def options(one: form.Field, scope: conditions.Scope, computed: conditions.Computed) -> tuple[form.Option, ...]:
    """The choices of a field: written in it, or taken from the data."""
    if one.options_key is not None:
        return component.options(scope.data.get(one.options_key))
    if one.options_expression is not None:
        return component.options(computed.value(one.options_expression, scope))
    return one.options


def _left(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> bool:
    """Whether the page leaves a value that is none of the choices: these are computed, and either the expression gives
    no list, or the value is one that counts as nothing in JavaScript."""
    if one.options_expression is None:
        return False
    return not value or not isinstance(computed.value(one.options_expression, scope), list)


def _one_of(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    if value is None or value == "":
        return None
    return _chosen(value, options(one, scope, computed))


def _several_of(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    if value is None or value == "":
        return []
    if not isinstance(value, list):
        raise RefusedError("wrong_type", expected="list")
    if len(value) > LONGEST_LIST:
        raise RefusedError("too_many", limit=LONGEST_LIST)
    allowed = options(one, scope, computed)
    kept: list[object] = []
    for part in value:
        chosen = _chosen(part, allowed)
        if any(form.same(chosen, other) for other in kept):
            raise RefusedError("duplicate", value=chosen)
        kept.append(chosen)
    return kept


def _chosen(value: object, allowed: tuple[form.Option, ...]) -> object:
    wanted = clean(value) if isinstance(value, str) and len(value) <= LONGEST_TEXT else value
    for option in allowed:
        if form.same(option.value, wanted):
            return option.value
    raise RefusedError("not_an_option", value=wanted if isinstance(wanted, str | int | float) else "")


def _datetime(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    del scope
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise RefusedError("wrong_type", expected=one.subtype)
    written, hour = moments.parts(value, one.subtype)
    if one.subtype != "time":
        day = moments.day(written)
        if day is None:
            raise RefusedError(f"not_a_{one.subtype}")
        if day < moments.FIRST_DAY:
            raise RefusedError("too_early", limit=moments.FIRST_DAY)
        if one.rules.from_today and computed.now is not None and day < computed.now.date():
            raise RefusedError("past_day")
    if one.subtype != "date":
        minute = moments.minute(hour, one.rules.format)
        if minute is None:
            raise RefusedError(f"not_a_{one.subtype}")
        if not moments.on_interval(minute, one.rules.interval, one.rules.format):
            raise RefusedError("interval", step=one.rules.interval)
    return value


def _documents(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    """References to stored documents; the file itself never comes with the answers."""
    if value is None or value == "" or value == []:
        return None
    if computed.store is None:
        raise RefusedError("no_documents")
    if not isinstance(value, list):
        raise RefusedError("wrong_type", expected="list")
    most = documents.MOST if computed.multiple(one, scope) else 1
    if len(value) > most:
        raise RefusedError("too_many", limit=most)
    those = [documents.read(raw) for raw in value]
    known = computed.store.found([one.id for one in those if one is not None])
    for document in those:
        if document is None or known.get(document.id) != document:
            raise RefusedError("not_a_document")
        if not documents.accepted(document, one.accept):
            raise RefusedError("not_accepted", name=document.name, accept=one.accept)
    return [document.reference() for document in those if document is not None]


_JUDGES: Mapping[str, Judge] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "radio": _one_of,
    "select": _one_of,
    "checklist": _several_of,
    "taglist": _several_of,
    "datetime": _datetime,
    "filepicker": _documents,
}
