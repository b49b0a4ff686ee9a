"""The commands on files alone: how `lint` ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click import testing

from bpmn import settings as st
from service.cli import main
from tests.bpmn import drawing
from tests.bpmn.drawing import border, chain, end, process, start, timer, user
from tests.procedures import drawings

LINE = (start(), user("a", "Tiếp nhận"), end(), chain("s", "a", "e"))
RIGHT = process(*LINE)
WARNED = process(*LINE, border("x", "a", timer("PT1H")))
WRONG = process(*LINE, chain("e", "a"))


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
    assert (told.exit_code, found["end-with-outgoing"]) == (1, "error")


def test_the_shipped_procedures_pass_even_when_lint_is_strict():
    for path in sorted(drawings.FOLDER.glob("*/v*.bpmn")):
        ended = testing.CliRunner().invoke(main.laneway, ["lint", str(path), "--strict"])
        assert ended.exit_code == 0, path
