"""Elements as text: escaped, without any character that XML has no place for (XML 1.0, 2.2)."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_LEGAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_OF_OBJECTS = frozenset(
    {
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""What every object of JavaScript has: a viewer that keeps elements in one takes these for doubled."""
_IDS = frozenset(
    {
        "id",
        "default",
        "bpmnElement",
        "sourceRef",
        "targetRef",
        "attachedToRef",
        "processRef",
        "activityRef",
        "dataObjectRef",
        "dataStoreRef",
        "messageRef",
        "signalRef",
        "errorRef",
        "escalationRef",
    }
)
"""Attributes that are ids or name one."""


def shown(identity: str) -> str:
    """The id under which a viewer knows an element: itself where that is plain ASCII, which is all that viewers take.

    Each other character is written as its number between hyphens; `static/js/diagram.js` does the same.
    """
    if identity in _OF_OBJECTS:
        return f"{identity}-"
    if _LEGAL.fullmatch(identity):
        return identity
    plain = "".join(c if _LEGAL.fullmatch(f"_{c}") else f"-{ord(c):x}-" for c in identity)
    return plain if _LEGAL.fullmatch(plain) else f"_{plain}"


def text(value: str) -> str:
    """A text as it may stand in an element or an attribute."""
    return html.escape(_ILLEGAL.sub(" ", value), quote=True)


def opened(tag: str, /, **attributes: Any) -> str:
    """A start tag; attributes that are None are left out."""
    return f"<{tag}{_said(attributes)}>"


def alone(tag: str, /, **attributes: Any) -> str:
    """An element with nothing in it."""
    return f"<{tag}{_said(attributes)}/>"


def reference(tag: str, identity: str, /) -> str:
    """An element whose text names another element."""
    return element(tag, shown(identity))


def element(tag: str, body: str | None, /, **attributes: Any) -> str:
    """A whole element with a text; with nothing in it where that is None."""
    if body is None:
        return alone(tag, **attributes)
    return f"{opened(tag, **attributes)}{text(body)}</{tag}>"


def _said(attributes: Mapping[str, Any]) -> str:
    # Line breaks in an attribute would be read as blanks (XML 1.0, 3.3.3).
    return "".join(
        f' {key}="{text(shown(value) if key in _IDS else _word(value)).replace(chr(10), "&#10;")}"'
        for key, value in attributes.items()
        if value is not None
    )


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
