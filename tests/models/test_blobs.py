"""Bytes are kept once, whole or not at all, under their hash and nowhere else."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from models import blobs


class Breaking(io.BytesIO):
    """A file that fails in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise OSError("the connection is gone")
        return super().read(3 if size else 0)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "lock")


def test_the_same_content_is_kept_once_and_never_written_again(tmp_path: Path) -> None:
    store = blobs.Blobs(tmp_path)
    sha256 = store.put(io.BytesIO(b"abc"))
    assert sha256 == hashlib.sha256(b"abc").hexdigest()
    before = store.path(sha256).stat()
    assert store.put(io.BytesIO(b"abc")) == sha256
    after = store.path(sha256).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert files(tmp_path) == [sha256]


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        blobs.Blobs(tmp_path).put(Breaking(b"abcdef"))
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, f"{'a' * 64}\n"])
def test_what_is_no_hash_is_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.Blobs(tmp_path).path(name)


def test_only_what_nothing_names_is_swept(tmp_path: Path) -> None:
    store = blobs.Blobs(tmp_path)
    kept, lost = store.put(io.BytesIO(b"kept")), store.put(io.BytesIO(b"lost"))
    (tmp_path / "new").mkdir(exist_ok=True)
    (tmp_path / "new" / "left by a killed process").write_bytes(b"half")
    assert store.sweep(lambda hashes: {one for one in hashes if one == kept}) == 1
    assert files(tmp_path) == [kept]
    assert not store.path(lost).exists()


def test_what_is_named_between_looking_and_sweeping_stays(tmp_path: Path) -> None:
    store = blobs.Blobs(tmp_path)
    sha256 = store.put(io.BytesIO(b"abc"))
    answers = iter([set[str](), {sha256}])
    assert store.sweep(lambda _: next(answers)) == 0
    assert files(tmp_path) == [sha256]
