"""The element that a BPMN file is about: its root, as the standard has it (8.2.1), or where tools put it instead."""

from __future__ import annotations

from bpmn import markup, vocabulary
from bpmn.lint import finding
from bpmn.reading import told

_PARTS = ("process", "collaboration")


def found(root: markup.Element) -> tuple[markup.Element, list[finding.Finding]]:
    """The definitions of a file, and what was odd about where or how they are written.

    Raises:
        ReadError: the file is about something else.
    """
    namespace, name = vocabulary.split(str(root.tag))
    if name.casefold() == "definitions":
        if vocabulary.is_model(namespace):
            return root, []
        if not namespace or _holds_process(root, namespace):
            return root, [told.said("no-namespace", identity(root), line=markup.line(root))]
    elif vocabulary.is_model(namespace) and name in _PARTS:
        return markup.wrapped(root, "definitions"), [_lacking(root)]
    else:
        inner = next((one for one in root.iter("{*}definitions") if _is_model(one)), None)
        if inner is not None:
            return inner, [_lacking(inner)]
    raise markup.ReadError("not_bpmn", markup.line(root), 0, {"root": told.short(name)})


def _lacking(element: markup.Element) -> finding.Finding:
    return told.said("definitions-not-root", identity(element), line=markup.line(element))


def _is_model(element: markup.Element) -> bool:
    return vocabulary.is_model(vocabulary.split(str(element.tag))[0])


def _holds_process(root: markup.Element, namespace: str) -> bool:
    """Other languages call their root so too; none of them has a process or a collaboration in it."""
    return any(next(root.iterchildren(f"{{{namespace}}}{part}"), None) is not None for part in _PARTS)


def identity(root: markup.Element) -> str:
    """What findings about the whole file name."""
    return (root.get("id") or "").strip()[:200] or "definitions"
