"""The names that BPMN's own schema gives: every element, its attributes, and the children that it alone has."""

from __future__ import annotations

import functools
from pathlib import Path

import SpiffWorkflow
from lxml import etree

XSD = "{http://www.w3.org/2001/XMLSchema}"
FOLDER = Path(SpiffWorkflow.__file__).parent / "bpmn/parser/schema"
FILES = ("BPMN20.xsd", "Semantic.xsd", "BPMNDI.xsd", "DI.xsd", "DC.xsd")


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _file(name: str) -> set[str]:
    root = etree.parse(FOLDER / name).getroot()
    of_type = {_bare(one.get("type", "")): one.get("name", "") for one in root.findall(f"{XSD}element")}
    found = set(of_type.values())
    for kind in root.findall(f"{XSD}complexType"):
        element = of_type[kind.get("name", "")]
        found |= {f"{element}@{one.get('name')}" for one in kind.iter(f"{XSD}attribute")}
        found |= {f"{element}/{one.get('name')}" for one in kind.iter(f"{XSD}element") if one.get("name")}
    return found


@functools.cache
def names() -> frozenset[str]:
    """All of them, written as `tests.elements.rows` writes names.

    Raises:
        KeyError: a type that is no global element's, which would have to be named in another way.
    """
    return frozenset(name for file in FILES for name in _file(file))


@functools.cache
def values() -> dict[str, frozenset[str]]:
    """Attribute → the values that the schema lists for it."""
    root = etree.parse(FOLDER / "Semantic.xsd").getroot()
    listed = {
        one.get("name", ""): frozenset(value.get("value", "") for value in one.iter(f"{XSD}enumeration"))
        for one in root.findall(f"{XSD}simpleType")
    }
    of_type = {_bare(one.get("type", "")): one.get("name", "") for one in root.findall(f"{XSD}element")}
    return {
        f"{of_type[kind.get('name', '')]}@{one.get('name')}": listed[_bare(one.get("type", ""))]
        for kind in root.findall(f"{XSD}complexType")
        for one in kind.iter(f"{XSD}attribute")
        if _bare(one.get("type", "")) in listed
    }


def own(element: str) -> frozenset[str]:
    """An element with its attributes and the children that it alone has."""
    return frozenset(name for name in names() if name == element or name.startswith((f"{element}@", f"{element}/")))


def covered(name: str) -> frozenset[str]:
    """The names of the schema that a name of the catalogue stands for; of those beyond the schema none.

    Raises:
        ValueError: the schema has nothing of the kind.
    """
    if name.endswith("*"):
        found = own(name.removesuffix("*"))
    elif "+" in name:
        inside = name.split("+")
        return frozenset() if set(inside) <= names() else _unknown(name)
    elif "=" in name:
        attribute, _, value = name.partition("=")
        return frozenset() if value in values().get(attribute, ()) else _unknown(name)
    else:
        found = frozenset({name} & names())
    return found or _unknown(name)


def _unknown(name: str) -> frozenset[str]:
    raise ValueError(f"the schema of BPMN has no {name}")
