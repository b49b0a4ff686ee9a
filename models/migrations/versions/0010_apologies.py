"""Apologies with their numbers, recorded mistakes, reviews of responsibility; who signs, and who reviews."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('draft', 'submitted', 'approved', 'signed')")
IS_PUBLIC = sa.text("published_at IS NOT NULL")
IS_OWED = sa.text("settled_at IS NULL")
LATE_GOING = sa.text("state = 'running' AND apology <> due_at AND kind <> 'ack' AND agency_id IS NOT NULL")
LATE_STOPPED = sa.text("late_s > 0 AND apology <> due_at AND kind <> 'ack' AND agency_id IS NOT NULL")
ROLES = sa.table(
    "roles",
    sa.column("code", sa.String()),
    sa.column("name_vi", sa.String()),
    sa.column("name_en", sa.String()),
    sa.column("rights", sa.JSON()),
)
GIVEN = {"chief": ("sign", "review"), "manager": ("review",)}
DEPUTY = {
    "code": "deputy",
    "name_vi": "Phó lãnh đạo cơ quan",
    "name_en": "Deputy head of an agency",
    "rights": ["work", "start", "cancel", "chief", "retry", "report", "sign"],
}


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _key(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Make the tables, then give the rights."""
    _clocks()
    _faults()
    _apologies()
    _numbering()
    _reviews()
    _rights(lambda rights, given: [*rights, *(one for one in given if one not in rights)])
    if op.get_bind().scalar(sa.select(ROLES.c.code).where(ROLES.c.code == DEPUTY["code"])) is None:
        op.bulk_insert(ROLES, [DEPUTY])


def _clocks() -> None:
    op.add_column("clocks", sa.Column("apology", sa.BigInteger(), nullable=False, server_default="0"))
    for name, columns, where in (
        ("ix_clocks_late_going", ["due_at", "id"], LATE_GOING),
        ("ix_clocks_late_stopped", ["id"], LATE_STOPPED),
    ):
        op.create_index(name, "clocks", columns, sqlite_where=where, postgresql_where=where)


def _faults() -> None:
    op.create_table(
        "faults",
        _key(),
        _number("case_id"),
        _number("agency_id"),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        _number("recorded_at"),
        _number("recorded_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_faults"),
        _to("faults", "case_id", "cases"),
        _to("faults", "agency_id", "agencies"),
        _to("faults", "recorded_by", "people"),
    )
    op.create_index("ix_faults_case", "faults", ["case_id", "id"])


def _apologies() -> None:
    table = "apologies"
    people = ("created_by", "approved_by", "signed_by", "sent_by", "closed_by")
    instants = ("due_at", "case_due_at", "new_due_at", "settled_at", "approved_at", "signed_at", "sent_at")
    op.create_table(
        table,
        _key(),
        *(_number(name) for name in ("case_id", "procedure_id", "agency_id", "owed_from", "created_at")),
        *(_number(name, nullable=True) for name in ("clock_id", "fault_id", "document_id", *people, *instants)),
        *(_number(name, nullable=True) for name in ("published_at", "closed_at")),
        sa.Column("ground", sa.String(10), nullable=False),
        sa.Column("lane_key", sa.Text(), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("letter", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sent_how", sa.String(20), nullable=False),
        sa.Column("register_folded", sa.Text(), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_apologies"),
        sa.UniqueConstraint("agency_id", "year", "number", name="uq_apologies_agency_id_year_number"),
        _to(table, "case_id", "cases"),
        _to(table, "procedure_id", "procedures"),
        _to(table, "agency_id", "agencies"),
        _to(table, "clock_id", "clocks"),
        _to(table, "fault_id", "faults"),
        _to(table, "document_id", "documents"),
        *(_to(table, name, "people") for name in people),
    )
    op.create_index("ix_apologies_case", table, ["case_id", "id"])
    op.create_index("ix_apologies_desk", table, ["agency_id", "state", "owed_from", "id"])
    op.create_index("ix_apologies_clock", table, ["clock_id", "id"])
    _partial("uq_apologies_open_clock", ["clock_id"], IS_OPEN, unique=True)
    _partial("ix_apologies_register", ["published_at", "id"], IS_PUBLIC)
    _partial("ix_apologies_owed", ["agency_id", "owed_from"], IS_OWED)
    op.create_index("ix_apologies_settled", table, ["settled_at", "agency_id", "owed_from"])


def _numbering() -> None:
    op.create_table(
        "apology_counters",
        _key("agency_id"),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "year", name="pk_apology_counters"),
        _to("apology_counters", "agency_id", "agencies"),
    )
    op.create_table(
        "apology_policies",
        _key("agency_id"),
        sa.Column("body", sa.JSON(), nullable=False),
        _number("changed_at"),
        _number("changed_by", nullable=True),
        sa.PrimaryKeyConstraint("agency_id", name="pk_apology_policies"),
        _to("apology_policies", "agency_id", "agencies"),
        _to("apology_policies", "changed_by", "people"),
    )


def _partial(name: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, "apologies", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _reviews() -> None:
    op.create_table(
        "reviews",
        _key(),
        *(_number(name) for name in ("case_id", "agency_id", "procedure_id", "opened_at")),
        *(_number(name, nullable=True) for name in ("clock_id", "fault_id", "opened_by", "closed_at", "closed_by")),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("lane_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.String(20), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        *(_to("reviews", f"{one}_id", many) for one, many in (("case", "cases"), ("agency", "agencies"))),
        *(
            _to("reviews", f"{one}_id", many)
            for one, many in (("procedure", "procedures"), ("fault", "faults"), ("clock", "clocks"))
        ),
        *(_to("reviews", name, "people") for name in ("opened_by", "closed_by")),
    )
    op.create_index("ix_reviews_agency", "reviews", ["agency_id", "state", "id"])
    op.create_index("ix_reviews_case", "reviews", ["case_id", "id"])
    op.create_index("ix_reviews_closed", "reviews", ["closed_at"])
    op.create_index("uq_reviews_subject", "reviews", ["subject"], unique=True)
    op.create_table(
        "review_people",
        _key("review_id"),
        _key("person_id"),
        sa.Column("seqs", sa.String(400), nullable=False),
        _number("asked_at"),
        sa.Column("explanation", sa.Text(), nullable=False),
        _number("explained_at", nullable=True),
        sa.Column("answers_for", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", "person_id", name="pk_review_people"),
        _to("review_people", "review_id", "reviews"),
        _to("review_people", "person_id", "people"),
    )
    op.create_index("ix_review_people_person", "review_people", ["person_id", "review_id"])


def _rights(changed: Callable[[list[str], tuple[str, ...]], list[str]]) -> None:
    """Change the rights of the roles that the installation still has."""
    for role, given in GIVEN.items():
        rights = op.get_bind().scalar(sa.select(ROLES.c.rights).where(ROLES.c.code == role))
        if rights:
            op.execute(sa.update(ROLES).where(ROLES.c.code == role).values(rights=changed(list(rights), given)))


def downgrade() -> None:
    """Take all of it away; the role of deputies stays where somebody has it."""
    _rights(lambda rights, given: [one for one in rights if one not in given])
    for table in ("review_people", "reviews", "apology_policies", "apology_counters", "apologies", "faults"):
        op.drop_table(table)
    op.drop_index("ix_clocks_late_stopped", "clocks")
    op.drop_index("ix_clocks_late_going", "clocks")
    op.drop_column("clocks", "apology")
