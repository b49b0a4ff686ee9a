"""FEEL's functions over texts that need more than a line: patterns, splitting, joining, writing in base64.

As in `functions`, each takes plain values and gives a plain value, and spends what grows with the data.
"""

from __future__ import annotations

import base64

from bpmn.expressions import errors, functions, regex, values

Value = values.Value
_text = functions.text_of
_kept: dict[tuple[str, str], regex.Pattern] = {}
_MOST_KEPT = 256
_READING = 1_000
"""Steps that reading a pattern costs, were it the largest."""


def _pattern(arguments: list[Value], flags_at: int, run: values.Run) -> regex.Pattern:
    given = arguments[flags_at] if len(arguments) > flags_at else None
    key = _text(arguments[1]), "" if given is None else _text(given)[:10]
    found = _kept.get(key)
    if found is None:
        run.spend(_READING)
        found = regex.read(*key)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def _matches(arguments: list[Value], run: values.Run) -> bool:
    return regex.matches(_pattern(arguments, 2, run), _text(arguments[0]), run)


def _replaced(arguments: list[Value], run: values.Run) -> str:
    """Each match by the replacement, in which `$1` is the first group and `$0` the whole (XPath functions, 7.6.3)."""
    text, wanted = _text(arguments[0]), _text(arguments[2])
    pattern = _pattern(arguments, 3, run)
    pieces = [(wanted, -1)] if pattern.literal else _template(wanted, pattern.groups)
    found: list[str] = []
    at = length = 0
    for slots in regex.every(pattern, text, run):
        parts = [text[at : slots[0]]]
        for literal, group in pieces:
            begin, end = (0, 0) if group < 0 else slots[2 * group : 2 * group + 2]
            parts.append(literal if group < 0 else text[max(0, begin) : max(0, end)])
        length += sum(map(len, parts))
        if length > values.LONGEST_STRING:
            raise errors.EvaluationError("text_too_long", "the text with its replacements is too long")
        found += parts
        at = slots[1]
    return values.string("".join([*found, text[at:]]))


def _template(text: str, groups: int) -> list[tuple[str, int]]:
    """A replacement as literal pieces (group -1) and groups."""
    pieces: list[tuple[str, int]] = []
    at = 0
    while at < len(text):
        one, following = text[at], text[at + 1 : at + 2]
        if one == "\\" and following in ("\\", "$"):
            pieces.append((following, -1))
        elif one == "$" and following.isascii() and following.isdigit():
            # A group that isn't there is empty.
            pieces.append(("", int(following)) if int(following) <= groups else ("", -1))
        elif one in "\\$":
            raise errors.EvaluationError("wrong_argument", f"a {one!r} in the replacement stands for nothing")
        else:
            pieces.append((one, -1))
            at += 1
            continue
        at += 2
    return pieces


def _split(arguments: list[Value], run: values.Run) -> list[Value]:
    text = _text(arguments[0])
    found: list[Value] = []
    at = 0
    for slots in regex.every(_pattern(arguments, 2, run), text, run):
        found.append(text[at : slots[0]])
        at = slots[1]
    return values.sequence([*found, text[at:]])


def _extracted(arguments: list[Value], run: values.Run) -> list[Value]:
    text = _text(arguments[0])
    found = regex.every(_pattern(arguments, 2, run), text, run)
    return values.sequence([text[slots[0] : slots[1]] for slots in found])


def _joined(arguments: list[Value], run: values.Run) -> str:
    between, prefix, suffix = ([_given(one) for one in arguments[1:]] + [""] * 3)[:3]
    parts = [_text(item) for item in functions.list_of(arguments[0], run) if item is not None]
    total = sum(map(len, parts)) + len(between) * len(parts) + len(prefix) + len(suffix)
    run.spend(total // 100)
    if total > values.LONGEST_STRING:
        raise errors.EvaluationError("text_too_long", "the joined text is too long")
    return prefix + between.join(parts) + suffix


def _given(value: Value) -> str:
    return "" if value is None else _text(value)


def _encoded(arguments: list[Value], run: values.Run) -> str:
    return values.string(base64.b64encode(_text(arguments[0]).encode()).decode())


FUNCTIONS: dict[str, functions.Function] = {
    "matches": _matches,
    "replace": _replaced,
    "split at pattern": _split,
    "extract": _extracted,
    "string join": _joined,
    "is blank": lambda a, run: not _text(a[0]).strip(),
    "to base64": _encoded,
}
