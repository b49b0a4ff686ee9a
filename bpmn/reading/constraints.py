"""What the schema asks of elements and attributes and no value of a diagram can hold: told here, mended by the reader.

The values that the reader makes have one timer, one loop, a truth or a number; a file may say two of them, or neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn import markup, vocabulary
from bpmn.reading import index as indexing

_TRUTHS = frozenset({"true", "false", "1", "0"})
_CHOICES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "isExecutable",
            "isForCompensation",
            "triggeredByEvent",
            "cancelActivity",
            "isInterrupting",
            "parallelMultiple",
            "instantiate",
            "cancelRemainingInstances",
            "testBefore",
            "isSequential",
        ),
        _TRUTHS,
    ),
    "gatewayDirection": frozenset({"unspecified", "converging", "diverging", "mixed"}),
    "eventGatewayType": frozenset({"exclusive", "parallel"}),
    "ordering": frozenset({"parallel", "sequential"}),
    "behavior": frozenset({"none", "one", "all", "complex"}),
}
"""Attribute → the values that the schema allows, folded: tools that differ by case mean the same."""
_NUMBERS = ("startQuantity", "completionQuantity", "loopMaximum")
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
_READ = vocabulary.FLOW_NODES | {"process"}


def tell(index: indexing.Index, root: markup.Element) -> None:
    """Say what breaks the schema in the elements that were found; `root` is the `definitions`."""
    _extensions(index, root)
    _ids(index)
    for found in index.found:
        if found.type in _READ:
            _values(index, found)
            _data(index, found)
        if found.type in vocabulary.FLOW_NODES:
            _loops(index, found)
            _timers(index, found)
            _lists(index, found)
            _content(index, found)
        elif found.type == "association":
            _association(index, found)
        elif found.type == "participant":
            _multiplicity(index, found)
        elif found.type == "dataObjectReference" and not (found.element.get("dataObjectRef") or "").strip():
            index.say("data-reference-alone", found)


def _extensions(index: indexing.Index, root: markup.Element) -> None:
    """An extension that must be understood is for those who understand it (8.3.3); what other files define isn't read
    (8.2.2)."""
    file = (root.get("id") or "").strip()[:200] or "definitions"
    for extension in markup.children(root, "extension"):
        if markup.truth(extension.get("mustUnderstand"), False):
            definition = (extension.get("definition") or "").strip() or "?"
            line = markup.line(extension)
            index.say("extension-not-understood", None, element=file, line=line, definition=definition)
    for other in markup.children(root, "import"):
        location = (other.get("location") or "").strip() or "?"
        index.say("import-not-read", None, element=file, line=markup.line(other), location=location)


def _ids(index: indexing.Index) -> None:
    """No two elements of a file bear one id, whatever they are (8.3.1); of nodes and flows the index tells it."""
    borne: dict[str, int] = {}
    for found in index.found:
        raw = markup.nfc((found.element.get("id") or "").strip())
        borne[raw] = borne.get(raw, 0) + 1
    for raw, line in index.written_again.items():
        count = index.raw_ids[raw]
        if raw and count > borne.get(raw, 0) and borne.get(raw, 0) < 2:
            index.say("id-not-unique", None, element=raw[: index.limits.id_length], line=line, id=raw, count=count)


def _content(index: indexing.Index, found: indexing.Found) -> None:
    """Only a subprocess holds flow elements (10.3.5)."""
    if found.type not in vocabulary.SUBPROCESSES:
        for element in found.element.iterchildren(indexing.ELEMENTS):
            indexing.refuse_misplaced(index, element, index.local(element))


def _loop_elements(found: indexing.Found) -> list[markup.Element]:
    return [loop for kind in _LOOPS for loop in markup.children(found.element, kind)]


def _values(index: indexing.Index, found: indexing.Found) -> None:
    """Attributes whose text is none of the values that the schema allows (8.3.1 to 10.8)."""
    for element in (found.element, *_loop_elements(found)):
        for name, text in element.attrib.items():
            value = str(text).strip()
            attribute = str(name)
            wrong = attribute in _CHOICES and value.lower() not in _CHOICES[attribute]
            wrong |= attribute in _NUMBERS and not value.lstrip("+-").isdigit()
            if wrong and value:
                index.say("value-unreadable", found, attribute=attribute, value=value)


def _loops(index: indexing.Index, found: indexing.Found) -> None:
    """An activity repeats in one way at most, and throws nothing but signals for its instances (10.3.8)."""
    elements = _loop_elements(found)
    if len(elements) > 1:
        index.say("loop-twice", found)
    for one in elements[:1]:
        behaviour = (one.get("behavior") or "").strip().lower()
        meant = index.meant(one.get(f"{behaviour}BehaviorEventRef"), vocabulary.EVENT_DEFINITIONS)
        if behaviour == "complex" or (meant is not None and meant.type != "signalEventDefinition"):
            index.say("unsupported-multi-instance-events", found, behaviour=behaviour)


def _timers(index: indexing.Index, found: indexing.Found) -> None:
    """A timer is a date, a duration or a cycle (10.5.5)."""
    for timer in markup.children(found.element, "timerEventDefinition"):
        parts = [kind for kind in vocabulary.TIMERS for part in markup.children(timer, kind) if markup.text(part)]
        if len(parts) > 1:
            index.say("timer-several", found, parts=", ".join(parts))


def _lists(index: indexing.Index, found: indexing.Found) -> None:
    """The flows that a node lists as its own begin, or end, at it (8.4.13)."""
    for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        for listed in markup.children(found.element, name):
            raw = markup.text(listed)
            flow = index.meant(raw, ("sequenceFlow",))
            at = None if flow is None else index.meant(flow.element.get(end), vocabulary.FLOW_NODES)
            gone = flow is None and bool(raw) and not index.written(raw)
            if gone or (at is not None and at.id != found.id):
                index.say("flow-lists-disagree", found, flow=raw)


def _data(index: indexing.Index, found: indexing.Found) -> None:
    """Data associations have a target, and one source where nothing transforms (10.4.2); inputs and outputs of an
    activity stand in a set, and a subprocess has none (10.4.1)."""
    for kind in ("dataInputAssociation", "dataOutputAssociation"):
        for association in markup.children(found.element, kind):
            sources = [part for part in markup.children(association, "sourceRef") if markup.text(part)]
            if not markup.text(markup.child(association, "targetRef")):
                index.say("data-association-open", found)
            elif len(sources) > 1 and markup.child(association, "transformation") is None:
                index.say("data-association-several", found, count=len(sources))
    for specification in markup.children(found.element, "ioSpecification"):
        if found.type in vocabulary.SUBPROCESSES:
            index.say("data-specification-misplaced", found)
        elif any(_outside_sets(specification)):
            index.say("data-in-no-set", found)


def _outside_sets(specification: markup.Element) -> Iterator[bool]:
    """Whether each data input and output stands in no set."""
    for kind in ("input", "output"):
        name = f"data{kind.capitalize()}"
        listed = {
            markup.text(reference)
            for those in markup.children(specification, f"{kind}Set")
            for reference in markup.children(those, f"{name}Refs")
        }
        yield from ((data.get("id") or "").strip() not in listed for data in markup.children(specification, name))


def _association(index: indexing.Index, found: indexing.Found) -> None:
    """An association joins two elements of the file (8.4.1)."""
    for end in ("sourceRef", "targetRef"):
        raw = (found.element.get(end) or "").strip()
        if not index.written(raw):
            index.say("association-dangles", found, missing=raw or "?")
            return


def _multiplicity(index: indexing.Index, found: indexing.Found) -> None:
    """How many participants a pool stands for: at least one at most, no fewer than the least (9.3)."""
    multiplicity = markup.child(found.element, "participantMultiplicity")
    if multiplicity is None:
        return
    least, most = ((multiplicity.get(name) or usual).strip() for name, usual in (("minimum", "0"), ("maximum", "1")))
    numbers = [int(text[:9]) if text.isascii() and text.isdigit() else -1 for text in (least, most)]
    if min(numbers) < 0 or numbers[1] < max(1, numbers[0]):
        index.say("pool-multiplicity-wrong", found, least=least, most=most)
    elif numbers[1] > 1:
        index.say("pool-several", found, most=most)
