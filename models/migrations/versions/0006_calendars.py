"""Calendars of agencies, and which of them a due date was counted by."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0010"
branch_labels = None
depends_on = None

CITY = sa.text("agency_id IS NULL")
NAMING = ("agencies", "cases")


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "calendars",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendars"),
        sa.UniqueConstraint("sha256", name="uq_calendars_sha256"),
    )
    op.create_table(
        "calendar_versions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_versions"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_calendar_versions_agency_id"),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name="fk_calendar_versions_calendar_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_calendar_versions_made_by"),
    )
    op.create_index("uq_calendar_versions_agency", "calendar_versions", ["agency_id", "number"], unique=True)
    op.create_index(
        "uq_calendar_versions_city", "calendar_versions", ["number"], unique=True, sqlite_where=CITY,
        postgresql_where=CITY,
    )  # fmt: skip
    for table in NAMING:  # without a foreign key: SQLite would have to write the whole table anew
        op.add_column(table, sa.Column("calendar_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    for table in reversed(NAMING):
        op.drop_column(table, "calendar_id")
    op.drop_table("calendar_versions")
    op.drop_table("calendars")
