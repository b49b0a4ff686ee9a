"""Answers beside the diagram laid over it as read, before it is prepared: the repairs then see them as if drawn.

Each answer is checked as it is laid. What fits is told in a note, so that a reader of the findings knows what isn't in
the file; what doesn't is an error that says what to do, and is left out; what is said of an element that is gone is
left over. Nothing is ever executed here, and no answer makes this raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn import diagram as dg
from bpmn import laying
from bpmn import settings as st
from bpmn.lint import finding, words


@dataclass(frozen=True, slots=True)
class Laid:
    """A diagram with the answers in it: `used` are those that fit, `findings` what is to be said of all of them."""

    diagram: dg.Diagram
    used: Mapping[str, st.Answer] = field(default_factory=dict)
    findings: tuple[finding.Finding, ...] = ()


BESIDE = words.Words(
    "answered-beside",
    finding.Level.NOTE,
    "«{name}» được trả lời bên cạnh sơ đồ: {answers_vi}. Tệp vẽ giữ nguyên; muốn đổi thì sửa câu trả lời, hoặc vẽ vào "
    "sơ đồ rồi bỏ câu trả lời.",
    "“{name}” is answered beside the diagram: {answers}. The file stays as drawn; to change it, change the answer, or "
    "draw it and take the answer away.",
)
LEFT_OVER = words.Words(
    "answer-left-over",
    finding.Level.NOTE,
    "Có câu trả lời cho phần tử «{name}», nhưng sơ đồ không có phần tử này; câu trả lời không được dùng. Hãy bỏ câu "
    "trả lời, hoặc trả lời lại cho phần tử thay thế.",
    "There is an answer for element “{name}”, which the diagram does not have; the answer is not used. Take it away, "
    "or answer for the element in its place.",
)
_NOTHING = st.Answer()


def apply(diagram: dg.Diagram, answers: Mapping[str, st.Answer]) -> Laid:
    """The diagram as if the answers were drawn in it.

    Parameters:
        diagram: as the reader gives it, lanes placed.
        answers: by element id.
    """
    if not answers:
        return Laid(diagram)
    work = laying.Work(diagram, answers)
    said: dict[str, dict[str, laying.Said]] = {}
    wrong: dict[str, dict[str, laying.UnfitError]] = {}
    for kind, lay in laying.KINDS.items():
        for element, answer in answers.items():
            value = getattr(answer, kind)
            if value is not None and (element in work.nodes or element in work.flows):
                try:
                    said.setdefault(element, {})[kind] = lay(work, element, value)
                except laying.UnfitError as unfit:
                    wrong.setdefault(element, {})[kind] = unfit
    laid = work.laid()
    told = [one for key in answers for one in _told(laid, key, said.get(key, {}), wrong.get(key, {}))]
    used = {
        element: replace(answer, **dict.fromkeys(wrong.get(element, ())))
        for element, answer in answers.items()
        if said.get(element)
    }
    return Laid(laid, used, tuple(told))


def _told(
    laid: dg.Diagram, element: str, said: Mapping[str, laying.Said], wrong: Mapping[str, laying.UnfitError]
) -> Iterator[finding.Finding]:
    if not said and not wrong:
        yield words.made(LEFT_OVER, laid, element, {})
    if said:
        values = {"answers_vi": "; ".join(vi for vi, _ in said.values())}
        yield words.made(BESIDE, laid, element, {**values, "answers": "; ".join(en for _, en in said.values())})
    for kind, unfit in wrong.items():
        yield words.made(not_fitting(kind, unfit), laid, element, unfit.values)


NOT_FITTING = frozenset(f"answer-{kind}" for kind in laying.NAMES)
"""Rules under which it is told that an answer can't be used, one for each kind."""


def unsettled(findings: Iterable[finding.Finding], used: Mapping[str, st.Answer]) -> tuple[finding.Finding, ...]:
    """What the reader found and no answer settles. What is found later sees the answers by itself."""
    return tuple(
        one for one in findings if not one.asks or getattr(used.get(one.element or "", _NOTHING), one.asks) is None
    )


def not_fitting(kind: str, unfit: laying.UnfitError) -> words.Words:
    """How it is told that an answer of a kind can't be used."""
    return words.Words(
        f"answer-{kind}",
        finding.Level.ERROR,
        f"Câu trả lời bên cạnh sơ đồ cho «{{name}}» ({laying.NAMES[kind]}) không dùng được: {unfit.vi}.",
        f"The answer beside the diagram for “{{name}}” ({kind}) can't be used: {unfit.en}.",
        asks=kind,
    )
