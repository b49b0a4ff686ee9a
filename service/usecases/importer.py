"""Uploaded diagrams are read in a child process, which has caps on memory, processor time and open files.

A file from outside may be made to exhaust the reader. What it can reach then is one warm child: forked from a server
that has loaded `bpmn` and nothing else, kept between imports, killed when it takes too long and replaced. Only JSON
comes back, through one pipe.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from bpmn import compare, reader, study
from bpmn import prepared as pp
from bpmn import settings as st
from service import errors
from service.usecases import studied

log = logging.getLogger("laneway.importer")
DEFAULT_SECONDS = 4.0
DEFAULT_BYTES = 256 * 2**20
MOST_IMPORTS = 50
"""After these a child is replaced, so that what its reader's libraries keep can't grow."""
MOST_ANSWER_BYTES = 64 * 2**20
MOST_TRACE = 4_000
BUSY_SECONDS = 30.0
WARM = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>
<exclusiveGateway id="g"/><userTask id="t"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="g"/>
<sequenceFlow id="2" sourceRef="g" targetRef="t"><conditionExpression>=a = 1</conditionExpression></sequenceFlow>
<sequenceFlow id="3" sourceRef="g" targetRef="t"><conditionExpression>${a == 1}</conditionExpression></sequenceFlow>
<sequenceFlow id="4" sourceRef="g" targetRef="t"><conditionExpression>a == 1</conditionExpression></sequenceFlow>
<sequenceFlow id="5" sourceRef="t" targetRef="e"/></process></definitions>"""
"""A file that makes a new child load what is loaded at first use: afterwards it can open nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A version as it is kept: the files, what stands beside them, the stored prepared diagram (None: not needed)."""

    diagram: bytes
    forms: Mapping[str, bytes] = field(default_factory=dict)
    settings: bytes = b"{}"
    prepared: bytes | None = None


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

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._drop()

    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return None if self._child is None else self._child.process.pid

    def _ask(self, what: str, sources: Sequence[Source | None], *, carry: bool) -> Any:
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise errors.UnreadableError("import_busy")
        try:
            if self._child is None or self._child.worn or not self._child.process.is_alive():
                self._drop()
                self._child = _Child(self._memory, self._seconds)
            answer = self._child.ask(_packed(what, sources, carry), self._seconds)
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
        context.set_forkserver_preload([__name__])
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


def _packed(what: str, sources: Sequence[Source | None], carry: bool) -> list[bytes]:
    """A header that says which parts follow, then the parts."""
    parts: list[bytes] = []
    heads: list[dict[str, object] | None] = []
    for source in sources:
        if source is None:
            heads.append(None)
            continue
        heads.append({"forms": list(source.forms), "prepared": source.prepared is not None})
        parts += [source.diagram, source.settings, *source.forms.values()]
        if source.prepared is not None:
            parts.append(source.prepared)
    header = json.dumps({"what": what, "carry": carry, "sources": heads}).encode()
    return [header, *(part or b" " for part in parts)]


# What follows runs in the child.


def _serve(pipe: Connection, memory: int, seconds: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    study.study(WARM, {"f.form": b'{"type":"default","id":"f","components":[]}'})
    _cap(memory)
    pipe.send_bytes(b"ready")
    while True:
        with contextlib.suppress(EOFError):
            header = json.loads(pipe.recv_bytes())
            sources = [None if head is None else _unpacked(head, pipe) for head in header["sources"]]
            _cap_time(seconds)
            pipe.send_bytes(_answer(header["what"], sources, header["carry"]))
            continue
        return


def _cap(memory: int) -> None:
    """No files, no processes, no sockets; so much memory over what is taken now."""
    with contextlib.suppress(OSError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 -- the shortest way
            idle = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (idle + memory, idle + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))  # open ones stay; no new one can be had


def _cap_time(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _unpacked(head: Mapping[str, Any], pipe: Connection) -> Source:
    diagram, settings = pipe.recv_bytes(), pipe.recv_bytes()
    forms = {name: pipe.recv_bytes() for name in head["forms"]}
    return Source(diagram, forms, settings, pipe.recv_bytes() if head["prepared"] else None)


def _answer(what: str, sources: Sequence[Source | None], carry: bool) -> bytes:
    first, second = sources
    assert first is not None
    try:
        if what == "study":
            value: object = studied.dump(_study(first, second, carry))
        else:
            assert second is not None
            value = pp.to_json(compare.compare(_version(first), _version(second)))
        return json.dumps({"answer": value}).encode()
    except reader.ReadError as error:
        told = {
            "code": error.code,
            "line": error.line,
            "column": error.column,
            "values": error.values,
            "messages": {"vi": error.message, "en": error.message_en},
        }
        return json.dumps({"refused": told}).encode()
    except (MemoryError, RecursionError):
        told = {"code": "import_too_large", "line": 0, "column": 0, "values": {}, "messages": {}}
        return json.dumps({"refused": told}).encode()
    except Exception:  # noqa: BLE001 -- what is wrong in the reader is told to the parent, which has a log; the child has none
        return json.dumps({"failed": traceback.format_exc()[-MOST_TRACE:]}).encode()


def _study(source: Source, previous: Source | None, carry: bool) -> study.Study:
    before = None
    if previous is not None:
        assert previous.prepared is not None
        before = study.Previous(
            reader.read(previous.diagram).diagram,
            pp.load(json.loads(previous.prepared)),
            st.from_json(json.loads(previous.settings)),
        )
    settings = None if carry else st.from_json(json.loads(source.settings))
    return study.study(source.diagram, source.forms, settings, before)


def _version(source: Source) -> compare.Version:
    forms = {name.removesuffix(".form"): body for name, body in source.forms.items()}
    return compare.Version(reader.read(source.diagram).diagram, st.from_json(json.loads(source.settings)), forms)
