"""Apologies: what may follow what, and what an apology may promise. Pure, and "no" unless a rule says yes.

The agency that is late, sees that it will be, or has made a mistake apologises in writing, with a reason and, once, a
new date (NĐ 118/2025, paper 4 of TT 03/2025/TT-VPCP). A draft appears by itself; people write it, approve it, sign it
and hand it over; from then on it stands in the public register and leaves it no more: what was found wrong is
withdrawn there with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.rules import apologypolicy

DRAFT, SUBMITTED, APPROVED, SIGNED, SENT = "draft", "submitted", "approved", "signed", "sent"
DROPPED, WITHDRAWN = "dropped", "withdrawn"
STATES = (DRAFT, SUBMITTED, APPROVED, SIGNED, SENT, DROPPED, WITHDRAWN)
OPEN = (DRAFT, SUBMITTED, APPROVED)
"""In these nobody outside of the agency has seen it: it may still change."""
OWED = (*OPEN, SIGNED)
"""In these the applicant has no apology yet."""

WRITE, SUBMIT, GIVE_BACK, APPROVE, SIGN, SEND = "write", "submit", "give_back", "approve", "sign", "send"
DROP, REOPEN, WITHDRAW = "drop", "reopen", "withdraw"
ACTS = (WRITE, SUBMIT, GIVE_BACK, APPROVE, SIGN, SEND, DROP, REOPEN, WITHDRAW)

LATE, FORESEEN, ERROR = "late", "foreseen", "error"
GROUNDS = (LATE, FORESEEN, ERROR)

MOVES: Mapping[tuple[str, str], str] = {
    (DRAFT, WRITE): DRAFT,
    (DRAFT, SUBMIT): SUBMITTED,
    (SUBMITTED, GIVE_BACK): DRAFT,
    (SUBMITTED, APPROVE): APPROVED,
    (APPROVED, GIVE_BACK): DRAFT,
    (APPROVED, SIGN): SIGNED,
    (SIGNED, SEND): SENT,
    (DRAFT, DROP): DROPPED,
    (SUBMITTED, DROP): DROPPED,
    (APPROVED, DROP): DROPPED,
    (DROPPED, REOPEN): DRAFT,
    (SIGNED, WITHDRAW): WITHDRAWN,
    (SENT, WITHDRAW): WITHDRAWN,
}
"""What an act makes of a state; what isn't here can't be done. A signed letter is sent or withdrawn, never changed."""

REASONS = (
    "staff_absent",
    "workload",
    "waiting_for_agency",
    "verification",
    "outage",
    "complex",
    "own_mistake",
    "other",
)
"""The catalogue of reasons; `other` needs words of one's own, the rest may have them."""
LONGEST_REASON = 1_000

HEAD, DEPUTY = "chief", "deputy"
FOR = {HEAD: "", DEPUTY: "KT.", "unit_head": "TL.", "authorised": "TUQ."}
"""How a role signs (NĐ 30/2020, article 13): the head plainly, a deputy in the head's place, the head of a unit by
order, somebody else by a written authorisation."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision about an apology needs.

    `clock_moved`, `case_moved`: whether the one re-appointment of the clock, and of the case, has been used; instants
    are aware, `case_due` is the date on the applicant's slip as it stands now. `done`: what was late is finished, so
    that there is nothing left to give a date for.
    """

    state: str
    ground: str
    clock_moved: bool = False
    case_moved: bool = False
    case_due: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What people write: a reason of the catalogue, words of their own, and the new date."""

    reason: str = ""
    words: str = ""
    new_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not; `key` names the field, `code` is stable."""

    key: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def after(state: str, act: str) -> str | None:
    """The state that an act leads to; None where it can't be done."""
    return MOVES.get((state, act))


def may_appoint(facts: Facts, new_due: datetime) -> bool:
    """Whether a new date may be given: once for each clock, and the applicant's own date is moved once for the whole
    case, whichever agency does so."""
    if facts.clock_moved or facts.done:
        return False
    return not (facts.case_moved and facts.case_due is not None and new_due > facts.case_due)


def second_breach(facts: Facts) -> bool:
    """Late once more after a new date was given."""
    return facts.ground == LATE and facts.clock_moved


def wrong(draft: Draft, facts: Facts, *, now: datetime, latest: datetime, whole: bool) -> tuple[Refusal, ...]:
    """What is wrong with a draft.

    Parameters:
        latest: until when a new date may lie.
        whole: it is to be submitted, so that nothing may be missing.
    """
    found: list[Refusal] = []
    if draft.reason and draft.reason not in REASONS:
        found.append(Refusal("reason", "not_allowed"))
    if len(draft.words) > LONGEST_REASON:
        found.append(Refusal("words", "too_long"))
    if whole and not draft.reason:
        found.append(Refusal("reason", "missing"))
    if whole and draft.reason == "other" and not draft.words.strip():
        found.append(Refusal("words", "missing"))
    return (*found, *_wrong_date(draft.new_due, facts, now, latest, whole))


def _wrong_date(
    new_due: datetime | None, facts: Facts, now: datetime, latest: datetime, whole: bool
) -> tuple[Refusal, ...]:
    if new_due is None:
        # Who may still promise a date must; after a second breach, and where nothing is late, there is none to promise.
        spent = facts.clock_moved or facts.case_moved or facts.done
        needed = whole and facts.ground != ERROR and not spent
        return (Refusal("new_due", "missing"),) if needed else ()
    if not may_appoint(facts, new_due):
        return (Refusal("new_due", "nothing_left_to_date" if facts.done else "appointed_once"),)
    if new_due <= now:
        return (Refusal("new_due", "not_in_future"),)
    return (Refusal("new_due", "too_far", {"at": latest.isoformat()}),) if new_due > latest else ()


def may_sign(role: str, person_id: int, written_by: frozenset[int], policy: apologypolicy.Policy) -> Refusal | None:
    """Why somebody with the right to sign may not sign this one; None: she may.

    Parameters:
        role: of the membership she signs by.
        written_by: who has written in it.
    """
    if role not in FOR:
        return Refusal("role", "no_right")
    if policy.apart and person_id in written_by:
        return Refusal("signer", "signs_own")
    return None


def signing(role: str, policy: apologypolicy.Policy, title: str = "") -> tuple[str, ...]:
    """The lines above a signature: ``("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")``.

    Parameters:
        title: of who signs by order or authorisation.
    """
    mark = FOR[role]
    if not mark:
        return (policy.head,)
    own = policy.deputy if role == DEPUTY else title
    return tuple(line for line in (f"{mark} {policy.head}", own.upper()) if line)


def masked(code: str) -> str:
    """A dossier code for the register: agency and month, and the last two signs; who has the slip knows it again.

    ``H26.1.12-261122-0001`` → ``H26.1.12-2611••-••01``
    """
    agency, _, rest = code.partition("-")
    day, _, number = rest.partition("-")
    if not (len(day) == 6 and number):
        return "•" * max(len(code) - 2, 4) + code[-2:]
    return f"{agency}-{day[:4]}••-{'•' * (len(number) - 2)}{number[-2:]}"


_DIGITS = re.compile(r"(?<!\d)(?:\d[ .-]?){8,12}\d(?!\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def personal(words: str, folded: str, name: str) -> str | None:
    """What a published reason tells about a person: ``name``, ``number`` or ``email``; None: nothing found.

    Parameters:
        words: as typed.
        folded: the same without accents, in lower case, its white space single.
        name: the applicant's, folded in the same way. One word alone is no name: it may be a word like others.
    """
    if _MAIL.search(words):
        return "email"
    if _DIGITS.search(words):
        return "number"
    plain = re.sub(r"\W+", " ", folded)
    if " " in name and f" {name} " in f" {plain} ":
        return "name"
    return None


def foreseen(policy: apologypolicy.Policy, *, untouched: bool) -> bool:
    """Whether lateness is foreseen of what is due within a working day.

    Parameters:
        untouched: something of it waits that nobody has begun.
    """
    return policy.foresee == "always" or (policy.foresee == "untouched" and untouched)
