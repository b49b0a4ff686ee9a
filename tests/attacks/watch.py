"""What shows that an attack had an effect: a connection, a file, a text that leaked, memory that was taken."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tests.support import processes

PORTS = (59998, 59999)
"""Where the hostile files try to connect to."""
PATIENCE_SECONDS = 300.0
SAMPLE_SECONDS = 0.02


class Listeners:
    """Takes connections at `PORTS` and counts them; answers nothing."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._stopped = threading.Event()
        self._sockets = [_listening(port) for port in PORTS]
        self._threads = [threading.Thread(target=self._take, args=(one,), daemon=True) for one in self._sockets]
        for thread in self._threads:
            thread.start()

    def _take(self, listening: socket.socket) -> None:
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                taken, _ = listening.accept()
                self.seen.append(listening.getsockname()[1])
                taken.close()

    def close(self) -> None:
        """Stop listening."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        for one in self._sockets:
            one.close()


def _listening(port: int) -> socket.socket:
    """Another run of these tests on this machine may listen there: then wait for its end."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            made = socket.create_server(("127.0.0.1", port))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            made.settimeout(0.2)
            return made


@contextmanager
def listeners() -> Iterator[Listeners]:
    """Listen for the length of a block, and make sure that a connection would have been seen."""
    made = Listeners()
    try:
        for port in PORTS:
            with closing(socket.create_connection(("127.0.0.1", port), 5)):
                pass
        until = time.monotonic() + 5
        while len(made.seen) < len(PORTS) and time.monotonic() < until:
            time.sleep(0.01)
        assert sorted(made.seen) == list(PORTS), "the listeners don't see connections"
        made.seen.clear()
        yield made
    finally:
        made.close()


class Memory:
    """Samples what a server and its children hold.

    Parameters:
        session: of the server, which is its process's id.
    """

    def __init__(self, session: int) -> None:
        self._session = session
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._peak_kb = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopped.wait(SAMPLE_SECONDS):
            now_kb = processes.memory_kb(processes.of_session(self._session))
            with self._lock:
                self._peak_kb = max(self._peak_kb, now_kb)

    def peak_kb(self) -> int:
        """The most since this was asked last."""
        with self._lock:
            peak, self._peak_kb = self._peak_kb, 0
        return max(peak, processes.memory_kb(processes.of_session(self._session)))

    def close(self) -> None:
        """Stop sampling."""
        self._stopped.set()
        self._thread.join()
