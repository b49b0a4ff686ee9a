"""`isExecutable` false or missing is a setting of the drawing tool, not a reason to refuse (10.2)."""

from __future__ import annotations

from bpmn.lint import finding, words
from bpmn.repairs import draft

NOT_EXECUTABLE = words.Words(
    "not-executable",
    finding.Level.NOTE,
    "Quy trình «{name}» không được đánh dấu là thực thi được; vẫn chạy như thường. Trong phần mềm vẽ: chọn quy trình, "
    "bật «Executable».",
    "Process “{name}” is not marked as executable; it is run all the same. In the modeler: select the process and tick "
    "“Executable”.",
)


def repair(work: draft.Draft) -> None:
    """Say which processes are run although their file says otherwise; the engine does not look at the mark."""
    for process in work.origin.processes.values():
        if process.executable is not True and (process.id, None) in work.children:
            work.tell(NOT_EXECUTABLE, process.id)
