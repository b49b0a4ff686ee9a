"""Dossiers as the report counts them, their sums, and which clocks were counted."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("settled_at IS NULL")
WAS_OVERDUE = sa.text("overdue_at IS NOT NULL")
IS_WAITING = sa.text("waiting_at IS NOT NULL")
UNCOUNTED = sa.text("counted <> acts")
FIGURES = ("online", "direct", "early", "on_time", "late", "opened", "overdue", "waiting")


def upgrade() -> None:
    """Make the tables; all clocks that are there are counted by the worker."""
    op.add_column("clocks", sa.Column("counted", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_clocks_uncounted", "clocks", ["case_id"], sqlite_where=UNCOUNTED, postgresql_where=UNCOUNTED)
    op.create_table(
        "tallies",
        sa.Column("agency_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("procedure_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.String(10), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("overdue_at", sa.BigInteger(), nullable=True),
        sa.Column("waiting_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", "case_id", name="pk_tallies"),
    )
    op.create_index("ix_tallies_case", "tallies", ["case_id"])
    for name, column, where in (
        ("received", "received_at", None),
        ("settled", "settled_at", None),
        ("open", "received_at", IS_OPEN),
        ("overdue", "overdue_at", WAS_OVERDUE),
        ("waiting", "waiting_at", IS_WAITING),
    ):
        op.create_index(
            f"ix_tallies_{name}", "tallies", ["agency_id", column, "case_id"],
            sqlite_where=where, postgresql_where=where,
        )  # fmt: skip
    op.create_table(
        "rollups",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("grain", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        sa.PrimaryKeyConstraint("scope", "grain", "bucket", "item", name="pk_rollups"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("rollups")
    op.drop_table("tallies")
    op.drop_index("ix_clocks_uncounted", "clocks")
    op.drop_column("clocks", "counted")
