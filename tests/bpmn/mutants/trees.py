"""Ways in which elements, attributes and references go wrong: each changes the tree of a file in place."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable

from lxml import etree

Tree = etree._Element
Change = Callable[[Tree, random.Random], None]

_ODD = (
    "",
    " ",
    "\n",
    "x" * 3_000,
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "true",
    "TRUE",
    "null",
    "none",
    "=",
    "${",
    "= 1 +",
    "a/b",
    "a:b",
    "../..",
    "%s{0}{x}",
    "\u202e\u200b",
    "\U0001f600",
    "ệ",
    "e\u0323\u0302",
    "P1D",
    "R-1/PT0S",
    "2026-02-30T25:61:00",
    "//",
    "__proto__",
)
"""Texts that stand where another was meant."""
_WORDS = (
    "task userTask serviceTask scriptTask sendTask receiveTask manualTask businessRuleTask callActivity subProcess "
    "transaction adHocSubProcess startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent "
    "exclusiveGateway inclusiveGateway parallelGateway complexGateway eventBasedGateway sequenceFlow lane laneSet "
    "process participant collaboration dataObject dataObjectReference textAnnotation association messageFlow "
    "messageEventDefinition timerEventDefinition signalEventDefinition errorEventDefinition linkEventDefinition "
    "compensateEventDefinition terminateEventDefinition standardLoopCharacteristics extensionElements definitions"
)
_KINDS = tuple(_WORDS.split())


def _all(root: Tree) -> list[Tree]:
    return [one for one in root.iter("{*}*") if one is not root]


def _some(root: Tree, chance: random.Random, most: int = 4) -> list[Tree]:
    every = _all(root)
    return chance.sample(every, min(len(every), chance.randint(1, most)))


def _inside(one: Tree, other: Tree) -> bool:
    return one is other or any(outer is one for outer in other.iterancestors())


def drop_elements(root: Tree, chance: random.Random) -> None:
    """Elements are gone, with what stands in them."""
    for one in _some(root, chance):
        outer = one.getparent()
        if outer is not None:
            outer.remove(one)


def drop_attributes(root: Tree, chance: random.Random) -> None:
    """Attributes are gone."""
    for one in _some(root, chance, 12):
        if one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]


def drop_ids(root: Tree, chance: random.Random) -> None:
    """Elements of one kind have no ids, as some tools write flows."""
    kind = chance.choice(_all(root) or [root]).tag
    for one in root.iter(kind):
        one.attrib.pop("id", None)


def drop_references(root: Tree, chance: random.Random) -> None:
    """References lead nowhere, or are gone."""
    for one in root.iter("{*}*"):
        for name in list(one.attrib):
            if (name.endswith("Ref") or name in ("default", "bpmnElement", "calledElement")) and chance.random() < 0.1:
                if chance.random() < 0.5:
                    del one.attrib[name]
                else:
                    one.set(name, chance.choice(_ODD).strip("\n") or "nowhere")
        if str(one.tag).endswith(("Ref", "incoming", "outgoing")) and chance.random() < 0.1:
            one.text = chance.choice(_ODD)


def cross_references(root: Tree, chance: random.Random) -> None:
    """References lead to something else of the file, of whatever kind."""
    ids = [one.get("id", "") for one in root.iter("{*}*") if one.get("id")] or ["x"]
    for one in root.iter("{*}*"):
        for name in list(one.attrib):
            if (name.endswith("Ref") or name in ("default", "bpmnElement", "calledElement")) and chance.random() < 0.1:
                one.set(name, chance.choice(ids))
        if str(one.tag).endswith("Ref") and chance.random() < 0.1:
            one.text = chance.choice(ids)


def one_id(root: Tree, chance: random.Random) -> None:
    """Several elements bear one id."""
    those = [one for one in root.iter("{*}*") if one.get("id")]
    if those:
        raw = chance.choice(those).get("id", "")
        for one in chance.sample(those, min(len(those), chance.randint(1, 6))):
            one.set("id", raw)


def duplicate(root: Tree, chance: random.Random) -> None:
    """Elements stand twice, beside each other or elsewhere."""
    every = _all(root)
    for one in _some(root, chance, 3):
        target = one.getparent() if chance.random() < 0.5 else chance.choice(every)
        if target is not None and sum(1 for _ in one.iter()) < 2_000:
            target.insert(chance.randint(0, len(target)), copy.deepcopy(one))


def move(root: Tree, chance: random.Random) -> None:
    """Elements stand in others: a node in another process, a lane in a task, a process in a pool."""
    every = _all(root)
    for one in _some(root, chance):
        target = chance.choice([root, *every])
        if not _inside(one, target):
            target.insert(chance.randint(0, len(target)), one)


def lift(root: Tree, chance: random.Random) -> None:
    """An element is gone, what stood in it stands in its place."""
    one = chance.choice(_all(root) or [root])
    outer = one.getparent()
    if outer is not None:
        at = outer.index(one)
        for inner in reversed(list(one)):
            outer.insert(at, inner)
        outer.remove(one)


def nest(root: Tree, chance: random.Random) -> None:
    """An element stands in one more of its kind, or of another kind."""
    one = chance.choice(_all(root) or [root])
    outer = one.getparent()
    if outer is not None:
        around = etree.Element(_tag(root, chance.choice(_KINDS)))
        outer.replace(one, around)
        around.append(one)


def _tag(root: Tree, kind: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{kind}" if etree.QName(root).namespace else kind


def other_kinds(root: Tree, chance: random.Random) -> None:
    """Elements are of another kind."""
    for one in _some(root, chance):
        one.tag = _tag(root, chance.choice(_KINDS))


def other_values(root: Tree, chance: random.Random) -> None:
    """Attributes and texts say something odd."""
    for one in _some(root, chance, 10):
        if one.attrib and chance.random() < 0.8:
            one.set(chance.choice(list(one.attrib)), chance.choice(_ODD))
        elif len(one) == 0:
            one.text = chance.choice(_ODD)


def other_case(root: Tree, chance: random.Random) -> None:
    """Names are written in another case."""
    change = chance.choice((str.lower, str.upper, str.capitalize))
    for one in _some(root, chance, 20):
        name = etree.QName(one)
        one.tag = f"{{{name.namespace}}}{change(name.localname)}" if name.namespace else change(name.localname)
        if one.attrib and chance.random() < 0.5:
            attribute = chance.choice([key for key in one.attrib if not key.startswith("{")] or ["id"])
            if attribute in one.attrib:
                one.set(change(attribute), one.attrib.pop(attribute))


def other_namespace(root: Tree, chance: random.Random) -> None:
    """The model's namespace is another one, or none, for all or for some."""
    uri = chance.choice(
        ("", "urn:x", "http://www.omg.org/spec/BPMN/20100524/model", "http://schema.omg.org/spec/BPMN/2.0")
    )
    share = chance.choice((0.02, 1.0))
    own = etree.QName(root).namespace
    for one in list(root.iter("{*}*")):
        name = etree.QName(one)
        if name.namespace == own and chance.random() < share:
            one.tag = f"{{{uri}}}{name.localname}" if uri else name.localname


def broken_names(root: Tree, chance: random.Random) -> None:
    """Names and ids with line breaks, other white space or very long texts, as drawings have them."""
    for one in root.iter("{*}*"):
        if one.get("name") and chance.random() < 0.3:
            one.set("name", one.get("name", "").replace(" ", chance.choice(("\n", "\r\n", "\t", "  ", "\u00a0"))))
        if one.get("id") and chance.random() < 0.02:
            one.set("id", f" {one.get('id')}\n")


def odd_bounds(root: Tree, chance: random.Random) -> None:
    """Shapes and ways have coordinates that are none, lie elsewhere, or are gone."""
    for one in root.iter("{*}Bounds", "{*}waypoint"):
        if one.attrib and chance.random() < 0.2:
            one.set(chance.choice(list(one.attrib)), chance.choice((*_ODD[:11], "1,5", "-50", "1e6")))


def without_picture(root: Tree, chance: random.Random) -> None:
    """Diagram interchange is gone, whole or in parts."""
    share = chance.choice((0.2, 1.0))
    for one in list(root.iter("{*}BPMNDiagram", "{*}BPMNShape", "{*}BPMNEdge")):
        outer = one.getparent()
        if outer is not None and chance.random() < share:
            outer.remove(one)


CHANGES: tuple[Change, ...] = (
    drop_elements,
    drop_attributes,
    drop_ids,
    drop_references,
    cross_references,
    one_id,
    duplicate,
    move,
    lift,
    nest,
    other_kinds,
    other_values,
    other_case,
    other_namespace,
    broken_names,
    odd_bounds,
    without_picture,
)
