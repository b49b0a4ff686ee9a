"""The name of a task says what to do: verb and object."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import vocabulary
from bpmn.lint import finding, naming, subject, words

WORDS = words.Words(
    "task-name-not-action",
    finding.Level.NOTE,
    "Tên bước «{name}» không nói phải làm gì (là tên một vật, một người hoặc một trạng thái). Trong phần mềm vẽ: đặt "
    "tên dạng động từ + việc, ví dụ «Thẩm định hồ sơ».",
    "The name of step “{name}” doesn't say what to do (it names a thing, a person or a state). In the modeler: name "
    "it verb + object, for instance “Appraise dossier”.",
)
ASKED = words.Words(
    "task-name-not-action",
    finding.Level.NOTE,
    "Tên bước «{name}» là một câu hỏi; câu hỏi thuộc về cổng sau bước. Trong phần mềm vẽ: đặt tên bước là việc phải "
    "làm, ví dụ «Kiểm tra hồ sơ», và đặt câu hỏi cho cổng.",
    "The name of step “{name}” is a question, which belongs to the gateway behind it. In the modeler: name the step by "
    "what is done, for instance “Check dossier”, and put the question to the gateway.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Guessed from the first and last words, Vietnamese and English; other languages are left alone."""
    for node in judged.of(vocabulary.TASKS):
        if naming.is_question(node.name):
            yield judged.tell(ASKED, node.id)
        elif naming.is_thing(node.name):
            yield judged.tell(WORDS, node.id)
