"""Answers beside the diagram: what an analyst says of an element that its drawing leaves open.

A timer without a time, a flow without a condition, a gateway that says neither how it decides nor who: the file of the
analyst stays as it was drawn, the answer stands in the version's settings. Here are the values and their JSON; laying
them over a diagram is in `bpmn/answers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bpmn import strict

TIMERS = ("duration", "date", "cycle")
"""Kinds of timer (10.5.5.2: timeDuration, timeDate, timeCycle)."""
BEFORE, APART = "before", "apart"
"""Where a decision is asked: by the form of the task before its gateway, or at a step of its own."""
LONGEST_EXPRESSION = 2_000
LONGEST_ID = 2_000
LONGEST_NAME = 200
LONGEST_QUESTION = 500
MOST_LABELS = 200
_PROCEDURE = re.compile(r"[\w./-]{1,60}")
"""A procedure's code; nothing that a form would read as a template or as markup."""
_SERVICE = re.compile(r"[a-z][a-z0-9_-]{0,29}:\S(?:.*\S)?", re.ASCII)
"""``kind:value``, as `diagram.Node.implementation`."""


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer fires: `kind` is one of `TIMERS`, `value` ISO 8601 or an expression."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Decision:
    """How a gateway decides; each is empty where nobody has said.

    `by` is `BEFORE` or `APART`; `lane` the key of the lane whose person decides, at a step of its own; `default` the
    id of the default flow; `labels` what the choices are called, by flow id.
    """

    question: str = ""
    by: str = ""
    lane: str = ""
    default: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_person(self) -> bool:
        """Whether it says anything of how a person decides."""
        return bool(self.question or self.by or self.lane or self.labels)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one element; None where nothing is.

    `condition` of a flow, a conditional event or a loop; `count` of a multi-instance; `message` its name; `service`
    as ``kind:value``; `procedure` the code of the procedure that a call activity means; `lane` a lane key.
    """

    timer: Timer | None = None
    condition: str | None = None
    decision: Decision | None = None
    count: str | None = None
    message: str | None = None
    service: str | None = None
    procedure: str | None = None
    lane: str | None = None


def from_json(raw: object, where: str) -> Answer | None:
    """An answer from its JSON; None where it says nothing.

    Parameters:
        where: the key it stands under, for errors.

    Raises:
        SettingsError: naming the key that is wrong.
    """
    known = strict.mapping(raw, where, {*_TEXTS, "timer", "decision"})
    found = Answer(
        timer=_timer(known.get("timer"), f"{where}.timer"),
        decision=_decision(known.get("decision"), f"{where}.decision"),
        **{name: read(known.get(name), f"{where}.{name}") for name, read in _TEXTS.items()},
    )
    return None if found == Answer() else found


def to_json(answer: Answer) -> dict[str, object]:
    """The JSON that `from_json` reads, without what nobody has said."""
    shown: dict[str, object] = {}
    if answer.timer is not None:
        shown["timer"] = {"kind": answer.timer.kind, "value": answer.timer.value}
    if answer.decision is not None:
        shown["decision"] = _decision_json(answer.decision)
    for name in _TEXTS:
        if (text := getattr(answer, name)) is not None:
            shown[name] = text
    return shown


def _decision_json(decision: Decision) -> dict[str, object]:
    texts = {name: getattr(decision, name) for name in ("question", "by", "lane", "default")}
    shown: dict[str, object] = {name: text for name, text in texts.items() if text}
    if decision.labels:
        shown["labels"] = dict(decision.labels)
    return shown


def _timer(raw: object, where: str) -> Timer | None:
    if raw is None:
        return None
    known = strict.mapping(raw, where, {"kind", "value"})
    kind = known.get("kind")
    if kind not in TIMERS:
        raise strict.SettingsError(f"{where}.kind", "not_allowed" if "kind" in known else "missing", kind)
    return Timer(str(kind), _needed(known.get("value", ""), f"{where}.value", LONGEST_EXPRESSION))


def _decision(raw: object, where: str) -> Decision | None:
    if raw is None:
        return None
    known = strict.mapping(raw, where, {"question", "by", "lane", "default", "labels"})
    by = known.get("by", "")
    if by not in ("", BEFORE, APART):
        raise strict.SettingsError(f"{where}.by", "not_allowed", by)
    labels = strict.mapping(known.get("labels", {}), f"{where}.labels", None, MOST_LABELS)
    read = {flow: strict.text(text, f"{where}.labels.{flow}", LONGEST_NAME) for flow, text in labels.items()}
    found = Decision(
        question=strict.text(known.get("question", ""), f"{where}.question", LONGEST_QUESTION),
        by=str(by),
        lane=strict.reference(known.get("lane", ""), f"{where}.lane", LONGEST_ID),
        default=strict.reference(known.get("default", ""), f"{where}.default", LONGEST_ID),
        labels={flow: text for flow, text in read.items() if text},
    )
    if found.lane and found.by == BEFORE:
        # Whoever does the task before decides there: another lane's person can't.
        raise strict.SettingsError(f"{where}.lane", "not_allowed", found.lane)
    return None if found == Decision() else found


def _needed(raw: object, where: str, longest: int) -> str:
    text = strict.text(raw, where, longest)
    if not text:
        raise strict.SettingsError(where, "missing")
    return text


def _text(longest: int) -> Callable[[object, str], str | None]:
    return lambda raw, where: None if raw is None else _needed(raw, where, longest)


def _service(raw: object, where: str) -> str | None:
    text = _text(LONGEST_NAME)(raw, where)
    if text is not None and not _SERVICE.fullmatch(text):
        raise strict.SettingsError(where, "not_allowed", text)
    return text


def _procedure(raw: object, where: str) -> str | None:
    text = _text(LONGEST_NAME)(raw, where)
    if text is not None and not _PROCEDURE.fullmatch(text):
        raise strict.SettingsError(where, "not_allowed", text)
    return text


def _lane(raw: object, where: str) -> str | None:
    if raw is None:
        return None
    if not (key := strict.reference(raw, where, LONGEST_ID)):
        raise strict.SettingsError(where, "missing")
    return key


_TEXTS: Mapping[str, Callable[[object, str], str | None]] = {
    "condition": _text(LONGEST_EXPRESSION),
    "count": _text(LONGEST_EXPRESSION),
    "message": _text(LONGEST_NAME),
    "service": _service,
    "procedure": _procedure,
    "lane": _lane,
}
"""Kinds of answer that are one text, and how each is read."""
KINDS = ("timer", "decision", *_TEXTS)
"""Every kind of answer, as `finding.Finding.asks` names it."""
