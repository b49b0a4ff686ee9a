"""One value against one field: type, size and the field's own rules, as the browser would judge it.

A judge returns the value as it is kept, or raises `RefusedError` with the code that a page translates.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from bpmn.forms import conditions, form, formjs, pattern

LONGEST_TEXT = 20_000
LONGEST_LIST = 1_000
LARGEST_NUMBER = 9_007_199_254_740_991
"""The largest whole number that a browser keeps exactly (2^53 - 1)."""

_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{5,28}\Z")
_NUMBER_TEXT = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?")
_DOCUMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
_JS_SPACE = "".join(sorted(pattern.SPACES))


class RefusedError(ValueError):
    """A value that a field does not take.

    Attributes:
        code: required, wrong_type, too_long, too_short, too_small, too_large, not_whole, decimal_digits, increment,
            not_an_option, duplicate, not_a_date, not_a_time, not_a_datetime, not_text, pattern, email, phone,
            not_a_document, too_many.
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


def judged(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    """The value as it is kept.

    Raises:
        RefusedError: with a code and its values.
    """
    kept = _JUDGES[one.type](one, value, scope, computed)
    if one.rules.required and empty(one, kept):
        raise RefusedError("required")
    return kept


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
    """Length as a browser counts it: UTF-16 units, without white space around."""
    return len(text.strip(_JS_SPACE).encode("utf-16-le")) // 2


def _text(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError("wrong_type", expected="text")
    if len(value) > LONGEST_TEXT:
        raise RefusedError("too_long", limit=LONGEST_TEXT)
    text = clean(value)
    if one.type == "textfield":
        text = re.sub(r"[\r\n\t]", " ", text)
    if text:
        _text_rules(one.rules, text, scope, computed)
        _bounds(one.rules, text, scope, computed)
    return text


def _text_rules(rules: form.Rules, text: str, scope: conditions.Scope, computed: conditions.Computed) -> None:
    least, most = computed.bound(rules.min_length, scope), computed.bound(rules.max_length, scope)
    length = units(text)
    if least is not None and (limit := _decimal(least)) is not None and length < limit:
        raise RefusedError("too_short", limit=least)
    if most is not None and (limit := _decimal(most)) is not None and length > limit:
        raise RefusedError("too_long", limit=most)
    if rules.pattern is not None:
        if len(text) > pattern.LONGEST_TEXT:
            raise RefusedError("too_long", limit=pattern.LONGEST_TEXT)
        if not rules.pattern.found(text):
            raise RefusedError("pattern", pattern=rules.pattern.text)
    if rules.kind == "email" and not (len(text) <= 320 and _EMAIL.fullmatch(text)):
        raise RefusedError("email")
    if rules.kind == "phone" and not (len(text) <= 100 and _PHONE.search(text)):
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
    _digits(one.rules, exact)
    _bounds(one.rules, exact, scope, computed)
    return value


def _digits(rules: form.Rules, exact: Decimal) -> None:
    normal = exact.normalize()
    exponent = normal.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if rules.decimal_digits is not None and decimals > rules.decimal_digits:
        code = "not_whole" if rules.decimal_digits == 0 else "decimal_digits"
        raise RefusedError(code, limit=rules.decimal_digits)
    step = _decimal(rules.increment)
    if step is not None and step > 0 and decimals < 400:
        scale = Decimal(10) ** max(decimals, -_exponent(step), 0)
        if int(exact * scale) % int(step * scale) != 0:
            raise RefusedError("increment", step=rules.increment)


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _bounds(rules: form.Rules, value: Decimal | str, scope: conditions.Scope, computed: conditions.Computed) -> None:
    """`min` and `max`; the browser applies them to texts too, where a text that is no number is refused."""
    for raw, code in ((rules.minimum, "too_small"), (rules.maximum, "too_large")):
        bound = _decimal(computed.bound(raw, scope))
        if bound is None:
            continue
        exact = value if isinstance(value, Decimal) else _decimal(value)
        if exact is None:
            raise RefusedError("wrong_type", expected="number")
        if (code == "too_small" and exact < bound) or (code == "too_large" and exact > bound):
            raise RefusedError(code, limit=bound)


def _decimal(raw: object) -> Decimal | None:
    if raw is None or isinstance(raw, bool) or not isinstance(raw, int | float | str):
        return None
    text = raw.strip() if isinstance(raw, str) else repr(raw)
    if len(text) > 400:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(_exponent(number)) < 400 else None


def _checkbox(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    del one, scope, computed
    if value is None:
        return False
    if not isinstance(value, bool):
        raise RefusedError("wrong_type", expected="true or false")
    return value


def options(one: form.Field, scope: conditions.Scope, computed: conditions.Computed) -> tuple[form.Option, ...]:
    """The choices of a field: written in it, or taken from the data."""
    if one.options_expression is not None:
        return formjs.options(computed.value(one.options_expression, scope))
    if one.options_key is not None:
        return formjs.options(scope.data.get(one.options_key))
    return one.options


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
        if any(same(chosen, other) for other in kept):
            raise RefusedError("duplicate", value=chosen)
        kept.append(chosen)
    return kept


def _chosen(value: object, allowed: tuple[form.Option, ...]) -> object:
    wanted = clean(value) if isinstance(value, str) and len(value) <= LONGEST_TEXT else value
    for option in allowed:
        if same(option.value, wanted):
            return option.value
    raise RefusedError("not_an_option", value=wanted if isinstance(wanted, str | int | float) else "")


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
    return one == other


def _datetime(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    del scope, computed
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise RefusedError("wrong_type", expected=one.subtype)
    if one.subtype == "date" and not _is_date(value):
        raise RefusedError("not_a_date")
    if one.subtype == "time" and not _TIME.fullmatch(value):
        raise RefusedError("not_a_time")
    if one.subtype == "datetime":
        day, _, hour = value.partition("T")
        if not (_is_date(day) and _TIME.fullmatch(hour)):
            raise RefusedError("not_a_datetime")
    return value


def _is_date(text: str) -> bool:
    """A day of the real calendar: 2026-02-30 is none."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return False
    try:
        date(*map(int, parts.groups()))
    except ValueError:
        return False
    return True


def _documents(one: form.Field, value: object, scope: conditions.Scope, computed: conditions.Computed) -> object:
    """References to stored documents; the file itself never comes with the answers."""
    if value is None or value == "" or value == []:
        return None
    several = isinstance(value, list)
    those = value if isinstance(value, list) else [value]
    if len(those) > LONGEST_LIST or (len(those) > 1 and not computed.flag(one.multiple, scope)):
        raise RefusedError("too_many", limit=LONGEST_LIST if one.multiple else 1)
    for reference in those:
        if not isinstance(reference, str) or not _DOCUMENT.fullmatch(reference):
            raise RefusedError("not_a_document")
    return list(those) if several else value


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
