"""Terms of the clocks of a version: when they start, what pauses them, what an extension and silence mean.

They stand beside the diagram, as limits do: per lane, shared by several steps, and for the whole. What nobody has said
is inherited from the installation (`over`). Here are the values and their JSON; counting is `service/rules/clocks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from bpmn import limits, strict

CASE, LANE, BUDGET = "case", "lane", "budget"
PAUSABLE = (CASE, LANE, BUDGET)
"""Clocks that a pause may name."""
REASONS = ("supplement", "payment", "tax", "consent")
"""Why a step pauses clocks. An outage is announced, not drawn."""
SUPPLEMENT = "supplement"
MOST_BUDGETS, MOST_STEPS, MOST_PAUSES = 50, 200, 200
LONGEST_NAME, LONGEST_ID = 200, 2_000
MOST_LAST = 8 * 60
_Choice = TypeVar("_Choice", bound=StrEnum)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class When(StrEnum):
    """What starts the clock of a case."""

    INTAKE = "intake"
    """The dossier is taken in."""
    AGENCY = "agency"
    """The competent agency receives it: the first step of another agency than the one that took it in."""


class Ends(StrEnum):
    """At what time of its last day the limit of a case ends."""

    SAME_TIME = "same_time"
    DAY_END = "day_end"
    WORKING_DAY_END = "working_day_end"


class After(StrEnum):
    """What a clock does after a supplement."""

    GO_ON = "go_on"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock of a case begins to count; None where nobody has said.

    `cut_off` is ``HH:MM``: what comes later counts from the next working day; `last` minutes: the same for what comes
    so shortly before the office closes; 0 of it, or an empty `cut_off`: as received.
    """

    when: When | None = None
    cut_off: str | None = None
    last: int | None = None
    ends: Ends | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """One limit that several steps share."""

    name: str
    steps: tuple[str, ...]
    limit: limits.Limit


@dataclass(frozen=True, slots=True)
class Pause:
    """While the case rests at an element of `at`, or somebody works in a lane of it, some clocks don't count."""

    at: tuple[str, ...]
    reason: str = SUPPLEMENT
    clocks: tuple[str, ...] = (CASE,)


@dataclass(frozen=True, slots=True)
class Extension:
    """Whether a limit may be extended, once, and by how much at most; without a limit by any time."""

    allowed: bool = True
    most: limits.Limit | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """A consulted step that consents by silence: after `limit` it is completed with `answers`."""

    limit: limits.Limit
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Within what time the next agency acknowledges a hand-over; None: it need not."""

    limit: limits.Limit | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a version's clocks; None where nobody has said."""

    start: Start = field(default_factory=Start)
    lanes: Mapping[str, limits.Limit] = field(default_factory=dict)
    """By lane key."""
    budgets: tuple[Budget, ...] = ()
    pauses: tuple[Pause, ...] = ()
    supplement: After | None = None
    extension: Extension | None = None
    consents: Mapping[str, Consent] = field(default_factory=dict)
    """By element id."""
    acknowledgement: Acknowledgement | None = None


NOTHING = Terms()
USUAL = Terms(
    start=Start(When.INTAKE, "", 0, Ends.SAME_TIME),
    supplement=After.GO_ON,
    extension=Extension(),
    acknowledgement=Acknowledgement(limits.Limit(2, limits.Unit.WORKING_HOUR)),
)
"""What an installation that says nothing gives its procedures."""


def over(terms: Terms, inherited: Terms) -> Terms:
    """Terms over what they inherit, value by value."""
    start = Start(
        when=terms.start.when or inherited.start.when,
        cut_off=inherited.start.cut_off if terms.start.cut_off is None else terms.start.cut_off,
        last=inherited.start.last if terms.start.last is None else terms.start.last,
        ends=terms.start.ends or inherited.start.ends,
    )
    return replace(
        terms,
        start=start,
        lanes={**inherited.lanes, **terms.lanes},
        budgets=terms.budgets or inherited.budgets,
        pauses=(*terms.pauses, *inherited.pauses),
        supplement=terms.supplement or inherited.supplement,
        extension=terms.extension or inherited.extension,
        consents={**inherited.consents, **terms.consents},
        acknowledgement=terms.acknowledgement or inherited.acknowledgement,
    )


def moved(terms: Terms, elements: Mapping[str, str], lanes: Mapping[str, str]) -> Terms:
    """Terms as they fit another diagram; what they say of an element or lane that is gone is left out.

    Parameters:
        elements, lanes: id or key here → there.
    """
    places = {**elements, **lanes}
    budgets = (replace(one, steps=_kept(one.steps, elements)) for one in terms.budgets)
    pauses = (replace(one, at=_kept(one.at, places)) for one in terms.pauses)
    return replace(
        terms,
        lanes={lanes[key]: limit for key, limit in terms.lanes.items() if key in lanes},
        budgets=tuple(one for one in budgets if one.steps),
        pauses=tuple(one for one in pauses if one.at),
        consents={elements[key]: one for key, one in terms.consents.items() if key in elements},
    )


def _kept(names: tuple[str, ...], there: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(there[one] for one in names if one in there)


_KEYS = {"start", "lanes", "budgets", "pauses", "supplement", "extension", "consents", "acknowledgement"}
NONE, OPEN = "none", "open"


def from_json(raw: object, where: str = "clocks") -> Terms:
    """Terms from decoded JSON.

    Raises:
        SettingsError: naming the key that is wrong.
    """
    known = strict.mapping(raw, where, _KEYS)
    lanes = strict.mapping(known.get("lanes", {}), f"{where}.lanes", None)
    consents = strict.mapping(known.get("consents", {}), f"{where}.consents", None)
    found = Terms(
        start=_start(known.get("start", {}), f"{where}.start"),
        lanes={key: _limit(value, f"{where}.lanes.{key}") for key, value in lanes.items()},
        budgets=tuple(
            _budget(one, f"{where}.budgets[{n}]")
            for n, one in enumerate(_list(known.get("budgets", []), f"{where}.budgets", MOST_BUDGETS))
        ),
        pauses=tuple(
            _pause(one, f"{where}.pauses[{n}]")
            for n, one in enumerate(_list(known.get("pauses", []), f"{where}.pauses", MOST_PAUSES))
        ),
        supplement=_choice(After, known.get("supplement"), f"{where}.supplement"),
        extension=_extension(known.get("extension"), f"{where}.extension"),
        consents={key: _consent(value, f"{where}.consents.{key}") for key, value in consents.items()},
        acknowledgement=_acknowledgement(known.get("acknowledgement"), f"{where}.acknowledgement"),
    )
    names = [one.name for one in found.budgets]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise strict.SettingsError(f"{where}.budgets", "not_allowed", twice)
    return found


def _limit(raw: object, where: str) -> limits.Limit:
    found = limits.parse_limit(raw, where)
    if found is None:
        raise strict.SettingsError(where, "missing")
    return found


def _list(raw: object, where: str, most: int) -> list[object]:
    if not isinstance(raw, list):
        raise strict.SettingsError(where, "wrong_type", raw)
    if len(raw) > most:
        raise strict.SettingsError(where, "too_large")
    return raw


def _choice(kind: type[_Choice], raw: object, where: str) -> _Choice | None:
    if raw is None:
        return None
    if raw not in tuple(kind):  # no set: what JSON gives may be a list
        raise strict.SettingsError(where, "not_allowed", raw)
    return kind(str(raw))


def _start(raw: object, where: str) -> Start:
    known = strict.mapping(raw, where, {"when", "cut_off", "last", "ends"})
    cut_off, last = known.get("cut_off"), known.get("last")
    if cut_off is not None:
        cut_off = strict.text(cut_off, f"{where}.cut_off", 5)
        if cut_off and not _TIME.fullmatch(cut_off):
            raise strict.SettingsError(f"{where}.cut_off", "not_allowed", cut_off)
    if last is not None and (not isinstance(last, int) or isinstance(last, bool)):
        raise strict.SettingsError(f"{where}.last", "wrong_type", last)
    if last is not None and not 0 <= last <= MOST_LAST:
        raise strict.SettingsError(f"{where}.last", "not_allowed", last)
    return Start(
        _choice(When, known.get("when"), f"{where}.when"),
        cut_off,
        last,
        _choice(Ends, known.get("ends"), f"{where}.ends"),
    )


def _names(raw: object, where: str, longest: int = LONGEST_ID) -> tuple[str, ...]:
    found = tuple(strict.reference(one, where, longest) for one in _list(raw, where, MOST_STEPS))
    if not found or not all(found):
        raise strict.SettingsError(where, "missing")
    return tuple(dict.fromkeys(found))


def _budget(raw: object, where: str) -> Budget:
    known = strict.mapping(raw, where, {"name", "steps", "limit"})
    name = strict.text(known.get("name", ""), f"{where}.name", LONGEST_NAME)
    if not name:
        raise strict.SettingsError(f"{where}.name", "missing")
    return Budget(name, _names(known.get("steps", []), f"{where}.steps"), _limit(known.get("limit"), f"{where}.limit"))


def _pause(raw: object, where: str) -> Pause:
    known = strict.mapping(raw, where, {"at", "reason", "clocks"})
    reason = known.get("reason", SUPPLEMENT)
    if reason not in REASONS:
        raise strict.SettingsError(f"{where}.reason", "not_allowed", reason)
    clocks = _names(known.get("clocks", [CASE]), f"{where}.clocks")
    if strange := next((one for one in clocks if one not in PAUSABLE), None):
        raise strict.SettingsError(f"{where}.clocks", "not_allowed", strange)
    return Pause(_names(known.get("at", []), f"{where}.at"), str(reason), clocks)


def _extension(raw: object, where: str) -> Extension | None:
    if raw is None or (isinstance(raw, str) and raw in (NONE, OPEN)):
        return None if raw is None else Extension(raw == OPEN)
    return Extension(True, _limit(raw, where))


def _acknowledgement(raw: object, where: str) -> Acknowledgement | None:
    if raw is None or raw == NONE:
        return None if raw is None else Acknowledgement()
    return Acknowledgement(_limit(raw, where))


def _consent(raw: object, where: str) -> Consent:
    known = strict.mapping(raw, where, {"limit", "answers"})
    answers = strict.mapping(known.get("answers", {}), f"{where}.answers", None, MOST_STEPS)
    for key, value in answers.items():
        if not isinstance(value, str | int | float | bool | None):
            raise strict.SettingsError(f"{where}.answers.{key}", "wrong_type", value)
        if isinstance(value, str):
            strict.text(value, f"{where}.answers.{key}", LONGEST_ID)
        if isinstance(value, float) and value - value != 0:
            raise strict.SettingsError(f"{where}.answers.{key}", "not_allowed", value)
    return Consent(_limit(known.get("limit"), f"{where}.limit"), dict(answers))


def to_json(terms: Terms) -> dict[str, object]:
    """The JSON that `from_json` reads, without what nobody has said."""
    start = {
        "when": terms.start.when and terms.start.when.value,
        "cut_off": terms.start.cut_off,
        "last": terms.start.last,
        "ends": terms.start.ends and terms.start.ends.value,
    }
    told: dict[str, object] = {
        "start": {key: value for key, value in start.items() if value is not None},
        "lanes": {key: limits.limit_json(limit) for key, limit in terms.lanes.items()},
        "budgets": [
            {"name": one.name, "steps": list(one.steps), "limit": limits.limit_json(one.limit)} for one in terms.budgets
        ],
        "pauses": [{"at": list(one.at), "reason": one.reason, "clocks": list(one.clocks)} for one in terms.pauses],
        "supplement": terms.supplement and terms.supplement.value,
        "extension": _extension_json(terms.extension),
        "consents": {
            key: {"limit": limits.limit_json(one.limit), "answers": dict(one.answers)}
            for key, one in terms.consents.items()
        },
        "acknowledgement": _acknowledgement_json(terms.acknowledgement),
    }
    return {key: value for key, value in told.items() if value}


def _extension_json(extension: Extension | None) -> object:
    if extension is None:
        return None
    if not extension.allowed:
        return NONE
    return OPEN if extension.most is None else limits.limit_json(extension.most)


def _acknowledgement_json(acknowledgement: Acknowledgement | None) -> object:
    if acknowledgement is None:
        return None
    return NONE if acknowledgement.limit is None else limits.limit_json(acknowledgement.limit)
