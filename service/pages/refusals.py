"""What use cases refuse, as sentences beside the form that was sent: who was first, when, what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service import errors
from service.pages import display, texts
from service.schemas import incident_texts, messages, request
from service.usecases import forms, views


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is wrong, with label and key of the field where it is about one."""

    label: str
    text: str
    key: str = ""


def sentence(code: str, values: Mapping[str, object]) -> str:
    """The sentence of a refusal, its instants in the server's zone and its codes in words."""
    return messages.text(code, request.language(), {key: _readable(key, value) for key, value in values.items()})


def _readable(key: str, value: object) -> object:
    if key == "at" and isinstance(value, str):
        try:
            return display.instant(datetime.fromisoformat(value))
        except ValueError:
            return value
    if key == "outcome":
        return outcome(str(value))
    return value


def problems(refused: errors.InvalidError, labels: forms.Labels) -> list[Said]:
    """What is wrong in the answers, field by field."""
    told = []
    for one in refused.problems:
        key = one.key.removeprefix("answers.")
        told.append(Said(labels.fields.get(_key(key), key), sentence(one.code, one.values), key))
    return told


def at_fields(said: Sequence[Said]) -> list[dict[str, str]]:
    """The same for the browser, which shows each at its field."""
    return [{"key": one.key.removeprefix("data."), "text": one.text} for one in said if one.key]


def _key(key: str) -> str:
    """A row's key without its number: ``children[2].name`` is a field of ``children``."""
    return ".".join(part.partition("[")[0] for part in key.split("."))


def happened(one: views.IncidentView) -> str:
    """Why the engine couldn't take a step, in words."""
    return incident_texts.happened(one.code, request.language(), one.values)


def advice(one: views.IncidentView) -> str:
    """What to do about an incident."""
    return incident_texts.advice(one.code, request.language(), one.values)


def outcome(code: str) -> str:
    """How a step ended, in words."""
    known = {
        "completed": texts._("đã hoàn thành"),
        "withdrawn": texts._("không còn cần làm"),
        "recalled": texts._("đã thu hồi"),
        "moved": texts._("đã chuyển sang bước khác"),
        "skipped": texts._("đã bỏ qua"),
        "cancelled": texts._("đã hủy"),
    }
    return known.get(code, code)
