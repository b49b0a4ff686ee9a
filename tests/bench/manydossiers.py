"""A city with millions of dossiers, made by a few statements, to measure report II.06a over: `make bench-reports`.

Cases, tallies and rollups are what a year of work would leave; a number of cases is left uncounted, as they are while
the worker is behind.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import agency, base, clock, database, procedure, rows
from service.usecases import tallies

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
DAYS = 365
COMMUNES, OTHERS, PROCEDURES, FIELDS = 126, 24, 300, 20
FIRST_COMMUNE, FIRST_OTHER, FIRST_PROCEDURE = 101, 301, 1_001
DAY = 86_400_000
PART = 250_000
"""Cases per transaction."""

# A few numbers that look like chance and are the same on both databases: of case i, the k-th is _CHANCE(k).
_CHANCE = "((i * 2654435761 + i / 7 + {k} * 40503) % 1000003)"
_FACTS = """
WITH RECURSIVE n(i) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :last),
facts AS (SELECT i, :since + i * :step AS opened, {c1} % :procedures AS procedure, {c2} % :communes AS commune,
 {c3} % :others AS other, ({c4} % 15 + 1) * :day AS limited, ({c5} % 14) * :day + {c6} % 30000000 AS taken,
 {c7} % 700 AS fate, {c8} % 3 AS channel FROM n),
told AS (SELECT facts.*, opened + limited AS due,
 CASE WHEN fate = 0 THEN opened + limited + :day / 3 WHEN fate = 1 THEN NULL
  WHEN taken < limited THEN opened + taken ELSE opened + limited - 3600000 END AS ended FROM facts),
last AS (SELECT i, opened, procedure, commune, other, due, fate, channel,
 CASE WHEN ended < :now THEN ended ELSE NULL END AS ended FROM told)
""".format(**{f"c{k}": _CHANCE.format(k=k) for k in range(1, 9)})

_CASES = (
    _FACTS
    + """
INSERT INTO cases (id, code, procedure_id, version_id, revision, state, status, dossier_status, opened_at, ended_at,
 due_at, applicant, applicant_folded, intake_agency_id, channel, agency_choices, secret_hash, event_seq, event_head)
SELECT i, 'H26.' || commune || '-' || i, :procedure + procedure, :procedure + procedure, 1, :nothing,
 CASE WHEN ended IS NULL THEN 'running' ELSE 'ended' END, 'IN_PROGRESS', opened, ended, due,
 '{"name": "Nguyen Van A"}', '',
 :commune + commune, CASE channel WHEN 0 THEN 'online' WHEN 1 THEN 'direct' ELSE 'post' END, '{}', :nothing, 0, :nothing
FROM last"""
)
_TALLIES = (
    _FACTS
    + """
INSERT INTO tallies (agency_id, case_id, procedure_id, channel, received_at, settled_at, result, due_at, overdue_at)
SELECT agency, i, :procedure + procedure, CASE channel WHEN 0 THEN 'online' WHEN 1 THEN 'direct' ELSE 'post' END,
 received, settled, CASE WHEN settled IS NULL THEN NULL WHEN settled > until THEN 'late'
 WHEN (settled + 25200000) / 86400000 < (until + 25200000) / 86400000 THEN 'early' ELSE 'on_time' END, until,
 CASE WHEN settled IS NULL OR settled > until THEN until ELSE NULL END
FROM (
 SELECT i, procedure, channel, 0 AS agency, opened AS received, ended AS settled, due AS until FROM last
 UNION ALL SELECT i, procedure, channel, :commune + commune, opened, ended, due FROM last
 UNION ALL SELECT i, procedure, channel, :other + other, opened + :day / 2,
  CASE WHEN opened + :day < :now THEN opened + :day ELSE NULL END, opened + 2 * :day
  FROM last WHERE opened + :day / 2 < :now
) AS each_agency"""
)


def fill(made: database.Database, cases: int, uncounted: int) -> None:
    """Make the city: `cases` in the year before `NOW`, of which so many of the newest are uncounted."""
    with made.transaction() as session:
        _offices(session)
    since = base.to_ms(NOW - timedelta(days=DAYS))
    given = {
        "since": since, "step": (base.to_ms(NOW) - since) // (cases + 1), "now": base.to_ms(NOW), "day": DAY,
        "procedures": PROCEDURES, "communes": COMMUNES, "others": OTHERS, "procedure": FIRST_PROCEDURE,
        "commune": FIRST_COMMUNE, "other": FIRST_OTHER,
    }  # fmt: skip
    for first in range(1, cases + 1, PART):
        part = given | {"first": first, "last": min(first + PART - 1, cases)}
        with made.transaction() as session:
            session.execute(text(_CASES), part | {"nothing": b""})
            session.execute(text(_TALLIES), part)
    with made.transaction() as session:
        tallies.sum_anew(session)
    with made.transaction() as session:
        _uncounted(session, cases, uncounted)
    with made.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _offices(session: Session) -> None:
    numbers = [1, *range(FIRST_COMMUNE, FIRST_COMMUNE + COMMUNES), *range(FIRST_OTHER, FIRST_OTHER + OTHERS)]
    rows.insert(session, agency.Agency, [
        {"id": n, "code": "H26" if n == 1 else f"H26.{n}", "name_vi": f"Cơ quan {n}", "name_en": "", "valid_from": 0,
         "kind": "tinh" if n == 1 else "ubnd-xa", "event_seq": 0, "event_head": b""} for n in numbers
    ])  # fmt: skip
    of_all = range(FIRST_PROCEDURE, FIRST_PROCEDURE + PROCEDURES)
    rows.insert(session, procedure.Procedure, [
        {"id": n, "code": f"1.{n}", "name_vi": f"Thủ tục {n}", "name_en": "", "field": f"Lĩnh vực {n % FIELDS}",
         "status": "approved", "created_at": 0} for n in of_all
    ])  # fmt: skip
    rows.insert(session, procedure.Version, [
        {"id": n, "procedure_id": n, "number": 1, "state": "published", "revision": 1, "file_name": "", "diagram": b"",
         "settings": b"{}", "spec_names": [], "findings": [], "sha256": "", "created_at": 0, "event_seq": 0,
         "event_head": b""} for n in of_all
    ])  # fmt: skip


def _uncounted(session: Session, cases: int, count: int) -> None:
    """Clocks of the newest cases, of which nothing is counted: they were taken in while the worker was away."""
    place = {"first": cases - count + 1}
    copied = """INSERT INTO clocks (id, case_id, kind, subject, procedure_id, version_id, agency_id, unit, state,
 started_at, stopped_at, due_at, extended, late_s, since, used, acts, counted, ends, grace)
SELECT id * 2 + {n}, id, '{kind}', '', procedure_id, version_id, intake_agency_id, 'hour',
 CASE WHEN ended_at IS NULL THEN 'running' ELSE 'stopped' END, opened_at, ended_at, due_at, {false},
 CASE WHEN ended_at IS NULL THEN NULL WHEN ended_at > due_at THEN 1 ELSE 0 END, opened_at, 0, 1, 0, 'same_time', 0
FROM cases WHERE id >= :first"""
    false = "FALSE" if session.get_bind().dialect.name == "postgresql" else "0"
    for n, kind in enumerate((clock.CASE, clock.LANE)):
        session.execute(text(copied.format(n=n, kind=kind, false=false)), place)
    newest = session.execute(text("SELECT id FROM cases WHERE id >= :first"), place).scalars().all()
    gone = tallies.counted(session, newest)
    changes = tallies.dossiers.Changes()
    changes.replace(gone, {})
    tallies.write(session, changes)
    session.execute(text("DELETE FROM tallies WHERE case_id >= :first"), place)
