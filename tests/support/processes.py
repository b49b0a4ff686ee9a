"""What the system tells of running processes: which belong together, what they hold, what they have used."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PARENT, SESSION, USER_TICKS, SYSTEM_TICKS = 1, 3, 11, 12
"""Places in /proc/PID/stat behind the name (proc(5)), from 0."""


def of_session(session: int) -> list[int]:
    """The ids of the processes of a session: a server that `servers.start` started, and everything it started."""
    return [pid for pid in _all() if (stat := _stat(pid)) and int(stat[SESSION]) == session]


def children(parent: int) -> list[int]:
    """The ids of a process's children."""
    return [pid for pid in _all() if (stat := _stat(pid)) and int(stat[PARENT]) == parent]


def cpu_seconds(pids: Iterable[int]) -> float:
    """The processor's time that processes have used, for themselves and in the kernel."""
    ticks = sum(int(stat[USER_TICKS]) + int(stat[SYSTEM_TICKS]) for pid in pids if (stat := _stat(pid)))
    return float(ticks / os.sysconf("SC_CLK_TCK"))


def memory_kb(pids: Iterable[int]) -> int:
    """What processes hold in memory together, what they share counted once: the sum of their PSS, in KiB."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def command(pid: int) -> str:
    """A process's command line."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _all() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """What stands behind the process's name, which may hold anything; empty for one that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return []
