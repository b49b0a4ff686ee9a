"""How a finding is spelled on the wire: ``{rule, level, element, name, lane, line, message, asks, trace, help}``."""

from __future__ import annotations

from bpmn.lint import finding


def shown(found: finding.Finding, language: str) -> dict[str, object]:
    """A finding with its message in `language` (``vi`` or ``en``); `help` is the page that explains it."""
    return {
        "rule": found.rule,
        "level": found.level.value,
        "element": found.element,
        "name": found.name,
        "lane": found.lane,
        "line": found.line,
        "message": found.message_en if language == "en" else found.message,
        "asks": found.asks,
        "trace": list(found.trace),
        "help": f"/rules/{found.rule}",
    }
