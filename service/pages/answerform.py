"""Answers beside the diagram as small forms: what is kept spelled as fields, and what was typed read back as answers.

Fields are named after kind and element (``timer:<element>``), those of a way out of a gateway after its flow, as those
of the step table are (`stepform.py`). An empty field takes its answer back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug import datastructures

from bpmn import answering, strict
from bpmn import settings as st
from bpmn.expressions import errors as expression_errors
from bpmn.expressions import parse, reasons, spans, temporal, tree
from bpmn.lint import finding
from service import errors
from service.usecases import understood, versions

Form = datastructures.MultiDict[str, str]
Problems = dict[str, errors.Problem]
TEXTS = ("condition", "count", "message", "service", "procedure", "lane")
"""Kinds of answer that are one text."""
DECISION = ("question", "by", "lane", "default")
"""Parts of a decision that aren't said way by way."""
ANSWERED = frozenset({"answered-beside", "answer-dropped", "answer-left-over"})
"""Rules whose findings are about the answers themselves."""
TIMERS: Mapping[str, temporal.Kind] = {"duration": "duration", "date": "date", "cycle": "cycle"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question beside a finding: of which kind, about which element.

    `drawn` is what is known of the element, `conditions` are the ways out of a gateway whose conditions are asked with
    its decision.
    """

    kind: str
    element: str
    drawn: understood.Element
    conditions: tuple[str, ...] = ()
    answered: bool = False

    @property
    def suggested(self) -> str:
        """What a timer or its label says in words, as a timer takes it: a suggestion, which a person takes or not."""
        if self.kind != "timer" or self.answered:
            return ""
        said = (self.drawn.name, self.drawn.written)
        return next((span for text in said if (span := _span(text))), "")

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields."""
        if self.kind == "timer":
            return f"timer-kind:{self.element}", f"timer:{self.element}"
        if self.kind != "decision":
            return (f"{self.kind}:{self.element}",)
        parts = tuple(f"decision-{part}:{self.element}" for part in DECISION)
        labels = tuple(f"label:{way.flow}" for way in self.drawn.ways)
        return (*parts, *labels, *(f"condition:{flow}" for flow in self.conditions))


def questions(view: versions.VersionView, facts: understood.Understood) -> Mapping[int, tuple[Asked, ...]]:
    """The questions beside each finding, by its place in `view.findings`; each is asked once, beside the first."""
    found: dict[int, tuple[Asked, ...]] = {}
    seen: set[tuple[str, str]] = set()
    wanted = [(place, kind, one) for place, one in enumerate(view.findings) for kind in _kinds(one, view.settings)]
    alone = {one.element for _, kind, one in wanted if kind == "condition"}
    for place, kind, one in wanted:
        element = one.element or ""
        if element and (kind, element) not in seen:
            seen.add((kind, element))
            drawn = facts.elements.get(element, understood.Element("", one.name))
            conditions = tuple(way.flow for way in drawn.ways if way.flow not in alone) if kind == "decision" else ()
            made = Asked(kind, element, drawn, conditions, _has(view.settings, element, kind))
            found[place] = (*found.get(place, ()), made)
    return found


def _kinds(one: finding.Finding, settings: st.Settings) -> Iterable[str]:
    if one.rule in ANSWERED:
        return answering.to_json(settings.answers.get(one.element or "", st.Answer()))
    return (one.asks,) if one.asks in answering.KINDS else ()


def _has(settings: st.Settings, element: str, kind: str) -> bool:
    return getattr(settings.answers.get(element, st.Answer()), kind) is not None


def spelled(settings: st.Settings, asked: Iterable[Asked]) -> dict[str, str]:
    """The fields of these questions as they are answered now."""
    fields: dict[str, str] = {}
    for one in asked:
        fields |= dict.fromkeys(one.fields, "")
        answer = settings.answers.get(one.element, st.Answer())
        if one.kind == "timer":
            timer = answer.timer or answering.Timer(one.drawn.timer or answering.TIMERS[0], "")
            fields |= {f"timer-kind:{one.element}": timer.kind, f"timer:{one.element}": timer.value}
        elif one.kind == "decision":
            fields |= _decision_fields(settings, one, answer.decision or answering.Decision())
        else:
            fields[f"{one.kind}:{one.element}"] = getattr(answer, one.kind) or ""
    return fields


def _decision_fields(settings: st.Settings, one: Asked, decision: answering.Decision) -> dict[str, str]:
    fields = {f"decision-{name}:{one.element}": getattr(decision, name) for name in DECISION}
    fields |= {f"label:{way.flow}": decision.labels.get(way.flow, "") for way in one.drawn.ways}
    return fields | {
        f"condition:{flow}": settings.answers.get(flow, st.Answer()).condition or "" for flow in one.conditions
    }


def read(form: Form, settings: st.Settings, asked: Iterable[Asked], problems: Problems) -> Mapping[str, st.Answer]:
    """The answers that a form asks for; what it has no field for stays as it is kept.

    Parameters:
        problems: what is wrong is added, by field.
    """
    answers = dict(settings.answers)
    kept = spelled(settings, asked := tuple(asked))
    for one in asked:
        names = [name for name in one.fields if name in form]
        gone = form.get("take_back") == f"{one.kind}:{one.element}"
        typed = {name: "" if gone else unicodedata.normalize("NFC", form[name]).strip() for name in names}
        if not any(typed[name] != kept[name] for name in names):
            continue  # also what couldn't be read before: a finding tells it, and the rest can be saved
        said = {**kept, **typed}
        if one.kind == "timer":
            _put(answers, one.element, timer=_timer(one.element, said, problems))
        elif one.kind == "decision":
            _put(answers, one.element, decision=_decision(one, said))
            for flow in one.conditions:
                _text(answers, "condition", flow, said, problems)
        else:
            _text(answers, one.kind, one.element, said, problems)
    return answers


def _put(answers: dict[str, st.Answer], element: str, **parts: Any) -> None:
    """Put parts of an answer as `settings.Answer` names them; an answer without any is none."""
    answer = replace(answers.get(element, st.Answer()), **parts)
    if answer == st.Answer():
        answers.pop(element, None)
    else:
        answers[element] = answer


def _timer(element: str, said: Mapping[str, str], problems: Problems) -> answering.Timer | None:
    name = f"timer:{element}"
    kind, text = said[f"timer-kind:{element}"], said[name]
    if not text:
        return None
    if kind not in TIMERS:
        problems[name] = errors.Problem(name, "not_allowed")
        return None
    try:
        timer_of(kind, text)
    except expression_errors.ExpressionError as wrong:
        problems[name] = errors.Problem(name, "timer_unreadable", {"column": wrong.column or 1})
    return answering.Timer(kind, text)


def timer_of(kind: str, text: str) -> tree.Expression | str:
    """When a timer fires as ISO 8601 (or cron), or the expression by which data decide it.

    Raises:
        ExpressionError: it says nothing; words that are no length of time are no expression unless they say so.
    """
    try:
        return _written(kind, text)
    except expression_errors.ExpressionError:
        spoken = spans.iso(text) if kind == "duration" else None
        if spoken is None:
            raise
    return _written(kind, spoken)


def _written(kind: str, text: str) -> tree.Expression | str:
    found = temporal.parse_timer(TIMERS[kind], text)
    if not isinstance(found, tree.Expression):
        return text
    if not text.startswith(("=", "${", "#{")):
        raise expression_errors.ExpressionError("not_a_timer", f"{text[:80]!r} is no timer", text=text)
    return found


def _decision(one: Asked, said: Mapping[str, str]) -> answering.Decision | None:
    parts = {name: said[f"decision-{name}:{one.element}"] for name in DECISION}
    labels = {way.flow: text for way in one.drawn.ways if (text := said[f"label:{way.flow}"])}
    if parts["by"] == answering.BEFORE:
        parts["lane"] = ""  # whoever does the step before decides there
    made = answering.Decision(**parts, labels=labels)
    return None if made == answering.Decision() else made


def _text(answers: dict[str, st.Answer], kind: str, about: str, said: Mapping[str, str], problems: Problems) -> None:
    """Put the answer of a kind that is one text, checked as far as can be told at once."""
    name = f"{kind}:{about}"
    text = said[name]
    if text:
        try:
            answering.from_json({kind: text}, about)
            if kind in {"condition", "count"}:
                parse.parse(text)
        except strict.SettingsError as wrong:
            code = "service_form" if kind == "service" and wrong.code == "not_allowed" else wrong.code
            problems[name] = errors.Problem(name, code)
        except expression_errors.ExpressionSyntaxError as wrong:
            problems[name] = errors.Problem(name, "expression_unreadable", refused(wrong))
    _put(answers, about, **{kind: text or None})


def refused(wrong: expression_errors.ExpressionSyntaxError) -> dict[str, object]:
    """Where a text can't be read, and why in both languages."""
    return {"column": wrong.column, **reasons.told(wrong)}


def field_of(key: str) -> str | None:
    """The field that a problem of the settings' answers is about: ``answers.<element>.timer.value``."""
    if not key.startswith("answers."):
        return None
    about = key.removeprefix("answers.")
    for ending, name in _ENDINGS:
        if about.endswith(ending):
            return f"{name}:{about.removesuffix(ending)}"
    return next((f"{name}:{about.removesuffix(f'.{name}')}" for name in TEXTS if about.endswith(f".{name}")), None)


_ENDINGS = (
    (".timer.kind", "timer-kind"),
    (".timer.value", "timer"),
    (".timer", "timer"),
    *((f".decision.{part}", f"decision-{part}") for part in DECISION),
    (".decision", "decision-question"),
)


def _span(text: str) -> str:
    """A length of time in words: as it stands where it counts working time, in ISO 8601 where it doesn't."""
    return text.strip() if spans.working(text) is not None else spans.iso(text) or ""
