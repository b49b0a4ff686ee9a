"""A hostile diagram that can be read may still be made to run for ever: the engine's budgets end every step."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

from tests.attacks import corpus
from tests.support import servers

MOST_CPU_SECONDS = 5.0
"""For reading, preparing and running a file, in the processor's time, which a busy machine doesn't stretch."""
ALL_CPU_SECONDS = 300
ADDRESS_SPACE = 2**30


@pytest.fixture(scope="module")
def ran() -> list[dict[str, object]]:
    """What came of each file that is read in one process after another's; the last line is where that ended."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (ALL_CPU_SECONDS, ALL_CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))

    with corpus.written() as files:
        command = [sys.executable, "-m", "tests.attacks.runs", str(files.effects.parent)]
        done = subprocess.run(
            command, cwd=servers.ROOT, capture_output=True, text=True, check=False, preexec_fn=bounded
        )
        assert files.left() == []
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (lines[-1:], done.stderr[-2000:])
    return [line for line in lines if "came" in line]


def test_every_hostile_diagram_comes_to_rest_or_to_an_incident(ran: list[dict[str, object]]) -> None:
    ways = {"ended", "waits", "unsupported", "unread", "incident"}
    assert {str(line["came"]).split()[0] for line in ran} <= ways
    assert [line for line in ran if line["came"] == "incident engine_error"] == []


def test_the_ones_that_loop_split_or_repeat_for_ever_are_stopped(ran: list[dict[str, object]]) -> None:
    came = {str(line["file"]): str(line["came"]) for line in ran}
    for name in ("s07b_gateway_only_loop", "s04_call_self", "s05_call_mutual", "m02_mi_parallel_1e9", "t04_cycle_zero"):
        assert came[f"{name}.bpmn"] != "ended", (name, came[f"{name}.bpmn"])


def test_no_hostile_diagram_keeps_the_engine_busy(ran: list[dict[str, object]]) -> None:
    assert [line for line in ran if float(str(line["cpu"])) > MOST_CPU_SECONDS] == []
