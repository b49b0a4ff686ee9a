"""What a person chooses for herself: in which language she is written to, at which address, whether by mail at all."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import event, notice, person, rows
from service import config, errors
from service.rules import access
from service.usecases import chain

LONGEST_ADDRESS = 254
"""RFC 5321, with its errata."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """As they are. `digest`: notices come by mail, gathered once a working day, and at once what is urgent."""

    locale: str
    email: str
    digest: bool


def get(session: Session, actor: access.Actor) -> Preferences:
    """A person's own.

    Raises:
        NotFoundError: nobody stands behind the actor.
    """
    who = session.get(person.Person, actor.person_id)
    if who is None:
        raise errors.NotFoundError("person", actor.person_id)
    choice = session.get(notice.NoticeChoice, actor.person_id)
    return Preferences(who.locale, who.email, choice is None or choice.digest)


def put(session: Session, actor: access.Actor, *, locale: str, email: str, digest: bool, now: datetime) -> Preferences:
    """Change them; nobody changes another's.

    Raises:
        InvalidError: a language that there is none of, or what isn't a mail address.
    """
    before, address = get(session, actor), unicodedata.normalize("NFC", email).strip()
    problems = []
    if locale not in config.LOCALES:
        problems.append(errors.Problem("locale", "not_allowed"))
    if address and (len(address) > LONGEST_ADDRESS or not config.ADDRESS.fullmatch(address)):
        problems.append(errors.Problem("email", "not_an_address"))
    if problems:
        raise errors.InvalidError(*problems)
    wanted = Preferences(locale, address, digest)
    if wanted == before:
        return before
    who = session.get_one(person.Person, actor.person_id, with_for_update=True)
    who.locale, who.email = locale, address
    told = {"locale": locale, "digest": digest, "email_changed": address != before.email}
    chain.append(session, event.PERSON, who, "preferences_changed", told, actor=actor, now=now)
    session.flush()
    row = {"person_id": actor.person_id, "digest": digest, "mailed_at": None}
    rows.insert(session, notice.NoticeChoice, [row], update=("digest",))
    session.expire_all()
    return wanted
