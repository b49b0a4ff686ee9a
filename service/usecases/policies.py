"""By what policy warnings are told: the installation's, an agency's, a version's; who may change which.

The most particular that says something of a kind counts: of the version, else of the agency that is late, else of the
installation, else the usual one. How notices go by mail is the installation's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bpmn import strict
from models import agency, base, event, notice, procedure, rows
from service import errors
from service.rules import access, warnings, worktime
from service.usecases import chain

CITY, AGENCY, VERSION = "all", "agency", "version"
STAGES = tuple(stage.value for stage in warnings.Stage)
LEAST_KEPT, MOST_KEPT = 30, 3_650
_POLICY = notice.WarningPolicy


@dataclass(frozen=True, slots=True)
class Mail:
    """How notices go out. `hour` of the working day's digest (Việt Nam's time); warnings of the stages in `urgent` go
    at once; `kept_days`: how long notices are kept."""

    hour: int = 7
    urgent: frozenset[str] = frozenset({"due"})
    kept_days: int = 180

    def digest(self, now: datetime) -> datetime:
        """When the next digest goes out, after `now`: on a working day."""
        local = now.astimezone(base.HANOI)
        day = local.date()
        if local.hour >= self.hour:
            day += timedelta(days=1)
        while not worktime.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, time(self.hour), base.HANOI)


@dataclass(frozen=True, slots=True)
class Known:
    """The policies that concern some agencies and versions, read at once."""

    city: warnings.Policy = warnings.USUAL
    mail: Mail = Mail()
    agencies: Mapping[int, warnings.Policy] = field(default_factory=dict)
    versions: Mapping[int, warnings.Policy] = field(default_factory=dict)

    def of(self, agency_id: int | None, version_id: int) -> warnings.Policy:
        """What counts for an agency's work by a version."""
        found = warnings.over(self.agencies.get(agency_id or 0, warnings.Policy()), self.city)
        return warnings.over(self.versions.get(version_id, warnings.Policy()), found)


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy as it is edited. `own` are the kinds that this scope decides itself; `mail` only of the installation."""

    policy: warnings.Policy
    own: frozenset[str]
    mail: Mail | None
    revision: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose policy: an agency's by code, a version's by procedure and number, the installation's by neither."""

    agency: str | None = None
    procedure: str | None = None
    version: int | None = None


def known(session: Session, agency_ids: Collection[int], version_ids: Collection[int]) -> Known:
    """The policies of the installation, of some agencies and some versions; one statement."""
    table = _POLICY
    found = session.execute(
        select(table.scope, table.scope_id, table.body).where(
            or_(
                table.scope == CITY,
                and_(table.scope == AGENCY, table.scope_id.in_(sorted(agency_ids))),
                and_(table.scope == VERSION, table.scope_id.in_(sorted(version_ids))),
            )
        )
    ).all()
    read = {(row.scope, row.scope_id): warnings.parse(row.body.get("levels", {})) for row in found}
    mail = next((_mail(row.body.get("mail", {})) for row in found if row.scope == CITY), Mail())
    return Known(
        city=warnings.over(read.get((CITY, 0), warnings.Policy()), warnings.USUAL),
        mail=mail,
        agencies={id_: one for (scope, id_), one in read.items() if scope == AGENCY},
        versions={id_: one for (scope, id_), one in read.items() if scope == VERSION},
    )


def get(session: Session, actor: access.Actor, scope: Scope) -> PolicyView:
    """A policy, for whoever may change it.

    Raises:
        NotFoundError, ForbiddenError: there is no such agency or version, or it isn't this person's to decide.
    """
    kind, scope_id, agency_id = _found(session, actor, scope)
    row = session.get(_POLICY, (kind, scope_id))
    own = warnings.parse(row.body.get("levels", {})) if row is not None else warnings.Policy()
    wider = known(session, {agency_id} if kind == AGENCY and agency_id else (), ())
    above = wider.city if kind != CITY else warnings.USUAL
    return PolicyView(
        policy=warnings.over(own, above),
        own=frozenset(own.plans),
        mail=wider.mail if kind == CITY else None,
        revision=0 if row is None else row.revision,
    )


def put(
    session: Session,
    actor: access.Actor,
    scope: Scope,
    levels: object,
    mail: object = None,
    *,
    revision: int | None = None,
    now: datetime,
) -> PolicyView:
    """Decide a policy. What is being counted already is looked at by it from its next planned look on.

    Parameters:
        levels: as `warnings.parse` reads it; kinds that are left out are decided by the scope above.
        mail: ``hour``, ``urgent``, ``kept_days``; of the installation alone. None leaves it as it is.
        revision: that was seen when this was written; None doesn't ask.

    Raises:
        NotFoundError, ForbiddenError: as `get`.
        InvalidError: naming each key that is wrong.
        StaleError: somebody has changed it since.
    """
    kind, scope_id, _ = _found(session, actor, scope)
    try:
        policy = warnings.parse(levels, "levels")
        posted = None if mail is None else _mail(mail)
    except strict.SettingsError as wrong:
        raise errors.InvalidError(errors.Problem(wrong.where, wrong.code, {"value": wrong.value})) from wrong
    if posted is not None and kind != CITY:
        raise errors.InvalidError(errors.Problem("mail", "not_allowed"))
    row = session.get(_POLICY, (kind, scope_id), with_for_update=True)
    before = 0 if row is None else row.revision
    if revision is not None and revision != before:
        raise errors.StaleError("policy", before)
    body: dict[str, Any] = {"levels": warnings.to_json(policy)}
    if kind == CITY:
        kept = _mail(row.body.get("mail", {})) if row is not None else Mail()
        body["mail"] = mail_json(posted or kept)
    now_ms = base.to_ms(now)
    written = {"scope": kind, "scope_id": scope_id, "body": body, "revision": before + 1}
    written |= {"changed_at": now_ms, "changed_by": actor.person_id or None}
    rows.insert(session, _POLICY, [written], update=("body", "revision", "changed_at", "changed_by"))
    session.expire_all()
    _recorded(session, actor, kind, scope_id, body, now)
    return get(session, actor, scope)


def _recorded(
    session: Session, actor: access.Actor, kind: str, scope_id: int, body: Mapping[str, Any], now: datetime
) -> None:
    """In the record of the version or agency; the installation's stands in that of the city."""
    if kind == VERSION:
        owner: chain.Owner = session.get_one(procedure.Version, scope_id, with_for_update=True)
        chain.append(session, event.VERSION, owner, "warnings_decided", body, actor=actor, now=now)
        session.flush()
        return
    city = select(agency.Agency.id).where(agency.Agency.parent_id.is_(None), agency.Agency.kind == agency.CITY)
    id_ = scope_id if kind == AGENCY else session.scalar(city.order_by(agency.Agency.id).limit(1))
    if id_ is not None:
        owner = session.get_one(agency.Agency, id_, with_for_update=True)
        chain.append(session, event.AGENCY, owner, "warnings_decided", body, actor=actor, now=now)
        session.flush()


def _found(session: Session, actor: access.Actor, scope: Scope) -> tuple[str, int, int | None]:
    """Scope, its id, and the agency that decides it."""
    if scope.procedure is not None or scope.version is not None:
        version, owner = procedure.Version, procedure.Procedure
        row = session.execute(
            select(version.id, owner.lead_agency_id)
            .join(owner, owner.id == version.procedure_id)
            .where(owner.code == scope.procedure, version.number == scope.version, version.state == "published")
        ).one_or_none()
        if row is None:
            raise errors.NotFoundError("version", f"{scope.procedure}/{scope.version}")
        _refuse(access.may_decide_warnings(actor, row.lead_agency_id, version=True))
        return VERSION, row.id, row.lead_agency_id
    if scope.agency is not None:
        id_ = session.scalar(select(agency.Agency.id).where(agency.Agency.code == scope.agency))
        if id_ is None:
            raise errors.NotFoundError("agency", scope.agency)
        _refuse(access.may_decide_warnings(actor, id_))
        return AGENCY, id_, id_
    _refuse(access.may_decide_warnings(actor, None))
    return CITY, 0, None


def _refuse(decision: access.Decision) -> None:
    if not decision:
        raise errors.ForbiddenError(decision.code)


def _mail(raw: object) -> Mail:
    told = strict.mapping(raw, "mail", {"hour", "urgent", "kept_days"})
    usual = Mail()
    urgent = told.get("urgent", sorted(usual.urgent))
    if not isinstance(urgent, list):
        raise strict.SettingsError("mail.urgent", "wrong_type")
    if unknown := [one for one in urgent if one not in STAGES]:
        raise strict.SettingsError("mail.urgent", "not_allowed", unknown[0])
    return Mail(
        hour=_whole(told.get("hour", usual.hour), "mail.hour", 0, 23),
        urgent=frozenset(map(str, urgent)),
        kept_days=_whole(told.get("kept_days", usual.kept_days), "mail.kept_days", LEAST_KEPT, MOST_KEPT),
    )


def _whole(raw: object, where: str, least: int, most: int) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise strict.SettingsError(where, "wrong_type", raw)
    if not least <= raw <= most:
        raise strict.SettingsError(where, "not_allowed", raw)
    return raw


def mail_json(mail: Mail) -> dict[str, object]:
    """The JSON that `put` reads."""
    return {"hour": mail.hour, "urgent": sorted(mail.urgent), "kept_days": mail.kept_days}
