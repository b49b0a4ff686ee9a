"""Who may do what with feedback: as in `access`, every decision is "no" unless a rule says yes."""

from __future__ import annotations

from dataclasses import dataclass

from service.rules import access


@dataclass(frozen=True, slots=True)
class FeedbackFacts:
    """What a decision about a piece of feedback needs: which agencies it has to do with, None where there is none.

    `lead` leads the procedure that it is about, `assigned` has to answer, `reporter` is the agency that reported.
    """

    lead: int | None = None
    assigned: int | None = None
    reporter: int | None = None


def may_triage(actor: access.Actor, facts: FeedbackFacts) -> access.Decision:
    """Assign, reject, close feedback: the analysts of the agency that leads the procedure, and the city's."""
    if access.may_lead(actor, "draw", facts.lead):
        return access.YES
    return access.Decision(False, code="no_right") if may_read_feedback(actor, facts) else access.HIDDEN


def may_answer_feedback(actor: access.Actor, facts: FeedbackFacts) -> access.Decision:
    """Answer it: a chief of the agency that it was assigned to, and those who triage."""
    if facts.assigned is not None and facts.assigned in actor.agencies("chief"):
        return access.YES
    return may_triage(actor, facts)


def may_read_feedback(actor: access.Actor, facts: FeedbackFacts) -> access.Decision:
    """Read it: those who triage, the agencies that it has to do with, and who oversees the city."""
    if actor.everywhere or access.may_lead(actor, "draw", facts.lead):
        return access.YES
    own = actor.agencies("work") | actor.agencies("oversee") | actor.agencies("draw")
    return access.YES if not own.isdisjoint({facts.assigned, facts.reporter, facts.lead} - {None}) else access.HIDDEN


def reads_feedback(actor: access.Actor) -> frozenset[int] | None:
    """The agencies whose feedback this person reads; None: all."""
    if actor.everywhere or any(m.top and "draw" in m.rights for m in actor.memberships):
        return None
    return actor.agencies("work") | actor.agencies("oversee") | actor.agencies("draw")


def reports_for(actor: access.Actor) -> frozenset[int]:
    """The agencies in whose name this person reports a new, overlapping or contradictory procedure."""
    return actor.agencies("work") | actor.agencies("draw") | actor.agencies("oversee")
