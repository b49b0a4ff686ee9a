"""Forms of form-js 1.23 (``*.form`` files and components embedded in a diagram) as the one form model, and back."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from bpmn.forms import form, pattern

_SUBTYPES = ("date", "time", "datetime")
_KINDS = ("email", "phone")


def parse(data: bytes) -> form.Form:
    """A form file.

    Raises:
        FormError: naming the field that is wrong.
    """
    if len(data) > form.LARGEST_FILE:
        raise form.FormError("too_large", value=len(data))
    try:
        raw = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise form.FormError("not_json", value=str(error)) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        raise form.FormError("not_a_form")
    return form.Form(_text(raw.get("id"), "id", 300), fields(raw["components"]))


def fields(components: Iterable[object]) -> tuple[form.Field, ...]:
    """Components as fields; keys are unique among those that share a container.

    Raises:
        FormError: naming the field that is wrong.
    """
    reader = _Reader()
    return reader.level(components, (), 0)


def schema(one: form.Form) -> dict[str, object]:
    """The form-js JSON that the browser shows. Labels are as written: escaping is the browser's work."""
    return {
        "type": "default",
        "schemaVersion": 18,
        "id": one.id or "form",
        "components": [dict(part.source) for part in one.fields],
    }


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


class _Reader:
    """Counts fields and keeps the paths that are taken while components are read."""

    def __init__(self) -> None:
        self.count = 0
        self.taken: dict[tuple[str, ...], bool] = {}

    def level(self, components: Iterable[object], outer: tuple[str, ...], depth: int) -> tuple[form.Field, ...]:
        if depth > form.DEEPEST:
            raise form.FormError("too_deep", ".".join(outer))
        return tuple(self.field(raw, outer, depth) for raw in components)

    def field(self, raw: object, outer: tuple[str, ...], depth: int) -> form.Field:
        where = ".".join(outer)
        self.count += 1
        if self.count > form.MOST_FIELDS:
            raise form.FormError("too_large", where)
        if not isinstance(raw, Mapping):
            raise form.FormError("wrong_type", where, raw)
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in form.TYPES:
            raise form.FormError("unknown_type", str(raw.get("key") or raw.get("id") or where), kind)
        if kind in form.CONTAINERS:
            return self.container(raw, kind, outer, depth)
        if kind in form.SHOWN_ONLY:
            return form.Field(kind, label=_text(raw.get("label"), where, 2_000), hide=_hide(raw), source=dict(raw))
        return self.carrier(raw, kind, outer)

    def container(self, raw: Mapping[str, object], kind: str, outer: tuple[str, ...], depth: int) -> form.Field:
        written = _text(raw.get("path"), ".".join(outer), 300)
        path = _path(written) if written else ()
        if kind == "dynamiclist":
            if not path:
                raise form.FormError("missing_key", str(raw.get("id") or kind))
            self.claim((*outer, *path), closed=True)
        inside = (*outer, *path, *(("[]",) if kind == "dynamiclist" else ()))
        components = raw.get("components", [])
        if not isinstance(components, list):
            raise form.FormError("wrong_type", ".".join(inside), "components")
        return form.Field(
            kind,
            key=written,
            path=path,
            label=_text(raw.get("label"), written, 2_000),
            hide=_hide(raw),
            fields=self.level(components, inside, depth + 1),
            source=dict(raw),
        )

    def carrier(self, raw: Mapping[str, object], kind: str, outer: tuple[str, ...]) -> form.Field:
        key = _text(raw.get("key"), ".".join(outer), 300)
        if not key:
            raise form.FormError("missing_key", str(raw.get("id") or raw.get("label") or kind))
        path = _path(key)
        self.claim((*outer, *path), closed=True)
        subtype = raw.get("subtype", "date") if kind == "datetime" else ""
        if kind == "datetime" and subtype not in _SUBTYPES:
            raise form.FormError("wrong_type", key, subtype)
        return form.Field(
            kind,
            key=key,
            path=path,
            label=_text(raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel"), key, 2_000),
            rules=_rules(raw, key),
            options=options(raw.get("values")),
            options_key=_text(raw.get("valuesKey"), key, 300) or None,
            options_expression=_text(raw.get("valuesExpression"), key, 10_000) or None,
            subtype=str(subtype),
            as_text=raw.get("serializeToString") is True,
            multiple=_flag(raw.get("multiple")),
            hide=_hide(raw),
            readonly=_flag(raw.get("readonly")),
            disabled=raw.get("disabled") is True,
            expression=_text(raw.get("expression"), key, 10_000) or None,
            default=raw.get("defaultValue"),
            source=dict(raw),
        )

    def claim(self, path: tuple[str, ...], *, closed: bool) -> None:
        """A path belongs to one field; it may not lead through another's value either."""
        if path in self.taken or any(self.taken.get(path[:n]) for n in range(1, len(path)) if path[n] != "[]"):
            raise form.FormError("duplicate_key", ".".join(path))
        self.taken[path] = closed
        for n in range(1, len(path)):
            self.taken.setdefault(path[:n], False)


def options(raw: object) -> tuple[form.Option, ...]:
    """Choices as form-js takes them: plain values, or objects with a value; what is neither is passed over."""
    made: list[form.Option] = []
    for one in raw[: form.MOST_FIELDS * 10] if isinstance(raw, Sequence) and not isinstance(raw, str) else ():
        if _primitive(one):
            made.append(form.Option(_nfc(one), str(one)))
        elif isinstance(one, Mapping):
            label, value = one.get("label"), one.get("value")
            if isinstance(label, str) and label and (_primitive(value) or (isinstance(value, Mapping) and value)):
                made.append(form.Option(_nfc(value), _nfc_text(label)))
            elif _primitive(value):
                made.append(form.Option(_nfc(value), str(value)))
    return tuple(made)


def _primitive(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and value != "")


def _nfc(value: object) -> object:
    return _nfc_text(value) if isinstance(value, str) else value


def _nfc_text(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _text(raw: object, where: str, longest: int) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > longest:
        raise form.FormError("wrong_type", where, raw)
    return _nfc_text(raw)


def _path(key: str) -> tuple[str, ...]:
    parts = tuple(key.split("."))
    if not all(parts) or len(parts) > form.DEEPEST or any("[" in part or "]" in part for part in parts):
        raise form.FormError("bad_key", key)
    if any(part in ("__proto__", "constructor", "prototype") for part in parts):
        raise form.FormError("bad_key", key)
    return parts


def _flag(raw: object) -> bool | str:
    if isinstance(raw, str) and raw.startswith("="):
        return raw[:10_000]
    return raw is True


def _hide(raw: Mapping[str, object]) -> str | None:
    conditional = raw.get("conditional")
    hide = conditional.get("hide") if isinstance(conditional, Mapping) else None
    return hide[:10_000] if isinstance(hide, str) and hide.startswith("=") else None


def _rules(raw: Mapping[str, object], key: str) -> form.Rules:
    checks = raw.get("validate")
    if not isinstance(checks, Mapping):
        checks = {}
    kind = checks.get("validationType")
    digits = raw.get("decimalDigits")
    return form.Rules(
        required=checks.get("required") is True,
        minimum=_bound(checks.get("min"), key),
        maximum=_bound(checks.get("max"), key),
        min_length=_length(checks.get("minLength"), key),
        max_length=_length(checks.get("maxLength"), key),
        pattern=_pattern(checks.get("pattern"), key),
        kind=str(kind) if kind in _KINDS else None,
        decimal_digits=digits if isinstance(digits, int) and not isinstance(digits, bool) and digits >= 0 else None,
        increment=_bound(raw.get("increment"), key),
    )


def _bound(raw: object, key: str) -> float | int | str | None:
    """A number, a number written as text, or an expression."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and len(raw) <= 10_000:
        if raw.startswith("="):
            return raw
        try:
            number = float(raw)
        except ValueError:
            pass
        else:
            if abs(number) < 1e300:
                return raw.strip()
    raise form.FormError("wrong_type", key, raw)


def _length(raw: object, key: str) -> int | str | None:
    bound = _bound(raw, key)
    return bound if bound is None or (isinstance(bound, str) and bound.startswith("=")) else int(float(bound))


def _pattern(raw: object, key: str) -> pattern.Pattern | None:
    if not isinstance(raw, str) or not raw:
        return None
    try:
        return pattern.read(raw)
    except pattern.PatternError as error:
        raise form.FormError("bad_pattern", key, error) from error
