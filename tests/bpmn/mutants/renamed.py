"""Changes that mean nothing: other ids, other prefixes, another order. What is read of the file stays the same."""

from __future__ import annotations

import random
from collections.abc import Mapping

from lxml import etree

Tree = etree._Element
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TEXTS = ("Ref", "incoming", "outgoing", "source", "target", "supports")
"""How elements are called whose text is a reference."""
_ORDERED = ("BPMNEdge", "extensionElements", "childLaneSet")
"""What keeps the order of its children: way points follow each other, tools' lists too."""


def ids(root: Tree) -> dict[str, str]:
    """Give every element another id and follow all references; returns old → new, empty where that can't be done.

    It can't where an id is borne twice, or is what something else is called by: a form, a variable, a topic.
    """
    borne = [one.get("id", "").strip() for one in root.iter("{*}*") if one.get("id")]
    if len(set(borne)) < len(borne) or any(_foreign(one) for one in root.iter("{*}*")):
        return {}
    new = {old: f"q{number}_{old[::-1].replace(':', '_')[:20]}" for number, old in enumerate(borne)}
    words = _words(root)
    if any(old in words for old in new):
        return {}
    for one in root.iter("{*}*"):
        for name, value in one.attrib.items():
            if name in ("id", "default", "bpmnElement", "calledElement", "choreographyActivityShape") or name.endswith(
                "Ref"
            ):
                one.set(name, _renamed(value, new))
        if one.text and str(one.tag).endswith(_TEXTS):
            one.text = _renamed(one.text, new)
    return new


def _foreign(one: Tree) -> bool:
    return bool(one.get("id")) and "/BPMN/" not in (etree.QName(one).namespace or "")


def _words(root: Tree) -> set[str]:
    """Names, and texts that are no references: what is called the same as an id isn't told apart by our renaming."""
    return {one.get("name", "").strip() for one in root.iter("{*}*")} | {
        (one.text or "").strip() for one in root.iter("{*}*") if not str(one.tag).endswith(_TEXTS)
    }


def _renamed(value: str, new: Mapping[str, str]) -> str:
    prefix, colon, bare = value.strip().rpartition(":")
    if value.strip() in new:
        return new[value.strip()]
    return prefix + colon + new.get(bare, bare)


def prefixes(root: Tree, chance: random.Random) -> Tree:
    """The same tree under other prefixes, some of them the default one; texts that name a prefix follow."""
    uris: dict[str | None, str] = {}
    for one in root.iter("{*}*"):
        uris.update({prefix: uri for prefix, uri in one.nsmap.items() if prefix not in uris})
    plain = chance.choice([None, *uris.values()])
    new: dict[str | None, str] = {}
    names: dict[str, str] = {}
    for number, uri in enumerate(dict.fromkeys(uris.values())):
        if uri == "http://www.w3.org/XML/1998/namespace":
            continue
        names[uri] = f"n{number}" if uri != plain else ""
        new[names[uri] or None] = uri
        if uri == plain:  # attributes can't use the default one
            new[f"n{number}"] = uri
    made = etree.Element(root.tag, nsmap=new)
    _copied(root, made, uris, names)
    return made


def _copied(old: Tree, made: Tree, uris: Mapping[str | None, str], names: Mapping[str, str]) -> None:
    made.text = old.text
    for name, value in old.attrib.items():
        made.set(name, _qualified(value, uris, names) if name == _TYPE else value)
    for inner in old:
        if not isinstance(inner.tag, str):
            continue
        copied = etree.SubElement(made, inner.tag)
        copied.tail = inner.tail
        _copied(inner, copied, uris, names)


def _qualified(value: str, uris: Mapping[str | None, str], names: Mapping[str, str]) -> str:
    prefix, colon, bare = value.strip().rpartition(":")
    if not colon or prefix not in uris:
        return value
    new = names[uris[prefix]]
    return f"{new}:{bare}" if new else bare


def order(root: Tree, chance: random.Random) -> Tree:
    """The same tree with siblings in another order, but for lists whose order is a meaning."""
    made = etree.Element(root.tag, nsmap=root.nsmap)
    _shuffled(root, made, chance)
    return made


def _shuffled(old: Tree, made: Tree, chance: random.Random) -> None:
    """A copy with children in another order: moving elements within a tree would change their namespaces."""
    made.text = old.text
    for name, value in old.attrib.items():
        made.set(name, value)
    inner = [child for child in old if isinstance(child.tag, str)]
    if not etree.QName(old).localname.endswith(_ORDERED) and not _inside_foreign(old):
        movable = [child for child in inner if _may_move(child)]
        chance.shuffle(movable)
        places = iter(movable)
        inner = [next(places) if _may_move(child) else child for child in inner]
    for child in inner:
        _shuffled(child, etree.SubElement(made, child.tag, nsmap=child.nsmap), chance)


def _may_move(child: Tree) -> bool:
    """What is listed in an order that counts stays: starts, texts, references, timers, event definitions, data."""
    kind = etree.QName(child).localname
    if kind == "startEvent":  # of several starts the first is the one that a case is asked about
        return False
    return kind.endswith(
        ("Event", "ask", "Gateway", "Process", "Activity", "process", "Flow", "association")
    ) or kind in (
        "collaboration",
        "message",
        "signal",
        "error",
        "escalation",
        "textAnnotation",
        "group",
        "BPMNShape",
    )


def _inside_foreign(one: Tree) -> bool:
    return any(etree.QName(outer).localname == "extensionElements" for outer in (one, *one.iterancestors()))
