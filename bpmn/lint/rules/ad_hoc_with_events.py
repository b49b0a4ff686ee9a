"""An ad-hoc subprocess holds no start and no end event (10.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "ad-hoc-with-events",
    finding.Level.ERROR,
    "«{name}» là sự kiện bắt đầu hoặc kết thúc nằm trong quy trình con tự do (ad-hoc) «{outer}»; ở đó người làm tự "
    "chọn thứ tự nên không có bắt đầu, kết thúc. Trong phần mềm vẽ: xóa sự kiện này.",
    "“{name}” is a start or end event inside the ad-hoc subprocess “{outer}”; its steps are done in any order, so "
    "it has no beginning and no end. In the modeler: delete the event.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Events that stand directly in an ad-hoc subprocess; an event subprocess in it has a start of its own."""
    for node in judged.of({"startEvent", "endEvent"}):
        outer = judged.diagram.nodes.get(node.parent or "")
        if outer is not None and outer.type == "adHocSubProcess":
            yield judged.tell(WORDS, node.id, outer=outer)
