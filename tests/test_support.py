"""What the other tests lean on does what they believe."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.support import browser, needs, provision, servers, shares

WHOLES = st.integers(min_value=1, max_value=100_000)


@pytest.mark.parametrize("round_of_two", [1, 2])
def test_each_test_has_a_database_of_its_own(empty_database_url: str, round_of_two: int) -> None:
    engine = sqlalchemy.create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE seen (round INTEGER)"))
        connection.execute(sqlalchemy.text("INSERT INTO seen VALUES (:round)"), {"round": round_of_two})
        assert connection.execute(sqlalchemy.text("SELECT round FROM seen")).scalars().all() == [round_of_two]
    engine.dispose()


@given(whole=WHOLES, share=st.floats(min_value=0, max_value=1), at_least=WHOLES)
def test_a_share_is_a_part_of_the_whole(whole: int, share: float, at_least: int) -> None:
    part = shares.soak_share(whole, share, at_least)
    assert part == whole if shares.soaking() else min(whole, at_least) <= part <= whole


def test_soaking_runs_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANEWAY_SOAK", "1")
    assert shares.soak_share(1000, 0.01) == 1000


def test_what_is_missing_is_skipped_and_in_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no server"):
        needs.missing("no server")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no server"):
        needs.missing("no server")


def test_what_is_left_out_is_told_in_one_line_and_in_ci_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = provision.Need("a printer", lambda: None, (), "the printing tests")
    monkeypatch.setattr(provision, "NEEDS", (absent,))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    assert provision.main() == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "the printing tests" in told
    monkeypatch.setenv("CI", "true")
    assert provision.main() == 1


SERVING = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(f"child {child.pid}.", flush=True)
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(b"<h1 onclick='x'>Laneway</h1><script>document.body.textContent = 'run'</script>")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""


def test_a_server_that_stops_leaves_no_child(tmp_path: Path) -> None:
    port = servers.free_port()
    command = [sys.executable, "-c", SERVING, str(port)]
    with servers.running(command, tmp_path / "log", f"http://127.0.0.1:{port}/") as server:
        child = server.said().partition("child ")[2].partition(".")[0]
        assert _lives(child)
    assert server.process.returncode is not None
    assert not _lives(child)


def _lives(pid: str) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked about yet doesn't."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_server_that_fails_to_start_tells_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('the port is busy')"]
    with (
        pytest.raises(RuntimeError, match="the port is busy"),
        servers.running(command, tmp_path / "log", "http://[::1]:9"),
    ):
        pytest.fail("it can't have started")


def test_the_browser_tells_what_it_refused_and_axe_what_is_wrong(
    page: Page, complaints: list[str], tmp_path: Path
) -> None:
    port = servers.free_port()
    address = f"http://127.0.0.1:{port}/"
    with servers.running([sys.executable, "-c", SERVING, str(port)], tmp_path / "log", address):
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Laneway")
        assert any("inline script" in line for line in complaints)
        assert any(line.startswith("document-title") for line in browser.axe(page))
