"""Feedback, reports of agencies, reviews of procedures, overlaps."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state = 'open'")


def _id(name: str, *, null: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _keys(table: str, **of: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [f"{other}.id"], name=f"fk_{table}_{name}") for name, other in of.items()]


def upgrade() -> None:
    """Make the tables."""
    _feedback()
    _reviews()
    _overlaps()


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("legal_text", sa.String(1000), nullable=False),
        sa.Column("contact", sa.String(500), nullable=False),
        _id("procedure_id"),
        _id("version_id"),
        sa.Column("element", sa.Text(), nullable=False),
        _id("case_id"),
        _id("other_procedure_id"),
        _id("reporter_id"),
        _id("reporter_agency_id"),
        _id("assigned_agency_id"),
        _id("due_at"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        _id("answered_at"),
        _id("answered_by"),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        _id("created_at", null=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _id("event_seq", null=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("code", name="uq_feedback_code"),
        *_keys(
            "feedback", procedure_id="procedures", version_id="versions", case_id="cases",
            other_procedure_id="procedures", reporter_id="people", reporter_agency_id="agencies",
            assigned_agency_id="agencies", answered_by="people",
        ),
    )  # fmt: skip
    op.create_index("ix_feedback_state", "feedback", ["state", "id"])
    op.create_index("ix_feedback_procedure", "feedback", ["procedure_id", "created_at"])
    op.create_index("ix_feedback_assigned", "feedback", ["assigned_agency_id", "id"])
    op.create_index("ix_feedback_reporter", "feedback", ["reporter_agency_id", "id"])


def _reviews() -> None:
    op.create_table(
        "procedure_reviews",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        _id("procedure_id", null=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _id("opened_at", null=False),
        _id("opened_by"),
        _id("closed_at"),
        _id("closed_by"),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_procedure_reviews"),
        *_keys("procedure_reviews", procedure_id="procedures", opened_by="people", closed_by="people"),
    )
    op.create_index(
        "ix_procedure_reviews_open", "procedure_reviews", ["procedure_id"],
        unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
    )  # fmt: skip
    op.create_index("ix_procedure_reviews_state", "procedure_reviews", ["state", "id"])


def _overlaps() -> None:
    op.create_table(
        "overlaps",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        _id("a_procedure_id", null=False),
        _id("a_version_id", null=False),
        sa.Column("a_lane", sa.Text(), nullable=False),
        _id("b_procedure_id", null=False),
        _id("b_version_id", null=False),
        sa.Column("b_lane", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        _id("found_at", null=False),
        _id("decided_at"),
        _id("decided_by"),
        sa.Column("reason", sa.Text(), nullable=False),
        _id("feedback_id"),
        sa.PrimaryKeyConstraint("id", name="pk_overlaps"),
        sa.UniqueConstraint(
            "a_procedure_id", "a_lane", "b_procedure_id", "b_lane",
            name="uq_overlaps_a_procedure_id_a_lane_b_procedure_id_b_lane",
        ),
        *_keys(
            "overlaps", a_procedure_id="procedures", a_version_id="versions", b_procedure_id="procedures",
            b_version_id="versions", decided_by="people", feedback_id="feedback",
        ),
    )  # fmt: skip
    op.create_index("ix_overlaps_state", "overlaps", ["state", "score", "id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("overlaps", "procedure_reviews", "feedback"):
        op.drop_table(table)
