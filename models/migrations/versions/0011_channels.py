"""How a dossier was handed in: at the counter, online or by post."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there already came over the counter."""
    op.add_column("cases", sa.Column("channel", sa.String(10), nullable=False, server_default="direct"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("cases", "channel")
