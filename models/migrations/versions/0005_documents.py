"""Documents that are handed in with answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOOSE = sa.text("state = 'loose'")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("procedure_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedures.id"], name="fk_documents_procedure_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_documents_case_id"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["people.id"], name="fk_documents_uploaded_by"),
    )
    op.create_index("ix_documents_case", "documents", ["case_id", "id"])
    op.create_index("ix_documents_sha256", "documents", ["sha256"])
    op.create_index(
        "ix_documents_loose", "documents", ["uploaded_by", "uploaded_at"], sqlite_where=LOOSE, postgresql_where=LOOSE
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("documents")
