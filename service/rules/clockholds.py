"""Which clocks run, and why others don't, told from where a case now rests.

Pure: the same places give the same clocks, however the case came there, so that a recall, an operator's move and a
timer need no rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bpmn import clocking
from bpmn import settings as st

CASE, LANE, BUDGET = clocking.CASE, clocking.LANE, clocking.BUDGET
SUPPLEMENT, ELSEWHERE, NOT_RECEIVED = clocking.SUPPLEMENT, "elsewhere", "not_received"
"""Why a clock rests, besides `clocking.REASONS`: others hold the case; the competent agency hasn't received it."""
AGENCY, APPLICANT = "agency", "applicant"


@dataclass(frozen=True, slots=True)
class Hold:
    """One place where a case rests.

    `holder` is whom it waits for: agency, applicant or system; `works` whether it is work that somebody does, not a
    wait for a message or an instant. `lanes` are the lane and those around it that have a limit. `agency_id` does the
    work; `usual_id` is the agency of the lane.
    """

    element: str
    lane: str
    holder: str = AGENCY
    works: bool = True
    agency_id: int | None = None
    usual_id: int | None = None
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Want:
    """What a clock should do: run, or rest for a reason. `apart`: of an agency that isn't the lane's usual one."""

    kind: str
    subject: str
    agency_id: int | None
    limit: st.Limit | None
    reason: str = ""
    apart: bool = False


def signature(hold: Hold, terms: clocking.Terms) -> tuple[object, ...] | None:
    """What of a place matters to clocks; None where nothing does. Two places alike move no clock."""
    paused = tuple(pause for pause in terms.pauses if _matches(pause, hold))
    budgets = tuple(one.name for one in terms.budgets if hold.element in one.steps and hold.works)
    if not hold.works and not paused and hold.holder != APPLICANT:
        return None
    return hold.lane, hold.agency_id, hold.holder, hold.works, paused, budgets


def rests(hold: Hold, terms: clocking.Terms, kind: str) -> str:
    """Why clocks of a kind rest while the case is there; empty: they don't."""
    return next((one.reason for one in terms.pauses if kind in one.clocks and _matches(one, hold)), "")


def _matches(pause: clocking.Pause, hold: Hold) -> bool:
    """An element whatever waits there, a lane where somebody works in it."""
    return hold.element in pause.at or (hold.works and hold.lane in pause.at)


def of_case(terms: clocking.Terms, holds: Sequence[Hold], received: bool) -> str:
    """Why the clock of the case rests; empty: it runs.

    A pause that is set holds wherever else somebody works. Without one the clock rests for the applicant when the case
    waits for her alone.

    Parameters:
        received: whether the competent agency has received the case, where its clock starts by that.
    """
    if not received:
        return NOT_RECEIVED
    for hold in holds:
        if reason := rests(hold, terms, CASE):
            return reason
    working = any(hold.works and hold.holder != APPLICANT for hold in holds)
    return SUPPLEMENT if not working and any(_asked(hold) for hold in holds) else ""


def _asked(hold: Hold) -> bool:
    return hold.holder == APPLICANT


def received(terms: clocking.Terms, holds: Iterable[Hold], intake_id: int) -> bool:
    """Whether the clock of a case may begin: at once, or when another agency than the intake has work to do."""
    if terms.start.when is not clocking.When.AGENCY:
        return True
    return any(hold.works and hold.holder == AGENCY and hold.agency_id != intake_id for hold in holds)


def of_lanes(terms: clocking.Terms, holds: Sequence[Hold]) -> Iterator[Want]:
    """The clocks of the lanes in which something is to be done."""
    groups: dict[tuple[str, int | None], list[Hold]] = {}
    for hold in holds:
        if hold.works or hold.holder == APPLICANT:
            for lane in hold.lanes or (hold.lane,):
                groups.setdefault((lane, hold.agency_id if hold.holder == AGENCY else None), []).append(hold)
    for (lane, agency_id), held in groups.items():
        apart = held[0].holder == AGENCY and lane == held[0].lane and agency_id != held[0].usual_id
        yield Want(LANE, lane, agency_id, terms.lanes.get(lane), _reason(held, terms, LANE), apart)


def of_budgets(terms: clocking.Terms, holds: Sequence[Hold]) -> Iterator[Want]:
    """The clocks of the budgets of which a step is to be done."""
    for budget in terms.budgets:
        held = [hold for hold in holds if hold.works and hold.element in budget.steps]
        if held:
            of_agency = next((hold.agency_id for hold in held if hold.holder == AGENCY), None)
            yield Want(BUDGET, budget.name, of_agency, budget.limit, _reason(held, terms, BUDGET))


def _reason(held: Sequence[Hold], terms: clocking.Terms, kind: str) -> str:
    """Why a clock rests of which all places rest; it runs while one doesn't."""
    reasons = [rests(hold, terms, kind) for hold in held]
    return reasons[0] if all(reasons) else ""
