"""What published versions take in a process's memory: many known, some of them in use.

Known are rows of the database. In use is a version whose cases are worked at: its program, forms and bindings are at
hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from models import base, procedure
from tests.bench import drawings, in_use
from tests.service.usecases import world
from tests.support import servers

KNOWN, USED = 1_000, 100


@dataclass(frozen=True, slots=True)
class Figures:
    """MiB: `idle` is the process before, `added` what the versions in use add, `reckoned` what the cache reckons."""

    known: int
    used: int
    idle: float
    added: float
    reckoned: float


def measured(url: str, samples: Sequence[drawings.Sample]) -> Figures:
    """Fill a database with versions of some diagrams in turn, and use some of them in a fresh process."""
    city = world.World(url)
    for sample in samples:
        city.publish(sample.name, sample.data, sample.lanes, forms=drawings.FORMS)
    with city.database.transaction() as session:
        firsts = session.scalars(select(procedure.Version.id).order_by(procedure.Version.id)).all()
        for number in range(KNOWN - len(firsts)):
            _copy(session, firsts[number % len(firsts)], base.new_id(base.to_ms(city.now)), number + 2)
    city.database.dispose()
    command = [sys.executable, "-m", in_use.__name__, url, str(USED)]
    told = subprocess.run(command, cwd=servers.ROOT, capture_output=True, text=True, check=True).stdout
    return Figures(**json.loads(told))


def _copy(session: Session, version_id: int, new: int, number: int) -> None:
    for table, key in (
        (procedure.Version, "id"),
        (procedure.VersionForm, "version_id"),
        (procedure.Binding, "version_id"),
    ):
        drawn: Any = table.__table__
        assert isinstance(drawn, Table)
        rows = session.execute(select(drawn).where(drawn.c[key] == version_id)).mappings().all()
        more = {"number": number} if table is procedure.Version else {}
        session.execute(drawn.insert(), [{**row, key: new, **more} for row in rows])
