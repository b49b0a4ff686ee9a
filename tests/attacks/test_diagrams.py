"""A diagram from outside may be made to harm whoever reads it: none of them has an effect, or stops the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service import config
from service.usecases import procedures
from tests.attacks import corpus, watch
from tests.support import clients, databases, installation, shares

MOST_SECONDS = 15.0
"""A guard against a hang: what the server grants a file is `Config.import_seconds` (4 s), and the answers usually
come in less; on a busy machine a client waits for other things too."""
MOST_KB = 256 * 1024
SLOW_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Tried:
    """How the server took one file. `taken_kb` is the memory over what it held idle."""

    name: str
    answer: clients.Answer
    taken_kb: int


@dataclass(frozen=True, slots=True)
class Attack:
    """All files, posted one after another to one server."""

    files: corpus.Corpus
    tried: tuple[Tried, ...]
    connections: tuple[int, ...]
    alive: bool
    said: str


@pytest.fixture(scope="module", params=databases.DATABASES if shares.soaking() else ["sqlite"])
def attack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    """Post every hostile diagram to a real server; under soak once per database."""
    folder = tmp_path_factory.mktemp("diagrams")
    with (
        installation.fresh(request, folder) as url,
        corpus.written() as files,
        watch.listeners() as listening,
        installation.installed(url, folder) as installed,
    ):
        _register(installed)
        server = installed.serve()
        analyst = installed.client("analyst")
        post(analyst, files.diagrams[-1])  # the import child starts with the first file
        memory = watch.Memory(server.process.pid)
        idle_kb = memory.peak_kb()
        tried = []
        for path in files.diagrams:
            answer = post(analyst, path)
            tried.append(Tried(path.name, answer, memory.peak_kb() - idle_kb))
        alive = analyst.get("/health").json["status"] == "ok"
        memory.close()
        _tell(tried, idle_kb)
        yield Attack(files, tuple(tried), tuple(listening.seen), alive, server.said())


def _register(installed: installation.Installation) -> None:
    city = installed.city
    with city.database.transaction() as session:
        procedures.create(session, city.people["analyst"], "P", "Thủ tục", lead_agency="H26", now=datetime.now(UTC))


def post(client: clients.Client, path: Path) -> clients.Answer:
    """Bring a file as the next version."""
    headers = {"Content-Type": "application/xml", "Slug": path.name}
    return client.send("POST", f"{clients.API}/procedures/P/versions", path.read_bytes(), headers)


def _tell(tried: list[Tried], idle_kb: int) -> None:
    """The figures, for whoever runs this with -s."""
    slow = [f"{one.name} {one.answer.seconds:.1f} s" for one in tried if one.answer.seconds > SLOW_SECONDS]
    worst = max(tried, key=lambda one: one.taken_kb)
    print(f"\nidle {idle_kb / 1024:.0f} MB; most over idle {worst.taken_kb / 1024:.0f} MB ({worst.name})")
    print(f"slower than {SLOW_SECONDS} s: {', '.join(slow) or 'none'}")
    counts = {
        status: sum(one.answer.status == status for one in tried)
        for status in sorted({one.answer.status for one in tried})
    }
    print(f"answers: {counts}")


def test_all_hostile_diagrams_are_tried(attack: Attack) -> None:
    assert len(attack.tried) == corpus.DIAGRAMS


def test_no_hostile_diagram_leaves_a_file(attack: Attack) -> None:
    assert attack.files.left() == []


def test_no_hostile_diagram_opens_a_connection(attack: Attack) -> None:
    assert attack.connections == ()


def test_no_hostile_diagram_has_another_file_read_into_an_answer(attack: Attack) -> None:
    secrets = (corpus.CANARY, corpus.CANARY_OF_DTD)
    assert [one.name for one in attack.tried if any(secret in one.answer.body for secret in secrets)] == []


def test_each_hostile_diagram_is_taken_with_findings_or_refused_with_a_reason(attack: Attack) -> None:
    for one in attack.tried:
        assert one.answer.status in (201, 413, 422), (one.name, one.answer.status, one.answer.body[:300])
        told = one.answer.json
        assert told["findings"] if one.answer.status == 201 and _wrong(one.name) else told, one.name
        if one.answer.status != 201:
            assert told["code"], one.name
            assert told["code"] != "import_failed", (one.name, told)
            assert told["detail"], one.name


def _wrong(name: str) -> bool:
    """Whether something is wrong with a file by itself; the benign ones are there for their size."""
    return "benign" not in name


def test_each_hostile_diagram_is_answered_in_time(attack: Attack) -> None:
    assert config.Config("", "").import_seconds < 5
    assert [(one.name, one.answer.seconds) for one in attack.tried if one.answer.seconds > MOST_SECONDS] == []


def test_no_hostile_diagram_takes_the_server_more_memory_than_its_cap(attack: Attack) -> None:
    assert [(one.name, one.taken_kb) for one in attack.tried if one.taken_kb > MOST_KB] == []


def test_after_all_hostile_diagrams_the_server_works_and_has_logged_no_error(attack: Attack) -> None:
    assert attack.alive
    assert "Traceback" not in attack.said
