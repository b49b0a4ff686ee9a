"""Whose a step is: a lane's binding, resolved for one case and one visit of the step.

An office's lane goes to that office; a lane bound to a kind goes to the office of that kind that the case picked. The
applicant's tasks are offered to the one-stop unit, and so are tasks of an outside system: somebody has to enter there
what the applicant or the other system says. Messages and timers in a system's lane are nobody's here. In a
multi-instance over agency codes each instance goes to the agency that its item names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn import settings as st
from models import agency
from runner import outcome
from service.usecases import locked, published

AGENCY, APPLICANT, SYSTEM = "agency", "applicant", "system"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is offered and whom it waits for."""

    agency_id: int | None
    holder: str = AGENCY


def of_lane(one: published.Published, case: locked.Case, lane: str, kind: outcome.WaitKind) -> Place:
    """The place of a step in `lane`."""
    bound = one.bound(lane)
    if bound is None:
        return Place(case.intake_agency_id)
    if bound.to == st.BindTo.KIND:
        return Place(case.choices.get(bound.value, case.intake_agency_id))
    if bound.to == st.BindTo.APPLICANT:
        return Place(case.intake_agency_id, APPLICANT)
    if bound.to == st.BindTo.SYSTEM:
        return Place(case.intake_agency_id if kind is outcome.WaitKind.TASK else None, SYSTEM)
    return Place(bound.agency_id)


def of_wait(one: published.Published, case: locked.Case, wait: outcome.Wait, named: Mapping[str, int]) -> Place:
    """The place of a wait; `named` as `named_by_items` tells it."""
    place = of_lane(one, case, wait.lane, wait.kind)
    if isinstance(wait.item, str) and wait.item in named and place.holder == AGENCY:
        return Place(named[wait.item])
    return place


def named_by_items(session: Session, waits: Iterable[outcome.Wait]) -> Mapping[str, int]:
    """Agency ids by the codes that are items of multi-instances; asks nothing where no item is a text."""
    codes = {wait.item for wait in waits if isinstance(wait.item, str) and wait.item}
    if not codes:
        return {}
    found = session.execute(select(agency.Agency.code, agency.Agency.id).where(agency.Agency.code.in_(codes)))
    return {row.code: row.id for row in found}
