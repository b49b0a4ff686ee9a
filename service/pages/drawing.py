"""Marks on a diagram: where tokens stand, what was passed and how often, which step a page is about."""

from __future__ import annotations

from collections.abc import Iterable

from service.pages import texts
from service.usecases import views


def marks(tokens: views.Tokens, *, here: str | None = None, late: Iterable[str] = ()) -> dict[str, object]:
    """What `static/js/diagram.js` draws on a diagram.

    Parameters:
        here: the element that the page is about.
        late: elements with something overdue.
    """
    markers: dict[str, list[str]] = {element: ["visited"] for element in tokens.visited}
    badges: list[dict[str, str]] = []
    for element, count in tokens.visited.items():
        if count > 1:
            title = texts.ngettext("đã qua %(num)d lần", "đã qua %(num)d lần", count)
            badges.append({"element": element, "text": f"{count}×", "kind": "visited", "title": title})
    overdue = set(late)
    for token in tokens.live:
        markers.setdefault(token.element, []).append("token")
        if token.element in overdue:
            markers[token.element].append("late")
        title = texts.ngettext("hồ sơ đang ở đây: %(num)d", "hồ sơ đang ở đây: %(num)d", token.count)
        text = f"● {token.count}" if token.count > 1 else "●"
        badges.append({"element": token.element, "text": text, "kind": "token", "title": title})
    if here:
        markers.setdefault(here, []).append("here")
    return {"markers": markers, "badges": badges}
