"""Administrators may operate cases: see their state, move and skip tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RIGHT, ROLE = "operate", "administrator"
ROLES = sa.table("roles", sa.column("code", sa.String()), sa.column("rights", sa.JSON()))


def _rights() -> list[str]:
    """The role's rights as they are now; none where an installation has taken the role away."""
    return list(op.get_bind().scalar(sa.select(ROLES.c.rights).where(ROLES.c.code == ROLE)) or ())


def _write(rights: list[str]) -> None:
    op.execute(sa.update(ROLES).where(ROLES.c.code == ROLE).values(rights=rights))


def upgrade() -> None:
    """Give the right."""
    rights = _rights()
    if rights and RIGHT not in rights:
        _write([*rights, RIGHT])


def downgrade() -> None:
    """Take it away."""
    _write([right for right in _rights() if right != RIGHT])
