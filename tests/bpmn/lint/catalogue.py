"""The page `docs/findings.md`: all that is told and is no lint rule, with both sentences and what settles it."""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import bpmn
from bpmn.lint import finding, linter, words
from bpmn.reading import told
from tests.bpmn.lint import pictures, topics

FILE = pictures.ROOT / "docs" / "findings.md"
WRITES = os.environ.get("LANEWAY_WRITE") == "1"
"""Whether the tests write pages and pictures anew instead of comparing them."""
HEAD = """\
# Every finding that is no lint rule

What the reader, the repairs and the form files tell: a level, what is said in Vietnamese and English (‹name› stands
for the element), and what settles it. Lint rules have [pages of their own](rules/README.md). Written by
`LANEWAY_WRITE=1 .venv/bin/pytest -n0 tests/bpmn/lint` from the code; the same test without the variable compares.

An *error* blocks publishing, a *warning* until an analyst accepts what was assumed, a *note* blocks nothing. Where an
answer settles a finding it can be given on the page of the version; the file stays as it was drawn.
"""
_ANSWERS = {
    "timer": ("thời điểm hoặc thời lượng", "when, or how long"),
    "condition": ("điều kiện", "a condition"),
    "decision": ("câu hỏi và ai quyết định", "the question, and who decides"),
    "count": ("số lần", "how many"),
    "message": ("tên thông điệp", "the name of the message"),
    "service": ("dịch vụ nào thực hiện", "the service that does it"),
    "procedure": ("thủ tục được gọi", "the procedure that is called"),
    "lane": ("làn", "the lane"),
}
"""What is asked, by kind of answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of one rule, in both languages, and who says it."""

    rule: str
    level: finding.Level
    vi: str
    en: str
    asks: str
    teller: str


@functools.cache
def every() -> tuple[Said, ...]:
    """All sentences, lint rules among them, in the order of the names."""
    found = [Said(rule, *sentence, "", "bpmn.reading.told") for rule, sentence in told.RULES.items()]
    for module in _modules():
        held = {id(one): one for value in vars(module).values() for one in _words(value)}
        found += [Said(one.rule, one.level, one.vi, one.en, one.asks, module.__name__) for one in held.values()]
    return tuple(sorted(set(found), key=lambda one: (one.rule, one.level, one.vi, one.teller)))


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(bpmn.__path__, "bpmn."):
        yield importlib.import_module(module.name)


def _words(value: object) -> Iterator[words.Words]:
    some = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
    return (one for one in some if isinstance(one, words.Words))


def names() -> list[str]:
    """Findings that are no lint rule."""
    return list(dict.fromkeys(one.rule for one in every() if one.rule not in linter.modules()))


def made() -> str:
    """The page."""
    return HEAD + "".join(_section(name) for name in names())


def _section(name: str) -> str:
    some = list({(one.level, one.vi): one for one in every() if one.rule == name}.values())
    parts = [f"\n## {name}\n"]
    for language in ("vi", "en"):
        parts.append("\n### Tiếng Việt\n" if language == "vi" else "\n### English\n")
        parts += [f"\n*{_LEVELS[one.level][language == 'en']}.* {_shown(getattr(one, language))}\n" for one in some]
        asked = next((one.asks for one in some if one.asks), "")
        if asked in _ANSWERS:
            said = _ANSWERS[asked][language == "en"]
            parts.append(f"\nTrả lời được trên trang: {said}.\n" if language == "vi" else f"\nAsked there: {said}.\n")
        if topic := topics.OF.get(name):
            link = f"[{topic}](rules/modelers.md#{topic})"
            parts.append(f"\nTrong từng phần mềm: {link}\n" if language == "vi" else f"\nIn your modeler: {link}\n")
    return "".join(parts)


_LEVELS = {
    finding.Level.ERROR: ("Lỗi", "Error"),
    finding.Level.WARNING: ("Cảnh báo", "Warning"),
    finding.Level.NOTE: ("Ghi chú", "Note"),
}


def _shown(sentence: str) -> str:
    """A template with its places shown as words, and nothing in it that markdown would take for a sign."""
    return re.sub(r"([*_`\[\]<>|])", r"\\\1", re.sub(r"[«“]?\{(\w+)\}[»”]?", r"‹\1›", sentence))
