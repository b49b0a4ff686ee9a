"""Real server processes for tests: started on a free port, ready when they answer, stopped by their own process id."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout's root."""

UNHURRIED_SECONDS = 60
"""How long a process may take to start or stop on a busy machine before something is surely wrong."""


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def laneway(*arguments: str) -> list[str]:
    """Return the command line of Laneway's console command, in the environment that runs the tests."""
    program = "import sys; sys.argv[0] = 'laneway'; from service.cli import main; sys.exit(main.main())"
    return [sys.executable, "-P", "-c", program, *arguments]


def environment(**values: str) -> dict[str, str]:
    """Return this process's environment without Laneway's own settings, and with `values`."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LANEWAY_")}
    return {**outer, "PYTHONUNBUFFERED": "1", **values}


@dataclass(frozen=True, slots=True)
class Server:
    """A running process and its children.

    :param process: what was started; the head of a process group of its own.
    :param log: the file that holds everything it says.
    """

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """Ask it to end and wait; return its exit code. One that doesn't listen is killed."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(UNHURRIED_SECONDS)
        return self.kill()

    def kill(self) -> int:
        """End it and its children at once, without a chance to tidy up; return its exit code."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait(UNHURRIED_SECONDS)


def start(command: Sequence[str], log: Path, values: Mapping[str, str] | None = None) -> Server:
    """Start a process in the checkout's root.

    :param command: the program and its arguments, see `laneway`.
    :param log: a file for what it says; appended to.
    :param values: environment variables to set.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=environment(**(values or {})),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(process, log)


def wait_for(server: Server, address: str) -> None:
    """Wait until `server` answers at `address` with a status below 500.

    :raises RuntimeError: it ended or stayed silent; the message holds its log.
    """
    until = time.monotonic() + UNHURRIED_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        if _answers(address):
            return
        time.sleep(0.05)
    code = server.process.poll()
    raise RuntimeError(f"no answer at {address} (exit code {code}):\n{server.said()}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


@contextmanager
def running(
    command: Sequence[str], log: Path, address: str | None = None, values: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a process for the length of a block; with an address, the block begins when it answers there.

    ```python
    port = servers.free_port()
    command = servers.laneway("serve", "--port", str(port))
    with servers.running(command, tmp_path / "log", f"http://127.0.0.1:{port}/api/v1/health", settings) as server:
        ...
    ```
    """
    server = start(command, log, values)
    try:
        if address is not None:
            wait_for(server, address)
        yield server
    finally:
        server.stop()
        server.kill()  # children that outlived it
