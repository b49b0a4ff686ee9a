"""The commands that bring, show and add single things: what they say, and how they end when refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click import testing

from models import database as db
from service.cli import demo_procedures, main
from service.usecases import cases, people, published, versions
from tests.procedures import drawings

SECRET = "a-secret-that-only-tests-have-and-nobody-else"
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PASSWORD = "một mật khẩu dài"
BIRTH = drawings.FOLDER / "birth-registration"
NEW = ("--procedure", "TT.1", "--create", "Khai sinh", "--lead", "H26")


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal on an installation with agencies, and nobody in them yet."""

    database: db.Database
    url: str

    def run(self, *arguments: str, typed: str = "", language: str = "en") -> testing.Result:
        """What a command says and how it ends."""
        values = {"LANEWAY_DATABASE": self.url, "LANEWAY_SECRET": SECRET, "LANEWAY_LOCALE": language}
        runner = testing.CliRunner(env={**values, "LANEWAY_IMPORT_SECONDS": "60"})
        return runner.invoke(main.laneway, arguments, input=typed)

    def add(self, login: str, agency: str, role: str) -> testing.Result:
        """Add somebody."""
        told = ("--name", login.title(), "--agency", agency, "--role", role)
        return self.run("user", "add", login, *told, "--password-stdin", typed=f"{PASSWORD}\n")


@pytest.fixture
def terminal(database_url: str) -> Iterator[Terminal]:
    published.forget()
    database = db.Database(database_url)
    with database.transaction() as session:
        demo_procedures.add_agencies(session, now=NOW)
    yield Terminal(database, database_url)
    database.dispose()


def test_a_file_becomes_a_draft_with_its_findings(terminal: Terminal) -> None:
    told = terminal.run("import", str(BIRTH / "v1.bpmn"), *NEW, "--json")
    assert told.exit_code == 0, told.output
    document = json.loads(told.output)
    assert (document["procedure"], document["number"], document["state"]) == ("TT.1", 1, "draft")
    assert document["blocking"] == 0
    assert {one["rule"] for one in document["findings"]} == {"form-unused", "limits-over-total"}
    with terminal.database.reading() as session:
        seen = versions.get(session, people.SYSTEM, "TT.1", 1, now=NOW)
    assert seen.settings.limit is not None, "the settings beside the file are taken"
    assert "birth-start.form" in seen.forms
    again = terminal.run("import", str(BIRTH / "v2.bpmn"), "--procedure", "TT.1", "--json")
    assert json.loads(again.output)["number"] == 2


def test_a_person_sees_what_was_found_in_her_language(terminal: Terminal, tmp_path: Path) -> None:
    shutil.copy(BIRTH / "v1.bpmn", tmp_path / "bare.bpmn")
    told = terminal.run("import", str(tmp_path / "bare.bpmn"), *NEW, language="vi")
    assert told.exit_code == 0, "a draft with errors is a draft"
    assert "làn" in told.output.casefold()
    assert "blocking" in told.output.splitlines()[-1]
    assert not told.output.splitlines()[-1].startswith("TT.1 v1: draft, 0 ")


def test_who_may_not_draw_brings_nothing(terminal: Terminal) -> None:
    assert terminal.add("lan", "H26.1.12", "staff").exit_code == 0
    told = terminal.run("import", str(BIRTH / "v1.bpmn"), *NEW, "--as", "lan")
    assert (told.exit_code, told.output) == (1, "Error: You may not do this.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--procedure", "TT.404"), "Error: There is no procedure “TT.404”, or none that you may read.\n"),
        ((*NEW[:-1], "X"), "Error: lead_agency: There is no agency with the code “X”.\n"),
    ],
)
def test_what_is_refused_is_said_in_one_sentence(terminal: Terminal, arguments: tuple[str, ...], sentence: str) -> None:
    told = terminal.run("import", str(BIRTH / "v1.bpmn"), *arguments)
    assert (told.exit_code, told.output) == (1, sentence)


def test_what_is_no_diagram_is_refused_with_the_readers_own_sentence(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "not.bpmn").write_text("<a", encoding="utf-8")
    told = terminal.run("import", str(tmp_path / "not.bpmn"), *NEW)
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert len(told.output.splitlines()) == 1


def test_somebody_who_was_added_signs_in_with_the_password_that_was_piped(terminal: Terminal) -> None:
    told = terminal.add("Lan", "H26.1.12", "staff")
    assert (told.exit_code, told.output) == (0, "lan: staff, H26.1.12\n")
    assert people.sign_in(terminal.database, "LAN", PASSWORD, address="::1", now=NOW)


def test_a_password_is_asked_twice_and_never_shown(terminal: Terminal) -> None:
    told = terminal.run(
        "user", "add", "lan", "--name", "Lan", "--agency", "H26", "--role", "auditor", typed=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert told.exit_code == 0
    assert PASSWORD not in told.output
    again = terminal.run(
        "user", "add", "mai", "--name", "Mai", "--agency", "H26", "--role", "auditor", typed=f"{PASSWORD}\nother\n"
    )
    assert again.exit_code != 0


def test_all_that_is_wrong_with_somebody_is_named_at_once(terminal: Terminal) -> None:
    told = terminal.run(
        "user", "add", "lan", "--name", "Lan", "--agency", "X", "--role", "king", "--password-stdin", typed="short\n"
    )
    assert told.exit_code == 1
    for named in ("password", "“X”", "“king”"):
        assert named in told.output


def test_who_holds_a_case_is_told_until_it_has_ended(terminal: Terminal) -> None:
    assert terminal.run("import", str(BIRTH / "v1.bpmn"), *NEW).exit_code == 0
    assert terminal.add("lan", "H26.1.12", "staff").exit_code == 0
    scenario = drawings.read_json(drawings.SCENARIOS / "birth-registration-v1.json")[0]
    with terminal.database.transaction() as session:
        versions.publish(session, people.SYSTEM, "TT.1", 1, NOW, now=NOW)
        lan = people.actor(session, "lan", now=NOW)
        filed = (scenario["data"], {"name": "[red]Hà[/red]"}, scenario["agencies"])
        case = cases.start(session, lan, "TT.1", *filed, now=NOW)
    (held,) = json.loads(terminal.run("holding", case.code, "--json").output)
    assert (held["lane"], held["kind"], held["element"]) == ("Bộ phận một cửa", "task", "Task_CheckDossier")
    assert "H26.1.12" in terminal.run("holding", case.code, "--as", "lan").output
    with terminal.database.transaction() as session:
        cases.cancel(session, lan, case.code, "Người nộp rút hồ sơ", now=NOW)
    assert terminal.run("holding", case.code).output == f"{case.code}: ended\n"
    assert json.loads(terminal.run("holding", case.code, "--json").output) == []


def test_a_case_that_a_person_may_not_know_of_looks_as_if_it_were_none(terminal: Terminal) -> None:
    told = terminal.run("holding", "H26.1.12-261123-0001")
    assert (told.exit_code, "none" in told.output) == (1, True)


def test_a_database_without_tables_is_named_as_such_and_adding_somebody_makes_them(empty_database_url: str) -> None:
    empty = Terminal(db.Database(empty_database_url), empty_database_url)
    told = empty.run("holding", "H26.1.12-261123-0001")
    assert (told.exit_code, told.output) == (1, "Error: The database has no tables yet: run laneway db upgrade.\n")
    assert "“H26”" in empty.add("lan", "H26", "administrator").output, "only the agency is missing now"
    empty.database.dispose()
