"""The process in which versions are used and which `tests.bench.memory` measures: nothing is loaded but the service."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sqlalchemy import select

from models import database as db
from models import procedure
from service import app, config
from service.usecases import published


def main(url: str, used: int) -> int:
    """Use some versions, evenly over all that are known, and say what the process took before and after."""
    made = app.create_app(config.Config(url, "s" * config.SHORTEST_SECRET))
    made.test_client().get("/api/v1/health")
    database = db.Database(url)
    with database.reading() as session:
        ids = session.scalars(select(procedure.Version.id).order_by(procedure.Version.id)).all()
        published.get(session, ids[0])
        published.forget()
        before = _resident()
        for version_id in ids[:: len(ids) // used][:used]:
            published.get(session, version_id)
        after = _resident()
    added, reckoned = after - before, published.kept_bytes() / 2**20
    print(json.dumps({"known": len(ids), "used": used, "idle": before, "added": added, "reckoned": reckoned}))
    return 0


def _resident() -> float:
    """What this process has in memory, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 2**10


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
