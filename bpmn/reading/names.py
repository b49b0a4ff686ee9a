"""Names of elements and attributes as the standard spells them, whatever namespace or case a file writes them in.

Done once over the tree, so that everything that reads it asks for one name. Texts of tools' extensions stay as they
are; what isn't the standard's under any spelling stays too, and the index refuses it by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import markup, vocabulary
from bpmn.lint import finding, words
from bpmn.reading import told

_WRITTEN = (
    "id name sourceRef targetRef attachedToRef processRef default calledElement bpmnElement isExecutable "
    "cancelActivity isInterrupting triggeredByEvent messageRef signalRef errorRef escalationRef isHorizontal "
    "isExpanded dataObjectRef dataStoreRef"
)
_ATTRIBUTES = frozenset(_WRITTEN.split())
_MORE = (
    "definitions process collaboration participant messageFlow lane childLaneSet flowNodeRef conditionExpression "
    "condition loopCondition loopCardinality text script sourceRef targetRef category categoryValue "
    "BPMNDiagram BPMNPlane BPMNShape BPMNEdge Bounds waypoint"
)
_ELEMENTS = (
    vocabulary.FLOW_NODES
    | vocabulary.PARTS
    | vocabulary.ROOT_ITEMS
    | vocabulary.LOCAL_ITEMS
    | vocabulary.CHOREOGRAPHY
    | frozenset(vocabulary.EVENT_DEFINITIONS)
    | frozenset(vocabulary.TIMERS)
    | frozenset(_MORE.split())
)
_SPELLED = {name.casefold(): name for name in (*_ELEMENTS, *_ATTRIBUTES)}


def spelled(root: markup.Element) -> list[finding.Finding]:
    """Rename what is written in another namespace or case; one finding where something had to be guessed."""
    own, _ = vocabulary.split(str(root.tag))
    guessed: dict[str, int] = {}
    for element in _outside_extensions(root):
        namespace, name = vocabulary.split(str(element.tag))
        meant = name if name in _ELEMENTS else _SPELLED.get(name.casefold(), name)
        model = namespace in (own, "", vocabulary.MODEL) or vocabulary.is_model(namespace)
        if model and (namespace != vocabulary.MODEL or meant != name):
            element.tag = f"{{{vocabulary.MODEL}}}{meant}"
        elif meant != name and vocabulary.is_interchange(namespace):
            element.tag = f"{{{namespace}}}{meant}"
        if meant != name or (model and namespace != own):
            guessed.setdefault(name, markup.line(element))
        if element.attrib:
            _attributes(element, own, guessed)
    if not guessed:
        return []
    line = min(guessed.values())
    names = words.listed(list(guessed), _SHOWN)
    return [told.said("names-mended", "definitions", line=line, names=names, at=line)]


_SHOWN = 8


def _attributes(element: markup.Element, own: str, guessed: dict[str, int]) -> None:
    for written in list(element.attrib):
        if written in _ATTRIBUTES:
            continue
        namespace, name = vocabulary.split(str(written))
        if namespace and namespace not in (own, vocabulary.MODEL):
            continue
        meant = _SPELLED.get(name.casefold(), name)
        if meant in _ATTRIBUTES and meant not in element.attrib:
            element.set(meant, str(element.attrib.pop(written)))
            guessed.setdefault(name, markup.line(element))


def _outside_extensions(root: markup.Element) -> Iterator[markup.Element]:
    """Every element but those inside of extension elements, whose names are the tools' own."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        if vocabulary.split(str(element.tag))[1] != "extensionElements":
            waiting.extend(element.iterchildren("{*}*"))
