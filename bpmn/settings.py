"""What stands beside the file: who is bound to which lane, limits, roles, outputs, clocks, accepted assumptions,
answers.

Analysts can't type our attributes in every modeler, and the analyst's file must stay as it was drawn: so
these stand beside it, are frozen with it when a version is published, and are carried over to the next one.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn import answering, clocking, limits, strict

FORMAT = 1


SettingsError = strict.SettingsError
Answer = answering.Answer
Unit = limits.Unit
Limit = limits.Limit
parse_limit, limit_json = limits.parse_limit, limits.limit_json
MAX_AMOUNT = limits.MAX_AMOUNT


class BindTo(StrEnum):
    """What a lane is bound to."""

    AGENCY = "agency"
    KIND = "kind"
    """A kind of agency; the case picks which."""
    APPLICANT = "applicant"
    SYSTEM = "system"
    INHERIT = "inherit"
    """A child lane takes its parent's agency."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Who a lane belongs to. `value` is the agency's code, the kind, or the system's name; `label` the
    lane's label when it was bound: a changed label unbinds it."""

    to: BindTo
    value: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Settings of one step; None where nobody has said."""

    limit: Limit | None = None
    role: str | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that stands beside one diagram."""

    lanes: Mapping[str, Binding] = field(default_factory=dict)
    """By lane key."""
    steps: Mapping[str, Step] = field(default_factory=dict)
    """By element id."""
    limit: Limit | None = None
    """Of the whole case."""
    accepted: frozenset[str] = frozenset()
    """Keys of the warnings that an analyst accepted."""
    accepted_as: Mapping[str, str] = field(default_factory=dict)
    """What an accepted warning said then (`finding.Finding.said`), by its key: said otherwise it isn't accepted."""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """What is said of elements that their drawing leaves open, by element id (`bpmn/answers.py` lays it over)."""
    clocks: clocking.Terms = field(default_factory=clocking.Terms)
    """How the legal times are counted."""


ROLES = ("staff", "chief")
_VALUE_KEY = {BindTo.AGENCY: "code", BindTo.KIND: "kind", BindTo.SYSTEM: "name"}


def same_label(one: str, other: str) -> bool:
    """Whether two labels are the same to a reader: NFC, trimmed, white space folded, case-folded."""
    return _folded(one) == _folded(other)


def _folded(label: str) -> str:
    return " ".join(unicodedata.normalize("NFC", label).split()).casefold()


_KEYS = {"format", "lanes", "steps", "limit", "accepted", "accepted_as", "answers", "clocks"}


def from_json(raw: object) -> Settings:
    """Settings from decoded JSON.

    Raises:
        SettingsError: naming the key that is wrong.
    """
    known = strict.mapping(raw, "settings", _KEYS)
    if known.get("format", FORMAT) != FORMAT:
        raise SettingsError("format", "not_allowed", known.get("format"))
    lanes = strict.mapping(known.get("lanes", {}), "lanes", None)
    steps = strict.mapping(known.get("steps", {}), "steps", None)
    answers = strict.mapping(known.get("answers", {}), "answers", None)
    accepted = known.get("accepted", [])
    accepted_as = strict.mapping(known.get("accepted_as", {}), "accepted_as", None)
    if not isinstance(accepted, list) or not all(isinstance(key, str) for key in accepted):
        raise SettingsError("accepted", "wrong_type")
    return Settings(
        lanes={key: b for key, value in lanes.items() if (b := _binding(value, f"lanes.{key}")) is not None},
        steps={key: _step(value, f"steps.{key}") for key, value in steps.items()},
        limit=parse_limit(known.get("limit")),
        accepted=frozenset(strict.text(key, "accepted", 400) for key in accepted),
        accepted_as={key: strict.text(said, f"accepted_as.{key}", 64) for key, said in accepted_as.items()},
        answers={
            key: answer
            for key, value in answers.items()
            if (answer := answering.from_json(value, f"answers.{key}")) is not None
        },
        clocks=clocking.from_json(known.get("clocks", {})),
    )


def _binding(raw: object, where: str) -> Binding | None:
    known = strict.mapping(raw, where, {"label", "bind"})
    bind = known.get("bind")
    if bind is None:
        return None
    described = strict.mapping(bind, f"{where}.bind", {"to", "code", "kind", "name"})
    to = described.get("to")
    if to not in tuple(BindTo):
        raise SettingsError(f"{where}.bind.to", "not_allowed", to)
    target = BindTo(str(to))
    key = _VALUE_KEY.get(target)
    value = strict.text(described.get(key), f"{where}.bind.{key}", 200) if key else ""
    if key and not value:
        raise SettingsError(f"{where}.bind.{key}", "missing")
    return Binding(target, value, strict.text(known.get("label", ""), f"{where}.label", 500))


def _step(raw: object, where: str) -> Step:
    known = strict.mapping(raw, where, {"limit", "role", "output"})
    role = known.get("role")
    if role is not None and role not in ROLES:
        raise SettingsError(f"{where}.role", "not_allowed", role)
    output = known.get("output")
    return Step(
        limit=parse_limit(known.get("limit"), f"{where}.limit"),
        role=None if role is None else str(role),
        output=None if output is None else strict.text(output, f"{where}.output", 500),
    )


def to_json(settings: Settings) -> dict[str, object]:
    """The JSON that `from_json` reads, without what nobody has said."""
    told: dict[str, object] = {
        "format": FORMAT,
        "lanes": {key: _binding_json(binding) for key, binding in settings.lanes.items()},
        "steps": {key: shown for key, step in settings.steps.items() if (shown := _step_json(step))},
        "limit": limit_json(settings.limit),
        "accepted": sorted(settings.accepted),
    }
    # Left out where there is nothing: versions were frozen before there was any of it.
    if settings.accepted_as:
        told["accepted_as"] = dict(settings.accepted_as)
    if settings.answers:
        told["answers"] = {key: answering.to_json(answer) for key, answer in settings.answers.items()}
    if clocks := clocking.to_json(settings.clocks):
        told["clocks"] = clocks
    return told


def _binding_json(binding: Binding) -> dict[str, object]:
    bind: dict[str, object] = {"to": binding.to.value}
    if key := _VALUE_KEY.get(binding.to):
        bind[key] = binding.value
    return {"label": binding.label, "bind": bind}


def _step_json(step: Step) -> dict[str, object]:
    shown = {"limit": limit_json(step.limit), "role": step.role, "output": step.output}
    return {key: value for key, value in shown.items() if value is not None}


def canonical(settings: Settings) -> bytes:
    """The one spelling that a version's sha256 is taken over: sorted keys, no white space, UTF-8."""
    text = json.dumps(to_json(settings), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
