"""A lane that belongs to an agency has work for people."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import properties, vocabulary
from bpmn import settings as st
from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "lane-automatic",
    finding.Level.NOTE,
    "Làn «{name}» chỉ có bước tự động nên không ai nhận việc ở đó. Hãy gắn làn với hệ thống ngoài; hoặc "
    "trong phần mềm vẽ: thêm bước của người.",
    "Lane “{name}” holds automatic steps alone, so nobody gets a task there. Bind it to an outside "
    "system; or in the modeler: add a person's step.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Lanes with activities of which none is a person's, unless bound to a system."""
    bound = properties.bindings(judged.prepared.diagram, judged.settings)
    people: dict[str, bool] = {}
    for node in judged.prepared.diagram.nodes.values():
        if node.type in vocabulary.TASKS:
            key = judged.prepared.diagram.lane_of.get(node.id, "")
            people[key] = people.get(key, False) or node.id in judged.prepared.tasks
        elif node.type in vocabulary.ACTIVITIES:
            people[judged.prepared.diagram.lane_of.get(node.id, "")] = True
    for key, lane in judged.diagram.lanes.items():
        binding = bound.get(key)
        system = binding is not None and binding.to is st.BindTo.SYSTEM
        if people.get(key) is False and not system and not lane.pool_itself:
            yield judged.tell_lane(WORDS, lane)
