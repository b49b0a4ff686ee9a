"""Findings as SARIF 2.1.0, which editors and code hosts read (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bpmn import settings as st
from bpmn import study
from bpmn.lint import finding
from service.usecases import explained

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
UNREADABLE = "file-unreadable"
"""Rule of a file of which no diagram can be made."""
_UNREADABLE = {"vi": "Không đọc được sơ đồ nào từ tệp.", "en": "No diagram can be made of the file."}
_HEAVIEST = (finding.Level.ERROR, finding.Level.WARNING, finding.Level.NOTE)
Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class Judged:
    """A file and what is said of it, or why nothing can be."""

    path: Path
    findings: Sequence[finding.Finding] = ()
    settings: st.Settings | None = None
    refused: study.ReadError | None = None


def log(files: Sequence[Judged], language: str) -> Object:
    """The whole document: one run over all files, its messages in `language` (``vi`` or ``en``)."""
    told = [(at, one) for at, file in enumerate(files) for one in file.findings]
    by_rule: dict[str, list[finding.Finding]] = {}
    for _, one in told:
        by_rule.setdefault(one.rule, []).append(one)
    rules = [_rule(name, language, some) for name, some in sorted(by_rule.items())]
    if any(file.refused for file in files):
        rules.append({"id": UNREADABLE, "fullDescription": {"text": _UNREADABLE[language]}})
    index = {str(rule["id"]): place for place, rule in enumerate(rules)}
    results = [_result(files[at], at, one, index, language) for at, one in told]
    results += [_refusal(file, at, index, language) for at, file in enumerate(files) if file.refused is not None]
    driver: Object = {"name": "Laneway", "language": language, "rules": rules}
    artifacts = [{"location": {"uri": _address(file.path)}} for file in files]
    run: Object = {"tool": {"driver": driver}, "artifacts": artifacts, "results": results}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rule(name: str, language: str, told: Sequence[finding.Finding]) -> Object:
    """What describes a rule (3.49); its level is the heaviest that it was told with."""
    shown: Object = {
        "id": name,
        "defaultConfiguration": {"level": min((one.level for one in told), key=_HEAVIEST.index).value},
    }
    page = explained.pages().get(name)
    if page is not None:
        shown |= {"fullDescription": {"text": page.first(language)}, "helpUri": page.address}
    return shown


def _result(file: Judged, at: int, one: finding.Finding, index: Mapping[str, int], language: str) -> Object:
    place = _place(file, at, one.line)
    if one.element is not None:
        place["logicalLocations"] = [_element(one)]
    shown: Object = {
        "ruleId": one.rule,
        "ruleIndex": index[one.rule],
        "level": one.level.value,
        "message": {"text": one.message_en if language == "en" else one.message},
        "locations": [place],
        "partialFingerprints": {"finding/v1": one.key},
        "properties": {"lane": one.lane, "asks": one.asks},
    }
    if one.trace:
        way = [{"location": {"logicalLocations": [{"name": name, "kind": "element"}]}} for name in one.trace]
        shown["codeFlows"] = [{"threadFlows": [{"locations": way}]}]
    if file.settings is not None and one.level is finding.Level.WARNING and one.key in file.settings.accepted:
        shown["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return shown


def _element(one: finding.Finding) -> Object:
    """The element by its id, under its lane (3.33)."""
    shown: Object = {"name": one.element, "kind": "element"}
    shown["fullyQualifiedName"] = f"{one.lane}/{one.element}" if one.lane else one.element
    return shown | ({"decoratedName": one.name} if one.name else {})


def _refusal(file: Judged, at: int, index: Mapping[str, int], language: str) -> Object:
    assert file.refused is not None
    return {
        "ruleId": UNREADABLE,
        "ruleIndex": index[UNREADABLE],
        "level": finding.Level.ERROR.value,
        "message": {"text": file.refused.message_en if language == "en" else file.refused.message},
        "locations": [_place(file, at, file.refused.line, file.refused.column)],
        "properties": {"code": file.refused.code},
    }


def _place(file: Judged, at: int, line: int, column: int = 0) -> Object:
    """Where in a file (3.29); lines and columns count from 1, and of what has none the file is named alone."""
    physical: Object = {"artifactLocation": {"uri": _address(file.path), "index": at}}
    if line:
        physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return {"physicalLocation": physical}


def _address(path: Path) -> str:
    """A path below the working folder as a relative reference, any other as a file's URI (3.4)."""
    here, there = Path.cwd(), path.absolute()
    if there.is_relative_to(here):
        return urllib.parse.quote(there.relative_to(here).as_posix())
    return there.as_uri()
