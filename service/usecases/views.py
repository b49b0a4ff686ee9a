"""The frozen values that use cases give to doors and pages: never rows, never dicts of unknown shape.

Instants are aware datetimes in UTC. Ids are strings, because JavaScript can't hold them as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A keyset page; `next` is the cursor of the page after it, None on the last."""

    items: tuple[Item, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyRef:
    """An agency as it is shown."""

    code: str
    name_vi: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureRef:
    """A procedure and version as they are shown beside a case or a task."""

    code: str
    name_vi: str
    name_en: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person as colleagues see her."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task. `id` is ``{case id}-{seq}``.

    `state`: untouched, claimed, mine (claimed by who asks), completed, withdrawn, recalled, moved, skipped. `holder`:
    agency, applicant (offered to the one-stop unit) or system. `kind`: task, or call (outside work whose result an
    agency may enter). `incident` is the id of the open incident that holds it. `form` (form-js schema) and
    `values` (what was answered before a recall) are given by `tasks.get` alone, and so are the `may_*`.
    """

    id: str
    case: str
    case_id: str
    procedure: ProcedureRef
    element: str
    name: str
    lane_key: str
    lane: str
    kind: str
    state: str
    holder: str
    role: str
    since: datetime
    agency: AgencyRef | None = None
    due_at: datetime | None = None
    overdue: bool = False
    claimed_at: datetime | None = None
    claimed_by: PersonRef | None = None
    completed_at: datetime | None = None
    completed_by: PersonRef | None = None
    applicant: str = ""
    visit: int = 1
    item: object = None
    incident: str | None = None
    form: Mapping[str, object] | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    may_work: bool = False
    may_recall: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """One place where a case now rests.

    `kind`: task, message, timer, call, incident, applicant. `task` is the id to open where it is a person's.
    A message on its way between pools or cases is kind message, with the sender's element. `message` is the name of
    one that is awaited from outside, which a person or program brings.
    """

    kind: str
    element: str
    name: str
    lane_key: str
    lane: str
    since: datetime
    agency: AgencyRef | None = None
    due_at: datetime | None = None
    overdue: bool = False
    claimed_by: PersonRef | None = None
    task: str | None = None
    incident: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A wait that a completion opened: where the case went."""

    id: str
    kind: str
    element: str
    name: str
    lane: str
    holder: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """What a completion did. A retry with the same idempotency key gives an equal value."""

    task: str
    case: str
    status: str
    completed_at: datetime
    opened: tuple[Opened, ...] = ()
    recallable: bool = False


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of a case: `task` and `step` are id and name of what it was handed in with, None and empty for the
    start and for a `letter` that was signed here. `size` in bytes."""

    id: str
    name: str
    size: int
    type: str
    sha256: str
    uploaded_at: datetime
    uploaded_by: str
    task: str | None
    step: str
    letter: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case. `secret` is given once, when it is started. `agencies` are those with a lane in it."""

    code: str
    id: str
    procedure: ProcedureRef
    status: str
    dossier_status: str
    opened_at: datetime
    intake: AgencyRef
    applicant: Mapping[str, object]
    ended_at: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False
    channel: str = "direct"
    agencies: tuple[AgencyRef, ...] = ()
    holding: tuple[Holder, ...] = ()
    """In `cases.get` and, without claims, in `cases.page`."""
    outside_codes: Mapping[str, str] = field(default_factory=dict)
    may_cancel: bool = False
    may_operate: bool = False
    may_bring: bool = False
    """Whether the person may bring the messages that are awaited from outside."""
    secret: str | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One visit of one step, open or closed, for the case page; `seconds` are from enabled to completed."""

    seq: int
    kind: str
    element: str
    name: str
    lane: str
    holder: str
    visit: int
    enabled_at: datetime
    agency: AgencyRef | None = None
    claimed_at: datetime | None = None
    claimed_by: PersonRef | None = None
    completed_at: datetime | None = None
    completed_by: PersonRef | None = None
    due_at: datetime | None = None
    late: bool = False
    outcome: str | None = None
    seconds: int | None = None
    working_seconds: int | None = None
    answers: Mapping[str, object] | None = None
    may_recall: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of the record."""

    seq: int
    at: datetime
    kind: str
    person: PersonRef | None = None
    agency: AgencyRef | None = None
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """All that happened to a case, oldest first; `intact` is False where the record's chain is broken."""

    steps: tuple[HistoryLine, ...] = ()
    events: tuple[EventLine, ...] = ()
    intact: bool = True


@dataclass(frozen=True, slots=True)
class TokenMark:
    """Where tokens stand, for the picture."""

    element: str
    count: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """The picture of a case: live tokens, and how often each node and flow was passed."""

    live: tuple[TokenMark, ...] = ()
    visited: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident. `operation`: complete, answer, wake or deliver; `answers` is what was typed."""

    id: str
    case: str
    procedure: ProcedureRef
    code: str
    message: str
    element: str
    name: str
    lane_key: str
    lane: str
    operation: str
    tries: int
    created_at: datetime
    agency: AgencyRef | None = None
    task: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    person: PersonRef | None = None
    resolved_at: datetime | None = None
    may_retry: bool = False
