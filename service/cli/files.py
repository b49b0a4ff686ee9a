"""Commands on files alone: judging one diagram, comparing two. No database, no server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bpmn import compare as comparison
from bpmn import formfiles, study
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.forms import formjs
from bpmn.lint import finding
from service.cli import sarif

UNBOUND = "lane-unbound"
"""The one error that no drawing can mend."""
_STYLE = {finding.Level.ERROR: "bold red", finding.Level.WARNING: "yellow", finding.Level.NOTE: "cyan"}


def forms_of(diagram: bytes, folder: Path) -> dict[str, bytes]:
    """The form files of a folder: each `*.form`, and of its JSON files those that the diagram names.

    Raises:
        OSError: one can't be read.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    return {name: (folder / name).read_bytes() for name in formfiles.wanted(diagram, names)}


def read_study(path: Path) -> study.Study:
    """The study of a file with the forms and settings that stand beside it.

    Forms are those of its folder (`forms_of`); settings are `NAME.settings.json`.

    Raises:
        click.ClickException: the file is missing, no diagram can be made of it, or its settings are wrong.
    """
    try:
        return _study(path)
    except study.ReadError as cause:
        raise click.ClickException(f"{path}: {cause}") from cause


def _study(path: Path) -> study.Study:
    """The same.

    Raises:
        click.ClickException: the file is missing, or its settings are wrong.
        ReadError: no diagram can be made of it.
    """
    try:
        data = path.read_bytes()
        forms = forms_of(data, path.parent)
        beside = settings_file(path)
        raw = json.loads(beside.read_bytes()) if beside.exists() else None
    except (OSError, ValueError) as cause:
        raise click.ClickException(f"{path}: {cause}") from cause
    try:
        return study.study(data, forms, st.from_json(raw) if raw is not None else None)
    except st.SettingsError as cause:
        raise click.ClickException(f"{path}: {cause}") from cause


def settings_file(path: Path) -> Path:
    """Where the settings of a diagram stand."""
    return path.with_suffix(".settings.json")


def finding_json(told: finding.Finding) -> dict[str, object]:
    """A finding as the API spells it."""
    return {
        "rule": told.rule,
        "level": told.level.value,
        "element": told.element,
        "name": told.name,
        "lane": told.lane,
        "line": told.line,
        "message": told.message,
        "message_en": told.message_en,
        "asks": told.asks,
        "trace": list(told.trace),
    }


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
@click.option("--sarif", "as_sarif", is_flag=True, help="One SARIF 2.1.0 document, for editors and code hosts.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def lint(files: tuple[Path, ...], as_json: bool, as_sarif: bool, strict: bool, lang: str) -> None:
    """Judge diagrams, and all *.bpmn in folders: exit code 1 when one has errors or can't be read.

    Lanes are bound in the settings; of a file that has none beside it the unbound lanes are told and don't count.
    """
    if as_json and as_sarif:
        raise click.UsageError("--json and --sarif are two documents: choose one.")
    paths = _diagrams(files)
    judged = [_judged(path) for path in paths]
    if as_sarif:
        click.echo(json.dumps(sarif.log(judged, lang), ensure_ascii=False, indent=1))
    elif as_json:
        shown = [_file_json(one, lang) for one in judged]
        alone = len(files) == 1 and files[0].is_file()
        click.echo(json.dumps(shown[0] if alone else {"files": shown}, ensure_ascii=False, indent=1))
    else:
        for one in judged:
            _print(one, lang, named=len(judged) > 1)
    if any(_fails(one, strict) for one in judged):
        raise click.exceptions.Exit(1)


def _diagrams(files: Sequence[Path]) -> list[Path]:
    """The diagrams that are named, and those below the folders that are, each once.

    Raises:
        click.UsageError: a folder holds none.
    """
    found: dict[Path, None] = {}
    for path in files:
        some = [path] if path.is_file() else sorted(one for one in path.rglob("*.bpmn") if one.is_file())
        if not some:
            raise click.UsageError(f"{path}: the folder holds no *.bpmn.")
        found.update(dict.fromkeys(some))
    return list(found)


def _judged(path: Path) -> sarif.Judged:
    try:
        studied = _study(path)
    except study.ReadError as refused:
        return sarif.Judged(path, refused=refused)
    return sarif.Judged(path, studied.findings, studied.settings)


def _fails(one: sarif.Judged, strict: bool) -> bool:
    failing = {finding.Level.ERROR, finding.Level.WARNING} if strict else {finding.Level.ERROR}
    left_out = set() if settings_file(one.path).exists() else {UNBOUND}
    told = any(said.level in failing and said.rule not in left_out for said in one.findings)
    return told or one.refused is not None


def _file_json(one: sarif.Judged, lang: str) -> dict[str, object]:
    if one.refused is not None:
        said = {"code": one.refused.code, "line": one.refused.line, "message": refusal(one.refused, lang)}
        return {"file": str(one.path), "findings": [], "refused": said}
    return {"file": str(one.path), "findings": [finding_json(told) for told in one.findings]}


def refusal(refused: study.ReadError, lang: str) -> str:
    """Why no diagram can be made of a file."""
    return refused.message_en if lang == "en" else refused.message


def _print(one: sarif.Judged, lang: str, named: bool) -> None:
    if named:
        click.echo(f"\n{one.path}" if one.findings or one.refused else str(one.path))
    if one.refused is not None:
        click.echo(f"error   {refusal(one.refused, lang)}")
        return
    print_findings(one.findings, lang)


def print_findings(findings: Sequence[finding.Finding], lang: str) -> None:
    """List findings and count them by level."""
    console = Console()
    for told in findings:
        # Text, never markup: what a diagram says must not steer the terminal.
        line = Text(f"{told.level.value:8}", style=_STYLE[told.level])
        at = f"{file_line(lang)} {told.line}" if told.line else ""
        where = " · ".join(filter(None, (told.name or told.element, told.lane, at)))
        line.append(f"{told.rule}  {where}", style="bold")
        console.print(line)
        console.print(Padding(Text(told.message if lang == "vi" else told.message_en), (0, 0, 0, 8)))
    counts = {level: sum(told.level is level for told in findings) for level in finding.Level}
    console.print(", ".join(f"{count} {level.value}" for level, count in counts.items()))


def file_line(lang: str) -> str:
    """The word for a line of a file."""
    return "dòng" if lang == "vi" else "line"


@click.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def compare(old: Path, new: Path, as_json: bool) -> None:
    """Say what NEW changes against OLD; layout and the order in the file are no changes."""
    told = comparison.compare(_version(old), _version(new))
    if as_json:
        click.echo(json.dumps(_comparison_json(told), ensure_ascii=False, indent=1))
        return
    table = Table("Kind", "Element", "Lane", "Before", "After")
    for change in told.changes:
        shown = (change.kind, change.name or change.element, change.lane, change.before or "", change.after or "")
        table.add_row(*map(Text, shown))
    console = Console()
    console.print(table)
    for name, (before, after) in {"steps": told.steps, "lanes": told.lanes, "hand-overs": told.hand_overs}.items():
        console.print(f"{name}: {before} → {after}")


def _version(path: Path) -> comparison.Version:
    studied = read_study(path)
    forms = {name: json.dumps(formjs.schema(one), sort_keys=True).encode() for name, one in studied.forms.items()}
    return comparison.Version(studied.diagram, studied.settings, forms)


def _comparison_json(told: comparison.Comparison) -> dict[str, object]:
    """As the API spells it: the changes, and each figure as [before, after]."""
    changes = [
        {
            "kind": change.kind,
            "element": change.element,
            "name": change.name,
            "lane": change.lane,
            "before": change.before,
            "after": change.after,
        }
        for change in told.changes
    ]
    figures = {"steps": told.steps, "lanes": told.lanes, "hand_overs": told.hand_overs}
    return {"changes": changes, **{name: pp.to_json(figure) for name, figure in figures.items()}}
