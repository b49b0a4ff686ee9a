"""Whom a warning reaches: the roles of a policy, resolved to people for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import agency, base, person

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """Who stands around something that is warned of: agencies by id, None where there is none.

    `doers` are those who have claimed it.
    """

    agency: int | None = None
    doers: frozenset[int] = NOBODY
    sender: int | None = None
    intake: int | None = None
    lead: int | None = None

    @property
    def agencies(self) -> frozenset[int]:
        """All agencies whose people may be told."""
        return frozenset(one for one in (self.agency, self.sender, self.intake, self.lead) if one is not None)


@dataclass(frozen=True, slots=True)
class Directory:
    """Who works and who is chief where; the Office's people."""

    staff: Mapping[int, frozenset[int]] = field(default_factory=dict)
    chiefs: Mapping[int, frozenset[int]] = field(default_factory=dict)
    office: frozenset[int] = NOBODY

    def leading(self, agency_id: int | None) -> frozenset[int]:
        """The chiefs of an agency; its staff where it has none, so that somebody is told."""
        if agency_id is None:
            return NOBODY
        return self.chiefs.get(agency_id, NOBODY) or self.staff.get(agency_id, NOBODY)

    def people(self, role: str, around: Around) -> frozenset[int]:
        """Who a role of `rules.warnings.RECIPIENTS` is here."""
        if role == "doer":
            # Who has left the agency does nothing about it any more.
            there = around.doers & self.staff.get(around.agency or 0, NOBODY)
            return there or self.leading(around.agency)
        if role == "office":
            return self.office
        places = {"chief": around.agency, "sender": around.sender, "intake": around.intake}
        return self.leading(places.get(role, around.lead if around.lead is not None else around.intake))

    def all(self, roles: Iterable[str], around: Around) -> frozenset[int]:
        """Who some roles are together."""
        return NOBODY.union(*(self.people(role, around) for role in roles))


def directory(session: Session, agency_ids: Collection[int], now: datetime) -> Directory:
    """The people of some agencies and of the Office as they are now; one statement."""
    table, who, office = person.Membership, person.Person, agency.Agency
    now_ms = base.to_ms(now)
    top = office.parent_id.is_(None) & (office.kind == agency.CITY)
    found = session.execute(
        select(table.agency_id, table.person_id, person.Role.rights, top.label("top"))
        .join(person.Role, person.Role.code == table.role)
        .join(who, who.id == table.person_id)
        .join(office, office.id == table.agency_id)
        .where(or_(table.agency_id.in_(sorted(agency_ids)), top), who.active.is_(True))
        .where(table.valid_from <= now_ms, or_(table.valid_to.is_(None), table.valid_to > now_ms))
    ).all()

    def held(right: str) -> dict[int, frozenset[int]]:
        people: dict[int, set[int]] = {}
        for row in found:
            if right in row.rights:
                people.setdefault(row.agency_id, set()).add(row.person_id)
        return {agency_id: frozenset(ids) for agency_id, ids in people.items()}

    supervising = frozenset(row.person_id for row in found if row.top and "supervise" in row.rights)
    return Directory(held("work"), held("chief"), supervising)
