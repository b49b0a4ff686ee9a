"""The only reader of the environment: few values, each with a default that works, each refused by name when wrong.

What an administrator sets for a server is called configuration; "settings" are what stands beside a version's diagram.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bpmn import clocking

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("vi", "en")
SHORTEST_SECRET = 32
SECURITIES = ("starttls", "tls", "none")
"""How mail is handed over: begun in the clear and then encrypted, encrypted from the first byte, or not at all."""
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
"""A mail address as mail servers everywhere take it (RFC 5321 without quoted and internationalized parts)."""
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
LIMITS: Mapping[str, str] = {
    "steps": "LANEWAY_STEP_NODES",
    "seconds": "LANEWAY_STEP_SECONDS",
    "fires": "LANEWAY_STEP_TIMERS",
    "live": "LANEWAY_CASE_TOKENS",
    "data_bytes": "LANEWAY_CASE_KB",
    "instances": "LANEWAY_INSTANCES",
    "depth": "LANEWAY_CALL_DEPTH",
    "nesting": "LANEWAY_SCOPE_DEPTH",
}
"""The variable that raises a limit of the engine, by the limit's name in an incident."""


class ConfigError(ValueError):
    """A value of the environment can't be right; the message is the sentence to print before stopping.

    Attributes:
        name: the variable.
    """

    def __init__(self, name: str, sentence: str) -> None:
        self.name = name
        super().__init__(f"{name} {sentence}.")


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mail is handed to, and whose it is. `security` is one of `SECURITIES`; without a user nobody signs in."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """What a process of this server is told, read once at its start.

    `secret` keys what only this server may have written: page cursors, CSRF tokens. `upload_bytes` bounds a
    diagram with its forms, `document_bytes` one document that is attached to answers, `answers_bytes` every other body.
    `documents` is the folder of documents' bytes. `import_seconds` and `import_bytes` bound the
    child process that reads uploaded diagrams (bytes over what it takes when idle). `versions_bytes` bounds what a
    process keeps of published versions, so that it needn't read them anew. The eight from `step_nodes` bound what one
    step of the engine may do: see `runner.budget.Budget`. `review_count` open pieces of feedback about one procedure
    within `review_days` open a review of it. `report_code` and `report_circular` head the printed report: they change
    with the circulars.
    """

    database: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8080
    zone: str = "Asia/Ho_Chi_Minh"
    locale: str = "vi"
    upload_bytes: int = 16 * 2**20
    documents: str = str(ROOT / "var" / "documents")
    document_bytes: int = 20 * 2**20
    answers_bytes: int = 2**20
    import_seconds: float = 4.0
    import_bytes: int = 256 * 2**20
    versions_bytes: int = 64 * 2**20
    clocks: clocking.Terms = clocking.NOTHING
    session_idle_minutes: int = 8 * 60
    session_hours: int = 24
    https: bool = False
    proxies: int = 0
    url: str = ""
    smtp: Smtp | None = None
    node_modules: str = str(ROOT / "node_modules")
    step_nodes: int = 20_000
    step_seconds: int = 5
    step_timers: int = 200
    case_tokens: int = 4_000
    case_bytes: int = 4_000_000
    instances: int = 2_000
    call_depth: int = 30
    scope_depth: int = 300
    review_count: int = 5
    review_days: int = 90
    report_code: str = "II.06a/VPCP/KSTT"
    report_circular: str = "Ban hành theo Thông tư số 03/2025/TT-VPCP"

    def __repr__(self) -> str:
        """Without the secret and without a password in the database's address: this ends up in logs."""
        return f"Config(database={urlsplit(self.database).scheme!r}, host={self.host!r}, port={self.port})"


def read(environment: Mapping[str, str] | None = None, *, var: Path = ROOT / "var") -> Config:
    """The configuration of this process.

    Parameters:
        environment: names and values; the process's own when None.
        var: folder of what the server writes; made when missing.

    Raises:
        ConfigError: a value can't be right; says which and why in one sentence.
    """
    known = _Environment(os.environ if environment is None else environment)
    database = _database(known, var)
    return Config(
        database=database,
        secret=_secret(known, var),
        host=known.text("LANEWAY_HOST", "127.0.0.1"),
        port=known.number("LANEWAY_PORT", 8080, 1, 65_535),
        zone=_zone(known),
        locale=known.choice("LANEWAY_LOCALE", "vi", LOCALES),
        upload_bytes=known.number("LANEWAY_UPLOAD_MB", 16, 1, 256) * 2**20,
        documents=known.text("LANEWAY_DOCUMENTS", _documents(database, var)),
        document_bytes=known.number("LANEWAY_DOCUMENT_MB", 20, 1, 1_024) * 2**20,
        import_seconds=float(known.number("LANEWAY_IMPORT_SECONDS", 4, 1, 600)),
        import_bytes=known.number("LANEWAY_IMPORT_MB", 256, 64, 65_536) * 2**20,
        versions_bytes=known.number("LANEWAY_VERSIONS_MB", 64, 1, 65_536) * 2**20,
        clocks=_clocks(known),
        session_idle_minutes=known.number("LANEWAY_SESSION_MINUTES", 480, 5, 1_440),
        https=known.choice("LANEWAY_HTTPS", "no", ("yes", "no")) == "yes",
        proxies=known.number("LANEWAY_PROXIES", 0, 0, 8),
        url=_url(known),
        smtp=_smtp(known),
        step_nodes=known.number(LIMITS["steps"], 20_000, 100, 10_000_000),
        step_seconds=known.number(LIMITS["seconds"], 5, 1, 600),
        step_timers=known.number(LIMITS["fires"], 200, 1, 100_000),
        case_tokens=known.number(LIMITS["live"], 4_000, 10, 1_000_000),
        case_bytes=known.number(LIMITS["data_bytes"], 4_000, 10, 60_000) * 1_000,
        instances=known.number(LIMITS["instances"], 2_000, 1, 1_000_000),
        call_depth=known.number(LIMITS["depth"], 30, 1, 1_000),
        scope_depth=known.number(LIMITS["nesting"], 300, 3, 10_000),
        review_count=known.number("LANEWAY_REVIEW_FEEDBACK", 5, 0, 100_000),
        review_days=known.number("LANEWAY_REVIEW_DAYS", 90, 1, 3_650),
        report_code=known.text("LANEWAY_REPORT_CODE", "II.06a/VPCP/KSTT"),
        report_circular=known.text("LANEWAY_REPORT_CIRCULAR", "Ban hành theo Thông tư số 03/2025/TT-VPCP"),
    )


class _Environment:
    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str, default: str) -> str:
        return self._values.get(name, "").strip() or default

    def number(self, name: str, default: int, least: int, most: int) -> int:
        raw = self.text(name, str(default))
        if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and least <= int(raw) <= most):
            raise ConfigError(name, f"must be a whole number from {least} to {most}, and is {raw[:40]!r}")
        return int(raw)

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        raw = self.text(name, default)
        if raw not in allowed:
            raise ConfigError(name, f"must be one of {', '.join(allowed)}, and is {raw[:40]!r}")
        return raw


def _url(known: _Environment) -> str:
    url = known.text("LANEWAY_URL", "").rstrip("/")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc or "?" in url):
        raise ConfigError("LANEWAY_URL", "must be an address such as https://laneway.example.vn")
    return url


def _smtp(known: _Environment) -> Smtp | None:
    """None where no server is named: then nothing is mailed."""
    host = known.text("LANEWAY_SMTP_HOST", "")
    if not host:
        return None
    sender = known.text("LANEWAY_MAIL_FROM", "")
    if not ADDRESS.fullmatch(sender):
        raise ConfigError("LANEWAY_MAIL_FROM", "must be the address that mail comes from, such as laneway@example.vn")
    if not known.text("LANEWAY_URL", ""):
        raise ConfigError("LANEWAY_URL", "must say at which address people find this server: mails link to it")
    security = known.choice("LANEWAY_SMTP_SECURITY", "starttls", SECURITIES)
    usual = {"starttls": 587, "tls": 465, "none": 25}[security]
    return Smtp(
        host=host,
        port=known.number("LANEWAY_SMTP_PORT", usual, 1, 65_535),
        sender=sender,
        security=security,
        user=known.text("LANEWAY_SMTP_USER", ""),
        password=known.text("LANEWAY_SMTP_PASSWORD", ""),
    )


def _database(known: _Environment, var: Path) -> str:
    url = known.text("LANEWAY_DATABASE", "")
    if not url:
        _made(var, "LANEWAY_DATABASE")
        return f"sqlite:///{var / 'laneway.db'}"
    scheme = url.partition("://")[0]
    if scheme not in DATABASES or "://" not in url:
        raise ConfigError("LANEWAY_DATABASE", "must begin with sqlite:/// or postgresql://")
    # SQLAlchemy would take the older driver for a bare "postgresql", which isn't installed.
    return "postgresql+psycopg" + url.removeprefix("postgresql") if scheme == "postgresql" else url


def _documents(database: str, var: Path) -> str:
    """A folder of this database's own: what a folder holds and its database doesn't name is swept."""
    path = database.removeprefix("sqlite:///")
    if path != database and path:
        return f"{path}-documents"
    return str(var / "documents" / (urlsplit(database).path.strip("/").replace("/", "_") or "laneway"))


def _clocks(known: _Environment) -> clocking.Terms:
    text = known.text("LANEWAY_CLOCKS", "{}")
    try:
        return clocking.from_json(json.loads(text))
    except (ValueError, RecursionError) as cause:  # a wrong setting is a ValueError that names its key
        raise ConfigError("LANEWAY_CLOCKS", f"must be JSON as under `clocks` in settings: {str(cause)[:80]}") from cause


def _zone(known: _Environment) -> str:
    name = known.text("LANEWAY_ZONE", "Asia/Ho_Chi_Minh")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise ConfigError(
            "LANEWAY_ZONE", f"must name a time zone such as Asia/Ho_Chi_Minh, and is {name[:40]!r}"
        ) from cause
    return name


def _secret(known: _Environment, var: Path) -> str:
    secret = known.text("LANEWAY_SECRET", "")
    if secret:
        if len(secret) < SHORTEST_SECRET:
            raise ConfigError("LANEWAY_SECRET", f"must have at least {SHORTEST_SECRET} characters")
        return secret
    return _kept_secret(var)


def _kept_secret(var: Path) -> str:
    """The secret kept in `var`, made at the first start; several processes starting at once agree on one."""
    _made(var, "LANEWAY_SECRET")
    path = var / "secret"
    new = var / f"secret.{os.getpid()}"
    try:
        if not path.exists():
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            # A link appears whole or not at all, and the second of two fails: no process reads half a secret.
            try:
                os.link(new, path)
            except FileExistsError:
                pass
            finally:
                new.unlink()
        kept = path.read_text(encoding="ascii").strip()
    except OSError as cause:
        raise ConfigError(
            "LANEWAY_SECRET", f"isn't set, and {path} can't be written or read: {cause.strerror}"
        ) from cause
    if len(kept) < SHORTEST_SECRET:
        raise ConfigError("LANEWAY_SECRET", f"isn't set, and {path} is damaged: remove it to make a new one")
    return kept


def _made(var: Path, name: str) -> None:
    try:
        var.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise ConfigError(name, f"isn't set, and the folder {var} can't be made: {cause.strerror}") from cause
