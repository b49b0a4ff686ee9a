"""Notices: what people are told, who was told, what each of them did about it; and the policies that warnings follow.

A notice is written once, with the values that its text is made of in each reader's language; who is told has a row of
her own. Notices live for as long as the policy says: what must last stands in the record of the case.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

UNREAD = text("read_at IS NULL AND NOT quiet")
UNMAILED = text("mail_at IS NOT NULL")
ABOUT = text("subject <> ''")


class Notice(base.Base):
    """What is told. `key` names it: the same is never told twice.

    `kind` says which text it is, `values` what the text names. `subject` is what it is about (``step:<case>:<seq>``,
    ``clock:<id>``, empty: nothing that can be settled): a newer notice about it, or its end, settles the older ones.
    `half` (before or after due) and `due_at` say which warnings an acknowledgement silences.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_subject", "subject", sqlite_where=ABOUT, postgresql_where=ABOUT),
        Index("ix_notices_case", "case_id", "id"),
    )

    id: Mapped[int] = base.key()
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    subject: Mapped[str] = mapped_column(String(80), default="")
    half: Mapped[str] = mapped_column(String(10), default="")
    due_at: Mapped[int | None]
    values: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[int] = mapped_column(index=True)
    settled_at: Mapped[int | None]


class Recipient(base.Base):
    """Somebody who was told. `quiet`: it stands in her inbox without being counted or mailed.

    `mail_at` is when it goes to her by mail, null where it doesn't (any more); `mailed_at` when it was handed over.
    """

    __tablename__ = "notice_recipients"
    __table_args__ = (
        Index("ix_notice_recipients_inbox", "person_id", "notice_id"),
        Index("ix_notice_recipients_unread", "person_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index("ix_notice_recipients_mail", "mail_at", "person_id", sqlite_where=UNMAILED, postgresql_where=UNMAILED),
    )

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    quiet: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[int | None]
    acknowledged_at: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    mail_at: Mapped[int | None]
    mailed_at: Mapped[int | None]


class NoticeChoice(base.Base):
    """What a person has chosen about mail: `digest` no: none is sent. `mailed_at` is when the last one was."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    digest: Mapped[bool] = mapped_column(default=True)
    mailed_at: Mapped[int | None]


class WarningPolicy(base.Base):
    """At what points who is told: of the whole installation (`scope` all, id 0), an agency or a version.

    `body` is JSON: ``levels`` as `service.rules.warnings.parse` reads them, and of the installation ``mail`` too.
    """

    __tablename__ = "warning_policies"

    scope: Mapped[str] = mapped_column(String(10), primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[Any] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[int]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
