"""Bytes of stored documents: files in one folder, named by the SHA-256 of what they hold and by nothing else.

A file is written aside, brought to the disk, and then linked under its name, so that it is there whole or not at all
and never written again: the same content is kept once. Names from outside never become a path.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 2**18
_NEW = "new"
_ASKED = 500
"""Hashes asked for at a time."""


class Blobs:
    """The folder; made when the first document comes, readable by this server's user alone."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    @contextlib.contextmanager
    def held(self, *, alone: bool = False) -> Iterator[None]:
        """While this lasts nothing is swept: from before a file is put until the row that names it is committed.

        Parameters:
            alone: for the sweeper: waits until nobody else is here, and keeps everybody out.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield  # closing the file gives the lock back

    def put(self, source: IO[bytes]) -> str:
        """Keep what `source` gives until its end; returns its hash."""
        new = self._folder / _NEW
        new.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside, digest = new / secrets.token_hex(16), hashlib.sha256()
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
                while part := source.read(_CHUNK):
                    digest.update(part)
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            path = self.path(sha256)
            if not path.parent.is_dir():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _to_disk(self._folder)
            with contextlib.suppress(FileExistsError):
                os.link(aside, path)
            _to_disk(path.parent)
        finally:
            aside.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where content of this hash is.

        Raises:
            ValueError: that is no hash.
        """
        if not _NAME.fullmatch(sha256):
            raise ValueError("no SHA-256")
        return self._folder / sha256[:2] / sha256

    def sweep(self, used: Callable[[Sequence[str]], Collection[str]]) -> int:
        """Drop files that nothing names, such as those of a process that was killed before it wrote the row.

        Parameters:
            used: those of some hashes that a row names.

        Returns:
            How many files were dropped.
        """
        if not self._folder.is_dir():
            return 0
        names = [path.name for path in self._folder.glob("??/*") if _NAME.fullmatch(path.name)]
        unused = _without(names, used)
        with self.held(alone=True):
            # Nobody is putting anything now: what is still aside was left there, and what is asked anew stays so.
            shutil.rmtree(self._folder / _NEW, ignore_errors=True)
            unused = _without(unused, used)
            for name in unused:
                self.path(name).unlink(missing_ok=True)
        return len(unused)


def _without(names: Sequence[str], used: Callable[[Sequence[str]], Collection[str]]) -> list[str]:
    left: list[str] = []
    for start in range(0, len(names), _ASKED):
        part = names[start : start + _ASKED]
        known = frozenset(used(part))
        left.extend(name for name in part if name not in known)
    return left


def _to_disk(folder: Path) -> None:
    """Bring a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
