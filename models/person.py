"""People, what they may do where, and how they prove who they are. Secrets are stored as hashes only."""

from __future__ import annotations

import functools

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Select, String, bindparam, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models import agency, base


class Person(base.Base):
    """Somebody who signs in."""

    __tablename__ = "people"

    id: Mapped[int] = base.key()
    login: Mapped[str] = mapped_column(String(200), unique=True)
    """NFC, case-folded."""
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(300), default="")
    locale: Mapped[str] = mapped_column(String(10), default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[int]
    event_seq: Mapped[int] = mapped_column(default=0)
    event_head: Mapped[bytes] = mapped_column(default=b"")


class Role(base.Base):
    """What a membership allows: roles are data, `rights` is a list of the names in `service.rules.access`."""

    __tablename__ = "roles"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    rights: Mapped[list[str]] = mapped_column(JSON)


class Membership(base.Base):
    """A person's role in an agency, from–to."""

    __tablename__ = "memberships"

    id: Mapped[int] = base.key()
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"), index=True)
    role: Mapped[str] = mapped_column(ForeignKey("roles.code"))
    valid_from: Mapped[int] = mapped_column(default=0)
    valid_to: Mapped[int | None]


class ApiToken(base.Base):
    """A token that a program presents in a person's name."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = base.key()
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[int]
    expires_at: Mapped[int | None]
    revoked_at: Mapped[int | None]


class WebSession(base.Base):
    """A browser that has signed in; the browser holds the id, the table its hash."""

    __tablename__ = "web_sessions"

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[int]
    seen_at: Mapped[int]
    expires_at: Mapped[int] = mapped_column(index=True)


class SignInAttempt(base.Base):
    """A failed sign-in, counted for the rate limit; `who` is a login or an address."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_who_at", "who", "at"),)

    id: Mapped[int] = base.key()
    who: Mapped[str] = mapped_column(String(300))
    at: Mapped[int] = mapped_column(index=True)


@functools.cache
def memberships() -> Select[int, str, str, list[str], int | None, bool]:
    """A person's memberships that hold now, with what `access.Membership` takes; built once, every request asks it.

    Parameters when it is executed: `person_id`, `now_ms`.
    Columns: agency_id, agency_code, role, rights, parent_id, top (the agency is the city itself).
    """
    now_ms = bindparam("now_ms", type_=BigInteger)
    return (
        select(
            Membership.agency_id,
            agency.Agency.code.label("agency_code"),
            Membership.role,
            Role.rights,
            agency.Agency.parent_id,
            (agency.Agency.parent_id.is_(None) & (agency.Agency.kind == agency.CITY)).label("top"),
        )
        .join(agency.Agency, agency.Agency.id == Membership.agency_id)
        .join(Role, Role.code == Membership.role)
        .where(Membership.person_id == bindparam("person_id", type_=BigInteger), Membership.valid_from <= now_ms)
        .where(or_(Membership.valid_to.is_(None), Membership.valid_to > now_ms))
        .order_by(agency.Agency.code, Membership.role)
    )


@functools.cache
def behind_token() -> Select[int, str, str, str]:
    """Who is behind an API token that is in use; built once.

    Parameters when it is executed: `hash`, `now_ms`. Columns: id, name, login, locale.
    """
    return (
        select(Person.id, Person.name, Person.login, Person.locale)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .where(ApiToken.hash == bindparam("hash", type_=LargeBinary), ApiToken.revoked_at.is_(None))
        .where(or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > bindparam("now_ms", type_=BigInteger)))
        .where(Person.active.is_(True))
    )


@functools.cache
def behind_session() -> Select[int, str, str, str, int]:
    """Whose browser it is, where its session has neither ended nor been left alone too long; built once.

    Parameters when it is executed: `id_hash`, `now_ms`, `idle_ms` (last seen after). Columns: id, name, login, locale,
    seen_at.
    """
    return (
        select(Person.id, Person.name, Person.login, Person.locale, WebSession.seen_at)
        .join(WebSession, WebSession.person_id == Person.id)
        .where(WebSession.id_hash == bindparam("id_hash", type_=LargeBinary), Person.active.is_(True))
        .where(WebSession.expires_at > bindparam("now_ms", type_=BigInteger))
        .where(WebSession.seen_at > bindparam("idle_ms", type_=BigInteger))
    )
