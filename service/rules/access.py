"""Who may do what: every decision about rights is made here, and is "no" unless a rule says yes.

A person acts through memberships: a role in an agency. Roles are data; what a role allows is the list of rights
that comes with it. Rules take facts (which agencies, which role a step asks for), never rows or sessions.

What is decided about reading: every agency with a lane in a case reads the whole case, before and after its own
turn – progress, holder, dates, and what the other lanes answered – because the agencies settle one dossier
together and none of them should have to ask for what another was told. To everybody else the case does not
exist (404). Managers, auditors and administrators read the cases in which their agency has a lane; those of the city
itself read all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

RIGHTS = {
    "work": "complete the agency's tasks",
    "chief": "complete tasks that ask for a chief, or that a colleague has claimed",
    "start": "take in dossiers",
    "cancel": "cancel what the own one-stop unit took in",
    "retry": "retry incidents of the agency's cases",
    "operate": "see the state of the agency's cases, move and skip their tokens, cancel them",
    "draw": "make procedures, versions and settings",
    "bind": "bind lanes to agencies",
    "publish": "put a version in force",
    "read_drafts": "read versions before they are in force",
    "oversee": "read cases without working on them; from the city's own agency, all cases",
    "supervise": "be told, for the Office, of what is late anywhere in the city",
    "report": "read boards and reports",
    "manage": "manage agencies, people and memberships",
    "audit": "read the record of acts",
    "sign": "sign the agency's letters",
    "review": "review who was responsible in the agency; from the city's own agency, in all",
}
"""Every right that a role may have, and what it allows."""

STAFF = ("work", "start", "cancel")
CHIEF = (*STAFF, "chief", "retry", "report", "sign", "review")


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in an agency, with the rights that the role's data gives; `top`: the agency is the city itself."""

    agency_id: int
    agency_code: str
    role: str
    rights: frozenset[str] = frozenset()
    top: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something. `via` is how: session, token, command, worker."""

    person_id: int
    name: str
    memberships: tuple[Membership, ...] = ()
    via: str = "session"

    def agencies(self, right: str) -> frozenset[int]:
        """The agencies in which this person has a right."""
        return frozenset(m.agency_id for m in self.memberships if right in m.rights)

    def has(self, right: str) -> bool:
        """Whether this person has a right anywhere."""
        return any(right in m.rights for m in self.memberships)

    @property
    def everywhere(self) -> bool:
        """Whether this person oversees the whole city."""
        return any(m.top and "oversee" in m.rights for m in self.memberships)


@dataclass(frozen=True, slots=True)
class Decision:
    """`hidden`: refused, and the thing should look as if it did not exist. `code` says why it is refused."""

    allowed: bool
    hidden: bool = False
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Decision(True)
HIDDEN = Decision(False, hidden=True, code="no_right")


def _no(code: str) -> Decision:
    return Decision(False, code=code)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a decision about a step needs: the agency it is offered to, and the role it asks for."""

    agency_id: int | None
    role: str = "staff"


def reads(actor: Actor) -> frozenset[int] | None:
    """The agencies whose cases this person reads; None: those of all agencies."""
    if actor.everywhere:
        return None
    return actor.agencies("work") | actor.agencies("oversee")


def may_read_case(actor: Actor, agencies: Collection[int]) -> Decision:
    """Read a case whose lanes are bound to `agencies`, its answers included."""
    mine = reads(actor)
    return YES if mine is None or not mine.isdisjoint(agencies) else HIDDEN


def may_read_document(actor: Actor, uploaded_by: int, agencies: Collection[int] | None) -> Decision:
    """Read a document.

    Parameters:
        uploaded_by: who has brought it.
        agencies: those of the case that it was handed in for; None: nobody has handed it in yet, and it is hers alone.
    """
    if agencies is None:
        return YES if uploaded_by == actor.person_id else HIDDEN
    return may_read_case(actor, agencies)


def may_work(actor: Actor, step: StepFacts, agencies: Collection[int]) -> Decision:
    """Claim or complete a step of a case whose lanes are bound to `agencies`."""
    if step.agency_id is None or step.agency_id not in actor.agencies("work"):
        return _no("not_your_agency") if may_read_case(actor, agencies) else HIDDEN
    if step.role == "chief" and step.agency_id not in actor.agencies("chief"):
        return _no("needs_chief")
    return YES


def may_take_over(actor: Actor, step: StepFacts) -> Decision:
    """Complete or release a step that a colleague has claimed."""
    return YES if step.agency_id in actor.agencies("chief") else _no("needs_chief")


def may_recall(actor: Actor, step: StepFacts, completed_by: int | None, agencies: Collection[int]) -> Decision:
    """Take back a hand-over: whoever made it, or anybody of the same agency who may do the step."""
    if completed_by == actor.person_id and step.agency_id in actor.agencies("work"):
        return YES
    return may_work(actor, step, agencies)


def may_start(actor: Actor, intake_agency_id: int) -> Decision:
    """Take in a dossier at a one-stop unit."""
    return YES if intake_agency_id in actor.agencies("start") else _no("not_your_agency")


def may_cancel(actor: Actor, intake_agency_id: int, agencies: Collection[int]) -> Decision:
    """Cancel a case: the unit that took it in, and an operator."""
    if intake_agency_id in actor.agencies("cancel") or may_operate(actor, agencies):
        return YES
    return _no("not_intake") if may_read_case(actor, agencies) else HIDDEN


def may_operate(actor: Actor, agencies: Collection[int]) -> Decision:
    """See the engine's state of a case whose lanes are bound to `agencies`, and move or skip its tokens."""
    # Both rights from one membership, as for retrying.
    if may_operate_server(actor):
        return YES
    if not actor.agencies("operate").isdisjoint(agencies):
        return YES
    return _no("no_right") if may_read_case(actor, agencies) else HIDDEN


def may_operate_server(actor: Actor) -> Decision:
    """See how the workers are doing, try dead jobs again and cancel jobs: operators of the city itself."""
    return YES if any(m.top and {"oversee", "operate"} <= m.rights for m in actor.memberships) else _no("no_right")


def may_bring_message(actor: Actor, agencies: Collection[int], at: Collection[int]) -> Decision:
    """Bring a message from outside to a case whose lanes are bound to `agencies`: those whose lanes (or, for
    outside systems, whose one-stop unit) wait for it, `at`."""
    if not actor.agencies("work").isdisjoint(at):
        return YES
    return _no("not_your_agency") if may_read_case(actor, agencies) else HIDDEN


def may_extend(actor: Actor, agency_id: int | None, agencies: Collection[int]) -> Decision:
    """Extend a clock that an agency answers for, in a case whose lanes are bound to `agencies`: its chiefs."""
    if agency_id is not None and agency_id in actor.agencies("chief"):
        return YES
    return _no("needs_chief") if may_read_case(actor, agencies) else HIDDEN


def may_announce_outage(actor: Actor, agency_id: int | None) -> Decision:
    """Say that clocks don't count during an outage: of an agency's those who manage it, of all (None) the city's."""
    return may_lead(actor, "manage", agency_id)


def may_retry(actor: Actor, agencies: Collection[int]) -> Decision:
    """Retry an incident of a case whose lanes are bound to `agencies`."""
    # Both rights from one membership: overseeing the city here and retrying in a ward there is neither.
    if any(m.top and {"oversee", "retry"} <= m.rights for m in actor.memberships):
        return YES
    if not actor.agencies("retry").isdisjoint(agencies):
        return YES
    return _no("no_right") if may_read_case(actor, agencies) else HIDDEN


def may(actor: Actor, right: str) -> Decision:
    """Do what needs a right that is not tied to one agency: draw, bind, publish, report, manage, audit.

    Raises:
        ValueError: there is no such right.
    """
    if right not in RIGHTS:
        raise ValueError(f"no right {right!r}")
    return YES if actor.has(right) else _no("no_right")


def may_read_version(actor: Actor, published: bool) -> Decision:
    """Read a version: published ones everybody who is signed in; drafts those who draw or judge them."""
    if published or actor.has("draw") or actor.has("read_drafts") or actor.has("publish"):
        return YES
    return HIDDEN


def may_lead(actor: Actor, right: str, lead_agency_id: int | None) -> Decision:
    """Draw, bind or publish for the agency that leads a procedure, or manage an agency: those with the right there, or
    in the city's own. What belongs to no agency is the city's."""
    if any(right in m.rights and (m.top or m.agency_id == lead_agency_id) for m in actor.memberships):
        return YES
    return _no("no_right")


def may_decide_warnings(actor: Actor, agency_id: int | None, *, version: bool = False) -> Decision:
    """Say when whom is warned: of an agency (None: of the whole city) those who manage it; of a version those who put
    one in force for the agency that leads it."""
    return may_lead(actor, "publish" if version else "manage", agency_id)


def may_keep_calendar(actor: Actor, agency_id: int | None) -> Decision:
    """Edit when an agency is open; None: the calendar of the city, which is the city administrator's alone."""
    return may_lead(actor, "manage", agency_id)


def reports_on(actor: Actor) -> frozenset[int] | None:
    """The agencies whose figures this person reads; None: all agencies'. Figures name no applicant."""
    if actor.everywhere or any(m.top and "report" in m.rights for m in actor.memberships):
        return None
    return actor.agencies("report") | actor.agencies("work")


def may_apologise(actor: Actor, agency_id: int, agencies: Collection[int]) -> Decision:
    """Write an apology of an agency, in a case whose lanes are bound to `agencies`: those who work there."""
    if agency_id in actor.agencies("work"):
        return YES
    return _no("not_your_agency") if may_read_case(actor, agencies) else HIDDEN


def may_approve_apology(actor: Actor, agency_id: int, agencies: Collection[int]) -> Decision:
    """Approve, give back, drop or withdraw an apology: the agency's chiefs."""
    if agency_id in actor.agencies("chief"):
        return YES
    return _no("needs_chief") if may_read_case(actor, agencies) else HIDDEN


def may_sign(actor: Actor, agency_id: int, agencies: Collection[int]) -> Decision:
    """Sign a letter of an agency."""
    if agency_id in actor.agencies("sign"):
        return YES
    return _no("needs_signer") if may_read_case(actor, agencies) else HIDDEN


def may_read_apology(actor: Actor, lead_agency_id: int | None, agencies: Collection[int]) -> Decision:
    """Read an apology: those who read its case, and the agency that leads the procedure."""
    leads = lead_agency_id is not None and lead_agency_id in (actor.agencies("work") | actor.agencies("oversee"))
    return YES if leads else may_read_case(actor, agencies)


def may_record_fault(actor: Actor, agencies: Collection[int]) -> Decision:
    """Record a mistake in a case whose lanes are bound to `agencies`: those who work in it, and its operators."""
    if not actor.agencies("work").isdisjoint(agencies) or may_operate(actor, agencies):
        return YES
    return _no("no_right") if may_read_case(actor, agencies) else HIDDEN


def reviews(actor: Actor) -> frozenset[int] | None:
    """The agencies in which this person reviews who was responsible; None: all."""
    if any(m.top and "review" in m.rights for m in actor.memberships):
        return None
    return actor.agencies("review")


def may_review(actor: Actor, agency_id: int, agencies: Collection[int]) -> Decision:
    """Open a review of an agency's part in a case whose lanes are bound to `agencies`, ask in it, and conclude it."""
    mine = reviews(actor)
    if mine is None or agency_id in mine:
        return YES
    return _no("no_right") if may_read_case(actor, agencies) else HIDDEN


def may_read_review(actor: Actor, agency_id: int, concerned: Collection[int]) -> Decision:
    """Read a review: those whom it concerns, by their ids, and those who may review. To all others it isn't there."""
    mine = reviews(actor)
    return YES if mine is None or agency_id in mine or actor.person_id in concerned else HIDDEN
