"""The commands on files alone: how `lint` ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib import parse

import pytest
from click import testing

from bpmn import settings as st
from service.cli import main
from tests.bpmn import drawing
from tests.bpmn.drawing import border, chain, end, flow, process, start, timer, user
from tests.procedures import drawings

LINE = (start(), user("a", "Tiếp nhận"), end(), chain("s", "a", "e"))
RIGHT = process(*LINE)
WARNED = process(*LINE, border("x", "a", timer("PT1H")))
WRONG = process(start(), user("a", "Tiếp nhận"), end(), chain("s", "a"), flow("a", "e", condition="= (du", of="f"))


def lint(folder: Path, drawn: str, *options: str) -> testing.Result:
    """How `laneway lint` ends with a file whose only lane is bound."""
    path = folder / "drawn.bpmn"
    path.write_bytes(drawing.file(drawn))
    bound = st.Settings(lanes={"P": st.Binding(st.BindTo.APPLICANT, "", "P")})
    path.with_suffix(".settings.json").write_text(json.dumps(st.to_json(bound)), encoding="utf-8")
    return testing.CliRunner().invoke(main.laneway, ["lint", str(path), *options])


@pytest.mark.parametrize(("drawn", "plain", "strict"), [(RIGHT, 0, 0), (WARNED, 0, 1), (WRONG, 1, 1)])
def test_warnings_count_as_errors_when_lint_is_strict(tmp_path: Path, drawn: str, plain: int, strict: int):
    assert lint(tmp_path, drawn).exit_code == plain
    assert lint(tmp_path, drawn, "--strict").exit_code == strict


def test_an_unbound_lane_is_told_and_counts_only_where_settings_stand_beside_the_file(tmp_path: Path):
    path = tmp_path / "drawn.bpmn"
    path.write_bytes(drawing.file(RIGHT))
    alone = testing.CliRunner().invoke(main.laneway, ["lint", str(path)])
    assert alone.exit_code == 0
    assert "lane-unbound" in alone.output
    path.with_suffix(".settings.json").write_text(json.dumps(st.to_json(st.Settings())), encoding="utf-8")
    assert testing.CliRunner().invoke(main.laneway, ["lint", str(path)]).exit_code == 1


@pytest.mark.parametrize(("drawn", "code"), [(RIGHT, 0), (WRONG, 1)])
def test_the_shell_is_told_how_lint_ended(tmp_path: Path, drawn: str, code: int):
    path = tmp_path / "drawn.bpmn"
    path.write_bytes(drawing.file(drawn))
    program = "import sys; from service.cli import main; sys.exit(main.main())"
    ended = subprocess.run([sys.executable, "-c", program, "lint", str(path)], capture_output=True, check=False)
    assert ended.returncode == code


def test_what_lint_finds_is_read_by_programs(tmp_path: Path):
    told = lint(tmp_path, WRONG, "--json")
    found = {one["rule"]: one["level"] for one in json.loads(told.output)["findings"]}
    assert (told.exit_code, found["expression-syntax"]) == (1, "error")


def test_the_shipped_procedures_pass_even_when_lint_is_strict():
    for path in sorted(drawings.FOLDER.glob("*/v*.bpmn")):
        ended = testing.CliRunner().invoke(main.laneway, ["lint", str(path), "--strict"])
        assert ended.exit_code == 0, path


SHAPES: dict[str, tuple[frozenset[str], dict[str, str]]] = {
    "log": (frozenset({"version", "runs"}), {"$schema": "uri", "version": "2.1.0", "runs": "run*"}),
    "run": (
        frozenset({"tool"}),
        {"tool": "tool", "artifacts": "artifact*", "results": "result*"},
    ),
    "tool": (frozenset({"driver"}), {"driver": "component"}),
    "component": (frozenset({"name"}), {"name": "text", "language": "vi|en", "rules": "rule*"}),
    "rule": (
        frozenset({"id"}),
        {"id": "text", "fullDescription": "message", "helpUri": "uri", "defaultConfiguration": "configuration"},
    ),
    "configuration": (frozenset(), {"level": "none|note|warning|error"}),
    "message": (frozenset({"text"}), {"text": "text"}),
    "artifact": (frozenset(), {"location": "artifactLocation"}),
    "artifactLocation": (frozenset(), {"uri": "reference", "index": "number"}),
    "result": (
        frozenset({"message"}),
        {
            "ruleId": "text",
            "ruleIndex": "number",
            "level": "none|note|warning|error",
            "message": "message",
            "locations": "location*",
            "partialFingerprints": "bag",
            "properties": "bag",
            "codeFlows": "codeFlow*",
            "suppressions": "suppression*",
        },
    ),
    "location": (frozenset(), {"physicalLocation": "physical", "logicalLocations": "logical*"}),
    "physical": (frozenset({"artifactLocation"}), {"artifactLocation": "artifactLocation", "region": "region"}),
    "region": (frozenset(), {"startLine": "line", "startColumn": "line"}),
    "logical": (
        frozenset(),
        {"name": "text", "kind": "text", "fullyQualifiedName": "text", "decoratedName": "text"},
    ),
    "codeFlow": (frozenset({"threadFlows"}), {"threadFlows": "threadFlow+"}),
    "threadFlow": (frozenset({"locations"}), {"locations": "flowLocation+"}),
    "flowLocation": (frozenset(), {"location": "location"}),
    "suppression": (frozenset({"kind"}), {"kind": "inSource|external", "status": "accepted|underReview|rejected"}),
}
"""Of each object of SARIF 2.1.0 that is written: what it must hold, and of what shape each of its properties is."""
PLAIN = {
    "text": lambda value: isinstance(value, str) and value != "",
    "number": lambda value: isinstance(value, int) and value >= 0,
    "line": lambda value: isinstance(value, int) and value >= 1,
    "uri": lambda value: bool(parse.urlsplit(value).scheme),
    "reference": lambda value: bool(value) and " " not in value and value.isascii(),
    "bag": lambda value: all(isinstance(part, str) for part in value.values()),
}


def misshapen(value: Any, shape: str, at: str = "log") -> Iterator[str]:
    """Where a document is not what the schema says."""
    if shape[-1] in "*+":
        if not isinstance(value, list) or (shape[-1] == "+" and not value):
            yield at
        for number, one in enumerate(value):
            yield from misshapen(one, shape[:-1], f"{at}[{number}]")
    elif shape in PLAIN:
        if not PLAIN[shape](value):
            yield f"{at}: {value!r}"
    elif shape in SHAPES:
        must, may = SHAPES[shape]
        yield from (f"{at}: lacks {name}" for name in must - value.keys())
        for name, part in value.items():
            yield from misshapen(part, may[name], f"{at}.{name}") if name in may else (f"{at}: has {name}",)
    elif value not in shape.split("|"):
        yield f"{at}: {value!r}"


def sarif(*paths: Path | str, lang: str = "vi") -> tuple[int, dict[str, Any]]:
    """How it ends, and the document."""
    ended = testing.CliRunner().invoke(main.laneway, ["lint", *map(str, paths), "--sarif", "--lang", lang])
    document = json.loads(ended.output)
    assert list(misshapen(document, "log")) == []
    return ended.exit_code, document


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sarif_is_what_its_schema_says_and_tells_what_the_table_tells(tmp_path: Path, lang: str):
    told = json.loads(lint(tmp_path, WRONG, "--json").output)["findings"]
    code, document = sarif(tmp_path / "drawn.bpmn", lang=lang)
    (run,) = document["runs"]
    results, rules = run["results"], run["tool"]["driver"]["rules"]
    assert code == 1
    assert [(one["ruleId"], one["level"]) for one in results] == [(one["rule"], one["level"]) for one in told]
    assert [one["message"]["text"] for one in results] == [
        one["message_en" if lang == "en" else "message"] for one in told
    ]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)
    assert all("fullDescription" in rule and "helpUri" in rule for rule in rules)
    (wrong,) = [one for one in results if one["ruleId"] == "expression-syntax"]
    (place,) = wrong["locations"]
    assert place["logicalLocations"][0]["name"] == "f"
    assert place["physicalLocation"]["region"]["startLine"] >= 1


def test_sarif_of_the_shipped_procedures_names_lanes_ways_and_what_was_accepted(tmp_path: Path):
    code, document = sarif(drawings.FOLDER)
    assert code == 0
    results = document["runs"][0]["results"]
    over = next(one for one in results if one["ruleId"] == "limits-over-total")
    assert len(over["codeFlows"][0]["threadFlows"][0]["locations"]) > 3
    lint(tmp_path, WARNED)
    path = tmp_path / "drawn.settings.json"
    accepted = st.Settings(accepted=frozenset({"boundary-without-flow:x"}))
    path.write_text(json.dumps(st.to_json(accepted)), encoding="utf-8")
    _, document = sarif(tmp_path)
    kept = [one for one in document["runs"][0]["results"] if "suppressions" in one]
    assert [one["ruleId"] for one in kept] == ["boundary-without-flow"]
    assert kept[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].endswith("/x")


def test_a_document_that_is_not_sarif_would_be_found():
    assert list(misshapen({"version": "2.0", "runs": [{"tool": {}, "x": 1}]}, "log")) != []


def test_several_files_and_folders_are_judged_together(tmp_path: Path):
    inner = tmp_path / "một thư mục"
    inner.mkdir()
    (tmp_path / "a.bpmn").write_bytes(drawing.file(RIGHT))
    (inner / "b.bpmn").write_bytes(drawing.file(WRONG))
    (inner / "c.bpmn").write_bytes(b"no diagram")
    run = testing.CliRunner().invoke
    assert run(main.laneway, ["lint", str(tmp_path / "a.bpmn")]).exit_code == 0
    told = run(main.laneway, ["lint", str(tmp_path), str(inner / "b.bpmn"), "--json"])
    files = json.loads(told.output)["files"]
    assert (told.exit_code, [Path(one["file"]).name for one in files]) == (1, ["a.bpmn", "b.bpmn", "c.bpmn"])
    assert files[2]["refused"]["message"]
    plain = run(main.laneway, ["lint", str(tmp_path), "--lang", "en"])
    assert plain.exit_code == 1
    assert "c.bpmn" in plain.output
    code, document = sarif(tmp_path)
    assert code == 1
    refused = [one for one in document["runs"][0]["results"] if one["ruleId"] == "file-unreadable"]
    assert len(refused) == 1


@pytest.mark.parametrize("arguments", [["--json", "--sarif"], []])
def test_what_lint_cannot_do_is_said(tmp_path: Path, arguments: list[str]):
    path = tmp_path / "a.bpmn"
    path.write_bytes(drawing.file(RIGHT))
    (tmp_path / "empty").mkdir()
    named = path if arguments else tmp_path / "empty"
    assert testing.CliRunner().invoke(main.laneway, ["lint", str(named), *arguments]).exit_code == 2
