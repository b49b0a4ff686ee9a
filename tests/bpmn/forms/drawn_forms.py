"""Forms at random, with what a hurried, careless or hostile person types into them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bpmn.forms import in_browser

TEXTS = [
    "", " ", "   ", "a", " a ", "abc", "abcd", "Nguyễn Văn Đức", "Nguye\u0302\u0303n", "e\u0301", "\u00e9", "0",
    "007", "-0", "1e3",
    "😀", "😀😀", "👩‍👩‍👧", "<b>x</b>", "<script>alert(1)</script>", "{{x}}", "=1+1",
    "\ttab", "a\nb", "\u00a0", "\u200b", "\ufeff", "ﬁ",
    "a@b", "a.b@hanoi.gov.vn", "a@-b.vn", "a@b..vn", "a b@c.vn", "@", "+84912345678", "0084912345678", "0912345678",
    "+84 912 345 678", "+1", "+840912345678", "tel:+84912345678", "001099012345", "00109901234x", "x" * 30, "İ", "ß",
]  # fmt: skip
NUMBERS = [
    "", "0", "-0", "1", "3", "10", "007", "1e3", "1e-7", "0.1", "0.3", "0,5", "1.", ".5", "-", "--1", "+5", " 12 ",
    "12a",
    "NaN",
    "Infinity", "-Infinity", "0x10", "1_000", "1.000.000", "0.125", "2.50", "9007199254740991", "9007199254740993",
    "1e300",
    "1e400", "12345678901234567890.5", "0.30000000000000004", "-2.5", "٣", "1" * 31, "0.1" + "0" * 30,
]  # fmt: skip
DATES = [
    "", "29/02/2024", "29/02/2023", "31/12/2099", "1/1/2026", "01/01/1900", "31/12/1899", "00/00/0000", "2026-02-30",
    "x",
    "26/11/2026", "25/11/2026", "27/11/2026", "31/02/2026", "02/13/2026", "1/2/26", "😀",
]  # fmt: skip
TIMES = [
    "",
    "00:00",
    "23:59",
    "24:00",
    "25:61",
    "7:5",
    "07:30",
    "7",
    "12:00 am",
    "11:45 pm",
    "13:00 pm",
    "x",
    "0730",
    "12:34:56",
]
JSON: list[Any] = [
    None, True, False, 0, 1, 3, -2.5, 0.1, 1e21, 9007199254740993, "", "a", "abc", "b", "x", "3", " 5", "1e3", "true",
    "e\u0301", "\u00e9",
    [], ["a"], ["a", "b"], ["a", "zzz"], [1], {}, {"a": 1}, "2024-02-29", "2023-02-29", "2026-11-23", "1850-01-01",
    "07:30",
    "07:31", "7:30", "23:59", "24:00", "07:30Z", "07:30+07:00", "07:30+09:00", "2026-11-23T08:00", "2026-11-23T08:00Z",
    "2026-11-23T08:00+07:00", "2026-11-23T08:07", "a\nb", "😀😀",
]  # fmt: skip
PATTERNS = [
    "^[0-9]{12}$",
    "^\\d*$",
    "a",
    "^.$",
    "^..$",
    "^\\w+$",
    "\\s",
    "^[^<>]*$",
    "^(a|b)+$",
    "x{2,}",
    "é",
    "^[\\u00c0-\\u1ef9 a-zA-Z]+$",
]
CHOICES: list[list[Any]] = [
    [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
    ["a", "b", "é"],
    [1, 2, 3],
    [True, False],
    [{"label": "O", "value": {"x": 1}}, {"value": "b"}, {"label": "none"}],
    [0, "", "0"],
]
KINDS = ("textfield", "textarea", "number", "checkbox", "radio", "select", "checklist", "taglist", "datetime")


def component(draw: random.Random, key: str, kind: str | None = None) -> dict[str, Any]:
    """One field with rules of its kind, some of them nonsense."""
    kind = kind or draw.choice(KINDS)
    made: dict[str, Any] = {"type": kind, "key": key, "id": key, "label": key}
    rules: dict[str, Any] = {}
    if draw.random() < 0.3:
        rules["required"] = draw.choice([True, True, True, "yes", 0])
    if kind in ("textfield", "textarea"):
        _maybe(draw, rules, "minLength", [0, 1, 2, 3, "2", "=2", "=1+1", "=none", '="3"', 2.5])
        _maybe(draw, rules, "maxLength", [0, 1, 2, 3, 5, "4", "=2*2", "=none", 10])
        _maybe(draw, rules, "pattern", PATTERNS)
        _maybe(draw, rules, "validationType", ["email", "phone", "custom"])
        _maybe(draw, made, "defaultValue", ["", "x", "abc", 5])
    elif kind == "number":
        _number(draw, made, rules)
    elif kind == "datetime":
        made["subtype"] = draw.choice(["date", "time", "datetime"])
        _maybe(draw, made, "timeInterval", [1, 5, 15, 30, 60, 7])
        _maybe(draw, made, "timeSerializingFormat", ["no_timezone", "utc_offset", "utc_normalized"])
        _maybe(draw, made, "use24h", [True, False])
        _maybe(draw, made, "disallowPassedDates", [True], 0.2)
    elif kind != "checkbox":
        _choices(draw, made)
    if rules:
        made["validate"] = rules
    _maybe(draw, made, "disabled", [True], 0.05)
    _maybe(draw, made, "readonly", [True, "=true", "=none", "=false"], 0.1)
    return made


def _number(draw: random.Random, made: dict[str, Any], rules: dict[str, Any]) -> None:
    _maybe(draw, rules, "min", [0, 1, -3, "0.1", "=1", "=none", '="x"', "1e2", "=2 > 1"])
    _maybe(draw, rules, "max", [0, 3, 10, "10", "=5*2", 1e3])
    _maybe(draw, made, "decimalDigits", [0, 1, 2, "2"])
    _maybe(draw, made, "increment", [1, 0.1, "0.05", 5, 0, "3"])
    _maybe(draw, made, "serializeToString", [True])
    _maybe(draw, made, "defaultValue", [5, "7", "x", 0.5])


def _choices(draw: random.Random, made: dict[str, Any]) -> None:
    source = draw.random()
    if source < 0.7:
        made["values"] = draw.choice(CHOICES)
    elif source < 0.85:
        made["valuesKey"] = draw.choice(["units", "none"])
    else:
        made["valuesExpression"] = draw.choice(
            ['=["a", "b"]', "=units", "=none", '=concatenate(["a"], ["x"])', "=[1,2]"]
        )
    _maybe(draw, made, "defaultValue", ["a", ["a"], 1, True, "zzz"])


def _maybe(draw: random.Random, made: dict[str, Any], name: str, values: Sequence[Any], share: float = 0.35) -> None:
    if draw.random() < share:
        made[name] = draw.choice(values)


def typed(draw: random.Random, one: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """What somebody does with one field."""
    kind, key = one["type"], one["id"]
    if kind in ("textfield", "textarea"):
        return [(key, "text", draw.choice(TEXTS))]
    if kind == "number":
        return [(key, "text", draw.choice(NUMBERS))]
    if kind in ("checkbox", "radio", "checklist"):
        return [(key, "click", draw.randrange(4)) for _ in range(draw.randrange(3))]
    if kind == "datetime":
        subtype = one.get("subtype", "date")
        day = [(key, "text", draw.choice(DATES))] if subtype != "time" else []
        return day + ([(key, "time", draw.choice(TIMES))] if subtype != "date" else [])
    return []


def fields(draw: random.Random, count: int = 8) -> in_browser.Filled:
    """A flat form; of each field either something is known of the case, or something is typed, or both."""
    those = [component(draw, f"k{n}") for n in range(count)]
    known: dict[str, Any] = {"units": draw.choice([["a", "b"], [{"label": "A", "value": "a"}], [], None, "a"])}
    acts: list[tuple[str, str, Any]] = []
    for one in those:
        if draw.random() < 0.4:
            known[one["key"]] = draw.choice(JSON)
        if draw.random() < 0.7:
            acts += typed(draw, one)
    return in_browser.Filled(those, known, acts)


CONDITIONS = {
    "textfield": ['{a} = "x"', '{a} != "x"', "{a} = null", '{a} = ""', '{a} in ("x", "y")', "string length({a}) > 1"],
    "number": ["{a} > 3", "{a} = 3", "{a} != 3", "{a} = null", "{a} >= 1", "{a} + 1 = 4"],
    "checkbox": ["{a}", "not({a})", "{a} = true", "{a} = false", "{a} != true", "{a} = null"],
    "checklist": ['list contains({a}, "a")', "count({a}) = 0", "{a} = null"],
}
ODD = ["-", ")(", "nothing", "nothing = null", "not(nothing)", "nothing > 3", "true", "false", "null"]


def condition(draw: random.Random, before: Sequence[Mapping[str, Any]]) -> str:
    """A condition on fields that stand before, mostly one that makes sense."""
    one, other = (draw.choice(CONDITIONS[f["type"]]).format(a=f["key"]) for f in draw.choices(before, k=2))
    shape = draw.choice(["{0}", "{0}", "{0}", "{0} and {1}", "{0} or {1}", "not({0})", "{0}, {1}", "not({0} or {1})"])
    return "=" + (draw.choice(ODD) if draw.random() < 0.1 else shape.format(one, other))


def conditional(draw: random.Random) -> in_browser.Filled:
    """A form whose fields hide each other, with groups, paths, lists and computed fields."""
    kinds = ("textfield", "number", "checkbox", "checklist")
    those: list[dict[str, Any]] = []
    for n in range(6):
        one = component(draw, f"k{n}", draw.choice(kinds))
        one.pop("readonly", None)
        one.pop("serializeToString", None)
        if n and draw.random() < 0.6:
            one["conditional"] = {"hide": condition(draw, those)}
        those.append(one)
    those.append(
        {
            "type": "expression",
            "key": "sum",
            "id": "sum",
            "expression": draw.choice(["=k1 + 1", "=k0", "=sum2", "=if k2 = true then 1 else 2"]),
        }
    )
    those.append(
        {"type": "expression", "key": "sum2", "id": "sum2", "expression": draw.choice(["=k3", "=count([k0])", "=null"])}
    )
    inner = [component(draw, f"r{n}", draw.choice(kinds)) for n in range(2)]
    for one in inner:
        one.pop("readonly", None)
        one.pop("serializeToString", None)
    own = draw.choice(CONDITIONS[inner[0]["type"]]).format(a="this.r0")
    hides = [own, own, f"not({own})", "r0 = null", "parent.k0 = null", "k0 = null", "i[1] = 1", "this = null"]
    inner[1]["conditional"] = {"hide": "=" + draw.choice(hides)}
    those.append(
        {
            "type": "dynamiclist",
            "path": "rows",
            "id": "rows",
            "components": inner,
            "defaultRepetitions": draw.randrange(3),
            "allowAddRemove": draw.random() < 0.5,
        }
    )
    grouped = component(draw, "g0", draw.choice(kinds))
    group: dict[str, Any] = {"type": "group", "id": "group", "components": [grouped]}
    _maybe(draw, group, "path", ["child", "child.inner"], 0.6)
    _maybe(draw, group, "conditional", [{"hide": "=k0 = null"}, {"hide": "=k0"}], 0.6)
    those.append(group)
    known: dict[str, Any] = {}
    _maybe(draw, known, "rows", [[{"r0": "x"}, {}], [], [{"r0": 3, "r1": True}], "x"], 0.5)
    _maybe(draw, known, "child", [{"g0": "x", "other": 1}, {"inner": {"g0": 3}}], 0.4)
    for n in range(6):
        _maybe(draw, known, f"k{n}", [True, False, "x", 3, None, ["a"]], 0.4)
    acts = [act for one in those[:6] for act in _sensible(draw, one)] if draw.random() < 0.8 else []
    return in_browser.Filled(those, known, acts)


def _sensible(draw: random.Random, one: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    if draw.random() < 0.4:
        return []
    if one["type"] == "textfield":
        return [(one["id"], "text", draw.choice(["", "x", "y"]))]
    if one["type"] == "number":
        return [(one["id"], "text", draw.choice(["", "3", "1"]))]
    return [(one["id"], "click", draw.randrange(3))]
