"""An index by which somebody who begins to listen finds the messages that have waited for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UNDELIVERED = sa.text("state IN ('pending', 'waiting')")


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_messages_name", "messages", ["name", "id"], sqlite_where=UNDELIVERED, postgresql_where=UNDELIVERED
    )


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_messages_name", "messages")
