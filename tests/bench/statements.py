"""How many SQL statements one completion takes, counted where SQLAlchemy sends them: the same app in this process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from service import app, config
from service.schemas import request
from tests.bench import drawings, http
from tests.support import clients, installation

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Counts:
    """Of completions with an Idempotency-Key: statements between BEGIN and COMMIT, and besides for who asks."""

    completions: int
    least: int
    usual: int
    most: int
    for_who_asks: int


def counted(url: str, folder: Path, sample: drawings.Sample) -> Counts:
    """Walk a case through the application in this process."""
    with installation.installed(url, folder) as installed:
        installed.city.publish("BENCH", sample.data, sample.lanes, forms=drawings.FORMS)
        token = installed.client(http.STAFF).headers["Authorization"]
        made = app.create_app(config.Config(url, installation.SECRET))
        engine = made.extensions[request.EXTENSION].database.engine
        seen: list[tuple[bool, str]] = []

        def sent(connection: Connection, _cursor: Any, text: str, *_rest: Any) -> None:
            if not text.startswith(NOT_COUNTED):
                seen.append((bool(connection.get_execution_options().get("laneway_write")), text))

        event.listen(engine, "before_cursor_execute", sent)
        try:
            return _walked(made.test_client(), {"Authorization": token}, seen)
        finally:
            event.remove(engine, "before_cursor_execute", sent)
            engine.dispose()


def _walked(browser: Any, headers: dict[str, str], seen: list[tuple[bool, str]]) -> Counts:
    body = {"procedure": "BENCH", "data": {}, "applicant": {"name": "Trần Thị Hà"}}
    case = browser.post(f"{clients.API}/cases", json=body, headers=headers)
    assert case.status_code == 201, case.text
    waiting = [case.json["holding"][0]["task"]]
    within, around = Counter[int](), Counter[int]()
    while waiting:
        task = waiting.pop(0)
        seen.clear()
        named = {**headers, "Idempotency-Key": str(task)}
        answer = browser.post(f"{clients.API}/tasks/{task}/complete", json={"answers": drawings.VALUE}, headers=named)
        assert answer.status_code == 200, answer.text
        within[sum(write for write, _ in seen)] += 1
        around[sum(not write for write, _ in seen)] += 1
        waiting += [one["id"] for one in answer.json["opened"]]
    usual, _ = within.most_common(1)[0]
    return Counts(within.total(), min(within), usual, max(within), around.most_common(1)[0][0])
