"""Uploaded diagrams are read in a child process, which has caps on memory, processor time and open files.

A file from outside may be made to exhaust the reader. What it can reach then is one warm child: forked from a server
that has loaded `bpmn` and nothing else, kept between imports, killed when it takes too long and replaced. Only JSON
comes back, through one pipe. What runs there is `service.usecases.import_child`; the reader is loaded there alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from service import errors
from service.usecases import sources, studied

log = logging.getLogger("laneway.importer")
CHILD = "service.usecases.import_child"
"""What the server loads that children are forked from."""
DEFAULT_SECONDS = 4.0
DEFAULT_BYTES = 256 * 2**20
MOST_IMPORTS = 50
"""After these a child is replaced, so that what its reader's libraries keep can't grow."""
MOST_ANSWER_BYTES = 64 * 2**20
BUSY_SECONDS = 30.0
MOST_PICTURES = 32
"""Pictures that are kept: about a hundred kilobytes each."""

Source = sources.Source
"""What an importer is given; named here because that is where it is needed."""


class Importer:
    """The door to the child; one per process, safe to share between threads.

    Parameters:
        seconds: wall time that one import may take; its processor time is bounded a second above.
        memory: address space in bytes over what the idle child has.
    """

    def __init__(self, seconds: float = DEFAULT_SECONDS, memory: int = DEFAULT_BYTES) -> None:
        self._seconds, self._memory = seconds, memory
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._pictures: dict[bytes, bytes] = {}

    def study(self, source: Source, previous: Source | None = None, *, carry: bool = False) -> studied.Studied:
        """Read, prepare and judge a file.

        Parameters:
            source: the file with its forms, and its settings unless they are carried over.
            previous: the version before, for lineage.
            carry: take the settings over from `previous` where they still fit.

        Raises:
            UnreadableError: no diagram can be made of the bytes, or not within the caps.
        """
        return studied.load(self._ask("study", (source, previous), carry=carry))

    def compare(self, old: Source, new: Source) -> Mapping[str, Any]:
        """What changed between two versions, as plain JSON of `compare.Comparison`.

        Raises:
            UnreadableError: not within the caps.
        """
        found: Mapping[str, Any] = self._ask("compare", (old, new), carry=False)
        return found

    def picture(self, diagram: bytes) -> bytes:
        """The diagram as it was read, as BPMN with a picture of all that can be drawn (`bpmn.writer`).

        Those asked for last are kept: a version's file stays as it is, and many look at it.

        Raises:
            UnreadableError: not within the caps.
        """
        key = hashlib.sha256(diagram).digest()
        kept = self._pictures.pop(key, None)
        if kept is None:
            kept = str(self._ask("picture", (sources.Source(diagram), None), carry=False)).encode()
        self._pictures[key] = kept
        for oldest in list(self._pictures)[:-MOST_PICTURES]:
            self._pictures.pop(oldest, None)
        return kept

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._drop()

    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return None if self._child is None else self._child.process.pid

    def _ask(self, what: str, given: Sequence[Source | None], *, carry: bool) -> Any:
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise errors.UnreadableError("import_busy")
        try:
            if self._child is None or self._child.worn or not self._child.process.is_alive():
                self._drop()
                self._child = _Child(self._memory, self._seconds)
            answer = self._child.ask(sources.packed(what, given, carry), self._seconds)
        except TimeoutError as cause:
            self._drop()
            raise errors.UnreadableError("import_too_large") from cause
        except (EOFError, OSError) as cause:
            ended = self._drop()
            log.warning("the import child ended with %s", ended)
            over = ended in {-signal.SIGXCPU, -signal.SIGKILL}
            raise errors.UnreadableError("import_too_large" if over else "import_failed") from cause
        finally:
            self._lock.release()
        if "failed" in answer:
            log.error("an import failed: %s", answer["failed"])
            raise errors.UnreadableError("import_failed")
        if "refused" in answer:
            told = answer["refused"]
            raise errors.UnreadableError(told["code"], told["line"], told["column"], told["values"], told["messages"])
        return answer["answer"]

    def _drop(self) -> int | None:
        child, self._child = self._child, None
        return None if child is None else child.end()


class _Child:
    def __init__(self, memory: int, seconds: float) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([CHILD])
        self._pipe, theirs = context.Pipe()
        self.process: ForkServerProcess = context.Process(
            target=_serve, args=(theirs, memory, seconds), daemon=True, name="laneway-import"
        )
        self.process.start()
        theirs.close()
        self._asked = 0
        self._ready = False

    @property
    def worn(self) -> bool:
        return self._asked >= MOST_IMPORTS

    def ask(self, parts: Sequence[bytes], seconds: float) -> dict[str, Any]:
        """Send and wait; the warm-up of a new child isn't counted against the file."""
        if not self._ready:
            self._receive(BUSY_SECONDS)
            self._ready = True
        self._asked += 1
        until = time.monotonic() + seconds
        for part in parts:
            self._pipe.send_bytes(part)
        answer = json.loads(self._receive(until - time.monotonic()))
        assert isinstance(answer, dict)
        return answer

    def _receive(self, seconds: float) -> bytes:
        if not self._pipe.poll(max(0.0, seconds)):
            raise TimeoutError
        return self._pipe.recv_bytes(MOST_ANSWER_BYTES)

    def end(self) -> int | None:
        """Kill it; what it was doing has no effect anywhere. Returns its exit code before the kill, if it had ended."""
        self.process.join(0.2 if not self.process.is_alive() else 0)
        ended = self.process.exitcode
        if ended is None:
            self.process.kill()
            self.process.join(5)
        self._pipe.close()
        return ended


def _serve(pipe: Connection, memory: int, seconds: float) -> None:
    from service.usecases import import_child  # in the child, where it is loaded already

    import_child.serve(pipe, memory, seconds)
