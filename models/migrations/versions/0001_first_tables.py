"""All tables of the first release, and the roles that it knows."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = (
    ("staff", "Công chức xử lý", "Staff", ("work", "start", "cancel")),
    ("chief", "Lãnh đạo đơn vị", "Chief", ("work", "chief", "start", "cancel", "retry", "report")),
    ("analyst", "Người xây dựng quy trình", "Analyst", ("draw", "bind", "publish", "report")),
    ("evaluator", "Người đánh giá", "Evaluator", ("read_drafts", "report")),
    ("approver", "Người phê duyệt", "Approver", ("read_drafts", "publish", "report")),
    ("manager", "Lãnh đạo thành phố", "Manager", ("oversee", "report")),
    ("administrator", "Quản trị hệ thống", "Administrator",
     ("draw", "bind", "publish", "oversee", "report", "retry", "manage", "audit")),
    ("auditor", "Kiểm tra, giám sát", "Auditor", ("oversee", "report", "audit")),
)  # fmt: skip
"""Code, names, rights (`service.rules.access` says what each right allows)."""


def upgrade() -> None:
    """Make the tables, then the roles."""
    for make in (_offices, _signing_in, _procedures, _cases, _step_log, _counters, _waits, _record):
        make()
    roles = sa.table(
        "roles", sa.column("code"), sa.column("name_vi"), sa.column("name_en"), sa.column("rights", sa.JSON())
    )
    rows = [{"code": c, "name_vi": vi, "name_en": en, "rights": list(rights)} for c, vi, en, rights in ROLES]
    op.bulk_insert(roles, rows)


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index of the rows that fulfil `where` alone."""
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _offices() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        sa.Column("name_vi", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False, index=True),
        sa.Column("parent_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), index=True),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger()),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("login", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(300), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "roles",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("name_vi", sa.String(100), nullable=False),
        sa.Column("name_en", sa.String(100), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), nullable=False, index=True),
        sa.Column("role", sa.String(40), sa.ForeignKey("roles.code"), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger()),
    )


def _signing_in() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "web_sessions",
        sa.Column("id_hash", sa.LargeBinary(), primary_key=True),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False, index=True),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, index=True),
    )
    op.create_index("ix_sign_in_attempts_who_at", "sign_in_attempts", ["who", "at"])
    op.create_table(
        "idempotency_keys",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("people.id"), primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("operation", sa.String(40), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False, index=True),
    )


def _procedures() -> None:
    op.create_table(
        "procedures",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        sa.Column("name_vi", sa.String(500), nullable=False),
        sa.Column("name_en", sa.String(500), nullable=False),
        sa.Column("field", sa.String(200), nullable=False),
        sa.Column("lead_agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id")),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("procedure_id", sa.BigInteger(), sa.ForeignKey("procedures.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(300), nullable=False),
        sa.Column("diagram", sa.LargeBinary(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("prepared", sa.LargeBinary()),
        sa.Column("spec_names", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("effective_from", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("published_at", sa.BigInteger()),
        sa.Column("published_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("procedure_id", "number"),
    )
    op.create_index("ix_versions_in_force", "versions", ["procedure_id", "state", "effective_from"])
    op.create_table(
        "version_forms",
        sa.Column("version_id", sa.BigInteger(), sa.ForeignKey("versions.id"), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(300), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "bindings",
        sa.Column("version_id", sa.BigInteger(), sa.ForeignKey("versions.id"), primary_key=True, autoincrement=False),
        sa.Column("lane_key", sa.Text(), primary_key=True),
        sa.Column("label", sa.String(500), nullable=False),
        sa.Column("bind_to", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), index=True),
        sa.Column("value", sa.String(200), nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("code", sa.String(80), nullable=False, unique=True),
        sa.Column("procedure_id", sa.BigInteger(), sa.ForeignKey("procedures.id"), nullable=False),
        sa.Column("version_id", sa.BigInteger(), sa.ForeignKey("versions.id"), nullable=False, index=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("dossier_status", sa.String(30), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("applicant_folded", sa.Text(), nullable=False),
        sa.Column("intake_agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), nullable=False),
        sa.Column("agency_choices", sa.JSON(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("event_head", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_cases_intake", "cases", ["intake_agency_id", "id"])
    op.create_index("ix_cases_procedure", "cases", ["procedure_id", "id"])
    _partial("ix_cases_running", "cases", ["status", "id"], "status='running'")
    op.create_table(
        "case_agencies",
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    )
    op.create_index("ix_case_agencies_case", "case_agencies", ["case_id"])
    op.create_table(
        "outside_codes",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("system", sa.String(60), primary_key=True),
        sa.Column("code", sa.String(120), nullable=False),
    )
    op.create_index("ix_outside_codes_code", "outside_codes", ["code"])
    op.create_table(
        "dossier_counters",
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id"), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )


def _step_log() -> None:
    op.create_table(
        "steps",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("lineage", sa.Text(), nullable=False),
        sa.Column("lane_key", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id")),
        sa.Column("holder", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("item", sa.JSON()),
        sa.Column("group", sa.Text()),
        sa.Column("opened_by", sa.Integer()),
        sa.Column("enabled_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("claimed_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("completed_at", sa.BigInteger()),
        sa.Column("completed_by", sa.BigInteger(), sa.ForeignKey("people.id")),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("order_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("wall_s", sa.BigInteger()),
        sa.Column("working_s", sa.BigInteger()),
    )
    _partial("ix_steps_open_case", "steps", ["case_id", "lane_key"], "completed_at IS NULL")
    _partial("ix_steps_open_due", "steps", ["order_at", "case_id", "seq"], "completed_at IS NULL")
    op.create_index("ix_steps_report", "steps", ["version_id", "completed_at"])
    _partial(
        "ix_steps_worklist",
        "steps",
        ["agency_id", "order_at", "case_id", "seq"],
        "completed_at IS NULL AND kind = 'task'",
    )
    op.create_table(
        "answers",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("undo", sa.LargeBinary()),
    )


def _counters() -> None:
    op.create_table(
        "counter_deltas",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("procedure_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("lane_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("procedure_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("version_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("lane_key", sa.Text(), primary_key=True),
        sa.Column("element", sa.Text(), primary_key=True),
        sa.Column("agency_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
    )


def _waits() -> None:
    op.create_table(
        "timers",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("incident_id", sa.BigInteger()),
    )
    _partial("ix_timers_due", "timers", ["due_at"], "incident_id IS NULL")
    op.create_table(
        "listenings",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("signal", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_listenings_name", "listenings", ["name", "key"])
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("signal", sa.Boolean(), nullable=False),
        sa.Column("from_case", sa.BigInteger(), sa.ForeignKey("cases.id")),
        sa.Column("from_element", sa.Text(), nullable=False),
        sa.Column("to_case", sa.BigInteger(), sa.ForeignKey("cases.id")),
        sa.Column("to_process", sa.Text()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger()),
    )
    _partial("ix_messages_to_case", "messages", ["to_case"], "state IN ('pending', 'waiting')")
    _partial("ix_messages_undelivered", "messages", ["due_at", "id"], "state IN ('pending', 'waiting')")
    op.create_table(
        "calls",
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("implementation", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
    )


def _record() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("seq", sa.Integer()),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lane_key", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), sa.ForeignKey("agencies.id")),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("operation", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("resolved_by", sa.BigInteger(), sa.ForeignKey("people.id")),
    )
    _partial("ix_incidents_list", "incidents", ["id"], "resolved_at IS NULL")
    _partial("ix_incidents_open", "incidents", ["case_id", "seq"], "resolved_at IS NULL")
    op.create_table(
        "events",
        sa.Column("scope", sa.String(10), primary_key=True),
        sa.Column("scope_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("agency_id", sa.BigInteger()),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("payload", sa.Text()),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_events_actor", "events", ["actor_id", "at"])
