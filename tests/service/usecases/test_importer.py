"""What the import child promises: it reads, it is bounded, it is replaced, and nothing of it reaches further."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator

import pytest

from bpmn import reader as bpmn_reader
from bpmn import settings as st
from bpmn import study
from service import errors
from service.usecases import importer, studied
from tests.bpmn.mutants import texts
from tests.service.api import drawings


@pytest.fixture
def reader() -> Iterator[importer.Importer]:
    """A child of one's own."""
    made = importer.Importer()
    yield made
    made.close()


def source(**labels: str) -> importer.Source:
    return importer.Source(
        drawings.diagram(**labels), {"intake.form": drawings.FORM}, json.dumps(drawings.SETTINGS).encode()
    )


def test_the_child_finds_what_reading_here_finds(reader: importer.Importer) -> None:
    mine = source()
    there = reader.study(mine)
    here = study.study(mine.diagram, mine.forms, st.from_json(drawings.SETTINGS))
    assert studied.dump(there) == studied.dump(here)
    assert there.steps == here.steps
    assert there.lanes == here.lanes
    assert there.findings == here.findings


def test_a_file_in_any_encoding_is_read_where_no_file_can_be_opened(reader: importer.Importer) -> None:
    text = drawings.diagram().decode().partition("?>")[2]
    for codec in texts.CODECS:
        name = codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        found = reader.study(importer.Source(texts.encoded(text, codec, name)))
        assert [row.name for row in found.steps][:1] == ["Tiếp nhận"], codec


def test_the_picture_of_a_file_is_made_once(reader: importer.Importer) -> None:
    mine = source()
    first = reader.picture(mine.diagram)
    pid = reader.pid()
    assert set(bpmn_reader.read(first).diagram.shapes) >= set(bpmn_reader.read(mine.diagram).diagram.nodes)
    reader.close()
    assert reader.picture(mine.diagram) == first
    assert (reader.pid(), pid is not None) == (None, True)


def test_what_is_stored_of_a_version_comes_back_the_same(reader: importer.Importer) -> None:
    found = reader.study(source())
    back = studied.load(json.loads(studied.stored(found)))
    assert (back.prepared, back.effective, back.steps, back.lanes) == (
        found.prepared, found.effective, found.steps, found.lanes
    )  # fmt: skip


def test_one_child_serves_many_imports_and_is_replaced_in_time(reader: importer.Importer) -> None:
    pids = {(reader.study(source()), reader.pid())[1] for _ in range(importer.MOST_IMPORTS + 1)}
    assert len(pids) == 2


def test_a_child_that_was_killed_is_replaced(reader: importer.Importer) -> None:
    reader.study(source())
    pid = reader.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(errors.UnreadableError):  # what comes in while it dies may be lost, and is told so
        reader.study(source())
    assert reader.study(source()).steps
    assert reader.pid() != pid


def test_a_file_that_takes_too_long_ends_its_child_and_not_the_next_import() -> None:
    hurried = importer.Importer(seconds=0.0)
    try:
        with pytest.raises(errors.UnreadableError) as refused:
            hurried.study(source())
        assert refused.value.code == "import_too_large"
        assert hurried.pid() is None
    finally:
        hurried.close()


def test_a_file_that_takes_too_much_memory_is_refused() -> None:
    narrow = importer.Importer(seconds=3, memory=8 * 2**20)
    many = "".join(f'<userTask id="t{n}" name="{"x" * 200}"/>' for n in range(9_000))
    file = drawings.diagram().replace(b"</process>", many.encode() + b"</process>")
    try:
        with pytest.raises(errors.UnreadableError) as refused:
            narrow.study(importer.Source(file))
        assert refused.value.code in {"import_too_large", "import_failed"}
    finally:
        narrow.close()


def test_the_child_can_open_no_file(reader: importer.Importer) -> None:
    reader.study(source())
    with open(f"/proc/{reader.pid()}/limits", encoding="ascii") as file:  # noqa: PTH123 -- as everywhere for /proc
        limits = {line[:26].strip(): line[26:].split()[0] for line in file}
    assert limits["Max open files"] == "0"
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"


def test_lineage_is_kept_from_version_to_version(reader: importer.Importer) -> None:
    first = reader.study(source())
    before = importer.Source(drawings.diagram(), {}, st.canonical(first.settings), studied.stored(first))
    second = reader.study(source(second="Tính thuế"), before)
    for step in ("intake", "assess", "give"):
        assert second.prepared.lineage[step] == first.prepared.lineage[step]


def test_a_comparison_is_made_in_the_child(reader: importer.Importer) -> None:
    found = reader.compare(source(), source(second="Tính thuế"))
    assert [change["kind"] for change in found["changes"]] == ["renamed"]
