"""What reads uploaded diagrams: a child process of `service.usecases.importer`, which may do nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection

from bpmn import compare, reader, study, writer
from bpmn import prepared as pp
from bpmn import settings as st
from service.usecases import sources, studied

MOST_TRACE = 4_000
WARM = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>
<exclusiveGateway id="g"/><userTask id="t"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="g"/>
<sequenceFlow id="2" sourceRef="g" targetRef="t"><conditionExpression>=a = 1</conditionExpression></sequenceFlow>
<sequenceFlow id="3" sourceRef="g" targetRef="t"><conditionExpression>${a == 1}</conditionExpression></sequenceFlow>
<sequenceFlow id="4" sourceRef="g" targetRef="t"><conditionExpression>a == 1</conditionExpression></sequenceFlow>
<sequenceFlow id="5" sourceRef="t" targetRef="e"/></process></definitions>"""
"""A file that makes a new child load what is loaded at first use: afterwards it can open nothing."""


def serve(pipe: Connection, memory: int, seconds: float) -> None:
    """Answer what comes through the pipe, until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    study.study(WARM, {"f.form": b'{"type":"default","id":"f","components":[]}'})
    _cap(memory)
    pipe.send_bytes(b"ready")
    while True:
        with contextlib.suppress(EOFError):
            what, given, carry = sources.received(pipe)
            _cap_time(seconds)
            pipe.send_bytes(_answer(what, given, carry))
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


def _answer(what: str, given: Sequence[sources.Source | None], carry: bool) -> bytes:
    first, second = given
    assert first is not None
    try:
        if what == "study":
            value: object = studied.dump(_study(first, second, carry))
        elif what == "picture":
            value = writer.written(reader.read(first.diagram).diagram).decode()
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


def _study(source: sources.Source, previous: sources.Source | None, carry: bool) -> study.Study:
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


def _version(source: sources.Source) -> compare.Version:
    forms = {name.removesuffix(".form"): body for name, body in source.forms.items()}
    return compare.Version(reader.read(source.diagram).diagram, st.from_json(json.loads(source.settings)), forms)
