"""A PostgreSQL server of the tests' own: in a temporary folder, reached by socket, stopped by its own process id."""

import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)
"""Where packages put the server's programs, which are often not on the path."""

ROLE = "laneway"
UNHURRIED_SECONDS = 60
NO_DURABILITY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""A test's data needs to outlive no crash of the machine. Killing a client loses nothing either way."""

_started: list[subprocess.Popen[bytes]] = []
"""Servers that this process started, kept so that Python doesn't warn of children left running."""


def find() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, or None."""
    on_path = [Path(found).resolve().parent for found in (shutil.which("initdb"), shutil.which("postgres")) if found]
    placed = [Path(place) for pattern in PLACES for place in glob.glob(pattern)]
    complete = [place for place in on_path + placed if (place / "initdb").exists() and (place / "postgres").exists()]
    return max(complete, key=_version, default=None)


def _version(programs: Path) -> tuple[int, ...]:
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in told.split()[2].split(".") if part.isdigit()) if told else ()


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server.

    :param folder: holds its data, its socket and its log; removed when it stops.
    :param pid: its process.
    """

    folder: str
    pid: int

    def url(self, database: str) -> str:
        """Return the address of a database for SQLAlchemy."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={self.folder}"

    def conninfo(self, database: str) -> str:
        """Return the address of a database for psycopg."""
        return f"host={self.folder} user={ROLE} dbname={database}"

    def save(self, path: Path) -> None:
        """Write down what other processes need to reach and stop this server."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def saved(path: Path) -> "Cluster":
        """Return the server written down by `save`."""
        return Cluster(**json.loads(path.read_text(encoding="utf-8")))

    def stop(self) -> None:
        """Stop the server without waiting for its clients, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGQUIT)
        with contextlib.suppress(ChildProcessError):  # started by another process of this test run
            os.waitpid(self.pid, 0)
        _wait_until(lambda: not (Path(self.folder) / "data" / "postmaster.pid").exists() or not _alive(self.pid))
        shutil.rmtree(self.folder, ignore_errors=True)


def start(programs: Path, settings: Sequence[str] = NO_DURABILITY) -> Cluster:
    """Make a new cluster and start its server; PostgreSQL refuses to run as root, so then another user owns it.

    :param settings: of the server, as `name=value`.
    :raises RuntimeError: it didn't start; the message holds its log.
    """
    folder = Path(tempfile.mkdtemp(prefix="laneway-pg-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    identity = Identity() if owner is None else Identity(owner.pw_uid, owner.pw_gid, ())
    _make(programs, folder, identity)
    options = [part for setting in settings for part in ("-c", setting)]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-h", "", *options]
    command += ["-c", "max_connections=200", "-c", "shared_buffers=64MB"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=identity.user,
            group=identity.group,
            extra_groups=identity.groups,
        )
    _started.append(server)
    cluster = Cluster(str(folder), server.pid)
    ready = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-d", "postgres", "-U", ROLE]
    _wait_until(lambda: server.poll() is not None or subprocess.run(ready, check=False).returncode == 0)
    if server.poll() is not None:
        raise RuntimeError(f"PostgreSQL didn't start: {(folder / 'log').read_text(encoding='utf-8')}")
    return cluster


class Identity(NamedTuple):
    """Whom a program runs as: the user and group ids, or None for whoever runs the tests."""

    user: int | None = None
    group: int | None = None
    groups: tuple[int, ...] | None = None


def _make(programs: Path, folder: Path, identity: Identity) -> None:
    """Make the cluster's data. C.UTF-8 knows upper and lower case of Vietnamese, but not every system has it."""
    told = ""
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", ROLE, "-A", "trust"]
        command += ["-E", "UTF8", "--no-sync"]
        made = subprocess.run(
            [*command, f"--locale={locale}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            user=identity.user,
            group=identity.group,
            extra_groups=identity.groups,
        )
        if made.returncode == 0:
            return
        told = made.stderr
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise RuntimeError(f"initdb failed: {told}")


def _owner() -> pwd.struct_passwd | None:
    """Return the user to run as in place of root, or None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL doesn't run as root, and there is no user postgres or nobody to run it as")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + UNHURRIED_SECONDS
    while not reached():
        if time.monotonic() > until:
            raise RuntimeError(f"waited {UNHURRIED_SECONDS} s for PostgreSQL in vain")
        time.sleep(0.05)
