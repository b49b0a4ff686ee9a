"""The house's own rules, and that each of them can be broken: a rule that nothing breaks keeps nothing."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bpmn.lint import linter
from tests.support import house, servers, sources, translations
from tests.support.sources import Source

LONG_FOR_A_REASON: Mapping[str, str] = {}
"""Files over 400 lines (`path`) and functions over 60 (`path::name`), each with the reason why it is better whole."""

Rule = Callable[[list[Source]], list[str]]


def sizes(files: list[Source]) -> list[str]:
    """Files and functions stay short, or the list above says why not."""
    return house.sizes(files, LONG_FOR_A_REASON)


def lint_rules(files: list[Source]) -> list[str]:
    """Each lint rule is run by the linter and has examples."""
    return house.lint_rules(files, {module.__name__ for module in linter.modules().values()})


def lint_rules_run(files: list[Source]) -> list[str]:
    """The same, of a linter that runs one rule."""
    return house.lint_rules(files, {"bpmn.lint.rules.ends"})


RULES: dict[str, Rule] = {
    "the top level holds what was agreed and nothing else": house.top_level,
    "only one module commits": house.commits,
    "the clock is read at the doors and passed in": house.clock,
    "the environment is read in one place": house.environment,
    "nothing is executed that was data": house.execution,
    "files and functions stay short": sizes,
    "every module says why it exists and a package says nothing else": house.docstrings,
    "modules are imported and not the names in them": house.modules_not_names,
    "each floor imports only the libraries it was given": house.libraries,
    "no file knows a machine or a package registry": house.places,
    "what is declared is what is locked": house.locks,
    "each lint rule is run and has examples": lint_rules,
    "everything has its English": translations.complete,
    "no template shows unmarked Vietnamese": translations.unmarked,
}


@pytest.fixture(scope="module")
def checkout() -> list[Source]:
    """The project's files."""
    return sources.read(servers.ROOT)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_house_keeps_its_rules(rule: Rule, checkout: list[Source]) -> None:
    if broken := rule(checkout):
        pytest.fail("\n".join([str(rule.__doc__), *broken]), pytrace=False)


def doc(code: str = "") -> str:
    """Return a module with a docstring and this code."""
    return f'"""Why."""\n{code}\n'


LOCKED = {
    "pyproject.toml": '[project]\ndependencies = ["a==1"]\n[dependency-groups]\ndev = []',
    "uv.lock": '[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://x/simple" }',
    "package.json": '{"dependencies": {"b": "2"}, "devDependencies": {}}',
    "package-lock.json": '{"packages": {"node_modules/b": {"version": "2"}}}',
}
ELSEWHERE = LOCKED["uv.lock"].replace("https:", "file:")
FETCHED = json.dumps({"packages": {"node_modules/b": {"version": "2", "resolved": "https://x/b.tgz"}}})
NAMED = "from bpmn import diagram\n"
ENGLISH = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\n'
CATALOGUE = "service/translations/en/LC_MESSAGES/messages.po"
OTHER = "service/translations/en/LC_MESSAGES/other.po"
PAGE = "service/pages/templates/page.html"
RULE = "bpmn/lint/rules/ends.py"
EXAMPLES = "tests/bpmn/lint/rules/test_ends.py"
BOTH_EXAMPLES = {EXAMPLES: doc("def test_valid(): ...\ndef test_invalid(): ...")}
SHORT = doc("def check(diagram): ...")

BREAKING: dict[str, tuple[Rule, Mapping[str, str], str]] = {
    "a new folder": (house.top_level, {"helpers/x.py": doc()}, "helpers: is not agreed"),
    "a second script of CI": (house.top_level, {".ci/deploy": ""}, ".ci/deploy: .ci holds run alone"),
    "a lost README": (house.top_level, {"LICENSE": ""}, "README.md: is missing"),
    "a commit in a use case": (house.commits, {"service/usecases/x.py": doc("s.commit()")}, "x.py:2: commits"),
    "a commit in SQL": (house.commits, {"models/x.py": doc("c.execute('commit;')")}, "x.py:2: commits"),
    "now": (
        house.clock,
        {"runner/x.py": doc("from datetime import datetime as d\nd.now()")},
        "x.py:3: datetime.datetime.now",
    ),
    "now as a default": (
        house.clock,
        {"models/x.py": doc("import time\ncolumn(default=time.time)")},
        "x.py:3: time.time",
    ),
    "the database's clock": (house.clock, {"models/x.py": doc("from sqlalchemy import func\nfunc.now()")}, "func.now"),
    "the environment": (house.environment, {"models/x.py": doc("import os\nos.environ.get('A')")}, "os.environ reads"),
    "eval": (house.execution, {"bpmn/x.py": doc("eval('1')")}, "builtins.eval"),
    "eval under a name": (house.execution, {"bpmn/x.py": doc("run = {'e': exec}")}, "builtins.exec"),
    "pickle": (house.execution, {"runner/x.py": doc("def f():\n    from pickle import loads")}, "imports pickle"),
    "yaml": (house.execution, {"service/x.py": doc("import yaml\nyaml.load('')")}, "yaml.load"),
    "a shell": (house.execution, {"service/x.py": doc("subprocess.run('a', shell=True)")}, "starts a shell"),
    "a long file": (sizes, {"bpmn/x.py": "\n" * 401}, "has 401 lines"),
    "a long script": (sizes, {"service/pages/static/js/x.js": "\n" * 401}, "has 401 lines"),
    "a long function": (sizes, {"bpmn/x.py": "class A:\n def f():\n" + "  a\n" * 60}, "x.py:2: A.f has 61 lines"),
    "a module without a word": (house.docstrings, {"runner/x.py": "a = 1"}, "x.py: has no docstring"),
    "a package with code": (house.docstrings, {"runner/__init__.py": doc("a = 1")}, "holds more than a docstring"),
    "a name": (house.modules_not_names, {"bpmn/x.py": doc("from bpmn.diagram import Node")}, "imports the name Node"),
    "a relative import": (house.modules_not_names, {"bpmn/x.py": doc("from . import y")}, "imports relatively"),
    "a library": (house.libraries, {"bpmn/x.py": doc("import requests")}, "imports requests"),
    "a registry": (house.places, {"docs/x.md": "see https://" + "pypi" + ".org/x"}, "x.md:1: names a place"),
    "a folder of a machine": (house.places, {"docs/x.md": "\n\nin " + "/tmp" + "/x"}, "x.md:3: names a place"),
    "another version": (
        house.locks,
        {**LOCKED, "uv.lock": LOCKED["uv.lock"].replace('"1"', '"2"')},
        "a==1 is not what",
    ),
    "an open version": (
        house.locks,
        {**LOCKED, "pyproject.toml": LOCKED["pyproject.toml"].replace("==", ">=")},
        "a>=1",
    ),
    "a local index": (house.locks, {**LOCKED, "uv.lock": ELSEWHERE}, "a comes from a place"),
    "an address of npm": (house.locks, {**LOCKED, "package-lock.json": FETCHED}, "b records where it was fetched"),
    "another version of npm": (house.locks, {**LOCKED, "package-lock.json": '{"packages": {}}'}, "b is not what"),
    "a rule without a check": (lint_rules_run, {RULE: doc(), **BOTH_EXAMPLES}, "has no function check"),
    "a rule that the linter lacks": (lint_rules, {RULE: SHORT, **BOTH_EXAMPLES}, "is not run"),
    "a rule without an example": (
        lint_rules_run,
        {RULE: SHORT, EXAMPLES: doc("def test_valid(): ...")},
        "has no invalid example",
    ),
    "a text without English": (translations.complete, {PAGE: "{{ _('Việc') }}"}, "page.html:1: has no English: 'Việc'"),
    "a text of code without English": (
        translations.complete,
        {"service/pages/x.py": doc("_('Việc')"), CATALOGUE: f'{ENGLISH}msgid "Việc"\nmsgstr ""\n'},
        "x.py:2: has no English: 'Việc'",
    ),
    "a guess": (translations.complete, {CATALOGUE: f'{ENGLISH}#, fuzzy\nmsgid "a"\nmsgstr "b"\n'}, "only a guess"),
    "two English texts": (
        translations.complete,
        {CATALOGUE: f'{ENGLISH}msgid "Việc"\nmsgstr "Task"\n', OTHER: f'{ENGLISH}msgid "Việc"\nmsgstr "Job"\n'},
        "has another English elsewhere: 'Việc'",
    ),
    "other blanks": (
        translations.complete,
        {CATALOGUE: f'{ENGLISH}msgid "%(a)s việc"\nmsgstr "%(b)s tasks"\n'},
        "fills in other blanks",
    ),
    "Vietnamese alone": (translations.unmarked, {PAGE: "<p>\nViệc {{ _('b') }}"}, "page.html:1: shows Vietnamese"),
}


def laid_out(root: Path, files: Mapping[str, str]) -> list[Source]:
    """Write the files below a folder and read them back as the rules would."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return sources.read(root)


@pytest.mark.parametrize(("rule", "files", "told"), BREAKING.values(), ids=BREAKING.keys())
def test_a_broken_rule_is_told(rule: Rule, files: Mapping[str, str], told: str, tmp_path: Path) -> None:
    assert any(told in line for line in rule(laid_out(tmp_path, files)))


def test_every_rule_is_shown_broken() -> None:
    assert {rule for rule, _, _ in BREAKING.values()} >= set(RULES.values())


KEEPING: dict[str, tuple[Rule, Mapping[str, str]]] = {
    "the one commit": (house.commits, {"models/database.py": doc("session.commit()")}),
    "now at a door": (house.clock, {"service/api/x.py": doc("from datetime import datetime\ndatetime.now()")}),
    "a time that was passed in": (house.clock, {"runner/x.py": doc("def f(now, due): return now > due.now")}),
    "a span of time": (house.clock, {"runner/x.py": doc("import time\ntime.monotonic()")}),
    "the linter's list of its rules": (
        house.execution,
        {"bpmn/lint/linter.py": doc("import importlib\nimportlib.import_module('bpmn.lint.rules.ends')")},
    ),
    "a method called compile": (house.execution, {"bpmn/x.py": doc("import re\nre.compile('a')")}),
    "a function of one's own": (house.execution, {"bpmn/x.py": doc("def compile(): ...\ncompile()")}),
    "a module": (house.modules_not_names, {"bpmn/diagram.py": doc(), "bpmn/x.py": doc(NAMED)}),
    "the floor below": (house.libraries, {"runner/x.py": doc(f"import json\n{NAMED}import SpiffWorkflow.bpmn")}),
    "what is locked": (house.locks, LOCKED),
    "a rule with everything": (lint_rules_run, {RULE: SHORT, **BOTH_EXAMPLES}),
    "a text with its English": (
        translations.complete,
        {PAGE: "{{ _('Việc') }}", CATALOGUE: f'{ENGLISH}msgid "Việc"\nmsgstr "Task"\n'},
    ),
    "a marked text": (translations.unmarked, {PAGE: "<p lang='vi'>Tiếng Việt</p>{{ _('Việc') }}"}),
}


@pytest.mark.parametrize(("rule", "files"), KEEPING.values(), ids=KEEPING.keys())
def test_a_kept_rule_says_nothing(rule: Rule, files: Mapping[str, str], tmp_path: Path) -> None:
    assert rule(laid_out(tmp_path, files)) == []


def test_a_reason_excuses_and_must_be_needed(tmp_path: Path) -> None:
    files = laid_out(tmp_path, {"bpmn/x.py": "\n" * 401})
    assert house.sizes(files, {"bpmn/x.py": "a table"}) == []
    assert house.sizes(files, {"bpmn/x.py": "a table", "bpmn/y.py": "gone"}) == [
        "bpmn/y.py: is on the list of reasons and needs none"
    ]


def test_what_git_ignores_is_not_the_projects(tmp_path: Path) -> None:
    for command in (["init", "-q"], ["config", "user.email", "a@b"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    found = laid_out(tmp_path, {".gitignore": "/var/\n", "var/x.py": "", "bpmn/x.py": ""})
    assert [file.path for file in found] == [".gitignore", "bpmn/x.py"]
