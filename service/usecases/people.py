"""People: how they prove who they are, and what stands behind a session or a token.

Nothing that opens a door is stored: passwords as argon2 hashes (RFC 9106), session ids and API tokens, which are
random, as SHA-256. A wrong name costs the same time and gets the same answer as a wrong password.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import argon2
from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from models import agency as agencies
from models import base, event, person
from models import database as db
from service import errors
from service.rules import access
from service.usecases import chain

WINDOW = timedelta(minutes=15)
MOST_PER_LOGIN = 10
MOST_PER_ADDRESS = 50
"""Failed sign-ins within the window: an office's people share one address."""
RENEWED_AFTER = timedelta(minutes=5)
TOKEN_PREFIX = "lw_"  # noqa: S105 -- tells people and scanners what it is
TOKEN_BYTES = 32
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
MOST_DIGITS = 18
MOST_TOKENS = 20

SYSTEM = access.Actor(
    0, "Laneway", (access.Membership(0, "", "administrator", frozenset(access.RIGHTS), top=True),), "command"
)
"""Who acts where nobody is signed in: the command line and the worker of this installation."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is behind a session or token. `stale`: `touch` should renew the session."""

    actor: access.Actor
    login: str
    locale: str = "vi"
    stale: bool = False


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token as its owner sees it; `secret` is given once, when it is made."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A role to give to somebody in an agency."""

    agency: str
    role: str


def login_key(login: str) -> str:
    """The spelling that a login is stored and looked up by: the same however an accent was typed, in any case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login).strip().casefold())[:200]


@functools.cache
def _hasher() -> argon2.PasswordHasher:
    return argon2.PasswordHasher()


def hash_password(password: str) -> str:
    """What is stored of a password; slow on purpose."""
    return _hasher().hash(unicodedata.normalize("NFC", password))


@functools.cache
def _nobody() -> str:
    """The hash that a password is checked against where there is no such person."""
    return _hasher().hash(secrets.token_urlsafe())


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def sign_in(
    database: db.Database,
    login: str,
    password: str,
    *,
    address: str,
    now: datetime,
    hours: int = 24,
    replacing: str | None = None,
) -> str:
    """Open a session; its id, always a new one, goes to the browser.

    Parameters:
        address: where the attempt comes from, for the limit.
        hours: how long the session lasts at most.
        replacing: the session id that this browser came with; it ends.

    Raises:
        SignInFailedError: the name or the password is wrong.
        TooManyError: too many failed attempts for this name or from this address.

    Takes the database because the hash is computed between two transactions: it is slow on purpose.
    """
    key = login_key(login)
    with database.reading() as session:
        _limit(session, key, address, now)
        found = session.execute(
            select(person.Person.id, person.Person.password_hash).where(
                person.Person.login == key, person.Person.active.is_(True)
            )
        ).first()
    if not _verified(found.password_hash if found else "", password) or found is None:
        with database.transaction() as session:
            _attempted(session, key, address, now)
            raise errors.SignInFailedError
    with database.transaction() as session:
        _tidy(session, now)
        if replacing:
            sign_out(session, replacing)
        return open_session(session, found.id, now=now, hours=hours)


def _verified(stored: str, password: str) -> bool:
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        _hasher().verify(stored or _nobody(), unicodedata.normalize("NFC", password))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return bool(stored)


def _limit(session: Session, key: str, address: str, now: datetime) -> None:
    since = base.to_ms(now - WINDOW)
    table = person.SignInAttempt
    for who, most in ((f"login:{key}", MOST_PER_LOGIN), (f"address:{address}", MOST_PER_ADDRESS)):
        count, first = session.execute(
            select(func.count(), func.min(table.at)).where(table.who == who, table.at > since)
        ).one()
        if count >= most:
            raise errors.TooManyError("too_many_sign_ins", base.to_datetime(first) + WINDOW)


def _attempted(session: Session, key: str, address: str, now: datetime) -> None:
    at = base.to_ms(now)
    session.add_all(
        person.SignInAttempt(id=base.new_id(at), who=who, at=at) for who in (f"login:{key}", f"address:{address}")
    )


def _tidy(session: Session, now: datetime) -> None:
    session.execute(delete(person.SignInAttempt).where(person.SignInAttempt.at < base.to_ms(now - WINDOW)))
    session.execute(delete(person.WebSession).where(person.WebSession.expires_at < base.to_ms(now)))


def open_session(session: Session, person_id: int, *, now: datetime, hours: int = 24) -> str:
    """A new session for a person whose identity has been proved; the id for the browser."""
    token, at = secrets.token_urlsafe(TOKEN_BYTES), base.to_ms(now)
    session.add(
        person.WebSession(
            id_hash=_digest(token),
            person_id=person_id,
            created_at=at,
            seen_at=at,
            expires_at=base.to_ms(now + timedelta(hours=hours)),
        )
    )
    session.flush()
    return token


def by_session(session: Session, token: str, *, now: datetime, idle_minutes: int = 480) -> Visitor | None:
    """Who is behind a session id, or None: unknown, ended, or unused for `idle_minutes`."""
    at, idle_ms = base.to_ms(now), base.to_ms(now - timedelta(minutes=idle_minutes))
    known = {"id_hash": _digest(token), "now_ms": at, "idle_ms": idle_ms}
    found = session.execute(person.behind_session(), known).first()
    if found is None:
        return None
    stale = found.seen_at < base.to_ms(now - RENEWED_AFTER)
    return _visitor(session, found, at, "session", stale=stale)


def by_token(session: Session, token: str, *, now: datetime) -> Visitor | None:
    """Who is behind an API token, or None: unknown, revoked or expired."""
    at = base.to_ms(now)
    found = session.execute(person.behind_token(), {"hash": _digest(token), "now_ms": at}).first()
    return None if found is None else _visitor(session, found, at, "token")


def actor(session: Session, login: str, *, now: datetime, via: str = "command") -> access.Actor:
    """The person of that login, for the command line and the demo.

    Raises:
        NotFoundError: nobody active has that login.
    """
    found = session.execute(
        select(person.Person).where(person.Person.login == login_key(login), person.Person.active.is_(True))
    ).scalar_one_or_none()
    if found is None:
        raise errors.NotFoundError("person", login)
    return _visitor(session, found, base.to_ms(now), via).actor


def _visitor(
    session: Session, found: Row[*tuple[Any, ...]] | person.Person, at: int, via: str, *, stale: bool = False
) -> Visitor:
    rows = session.execute(person.memberships(), {"person_id": found.id, "now_ms": at})
    held = tuple(
        access.Membership(row.agency_id, row.agency_code, row.role, frozenset(row.rights), row.top) for row in rows
    )
    return Visitor(access.Actor(found.id, found.name, held, via), found.login, found.locale, stale)


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Renew a session that is used."""
    found = session.get(person.WebSession, _digest(token))
    if found is not None:
        found.seen_at = base.to_ms(now)


def sign_out(session: Session, token: str) -> None:
    """End a session; an unknown one has ended already."""
    session.execute(delete(person.WebSession).where(person.WebSession.id_hash == _digest(token)))


def add(
    session: Session,
    actor: access.Actor,
    login: str,
    name: str,
    password: str,
    memberships: Sequence[Membership] = (),
    *,
    now: datetime,
    locale: str = "vi",
    hashed: str | None = None,
) -> str:
    """Add somebody who can sign in; her id.

    Parameters:
        hashed: what `hash_password` made of the password, for adding many who are told the same one.

    Raises:
        ForbiddenError: the right to manage is missing, there or in an agency of the memberships.
        InvalidError: the login is empty or taken, the password too short, an agency or role unknown.
    """
    if not access.may(actor, "manage"):
        raise errors.ForbiddenError("no_right")
    key, shown, at = login_key(login), unicodedata.normalize("NFC", name).strip()[:200], base.to_ms(now)
    problems = _add_problems(session, key, shown, password)
    given, more = _given(session, memberships)
    if problems or more:
        raise errors.InvalidError(*problems, *more)
    if not all(access.may_lead(actor, "manage", agency_id) for agency_id, _ in given):
        raise errors.ForbiddenError("not_your_agency")
    added = person.Person(
        id=base.new_id(at), login=key, name=shown, locale=locale, created_at=at, event_seq=0, event_head=b"",
        password_hash=hashed or hash_password(password),
    )  # fmt: skip
    session.add(added)
    session.flush()
    for agency_id, role in given:
        session.add(person.Membership(id=base.new_id(at), person_id=added.id, agency_id=agency_id, role=role))
    roles = [{"agency": one.agency, "role": one.role} for one in memberships]
    chain.append(session, event.PERSON, added, "person_added", {"memberships": roles}, actor=actor, now=now)
    session.flush()
    return str(added.id)


def _add_problems(session: Session, key: str, name: str, password: str) -> list[errors.Problem]:
    problems = []
    if not key:
        problems.append(errors.Problem("login", "missing"))
    elif session.execute(select(person.Person.id).where(person.Person.login == key)).first():
        problems.append(errors.Problem("login", "taken", {"login": key}))
    if not name:
        problems.append(errors.Problem("name", "missing"))
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        bounds = {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
        problems.append(errors.Problem("password", "length", bounds))
    return problems


def _given(session: Session, memberships: Sequence[Membership]) -> tuple[list[tuple[int, str]], list[errors.Problem]]:
    given, problems = [], []
    for number, one in enumerate(memberships):
        found = session.execute(select(agencies.Agency.id).where(agencies.Agency.code == one.agency)).scalar()
        if found is None:
            problems.append(errors.Problem(f"memberships.{number}.agency", "unknown_agency", {"code": one.agency}))
        if session.get(person.Role, one.role) is None:
            problems.append(errors.Problem(f"memberships.{number}.role", "unknown_role", {"role": one.role}))
        given.append((found or 0, one.role))
    return given, problems


def create_token(
    session: Session, actor: access.Actor, name: str, *, now: datetime, days: int | None = 365
) -> TokenView:
    """An API token that acts in this person's name; its secret is told this once.

    Raises:
        ConflictError: so many tokens are in use already.
    """
    at, secret = base.to_ms(now), TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    if len(tokens(session, actor, now=now)) >= MOST_TOKENS:
        raise errors.ConflictError("too_many_tokens", {"most": MOST_TOKENS})
    expires = None if days is None else now + timedelta(days=days)
    row = person.ApiToken(
        id=base.new_id(at),
        person_id=actor.person_id,
        name=unicodedata.normalize("NFC", name).strip()[:100],
        hash=_digest(secret),
        created_at=at,
        expires_at=None if expires is None else base.to_ms(expires),
    )
    session.add(row)
    session.flush()
    owner = session.get_one(person.Person, actor.person_id, with_for_update=True)
    chain.append(session, event.PERSON, owner, "token_made", {"token": str(row.id)}, actor=actor, now=now)
    session.flush()
    return TokenView(str(row.id), row.name, now, expires, secret)


def tokens(session: Session, actor: access.Actor, *, now: datetime) -> tuple[TokenView, ...]:
    """This person's API tokens that can be used."""
    table = person.ApiToken
    rows = session.execute(
        select(table)
        .where(table.person_id == actor.person_id, table.revoked_at.is_(None))
        .where((table.expires_at.is_(None)) | (table.expires_at > base.to_ms(now)))
        .order_by(table.id)
    ).scalars()
    return tuple(
        TokenView(
            str(row.id),
            row.name,
            base.to_datetime(row.created_at),
            None if row.expires_at is None else base.to_datetime(row.expires_at),
        )
        for row in rows
    )


def revoke_token(session: Session, actor: access.Actor, token_id: str, *, now: datetime) -> None:
    """End one of this person's API tokens.

    Raises:
        NotFoundError: there is none, or it is somebody else's.
    """
    names_one = token_id.isascii() and token_id.isdigit() and len(token_id) <= MOST_DIGITS
    found = session.get(person.ApiToken, int(token_id)) if names_one else None
    if found is None or found.person_id != actor.person_id or found.revoked_at is not None:
        raise errors.NotFoundError("token", token_id)
    found.revoked_at = base.to_ms(now)
    owner = session.get_one(person.Person, actor.person_id, with_for_update=True)
    chain.append(session, event.PERSON, owner, "token_revoked", {"token": token_id}, actor=actor, now=now)
    session.flush()
