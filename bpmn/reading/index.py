"""First walk over a file: which elements there are, under which id, inside what.

Ids are given out here once and for all, so that the second walk can look any reference up: doubled, missing and
endless ids get one of ours, deterministically, so that what stands beside the file still fits after a re-upload.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bpmn import diagram, markup, vocabulary
from bpmn.dialects import extension
from bpmn.lint import finding
from bpmn.reading import told

ELEMENTS = "{*}*"
"""What lxml calls every element, without comments and processing instructions."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element that becomes a value: its id, local name, and what it stands in."""

    id: str
    type: str
    element: markup.Element
    process: str = ""
    parent: str | None = None
    name: str = ""

    @property
    def line(self) -> int:
        """Line of its start tag."""
        return markup.line(self.element)


@dataclass(slots=True)
class Index:
    """All elements that were found, and the ids they are known by."""

    limits: markup.Limits
    namespaces: frozenset[str]
    found: list[Found] = field(default_factory=list)
    by_id: dict[str, Found] = field(default_factory=dict)
    findings: list[finding.Finding] = field(default_factory=list)
    extra_types: dict[str, None] = field(default_factory=dict)
    raw_ids: dict[str, int] = field(default_factory=dict)
    """Every id written anywhere in the model, with how often."""
    written_again: dict[str, int] = field(default_factory=dict)
    """Ids that are written more than once → the line of the second time."""
    categories: dict[str, str] = field(default_factory=dict)
    """Category value id → its value, which is a group's name (8.4.1)."""
    properties: dict[str, str] = field(default_factory=dict)
    """Property id → its name (10.4.1)."""
    correlation_properties: list[markup.Element] = field(default_factory=list)
    """Correlation properties (8.4.2) that a correlation key names; all of them where no key names any."""
    retrievals: dict[str, list[tuple[str, diagram.Text]]] | None = None
    """Message → its correlation properties with their retrieval expressions; None until somebody asks."""
    subscriptions: dict[str, dict[str, diagram.Text]] = field(default_factory=dict)
    """Process → correlation property → the process's own expression: read once."""
    correlations: dict[tuple[str, str], tuple[diagram.Text, ...]] = field(default_factory=dict)
    """Message and subscribing process → the key of what waits there for it: made once."""
    told: dict[str, extension.Extension] = field(default_factory=dict)
    """What tools say of elements that others refer to, such as messages: read once."""
    definitions: dict[str, diagram.EventDefinition] = field(default_factory=dict)
    """Event definitions that events refer to: read once."""
    forms: dict[markup.Element, dict[str, markup.Element]] | None = None
    """Forms in the file by what they stand in and by id; None until somebody asks. `read_forms` are their length,
    fields and trouble, `form_length` the characters of those that steps have been linked to."""
    read_forms: dict[markup.Element, tuple[int, tuple[Mapping[str, object], ...], str]] = field(default_factory=dict)
    form_length: int = 0
    _bearing: dict[str, list[Found]] = field(default_factory=dict)
    """Id as written → those that bear it: one, unless the file doubles it."""
    _missing: dict[str, list[Found]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def of(self, *types: str) -> Iterator[Found]:
        """Found elements of these types, in the file's order."""
        wanted = frozenset(types)
        return (one for one in self.found if one.type in wanted)

    def meant(self, raw: str | None, types: Collection[str] | None = None) -> Found | None:
        """What a reference means: trimmed, with or without prefix, the first of the types that it may name.

        None where nothing bears the id. Two elements of different types with one id are told apart here.
        """
        wanted = markup.nfc((raw or "").strip())
        for written in (wanted, wanted.rpartition(":")[2]) if wanted else ():
            for one in self._bearing.get(written, ()):
                if types is None or one.type in types:
                    return one
        return None

    def resolve(self, raw: str | None, types: Collection[str] | None = None) -> str | None:
        """The id of what a reference means, None where it means nothing."""
        one = self.meant(raw, types)
        return None if one is None else one.id

    def written(self, raw: str | None) -> bool:
        """Whether some element of the model, of any kind, bears the id that a reference names."""
        wanted = (raw or "").strip()
        return wanted in self.raw_ids or wanted.rpartition(":")[2] in self.raw_ids

    def say(self, rule: str, one: Found | None = None, **values: object) -> None:
        """Note a finding about an element."""
        if one is None:
            self.findings.append(told.said(rule, **values))  # type: ignore[arg-type]
        else:
            self.findings.append(told.said(rule, one.id, one.name, one.line, **values))

    def local(self, element: markup.Element) -> str | None:
        """Local name of an element of the model; None for anything foreign."""
        namespace, name = vocabulary.split(str(element.tag))
        return name if namespace in self.namespaces else None

    def claim(self, element: markup.Element, kind: str, process: str = "", parent: str | None = None) -> Found:
        """Take an element in, under its id or one of ours."""
        raw = markup.nfc((element.get("id") or "").strip())
        name = markup.label(element)[: self.limits.name_length]
        new = raw
        if not raw:
            new = self._unused(_made(element, kind))
        elif len(raw) > self.limits.id_length:
            digest = hashlib.sha256(raw.encode()).hexdigest()[:16]
            new = self._unused(f"{kind}_{digest}")
        elif raw in self._taken:
            new = self._unused(raw)
        one = Found(new, kind, element, process, parent, name)
        if not raw:
            self._missing.setdefault(kind, []).append(one)
        elif new != raw and len(raw) > self.limits.id_length:
            self.say("long-id", one, type=kind, length=len(raw), new=new)
        elif new != raw:
            self.say("duplicate-id", one, id=raw, type=kind, new=new)
        self._taken.add(new)
        self._bear(raw or new, one)
        self.found.append(one)
        self.by_id[new] = one
        return one

    def _bear(self, written: str, one: Found) -> None:
        """Only the first of each type can be meant, so that a file of one id stays quick to look up."""
        those = self._bearing.setdefault(written, [])
        if all(other.type != one.type for other in those):
            those.append(one)

    def _unused(self, wished: str) -> str:
        """`wished`, or with the next free number; counted per wish, or a file of one id would take for ever."""
        new = wished
        while new in self._taken or new in self.raw_ids:
            self._numbers[wished] = self._numbers.get(wished, 1) + 1
            new = f"{wished}_{self._numbers[wished]}"
        return new

    def tell_missing_ids(self) -> None:
        """One finding per kind: a tool that leaves ids out does so everywhere."""
        for kind, those in self._missing.items():
            self.say("missing-id", those[0], type=kind, count=len(those), id=those[0].id)


def _made(element: markup.Element, kind: str) -> str:
    """An id from what the element says, so that it stays when others are added."""
    ends = [(element.get(key) or "").strip().rpartition(":")[2][:80] for key in ("sourceRef", "targetRef")]
    return f"{kind}_{ends[0]}_{ends[1]}" if all(ends) else f"{kind}_1"


def made(root: markup.Element, limits: markup.Limits) -> Index:
    """Walk a file once.

    Parameters:
        root: its `definitions`.
        limits: of ids and names.
    """
    namespaces = frozenset({vocabulary.split(str(root.tag))[0], vocabulary.MODEL})
    index = Index(limits, namespaces)
    for element in root.iter(ELEMENTS):
        raw = element.get("id")
        if raw and vocabulary.split(str(element.tag))[0] in namespaces:
            key = markup.nfc(raw.strip())
            index.raw_ids[key] = index.raw_ids.get(key, 0) + 1
            if index.raw_ids[key] == 2:
                index.written_again[key] = markup.line(element)
            if vocabulary.split(str(element.tag))[1] == "property":
                index.properties.setdefault(key, markup.label(element) or key)
    for element in root.iterchildren(ELEMENTS):
        _take_root(index, element)
    index.correlation_properties = _correlation_properties(root)
    index.tell_missing_ids()
    return index


def _correlation_properties(root: markup.Element) -> list[markup.Element]:
    every = list(markup.children(root, "correlationProperty"))
    named = {
        markup.text(reference).rpartition(":")[2]
        for collaboration in (markup.children(root, "collaboration") if every else ())
        for key in markup.children(collaboration, "correlationKey")
        for reference in markup.children(key, "correlationPropertyRef")
    }
    return [one for one in every if not named or (one.get("id") or "").strip() in named]


def _take_root(index: Index, element: markup.Element) -> None:
    kind = index.local(element)
    if kind == "process":
        process = index.claim(element, kind)
        _take_contents(index, process)
    elif kind == "collaboration":
        index.claim(element, kind)
        _take_collaboration(index, element)
    elif kind in vocabulary.ROOT_ITEMS or kind in vocabulary.EVENT_DEFINITIONS:
        assert kind is not None
        index.claim(element, kind)
    elif kind == "category":
        for value in markup.children(element, "categoryValue"):
            index.categories[(value.get("id") or "").strip()] = markup.label(value, "value")
    elif kind in vocabulary.CHOREOGRAPHY:
        assert kind is not None
        _refuse_choreography(index, element, kind)
    else:
        refuse_misplaced(index, element, kind)


def _take_collaboration(index: Index, element: markup.Element) -> None:
    for part in element.iterchildren(ELEMENTS):
        kind = index.local(part)
        if kind in ("participant", "messageFlow") or kind in vocabulary.LOCAL_ITEMS:
            assert kind is not None
            index.claim(part, kind)
        elif kind in vocabulary.CHOREOGRAPHY:
            assert kind is not None
            _refuse_choreography(index, part, kind)
        else:
            refuse_misplaced(index, part, kind)


def _take_contents(index: Index, process: Found) -> None:
    """Everything inside a process, in the file's order and without recursion."""
    levels: list[tuple[str | None, Iterator[markup.Element]]] = [(None, process.element.iterchildren(ELEMENTS))]
    while levels:
        parent, rest = levels[-1]
        element = next(rest, None)
        if element is None:
            levels.pop()
            continue
        inside = _take_part(index, element, process.id, parent)
        if inside is not None:
            levels.append((inside.id, inside.element.iterchildren(ELEMENTS)))


def _take_part(index: Index, element: markup.Element, process: str, parent: str | None) -> Found | None:
    """Take one child of a process or subprocess in; returns it where it has contents of its own."""
    kind = index.local(element)
    if kind in vocabulary.FLOW_NODES:
        assert kind is not None
        node = index.claim(element, kind, process, parent)
        return node if kind in vocabulary.SUBPROCESSES else None
    if kind == "sequenceFlow" or kind in vocabulary.LOCAL_ITEMS:
        assert kind is not None
        index.claim(element, kind, process, parent)
    elif kind == "laneSet":
        _take_lanes(index, element, process, parent)
    elif kind == "ioSpecification" and parent is None:
        for name in ("dataInput", "dataOutput"):
            for data in markup.children(element, name):
                index.claim(data, name, process, parent)
    elif kind in vocabulary.CHOREOGRAPHY:
        assert kind is not None
        _refuse_choreography(index, element, kind)
    elif kind not in vocabulary.PARTS:
        _refuse_unknown(index, element, kind, process, parent)
    return None


def _take_lanes(index: Index, lane_set: markup.Element, process: str, container: str | None) -> None:
    """Lanes of a lane set, outer before inner. `Found.parent` is the outer lane, or the subprocess's id."""
    waiting = [(lane_set, container)]
    while waiting:
        current, parent = waiting.pop()
        inner: list[tuple[markup.Element, str | None]] = []
        for element in markup.children(current, "lane"):
            lane = index.claim(element, "lane", process, parent)
            inner.extend((child, lane.id) for child in markup.children(element, "childLaneSet"))
        waiting.extend(reversed(inner))


def _refuse_choreography(index: Index, element: markup.Element, kind: str) -> None:
    identity = (element.get("id") or "").strip()[: index.limits.id_length] or kind
    shown = Found(identity, kind, element, name=markup.label(element)[: index.limits.name_length])
    index.say("choreography-not-read", shown, type=kind)


def refuse_misplaced(index: Index, element: markup.Element, kind: str | None) -> None:
    """A flow element that stands in no process is told; everything else there describes the file."""
    if kind in vocabulary.FLOW_NODES or kind in ("sequenceFlow", "laneSet"):
        assert kind is not None
        identity = (element.get("id") or "").strip()[: index.limits.id_length] or kind
        shown = Found(identity, kind, element, name=markup.label(element)[: index.limits.name_length])
        index.say("element-misplaced", shown, type=kind)


def _refuse_unknown(index: Index, element: markup.Element, kind: str | None, process: str, parent: str | None) -> None:
    """Foreign elements without an id and a name that we know are decoration; all others are told."""
    name = kind or vocabulary.split(str(element.tag))[1]
    if kind is None and name not in vocabulary.FLOW_NODES and name != "sequenceFlow":
        return
    index.extra_types.setdefault(name)
    identity = (element.get("id") or "").strip()[: index.limits.id_length] or name
    shown = Found(identity, name, element, process, parent, markup.label(element)[: index.limits.name_length])
    index.say("unknown-element", shown, type=name)
