"""One component of form-js, put into the shape in which browser and server can't read it differently.

form-js takes much by JavaScript's rules (what counts as true, which of several sources of choices wins) and fails in
the middle of a page on what its own editor would never write (a bound that is no number, a rule that the type doesn't
have). So what a file says is tidied once, when it is read; the browser gets the tidied form, and the check reads the
same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpmn.forms import form, numbers

SUBTYPES = ("date", "time", "datetime")
FORMATS = ("no_timezone", "utc_offset", "utc_normalized")
INTERVALS = (1, 5, 10, 15, 30, 60)
DEFAULT_INTERVAL = 15
MOST_REPETITIONS = 100
LONGEST_EXPRESSION = 10_000
_KINDS = ("email", "phone")
_BOUNDS = {
    "textfield": ("minLength", "maxLength"),
    "textarea": ("minLength", "maxLength"),
    "number": ("min", "max"),
}
_SOURCES = ("values", "valuesKey", "valuesExpression")


def tidied(raw: Mapping[str, object], kind: str, where: str) -> dict[str, object]:
    """The component, its inner ones aside.

    Parameters:
        where: the key, for errors.

    Raises:
        FormError: `wrong_type`, for a bound or a subtype that is none.
    """
    made = {name: value for name, value in raw.items() if value is not None}
    for name in ("layout", "appearance", "validate", "conditional", "properties"):
        if name in made and not isinstance(made[name], Mapping):
            del made[name]
    _switch(made, "disabled", expressions=False)
    _switch(made, "readonly", expressions=True)
    if hiding(made) is None:
        made.pop("conditional", None)
    if kind in form.CARRIERS:
        rules = _rules(made.pop("validate", {}), kind, where)
        if rules:
            made["validate"] = rules
        if kind in form.ONE_OF | form.SEVERAL_OF:
            _choices(made)
        elif kind in _OWN:
            _OWN[kind](made, where)
        _default(made, kind)
    elif kind == "dynamiclist":
        _list(made)
    return made


def expression(raw: object) -> str | None:
    """A FEEL expression with its ``=``; None for anything else."""
    return raw[:LONGEST_EXPRESSION] if isinstance(raw, str) and raw.startswith("=") else None


def hiding(raw: Mapping[str, object]) -> str | None:
    """The condition that hides a component."""
    conditional = raw.get("conditional")
    return expression(conditional.get("hide")) if isinstance(conditional, Mapping) else None


def truthy(raw: object) -> bool:
    """What counts as true in JavaScript."""
    return isinstance(raw, Mapping | list) or bool(raw)


def _switch(made: dict[str, object], name: str, *, expressions: bool) -> None:
    raw = made.pop(name, None)
    if expressions and (written := expression(raw)) is not None:
        made[name] = written
    elif truthy(raw):
        made[name] = True


def _rules(raw: object, kind: str, where: str) -> dict[str, object]:
    """What a value must be: of each type only what that type's page can be made to check."""
    assert isinstance(raw, Mapping)
    made: dict[str, object] = {"required": True} if truthy(raw.get("required")) else {}
    for name in _BOUNDS.get(kind, ()):
        bound = raw.get(name)
        if bound is None or bound == "":
            continue
        if expression(bound) is None and numbers.read(bound) is None:
            raise form.FormError("wrong_type", where, bound)
        made[name] = bound
    if kind in form.TEXTS:
        if isinstance(raw.get("pattern"), str) and raw["pattern"]:
            made["pattern"] = raw["pattern"]
            if isinstance(raw.get("patternErrorMessage"), str):
                made["patternErrorMessage"] = raw["patternErrorMessage"]
        if raw.get("validationType") in _KINDS:
            made["validationType"] = raw["validationType"]
    return made


def _choices(made: dict[str, object]) -> None:
    """Leave one source of choices: the data, else what is written, else an expression."""
    key, written, computed = made.get("valuesKey"), made.get("values"), expression(made.get("valuesExpression"))
    for name in _SOURCES:
        made.pop(name, None)
    if isinstance(key, str) and key:
        made["valuesKey"] = key
    elif isinstance(written, list) or computed is None:
        made["values"] = [one for one in written if _choosable(one)] if isinstance(written, list) else []
    else:
        made["valuesExpression"] = computed


def _choosable(raw: object) -> bool:
    return bool(options([raw]))


def options(raw: object) -> tuple[form.Option, ...]:
    """Choices as form-js takes them: plain values, or objects with a value; what is neither is passed over."""
    made: list[form.Option] = []
    for one in raw[: form.MOST_FIELDS * 10] if isinstance(raw, Sequence) and not isinstance(raw, str) else ():
        if _primitive(one):
            made.append(form.Option(one, _label(one)))
        elif isinstance(one, Mapping):
            label, value = one.get("label"), one.get("value")
            if isinstance(label, str) and label and (_primitive(value) or (isinstance(value, Mapping) and value)):
                made.append(form.Option(value, label))
            elif _primitive(value) and not (isinstance(label, str) and label):
                made.append(form.Option(value, _label(value)))
    return tuple(made)


def _primitive(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and value != "")


def _label(value: object) -> str:
    return numbers.text(value) if isinstance(value, int | float) else str(value)


def _number(made: dict[str, object], where: str) -> None:
    _switch(made, "serializeToString", expressions=False)
    digits, step = numbers.read(made.pop("decimalDigits", None)), made.pop("increment", None)
    if digits is not None and digits >= 0:
        made["decimalDigits"] = min(int(digits), 100)
    if step is None or step == "" or expression(step) is not None:
        return
    exact = numbers.read(step)
    if exact is None:
        raise form.FormError("wrong_type", where, step)
    if exact != 0:
        made["increment"] = step


def _datetime(made: dict[str, object], where: str) -> None:
    subtype = made.setdefault("subtype", SUBTYPES[0])
    if subtype not in SUBTYPES:
        raise form.FormError("wrong_type", where, subtype)
    _switch(made, "disallowPassedDates", expressions=False)
    if made.get("timeInterval") not in INTERVALS or isinstance(made["timeInterval"], bool):
        made.pop("timeInterval", None)
    if made.get("timeSerializingFormat") not in FORMATS:
        made.pop("timeSerializingFormat", None)


def _file(made: dict[str, object], where: str) -> None:
    del where
    raw = made.pop("multiple", None)
    if (written := expression(raw)) is not None or raw is True:
        made["multiple"] = written or True


def _list(made: dict[str, object]) -> None:
    made["isRepeating"] = True
    made["allowAddRemove"] = truthy(made.get("allowAddRemove", True))
    count = made.get("defaultRepetitions", 1)
    whole = isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST_REPETITIONS
    made["defaultRepetitions"] = count if whole else 1


_OWN = {"number": _number, "datetime": _datetime, "filepicker": _file}


def _default(made: dict[str, object], kind: str) -> None:
    """A default of the wrong type is none: form-js would submit it as it stands."""
    raw = made.pop("defaultValue", None)
    if raw is not None and (kept := _fitting(made, kind, raw)) is not None:
        made["defaultValue"] = kept


def _fitting(made: Mapping[str, object], kind: str, raw: object) -> object:
    if kind in form.TEXTS:
        return raw if isinstance(raw, str) else _label(raw) if isinstance(raw, int | float) else None
    if kind == "checkbox":
        return raw is True or None
    if kind == "number":
        return _number_default(made, raw)
    if kind in form.ONE_OF:
        return raw if _offered(made, raw) else None
    if kind in form.SEVERAL_OF:
        return [one for one in raw if _offered(made, one)] if isinstance(raw, list) else None
    return raw if kind == "datetime" and isinstance(raw, str) else None


def _number_default(made: Mapping[str, object], raw: object) -> object:
    exact = numbers.read(raw)
    if exact is None:
        return None
    if made.get("serializeToString"):
        return raw if isinstance(raw, str) else numbers.text(raw) if isinstance(raw, int | float) else None
    if not isinstance(raw, str):
        return raw
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _offered(made: Mapping[str, object], raw: object) -> bool:
    """Whether a default is among the choices, as far as these are written in the form."""
    return "values" not in made or any(form.same(one.value, raw) for one in options(made["values"]))
