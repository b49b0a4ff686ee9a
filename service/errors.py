"""What a use case refuses, without a word about HTTP: `service/failures.py` alone says how a door answers it.

Every refusal has a stable `code` that pages and clients translate, and `values`: the things it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bpmn.lint import finding


class ServiceError(Exception):
    """The root: something was refused, and nothing was changed.

    Attributes:
        code: stable, lower case with underscores.
        values: what is named in the message; plain text, numbers or None.
        keeps: the transaction is committed all the same, because what went wrong has been written down in it.
    """

    keeps = False

    def __init__(self, code: str, values: Mapping[str, object] | None = None) -> None:
        self.code, self.values = code, dict(values or {})
        super().__init__(f"{code} {self.values}" if self.values else code)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in what was sent: `key` is the path of the field, joined by dots."""

    key: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class NotFoundError(ServiceError):
    """There is none, or none that the person may know of: both answer alike."""

    def __init__(self, kind: str, identifier: object = "") -> None:
        super().__init__("not_found", {"kind": kind, "id": str(identifier)[:100]})


class MissedError(NotFoundError):
    """A look-up with a wrong code or secret; the attempt stays counted."""

    keeps = True


class SignInNeededError(ServiceError):
    """Nobody is signed in, or the session or token has ended."""

    def __init__(self, code: str = "sign_in_needed") -> None:
        super().__init__(code)


class SignInFailedError(SignInNeededError):
    """Name or password is wrong; which of them isn't told. The attempt stays counted."""

    keeps = True

    def __init__(self) -> None:
        super().__init__("sign_in_failed")


class ForbiddenError(ServiceError):
    """The person may know of it, and may not do this."""

    def __init__(self, code: str = "forbidden", values: Mapping[str, object] | None = None) -> None:
        super().__init__(code, values)


class ConflictError(ServiceError):
    """It isn't in the state that this needs: `values` says who was first and when, where somebody was.

    Codes of running cases: ``task_done`` (who, at) · ``task_claimed`` (who, at) · ``task_closed`` (outcome, at) ·
    ``not_claimed`` · ``not_a_task`` (kind) · ``already_begun`` (who, task) · ``not_recallable`` · ``case_closed``
    (status) · ``step_failed`` and ``act_failed`` (as `IncidentError`, without an incident) · ``not_in_force`` ·
    ``nobody_listens`` · ``already_resolved`` (at) · ``incident`` (see `IncidentError`). `who` is a name, `at` an
    ISO 8601 instant.
    """


class IncidentError(ConflictError):
    """The engine could not take the step: it was undone, and what was typed is kept in an incident.

    `values`: incident (its id), reason (the incident's code), case, procedure, version, element, name, lane (its
    label), message (the engine's own sentence), and what the incident names besides.
    """

    keeps = True

    def __init__(self, incident: int, reason: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__("incident", {**(values or {}), "incident": str(incident), "reason": reason})


class StaleError(ServiceError):
    """What was shown has been changed since (the revision named is not the present one)."""

    def __init__(self, kind: str, revision: int) -> None:
        super().__init__("stale", {"kind": kind, "revision": revision})


class InvalidError(ServiceError):
    """What was sent is wrong in itself; each problem names its key."""

    def __init__(self, *problems: Problem, code: str = "invalid") -> None:
        self.problems = problems
        super().__init__(code, {"count": len(problems)})


class BlockedError(ServiceError):
    """A version can't be published: the findings that block it."""

    def __init__(self, findings: tuple[finding.Finding, ...]) -> None:
        self.findings = findings
        super().__init__("publish_blocked", {"count": len(findings)})


class UnreadableError(ServiceError):
    """No diagram can be made of the bytes; `line` and `column` count from 1 and are 0 where unknown.

    `messages` are the reader's own sentences by language, where it has one.
    """

    def __init__(
        self,
        code: str,
        line: int = 0,
        column: int = 0,
        values: Mapping[str, object] | None = None,
        messages: Mapping[str, str] | None = None,
    ) -> None:
        self.messages = dict(messages or {})
        super().__init__(code, {**(values or {}), "line": line, "column": column})


class TooManyError(ServiceError):
    """Tried too often; `retry_at` says when to try again."""

    def __init__(self, code: str, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(code)


class KeyReusedError(ServiceError):
    """An idempotency key came back with another body."""

    def __init__(self) -> None:
        super().__init__("idempotency_key_reused")
