"""The frozen values that a diagram is made of, whatever tool drew it.

Everything above the reader works on these values: nothing but the reader sees XML. Names follow BPMN 2.0.2
(formal/2013-12-09); `type` holds the element's local name as the standard writes it (``userTask``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands in the file; both count from 1, 0 where unknown."""

    line: int = 0
    column: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Text:
    """An expression as written: `language` is the URI or name that the file gives, or None."""

    body: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The script of a script task (10.3.3); shown, never executed as code."""

    body: str
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """Loop characteristics of an activity (10.3.8).

    `kind` is ``standard``, ``parallel`` or ``sequential``. `collection` and `item` name the data that a
    multi-instance runs over; `output_collection` and `output_item` where its results go. `behavior` says when a
    multi-instance throws `thrown`: All never, One for its first completed instance, None for each.
    """

    kind: str
    condition: Text | None = None
    test_before: bool = False
    maximum: int | None = None
    cardinality: Text | None = None
    collection: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    completion: Text | None = None
    item_id: str | None = None
    output_item_id: str | None = None
    """Ids of the two items, where they differ from their names: expressions of some tools use them."""
    collection_object: str | None = None
    output_object: str | None = None
    """Variables of the data objects that the two collections refer to, where these are called otherwise."""
    behavior: str = "All"
    thrown: EventDefinition | None = None


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What an event waits for or throws (10.5.5).

    `kind` is message, timer, error, escalation, signal, link, terminate, conditional, compensate, cancel.
    `ref` is the id of the message, signal, error or escalation; `name` its name, `code` its error or
    escalation code, resolved by the reader. `timer` is date, duration or cycle, with its text in
    `expression`; a condition stands there too.
    """

    kind: str
    id: str = ""
    ref: str | None = None
    name: str | None = None
    code: str | None = None
    timer: str | None = None
    expression: Text | None = None


@dataclass(frozen=True, slots=True)
class Association:
    """A data association (10.4.2): copied in when its activity begins, out when it is completed.

    `source` and `target` name variables: a data object's by its name, or its id where it has none; a data input's,
    output's or property's likewise. `target` is `source` where the file names no other end. With a `transformation` its
    value goes to the target; each assignment gives the value of an expression to a variable.
    """

    source: str | None
    target: str | None
    transformation: Text | None = None
    assignments: tuple[tuple[Text, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node: task, subprocess, call activity, gateway or event."""

    id: str
    type: str
    name: str = ""
    process: str = ""
    """Id of the process it stands in."""
    parent: str | None = None
    """Id of the subprocess it stands in, None at the top of its process."""
    place: Place = NOWHERE
    documentation: str = ""
    default: str | None = None
    """Id of the default flow (gateways and activities)."""
    events: tuple[EventDefinition, ...] = ()
    attached_to: str | None = None
    """Boundary events: the activity they stand on."""
    interrupting: bool = True
    """`cancelActivity` of boundary events, `isInterrupting` of start events."""
    parallel_multiple: bool = False
    event_subprocess: bool = False
    loop: Loop | None = None
    called: str | None = None
    """`calledElement` of a call activity, or of an extension that names the called process."""
    procedure: str = ""
    """Code of the procedure that a call activity of nothing means, where an answer beside the diagram says so."""
    called_inputs: tuple[tuple[str, str], ...] = ()
    """Data mapping into the called process: (name there, expression here); empty: all data is passed."""
    called_shares: bool = False
    """Whether the called process sees the caller's data beside its inputs."""
    called_outputs: tuple[tuple[str, str], ...] = ()
    """Data mapping back: (name here, expression there)."""
    message: str | None = None
    """Name of the message of a send or receive task."""
    correlation: str | None = None
    """Expression that gives the correlation key of a message, where the file names one."""
    correlation_parts: tuple[Text, ...] = ()
    """Expressions that give the key together, where there are several or one names its language."""
    correlation_by_properties: bool = False
    """Whether correlation properties of the file give it (8.4.2): unknown until the conversation has begun."""
    instantiate: bool = False
    gateway_direction: str | None = None
    event_gateway_type: str | None = None
    script: Script | None = None
    implementation: str | None = None
    """How a service is bound, as ``kind:value`` (``topic:tax``), where a tool's extension says so."""
    form: str | None = None
    """Id or name of the form linked to it."""
    form_layout: str | None = None
    """Name of the file that says how that form is laid out, where it is another."""
    form_fields: tuple[Mapping[str, object], ...] = ()
    """Fields written in the file itself, as form-js components."""
    data_in: tuple[str, ...] = ()
    data_out: tuple[str, ...] = ()
    """Ids of data objects and stores read and written."""
    associations_in: tuple[Association, ...] = ()
    associations_out: tuple[Association, ...] = ()
    """What is copied from and to data objects."""
    completion: Text | None = None
    """Completion condition of an ad-hoc subprocess (10.3.5)."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Attributes and properties of our own namespace: limit, role, output."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes of the standard that only some types have and that nothing above covers."""

    @property
    def key_texts(self) -> tuple[Text, ...]:
        """The expressions of the correlation key, one for each of its parts; none: it has no key."""
        return self.correlation_parts or ((Text(self.correlation),) if self.correlation else ())


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow (8.4.13). `default` is True where its source names it as default."""

    id: str
    source: str
    target: str
    name: str = ""
    process: str = ""
    parent: str | None = None
    condition: Text | None = None
    default: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message flow between pools or nodes of two pools (9.4)."""

    id: str
    source: str
    target: str
    name: str = ""
    message: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Pool:
    """A participant (9.3); `process` is None for a black box."""

    id: str
    name: str = ""
    process: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane (10.8). `key` identifies it: pool id and lane ids from the outside in, joined by ``/``.

    `label` is the lane's own name, or its parent's or pool's where it has none. A pool (or a process
    without one) that nodes stand in directly has a Lane too, with its key and `pool_itself` True.
    """

    key: str
    id: str
    label: str = ""
    name: str = ""
    parent: str | None = None
    """Key of the outer lane; None for an outermost one."""
    pool: str = ""
    """Id of the pool, or of the process where there is no pool."""
    process: str = ""
    nodes: tuple[str, ...] = ()
    """The `flowNodeRef`s as written, trimmed and without prefix."""
    pool_itself: bool = False
    place: Place = NOWHERE
    container: str | None = None
    """Id of the subprocess whose lane set it stands in, None for the process's own."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process (10.2). `executable` is None where the file does not say."""

    id: str
    name: str = ""
    executable: bool | None = None
    place: Place = NOWHERE
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """Data object, data store, annotation, group, message, signal, error, escalation: `type` says which."""

    id: str
    type: str
    name: str = ""
    text: str = ""
    ref: str | None = None
    code: str | None = None
    parent: str | None = None
    """Id of the subprocess or process it is drawn in."""
    place: Place = NOWHERE
    source: str | None = None
    """Associations: where they start; `ref` is where they end."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Bounds of an element in diagram units (pixels in most tools)."""

    element: str
    x: float
    y: float
    width: float
    height: float
    horizontal: bool | None = None
    expanded: bool | None = None
    plane: int = 0
    """Which plane of the file shows it, from 0: coordinates of two planes have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Waypoints of a flow in diagram units."""

    element: str
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of one file. Mappings are keyed by id and keep the file's order."""

    id: str = ""
    name: str = ""
    exporter: str = ""
    collaboration: str | None = None
    processes: Mapping[str, Process] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    """By lane key."""
    nodes: Mapping[str, Node] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    message_flows: Mapping[str, MessageFlow] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    edges: Mapping[str, Edge] = field(default_factory=dict)
    lane_of: Mapping[str, str] = field(default_factory=dict)
    """Node id → key of the innermost lane that holds it; filled by `bpmn.lanes`."""
    extra_types: tuple[str, ...] = ()
    """Local names of flow elements that the reader met and does not know; it refuses each by name."""

    def outgoing(self, node: str) -> tuple[Flow, ...]:
        """Flows that leave a node, in the file's order. Linear in flows: loops should index first."""
        return tuple(f for f in self.flows.values() if f.source == node)

    def incoming(self, node: str) -> tuple[Flow, ...]:
        """Flows that enter a node, in the file's order. Linear in flows: loops should index first."""
        return tuple(f for f in self.flows.values() if f.target == node)
