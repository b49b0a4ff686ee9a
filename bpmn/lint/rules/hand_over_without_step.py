"""What is handed to a lane comes to a step that somebody there does."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import properties
from bpmn import settings as st
from bpmn.lint import finding, handover, subject, words

WORDS = words.Words(
    "hand-over-without-step",
    finding.Level.NOTE,
    "Hồ sơ từ «{source}» ({sender}) sang làn «{receiver}» tại «{name}», nhưng ở đó không ai làm bước nào trước khi hồ "
    "sơ đi tiếp hoặc kết thúc. Trong phần mềm vẽ: vẽ bước nhận việc, hoặc kéo «{name}» về làn «{sender}».",
    "From “{source}” ({sender}) the case comes to lane “{receiver}” at “{name}”, and nobody there does a step before "
    "it goes on or ends. In the modeler: draw the step that takes it, or drag “{name}” into lane “{sender}”.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """What goes straight back is `lane-ping-pong`; that a case ends with the applicant or in a system is no fault."""
    bound = properties.bindings(judged.prepared.diagram, judged.settings)
    for one in handover.idle(judged):
        binding = bound.get(one.receiver)
        outside = binding is not None and binding.to in {st.BindTo.APPLICANT, st.BindTo.SYSTEM}
        if (one.lanes == {one.sender} and not one.ends) or (outside and not one.lanes):
            continue
        yield handover.tell(judged, WORDS, one)
