"""Finds what the tests need beyond the locked dependencies, or installs it with apt where that is allowed.

Run as `python -m tests.support.provision`. Says in one line what was left out; where nothing may be (`CI=true`),
that is an error.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support import browser, needs, postgresql


@dataclass(frozen=True, slots=True)
class Need:
    """Something from outside.

    :param name: what people call it.
    :param find: returns where it is, or None.
    :param packages: what apt calls it; the fonts show Vietnamese.
    :param tests: the tests that are left out without it.
    """

    name: str
    find: Callable[[], Path | None]
    packages: tuple[str, ...]
    tests: str


NEEDS = (
    Need("a PostgreSQL server", postgresql.find, ("postgresql",), "the tests on PostgreSQL"),
    Need("Chromium", browser.find, ("chromium", "fonts-liberation"), "the browser tests"),
)


def apt() -> list[str] | None:
    """Return the command that may install packages without asking, or None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n", "apt-get"] if may and may.returncode == 0 else None


def install(command: list[str], packages: list[str]) -> None:
    """Install packages; a failure is told by apt, and by what is then still missing."""
    print(f"Installing {', '.join(packages)}", flush=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        subprocess.run([*command, *step], env=quietly, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def main() -> int:
    """Find or install everything; return the exit code."""
    absent = [need for need in NEEDS if need.find() is None]
    command = apt() if absent else None
    if command is not None:
        install(command, [package for need in absent for package in need.packages])
        absent = [need for need in absent if need.find() is None]
    if absent:
        why = "apt could not install it" if command else "it could not be installed here"
        left_out = "; ".join(f"{need.tests} ({need.name} was not found, and {why})" for need in absent)
        print(f"Left out: {left_out}.", file=sys.stderr)
    return 1 if absent and needs.required() else 0


if __name__ == "__main__":
    sys.exit(main())
