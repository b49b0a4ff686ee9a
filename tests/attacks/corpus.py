"""The hostile files: written anew by the generators beside the checkout, each aimed at whoever reads it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import needs, servers

GENERATORS = servers.ROOT.parent / "shared" / "attacks"
DIAGRAMS, SUBMISSIONS = 144, 33
CANARY = b"CANARY-7f3a"
"""Stands in a file that some of the diagrams try to have read; a second one in the DTD that they name."""
CANARY_OF_DTD = b"CANARY-DTD"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The files that were written; `effects` is the folder in which an attack that succeeds leaves a file."""

    diagrams: tuple[Path, ...]
    submissions: tuple[Path, ...]
    effects: Path

    def left(self) -> list[str]:
        """What attacks have left behind; also beside the checkout, where one tries to write by its process's id."""
        known = {"canary.txt", "evil.dtd"}
        found = [path.name for path in self.effects.iterdir() if path.name not in known]
        places = (servers.ROOT, servers.ROOT.parent, Path("/tmp"))
        return found + [str(path) for place in places for path in place.glob("pwn_*")]


@contextmanager
def written() -> Iterator[Corpus]:
    """The hostile files, for the length of a block; skips the test where their generators aren't."""
    if not GENERATORS.is_dir():
        needs.missing(f"the generators of hostile files are not at {GENERATORS.name} beside the checkout")
    folder = Path(tempfile.mkdtemp(prefix="laneway-attacks-"))
    try:
        for generator in ("make_diagrams.py", "make_forms.py"):
            subprocess.run([sys.executable, str(GENERATORS / generator), str(folder)], check=True, capture_output=True)
        yield Corpus(
            tuple(sorted(folder.glob("*.bpmn"))), tuple(sorted((folder / "forms").glob("*.json"))), folder / "effects"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
