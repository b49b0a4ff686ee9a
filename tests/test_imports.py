"""What a process loads at its start is what it needs: a web process reads no diagrams and builds no grammars.

The stock library can't be had without lxml: its `specs.SubWorkflow` imports it. It is the one exception.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import servers

ENGINE = ("SpiffWorkflow.bpmn.parser", "SpiffWorkflow.bpmn.serializer", "SpiffWorkflow.dmn", "SpiffWorkflow.spiff")
READER = ("bpmn.markup", "bpmn.reader", "bpmn.reading", "bpmn.prepare", "bpmn.repairs", "bpmn.study", "bpmn.compare")
HEAVY = ("lark", "numpy", "scipy", "rapidfuzz")
WEB = ("flask", "sqlalchemy", "marshmallow", "babel", "click")
COMMANDS = ("alembic", "rich", "granian", "holidays", "psycopg", "bpmn.lint.rules", "bpmn.picture")


def loaded(module: str) -> set[str]:
    """Every module that a fresh process has loaded once it has imported one."""
    code = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], cwd=servers.ROOT, capture_output=True, text=True, check=True)
    return set(told.stdout.split())


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("runner.engine", (*ENGINE, *READER, *HEAVY, *WEB, *COMMANDS)),
        ("runner.loader", (*ENGINE, *READER, *HEAVY, *WEB, *COMMANDS)),
        ("service.app", (*ENGINE, *READER, *HEAVY, *COMMANDS)),
        ("service.jobs.worker", (*ENGINE, *READER, *HEAVY, *COMMANDS, "flask", "marshmallow", "babel", "click")),
    ],
)
def test_a_process_loads_nothing_that_it_does_not_need_to_start(module: str, unneeded: tuple[str, ...]) -> None:
    assert loaded(module) & set(unneeded) == set()


def test_the_reader_is_loaded_where_diagrams_are_read() -> None:
    assert set(READER) - loaded("service.usecases.import_child") == set()
