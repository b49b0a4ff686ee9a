"""Forms of form-js 1.23 (``*.form`` files and components embedded in a diagram) as the one form model, and back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping

from bpmn.forms import component, documents, form, numbers, pattern

_RESERVED = frozenset({"__proto__", "constructor", "prototype"})
_COUNTED = re.compile(r"\s*[+-]?[0-9]")
"""What JavaScript's form would take as a place in a list, where a key begins with it."""


def parse(data: bytes) -> form.Form:
    """A form file.

    Raises:
        FormError: naming the field that is wrong.
    """
    return of_json(load(data))


def of_json(raw: object) -> form.Form:
    """The JSON of a form file.

    Raises:
        FormError: naming the field that is wrong.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        raise form.FormError("not_a_form")
    return form.Form(_text(raw.get("id"), "id", 300), fields(raw["components"]))


def load(data: bytes) -> object:
    """The JSON of a file, its texts in NFC.

    Raises:
        FormError: too_large, too_deep, not_utf8, not_finite, not_json with line and column as its value.
    """
    if len(data) > form.LARGEST_FILE:
        raise form.FormError("too_large", value=len(data))
    try:
        return _nfc(json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise form.FormError("not_json", value=f"{error.lineno}:{error.colno}") from error
    except UnicodeDecodeError as error:
        raise form.FormError("not_utf8") from error
    except RecursionError as error:
        raise form.FormError("too_deep") from error
    except ValueError as error:
        raise form.FormError("not_finite") from error


def fields(components: Iterable[object]) -> tuple[form.Field, ...]:
    """Components as fields; keys are unique among those that share a container.

    Raises:
        FormError: naming the field that is wrong.
    """
    tidy = _nfc(list(components))
    assert isinstance(tidy, list)
    return _Reader().level(tidy, (), 0)


def schema(one: form.Form, language: str | None = None) -> dict[str, object]:
    """The form-js JSON that the browser shows. Labels are as written: escaping is the browser's work.

    Parameters:
        language: vi or en, for our pages, which show no page from outside; None leaves frames as they are.
    """
    components = [dict(part.source) for part in one.fields]
    return {
        "type": "default",
        "schemaVersion": 18,
        "id": one.id or "form",
        "components": components if language is None else documents.without_frames(components, language),
    }


options = component.options


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _nfc(value: object) -> object:
    """JSON with its texts in NFC, keys too: what is typed is kept so, and must be found again among the choices."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_nfc(part) for part in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", name): _nfc(part) for name, part in value.items()}
    return value


class _Reader:
    """Counts fields and keeps the paths and ids that are taken while components are read."""

    def __init__(self) -> None:
        self.count = 0
        self.taken: dict[tuple[str, ...], bool] = {}
        self.ids: set[str] = set()

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
        named = str(raw.get("key") or raw.get("path") or raw.get("id") or where)
        if not isinstance(kind, str) or kind not in form.TYPES:
            raise form.FormError("unknown_type", named, kind)
        tidy = component.tidied(raw, kind, named)
        self.identify(tidy)
        if kind in form.CONTAINERS:
            return self.container(tidy, kind, outer, depth)
        if kind in form.SHOWN_ONLY:
            label = _text(tidy.get("label"), where, 2_000)
            return form.Field(kind, label=label, hide=component.hiding(tidy), source=tidy)
        return self.carrier(tidy, kind, outer)

    def identify(self, tidy: dict[str, object]) -> None:
        """Drop an id that another component has: the browser's form would show nothing at all."""
        own = tidy.get("id")
        if isinstance(own, str) and own and own not in self.ids:
            self.ids.add(own)
        else:
            tidy.pop("id", None)

    def container(self, raw: dict[str, object], kind: str, outer: tuple[str, ...], depth: int) -> form.Field:
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
        inner = self.level(components, inside, depth + 1)
        return form.Field(
            kind,
            key=written,
            path=path,
            label=_text(raw.get("label"), written, 2_000),
            hide=component.hiding(raw),
            rows=_whole(raw.get("defaultRepetitions"), 1),
            fixed_rows=raw.get("allowAddRemove") is False,
            fields=inner,
            source={**raw, "components": [dict(one.source) for one in inner]},
        )

    def carrier(self, raw: dict[str, object], kind: str, outer: tuple[str, ...]) -> form.Field:
        key = _text(raw.get("key"), ".".join(outer), 300)
        if not key:
            raise form.FormError("missing_key", str(raw.get("id") or raw.get("label") or kind))
        path = _path(key)
        self.claim((*outer, *path), closed=True)
        return form.Field(
            kind,
            key=key,
            path=path,
            label=_text(raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel"), key, 2_000),
            rules=_rules(raw, key),
            options=options(raw.get("values")),
            options_key=_text(raw.get("valuesKey"), key, 300) or None,
            options_expression=component.expression(raw.get("valuesExpression")),
            subtype=_text(raw.get("subtype"), key, 20) if kind == "datetime" else "",
            as_text=raw.get("serializeToString") is True,
            multiple=_flag(raw.get("multiple")),
            hide=component.hiding(raw),
            readonly=_flag(raw.get("readonly")),
            disabled=raw.get("disabled") is True,
            expression=component.expression(raw.get("expression")),
            default=raw.get("defaultValue"),
            accept=_text(raw.get("accept"), key, 1_000) if kind == "filepicker" else "",
            source=raw,
        )

    def claim(self, path: tuple[str, ...], *, closed: bool) -> None:
        """A path belongs to one field; it may not lead through another's value either."""
        if path in self.taken or any(self.taken.get(path[:n]) for n in range(1, len(path)) if path[n] != "[]"):
            raise form.FormError("duplicate_key", ".".join(path))
        self.taken[path] = closed
        for n in range(1, len(path)):
            self.taken.setdefault(path[:n], False)


def _text(raw: object, where: str, longest: int) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > longest:
        raise form.FormError("wrong_type", where, raw)
    return unicodedata.normalize("NFC", raw)


def _path(key: str) -> tuple[str, ...]:
    parts = tuple(key.split("."))
    if not all(parts) or len(parts) > form.DEEPEST or any("[" in part or "]" in part for part in parts):
        raise form.FormError("bad_key", key)
    if any(part in _RESERVED or _COUNTED.match(part) for part in parts):
        raise form.FormError("bad_key", key)
    return parts


def _flag(raw: object) -> bool | str:
    return component.expression(raw) or raw is True


def _whole(raw: object, otherwise: int) -> int:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else otherwise


def _rules(raw: Mapping[str, object], key: str) -> form.Rules:
    """The rules of a component that has been tidied."""
    checks = raw.get("validate", {})
    assert isinstance(checks, Mapping)
    kind, digits = checks.get("validationType"), raw.get("decimalDigits")
    interval = raw.get("timeInterval", component.DEFAULT_INTERVAL)
    return form.Rules(
        required=checks.get("required") is True,
        minimum=_bound(checks.get("min")),
        maximum=_bound(checks.get("max")),
        min_length=_bound(checks.get("minLength")),
        max_length=_bound(checks.get("maxLength")),
        pattern=_pattern(checks.get("pattern"), key),
        pattern_message=_text(checks.get("patternErrorMessage"), key, 500),
        kind=None if kind is None else str(kind),
        decimal_digits=digits if isinstance(digits, int) else None,
        increment=_bound(raw.get("increment")),
        interval=_whole(interval, component.DEFAULT_INTERVAL),
        format=_text(raw.get("timeSerializingFormat"), key, 20) or component.FORMATS[0],
        from_today=raw.get("disallowPassedDates") is True,
    )


def _bound(raw: object) -> float | int | str | None:
    return (
        raw
        if isinstance(raw, int | float | str) and (numbers.read(raw) is not None or component.expression(raw))
        else None
    )


def _pattern(raw: object, key: str) -> pattern.Pattern | None:
    if not isinstance(raw, str) or not raw:
        return None
    try:
        return pattern.read(raw)
    except pattern.PatternError as error:
        raise form.FormError("bad_pattern", key, error) from error
