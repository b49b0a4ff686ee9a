"""The executable form of a diagram, as it is stored when a version is published and never made anew.

A better `prepare` must not touch running cases: so the values here have a JSON spelling with a format
number, and what is stored is read back by `from_json`, not prepared again.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any

from bpmn import diagram as dg

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out of a decision: `value` is stored in the answer (the flow's id), `label` is shown."""

    value: str
    label: str
    flow: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A gateway whose flows carry labels but no conditions: a person decides.

    The answer is asked by the form of `asked_by` (the task before, or a decision task made for it) under
    `key`. With `several` (inclusive gateway) the answer is a list with at least one value.
    """

    gateway: str
    asked_by: str
    key: str
    question: str
    choices: tuple[Choice, ...] = ()
    several: bool = False
    drawn: str = ""
    """The gateway as drawn, where `gateway` was put in behind it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A variable that conditions read and that no form asks for, put into the generated form of the task before.

    `kind` is ``boolean``, ``number`` or ``choice``; `values` are the texts that conditions compare it with. With
    `other` none of them may hold: the case then takes the default flow.
    """

    key: str
    label: str
    kind: str
    values: tuple[str, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class HumanTask:
    """A task that a person completes: which form is asked.

    `form` names a form file of the version; `fields` are form-js components written in the diagram;
    `decisions` (gateway ids) are added to either. With neither form nor fields it is a note, after what `questions`
    ask.
    `was` is the element type as drawn (``serviceTask``) where preparing made it a person's task.
    """

    element: str
    form: str | None = None
    fields: tuple[Mapping[str, object], ...] = ()
    decisions: tuple[str, ...] = ()
    was: str = ""
    questions: tuple[Question, ...] = ()
    procedure: str = ""
    """Code of the procedure that a person starts here, where a call activity means one that isn't in the file."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the engine runs.

    `diagram` holds only what executes or is shown: each condition and timer has been parsed once without error, and
    each node stands in `diagram.lane_of`. Several flows out of a task or event stay as drawn, the engine splits there
    (13.3.2).
    """

    diagram: dg.Diagram
    starts: tuple[str, ...] = ()
    """Ids of the processes that begin with the case: not called, not begun by a message of another pool."""
    start_message: Mapping[str, str] = field(default_factory=dict)
    """Process → name of the outside message whose arrival is how the case starts, where there is one."""
    start_form: str | None = None
    """Form file linked to a start event: what is asked when a case is started."""
    start_fields: tuple[Mapping[str, object], ...] = ()
    """Form-js components written at a start event that has no form file."""
    tasks: Mapping[str, HumanTask] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """By gateway id."""
    lineage: Mapping[str, str] = field(default_factory=dict)
    """Element id → lineage id, which stays with a step from version to version."""


# Place is left out of what is stored: positions serve findings, and those are stored apart.
_LEFT_OUT = (dg.Place,)


def to_json(value: object) -> object:
    """A frozen value as plain JSON; fields at their default are left out, so old spellings stay small."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = {}
        for f in fields(value):
            part = getattr(value, f.name)
            if isinstance(part, _LEFT_OUT):
                continue
            default = f.default if f.default is not MISSING else None
            if f.default_factory is not MISSING:
                default = f.default_factory()
            if part != default or (f.default is MISSING and f.default_factory is MISSING):
                shown[f.name] = to_json(part)
        return shown
    if isinstance(value, Mapping):
        return {key: to_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_json(part) for part in value]
    return value


def dump(prepared: Prepared) -> dict[str, object]:
    """What is stored beside a published version."""
    return {"format": FORMAT, "prepared": to_json(prepared)}


PICTURE = frozenset({"shapes", "edges"})
"""Fields of a diagram that say where it is drawn: a third of it, and nothing that is executed."""


def load(stored: Mapping[str, object], *, picture: bool = True) -> Prepared:
    """What was stored.

    Parameters:
        picture: whether shapes and edges are wanted; what only runs is a third smaller without them.

    Raises:
        ValueError: a format that this release does not know.
    """
    if stored.get("format") != FORMAT:
        raise ValueError(f"prepared diagram of unknown format {stored.get('format')!r}")
    raw = stored["prepared"]
    assert isinstance(raw, dict)
    if not picture:
        raw = {**raw, "diagram": {key: part for key, part in raw["diagram"].items() if key not in PICTURE}}
    built = _builder(Prepared)(raw, {})
    assert isinstance(built, Prepared)
    return built


_Builder = Callable[[Any, dict[str, str]], Any]
"""Makes a value of what JSON gave; the second is every text so far, for an id stands in many places."""


@functools.cache
def _builder(hint: Any) -> _Builder:
    """What makes values of the type that `hint` names; only the types written in this package can come out."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _of_fields(hint)
    if origin is typing.Union or origin is types.UnionType:
        other = _builder(next(a for a in arguments if a is not type(None)))
        return lambda raw, texts: None if raw is None else other(raw, texts)
    if origin is tuple and arguments[-1] is Ellipsis:
        each = _builder(arguments[0])
        return lambda raw, texts: tuple([each(part, texts) for part in raw])
    if origin is tuple:
        parts = tuple(_builder(argument) for argument in arguments)
        return lambda raw, texts: tuple([one(part, texts) for one, part in zip(parts, raw, strict=True)])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value = _builder(arguments[1])
        return lambda raw, texts: {texts.setdefault(key, key): value(part, texts) for key, part in raw.items()}
    if hint is str:
        return lambda raw, texts: texts.setdefault(raw, raw)
    return lambda raw, _texts: raw


def _of_fields(cls: type) -> _Builder:
    hints = typing.get_type_hints(cls)
    parts = {name: _builder(hint) for name, hint in hints.items()}
    return lambda raw, texts: cls(**{name: parts[name](part, texts) for name, part in raw.items() if name in parts})
