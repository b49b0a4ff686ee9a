"""Clocks, their acts, announced outages, consents by silence; the calendar by which a step's due date is told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

GOING = sa.text("state = 'running'")
OPEN = sa.text("stopped_at IS NULL")


def upgrade() -> None:
    """Make the tables and the step's columns."""
    op.create_table(
        "clocks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("procedure_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("calendar_id", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("paused_for", sa.String(20), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("first_due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("late_s", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("limit_ticks", sa.BigInteger(), nullable=True),
        sa.Column("ends", sa.String(20), nullable=False),
        sa.Column("grace", sa.BigInteger(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=True),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clocks"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_clocks_agency_id"),
        sa.UniqueConstraint("case_id", "kind", "subject", name="uq_clocks_case_id_kind_subject"),
    )
    op.create_index("ix_clocks_running_due", "clocks", ["due_at", "id"], sqlite_where=GOING, postgresql_where=GOING)
    op.create_index("ix_clocks_open", "clocks", ["agency_id", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_clocks_agency", "clocks", ["agency_id", "stopped_at"])
    op.create_table(
        "clock_acts",
        sa.Column("clock_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("calendar_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("clock_id", "seq", name="pk_clock_acts"),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name="fk_clock_acts_clock_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_clock_acts_person_id"),
    )
    _outages()
    op.add_column("steps", sa.Column("calendar_id", sa.BigInteger(), nullable=True))
    op.add_column("steps", sa.Column("handed_over", sa.Boolean(), nullable=False, server_default=sa.false()))


def _outages() -> None:
    op.create_table(
        "outages",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.Column("announced_by", sa.BigInteger(), nullable=True),
        sa.Column("swept_to", sa.BigInteger(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_outages_agency_id"),
        sa.ForeignKeyConstraint(["announced_by"], ["people.id"], name="fk_outages_announced_by"),
    )
    op.create_index("ix_outages_phase", "outages", ["phase", "since"])
    op.create_table(
        "consents",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_consents"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_consents_case_id"),
    )
    op.create_index("ix_consents_due", "consents", ["due_at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_column("steps", "handed_over")
    op.drop_column("steps", "calendar_id")
    for table in ("consents", "outages", "clock_acts", "clocks"):
        op.drop_table(table)
