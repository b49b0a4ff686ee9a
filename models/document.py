"""Stored documents: what was handed in with a task's or a start's answers. The bytes are in `blobs`, by their hash."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ForeignKey, Index, Integer, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from models import base

LOOSE, KEPT = "loose", "kept"
"""Uploaded, and not yet handed in; handed in with answers."""
LETTER = -1
"""In the place of a task's number: a letter that was signed here."""
IS_LOOSE = text("state = 'loose'")


class Document(base.Base):
    """A document.

    `size` in bytes; `type` is the media type that its content says; `name` in NFC, without folders and signs that a
    file's name can't have. Uploaded for the task `seq` of a case, or for the start of a procedure: then `case_id` is
    null until the case is there, and `seq` is 0. A loose document is its uploader's alone; one that is kept is the
    case's.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case", "case_id", "id"),
        Index("ix_documents_sha256", "sha256"),
        Index("ix_documents_loose", "uploaded_by", "uploaded_at", sqlite_where=IS_LOOSE, postgresql_where=IS_LOOSE),
    )

    id: Mapped[int] = base.key()
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(255))
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedures.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(10), default=LOOSE)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    uploaded_at: Mapped[int]


def of_case(case_id: int) -> Select[Document]:
    """What was handed in for a case, oldest first."""
    table = Document
    return select(table).where(table.case_id == case_id, table.state == KEPT).order_by(table.id)


def used(hashes: Sequence[str]) -> Select[str]:
    """Those of some hashes that a document has."""
    return select(Document.sha256).where(Document.sha256.in_(hashes)).distinct()
