"""How values are shown on pages: instants, durations, names in the reader's language.

Instants are shown as dd/mm/yyyy HH:MM in the server's zone in both languages, as the papers of the offices write them.
"""

from __future__ import annotations

import functools
import json
import zoneinfo
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

import flask
from babel import numbers

from service.pages import texts
from service.schemas import request

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Named(Protocol):
    """Something with a name in both languages."""

    @property
    def name_vi(self) -> str: ...
    @property
    def name_en(self) -> str: ...


@functools.cache
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


def local(at: datetime) -> datetime:
    """An instant in the server's zone."""
    return at.astimezone(_zone(request.wiring().config.zone))


def instant(at: datetime | None) -> str:
    """``26/11/2026 14:05``; nothing for None."""
    return "" if at is None else local(at).strftime("%d/%m/%Y %H:%M")


def written(value: object) -> str:
    """A value as JSON, for those who look at the engine's data."""
    return json.dumps(value, ensure_ascii=False, default=str)


def day(at: datetime | None) -> str:
    """``26/11/2026``; nothing for None."""
    return "" if at is None else local(at).strftime("%d/%m/%Y")


def typed_instant(at: datetime | None) -> str:
    """``2026-11-26T14:05``, as a field of date and time takes it; nothing for None."""
    return "" if at is None else local(at).strftime("%Y-%m-%dT%H:%M")


def office_time(seconds: int) -> str:
    """Working time in hours and minutes, ``12 giờ 30 phút``; a dash for none."""
    hours, minutes = divmod(round(seconds / MINUTE), MINUTE)
    parts = (
        (hours, texts.ngettext("%(num)d giờ", "%(num)d giờ", hours)),
        (minutes, texts.ngettext("%(num)d phút", "%(num)d phút", minutes)),
    )
    return " ".join(text for count, text in parts if count) or "–"


def duration(seconds: float | None) -> str:
    """A duration in its two largest units, ``2 ngày 3 giờ``; a dash for None.

    Parameters:
        seconds: by the clock, not working time.
    """
    if seconds is None:
        return "–"
    whole = max(round(seconds), 0)
    if whole < MINUTE:
        return texts.ngettext("%(num)d giây", "%(num)d giây", whole)
    days, rest = divmod(whole, DAY)
    hours, rest = divmod(rest, HOUR)
    parts = (
        (days, texts.ngettext("%(num)d ngày", "%(num)d ngày", days)),
        (hours, texts.ngettext("%(num)d giờ", "%(num)d giờ", hours)),
        (rest // MINUTE, texts.ngettext("%(num)d phút", "%(num)d phút", rest // MINUTE)),
    )
    first = next(index for index, (count, _) in enumerate(parts) if count)
    return " ".join(text for count, text in parts[first : first + 2] if count)


def number(value: float) -> str:
    """A number with the separators of the reader's language."""
    return numbers.format_decimal(value, locale=request.language())


def name(one: Named | None) -> str:
    """The name in the reader's language; the Vietnamese where there is no English, nothing for None."""
    if one is None:
        return ""
    return (one.name_en if request.language() == "en" else "") or one.name_vi


def diagram_url(code: str, version: int) -> str:
    """Where the diagram of a version is fetched from."""
    return f"/api/v1/procedures/{quote(code, safe='')}/versions/{version}/diagram.bpmn"


def picture_url(code: str, version: int) -> str:
    """Where viewers fetch the diagram of a version from: as it was read, with a picture of all of it."""
    return f"/api/v1/procedures/{quote(code, safe='')}/versions/{version}/picture.bpmn"


def file_size(count: int) -> str:
    """Bytes as people say them."""
    kilo = 1024
    if count < kilo**2:
        return f"{number(round(max(count / kilo, 0.1), 1))} KB"
    return f"{number(round(count / kilo**2, 1))} MB"


def plain(value: object) -> str:
    """An answer as a person reads it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return texts._("Có") if value else texts._("Không")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {plain(one)}" for key, one in value.items()) or "–"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(plain(one) for one in value) or "–"
    if isinstance(value, int | float):
        return number(value)
    return _date(str(value))


def _date(text: str) -> str:
    """ISO dates, which forms keep, as dd/mm/yyyy; everything else as it is."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").strftime("%d/%m/%Y") if len(text) == 10 else text  # noqa: DTZ007
    except ValueError:
        return text


def register(app: flask.Flask) -> None:
    """Give all this to the templates as filters, `diagram_url` and `picture_url` as functions."""
    for each in (instant, day, duration, number, file_size, plain):
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.filters["named"] = name
    app.jinja_env.globals["diagram_url"] = diagram_url
    app.jinja_env.globals["picture_url"] = picture_url
