"""Notices, who was told, and at what points warnings are told; the Office's role."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0012"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL AND NOT quiet")
UNMAILED = sa.text("mail_at IS NOT NULL")
ABOUT = sa.text("subject <> ''")
WATCHED = {
    "steps": sa.text("completed_at IS NULL AND watch_at IS NOT NULL"),
    "clocks": sa.text("state = 'running' AND watch_at IS NOT NULL"),
}
RIGHT, ROLE = "supervise", "office"
ROLES = sa.table("roles", sa.column("code"), sa.column("name_vi"), sa.column("name_en"), sa.column("rights", sa.JSON()))


def upgrade() -> None:
    """Make the tables, the columns that say when to look at a limit again, and the role."""
    _notices()
    _recipients()
    _choices()
    op.add_column("steps", sa.Column("watch_at", sa.BigInteger()))
    # Whoever opens a clock needn't know of warnings: it is looked at once, and then when there is something to tell.
    op.add_column("clocks", sa.Column("watch_at", sa.BigInteger(), server_default="0"))
    op.add_column("clocks", sa.Column("told_used", sa.BigInteger()))
    for table, watched in WATCHED.items():
        op.add_column(table, sa.Column("told_at", sa.BigInteger()))
        op.create_index(f"ix_{table}_watch", table, ["watch_at"], sqlite_where=watched, postgresql_where=watched)
    rights = ["oversee", "report", RIGHT]
    row = {"code": ROLE, "name_vi": "Văn phòng UBND", "name_en": "Office of the People's Committee", "rights": rights}
    op.bulk_insert(ROLES, [row])


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("case_id", sa.BigInteger()),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("half", sa.String(10), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("key", name="uq_notices_key"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject"], sqlite_where=ABOUT, postgresql_where=ABOUT)
    op.create_index("ix_notices_case", "notices", ["case_id", "id"])
    op.create_index("ix_notices_created_at", "notices", ["created_at"])


def _recipients() -> None:
    op.create_table(
        "notice_recipients",
        sa.Column("notice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.BigInteger()),
        sa.Column("acknowledged_at", sa.BigInteger()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("mail_at", sa.BigInteger()),
        sa.Column("mailed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name="pk_notice_recipients"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_notice_recipients_notice_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notice_recipients_person_id"),
    )
    table = "notice_recipients"
    op.create_index("ix_notice_recipients_inbox", table, ["person_id", "notice_id"])
    op.create_index("ix_notice_recipients_unread", table, ["person_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index(
        "ix_notice_recipients_mail", table, ["mail_at", "person_id"], sqlite_where=UNMAILED, postgresql_where=UNMAILED
    )


def _choices() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("mailed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("person_id", name="pk_notice_choices"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notice_choices_person_id"),
    )
    op.create_table(
        "warning_policies",
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("scope_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.BigInteger()),
        sa.PrimaryKeyConstraint("scope", "scope_id", name="pk_warning_policies"),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_warning_policies_changed_by"),
    )


def downgrade() -> None:
    """Take it away again; nobody keeps a role that no longer is."""
    op.execute(sa.text("DELETE FROM memberships WHERE role = 'office'"))
    op.execute(sa.delete(ROLES).where(ROLES.c.code == ROLE))
    for name in WATCHED:
        op.drop_index(f"ix_{name}_watch", name)
        op.drop_column(name, "told_at")
        op.drop_column(name, "watch_at")
    op.drop_column("clocks", "told_used")
    for name in ("warning_policies", "notice_choices", "notice_recipients", "notices"):
        op.drop_table(name)
