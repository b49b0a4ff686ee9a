"""An operator at a terminal: sees a state, moves, skips, retries, cancels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from click import testing
from sqlalchemy import select, update

from models import case as cases_table
from models import step
from runner import codec
from service import errors
from service.cli import main
from service.usecases import cases, longwork, tasks, views
from tests.service.usecases import world
from tests.service.usecases.world import to
from tests.support import books

SECRET = "a-secret-that-only-tests-have-and-nobody-else"


@dataclass
class Terminal:
    """A terminal beside a city."""

    city: world.World
    url: str

    def run(self, *arguments: str, language: str = "en") -> testing.Result:
        """What a command says and how it ends."""
        values = {"LANEWAY_DATABASE": self.url, "LANEWAY_SECRET": SECRET, "LANEWAY_LOCALE": language}
        return testing.CliRunner(env=values).invoke(main.laneway, arguments)

    def history(self, code: str) -> views.History:
        """All that happened to a case."""
        with self.city.database.reading() as session:
            return cases.history(session, self.city.people["manager"], code, now=self.city.now)

    def fail(self, code: str) -> str:
        """Let the first task meet an incident; its id."""
        with self.city.database.reading() as session:
            query = select(step.Step.case_id).join(cases_table.Case, cases_table.Case.id == step.Step.case_id)
            case_id = session.scalars(query.where(cases_table.Case.code == code)).first()
        assert case_id is not None
        with pytest.raises(errors.IncidentError) as told, self.city.database.transaction() as session:
            tasks.complete(session, self.city.people["staff H26.1"], case_id, 1, {"fee": 1}, now=self.city.now)
        return str(told.value.values["incident"])


@pytest.fixture
def terminal(database_url: str) -> Iterator[Terminal]:
    city = world.World(database_url)
    drawing = world.Drawing().node("One", "startEvent", "s").user("One", "ask", "low", "high")
    drawing.node("One", "exclusiveGateway", "which").node("One", "endEvent", "e").path("s", "ask", "which")
    drawing.node("One", "boundaryEvent", "late", world.timer("PT1H"), attachedToRef="ask").path("late", "low")
    drawing.path("which", "low", condition="fee &lt; 1").path("which", "high", condition="fee &gt; 1")
    city.publish("P", world.xml(drawing.path("low", "e").path("high", "e")), {"P/One": to("agency", "H26.1")})
    yield Terminal(city, database_url)
    city.database.dispose()


def test_a_state_is_told_in_lines(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    told = terminal.run("state", code)
    assert told.exit_code == 0, told.output
    lines = [line.strip() for line in told.output.splitlines()]
    assert lines[0] == f"{code}: P v1, running, revision 1"
    assert lines[1].startswith(f"format {codec.CURRENT}, ")
    assert lines[2] == "case"
    assert lines[3] == "process process_P"
    assert lines[4] == "#1 wait task userTask ask · One · since 23/11/2026 09:00"
    assert lines[5] == "#2 listener boundaryEvent late · One · on ask · due 23/11/2026 10:00"
    document = json.loads(terminal.run("state", code, "--json").output)
    assert document["scopes"][1]["tokens"][0]["element"] == "ask"


def test_a_state_that_can_not_be_read_is_named_with_version_and_format(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    with terminal.city.database.transaction() as session:
        session.execute(update(cases_table.Case).values(state=b"\x63lost"))
    told = terminal.run("state", code)
    assert told.exit_code == 1
    assert f"{code}: P v1" in told.output
    assert "format 99" in told.output


def test_a_token_is_moved_as_the_system_or_as_a_named_operator(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    told = terminal.run("move", code, "1", "low", "--reason", "Chuyển nhầm")
    assert told.exit_code == 0, told.output
    assert "moved, running" in told.output
    assert "low" in told.output
    again = terminal.run("move", code, "3", "high", "--reason", "Lại nhầm", "--as", "administrator")
    assert again.exit_code == 0, again.output
    first, second = terminal.history(code).events[1:]
    assert (first.kind, first.person, first.payload["reason"]) == ("step.moved", None, "Chuyển nhầm")
    assert second.person is not None
    assert (second.person.name, second.payload["to"]) == ("administrator", "high")
    assert books.faults(terminal.city.database) == []


def test_who_may_not_operate_is_refused_in_a_sentence(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    told = terminal.run("skip", code, "1", "--reason", "x", "--as", "manager")
    assert (told.exit_code, told.output) == (1, "Error: You may not do this.\n")
    assert len(terminal.history(code).events) == 1


def test_a_step_is_skipped_with_the_answer_that_the_way_on_needs(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    lacking = terminal.run("skip", code, "1", "--reason", "Đã làm trên giấy")
    assert lacking.exit_code == 1
    for part in (code, "P", "version 1", "which", "One", "No branch of the gateway", "mend the cause"):
        assert part in lacking.output
    refused = terminal.run("skip", code, "1", "--reason", "x", "--answers", "{")
    assert (refused.exit_code, "JSON" in refused.output, "not_json" in refused.output) == (2, True, False)
    told = terminal.run("skip", code, "1", "--reason", "Đã làm trên giấy", "--answers", '{"fee": 5}')
    assert told.exit_code == 0, told.output
    assert "high" in told.output
    assert terminal.history(code).steps[0].outcome == "skipped"


def test_an_incident_is_retried_by_its_number_or_by_its_case(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    incident = terminal.fail(code)
    for what in (incident, code):
        told = terminal.run("retry", what, language="vi")
        assert told.exit_code == 1
        for part in (incident, code, "phiên bản 1", "which", "làn “One”", "Không nhánh nào"):
            assert part in told.output
    with terminal.city.database.transaction() as session:
        cases.cancel(session, terminal.city.people["staff H26.1"], code, "Rút", now=terminal.city.now)
    assert terminal.run("retry", code).output == f"{code}: no open incident\n"
    assert terminal.run("retry", "99").exit_code == 1


def test_a_case_is_cancelled_with_a_reason(terminal: Terminal) -> None:
    code = terminal.city.start("P").code
    assert terminal.run("cancel", code).exit_code == 2
    told = terminal.run("cancel", code, "--reason", "Trùng hồ sơ")
    assert (told.exit_code, told.output) == (0, f"{code}: cancelled\n")
    last = terminal.history(code).events[-2:]
    assert any(event.kind == "case.cancelled" and event.payload["reason"] == "Trùng hồ sơ" for event in last)
    assert books.faults(terminal.city.database) == []


def test_dead_jobs_are_listed_retried_and_cancelled(terminal: Terminal) -> None:
    """Nothing that a job says steers the terminal."""
    handlers = {"mail.send": longwork.Handler(lambda task: None)}
    with terminal.city.database.transaction() as session:
        longwork.enqueue(session, "mail.send", {}, "notice 7", terminal.city.now)
        work = longwork.take(session, "worker", handlers, terminal.city.now)
        assert work is not None
        longwork.failed(session, work, "no\x1b[2J such host", terminal.city.now, tries=0)
    listed = terminal.run("jobs", "list")
    assert f"{work.id} mail.send notice 7 · dead · 1 tries" in listed.output
    assert "no [2J such host" in listed.output
    assert terminal.run("jobs", "retry", str(work.id)).output == f"{work.id}: waiting\n"
    assert terminal.run("jobs", "list").output == "no such jobs\n"
    assert terminal.run("jobs", "cancel", str(work.id)).output == f"{work.id}: cancelled\n"
    refused = terminal.run("jobs", "cancel", str(work.id))
    assert refused.exit_code == 1
    assert "done or cancelled already" in refused.output
