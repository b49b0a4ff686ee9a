"""The house's rules that import contracts can't say: each takes the project's files and returns what breaks it."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import PurePosixPath

from tests.support import sources
from tests.support.sources import Source

FLOORS = ("bpmn", "runner", "models", "service")

TOP_LEVEL = {
    *FLOORS,
    *("tests", "docs", "pyproject.toml", "README.md", "Makefile", "package.json", "uv.lock", "package-lock.json"),
    *("CHANGELOG.md", "LICENSE", ".ci", ".editorconfig", ".gitattributes", ".gitignore", ".npmrc"),
}

COMMITS = "models/database.py"
ENVIRONMENT = "service/config.py"
DOORS = ("service/cli.py", "service/cli/", "service/api/", "service/pages/", "service/app.py", "service/jobs")
"""Where the clock may be read: the edges of the system, which pass the time on."""

CLOCKS = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    *("time.time", "time.time_ns", "uuid.uuid1"),
    *("sqlalchemy.func.now", "sqlalchemy.func.current_timestamp", "sqlalchemy.func.localtimestamp"),
}
ENVIRONMENTS = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
EXECUTORS = {
    *("builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "importlib.import_module"),
    *("yaml.load", "yaml.full_load", "yaml.unsafe_load", "os.system", "os.popen", "code.InteractiveInterpreter"),
}
EXECUTES_NO_DATA = {
    ("bpmn/lint/linter.py", "importlib.import_module"),
    ("service/cli/main.py", "importlib.import_module"),
}
"""Where one of these is right: the linter imports its own folder, the command line its own table of commands."""
EXECUTING_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "runpy", "RestrictedPython", "simpleeval"}

LIBRARIES: Mapping[str, frozenset[str]] = {
    "bpmn": frozenset({"lxml", "lark", "scipy", "rapidfuzz"}),
    "runner": frozenset({"SpiffWorkflow", "orjson", "zstandard"}),
    "models": frozenset({"sqlalchemy", "alembic"}),
}
"""What a floor may import besides the standard library and the floors below it; import-linter names the files."""

MAX_FILE_LINES, MAX_FUNCTION_LINES = 400, 60
COUNTED = (".py", ".js", ".css", ".html")

Broken = list[str]
"""A line per place that breaks a rule: where, and what is wrong."""


def top_level(files: Sequence[Source]) -> Broken:
    """The top level is exactly what was agreed."""
    there = {file.path.partition("/")[0] for file in files}
    extra = [f"{name}: is not agreed to stand at the top level" for name in sorted(there - TOP_LEVEL)]
    odd = [f"{file.path}: .ci holds run alone" for file in files if file.floor == ".ci" and file.path != ".ci/run"]
    return extra + odd + [f"{name}: is missing at the top level" for name in sorted(TOP_LEVEL - there)]


def commits(files: Sequence[Source]) -> Broken:
    """There is one door to commit through."""
    return [
        f"{file.path}:{node.lineno}: commits; only {COMMITS} does"
        for file in sources.python(files, *FLOORS)
        if file.path != COMMITS
        for node in ast.walk(file.tree)
        if _is_commit(node) and isinstance(node, ast.expr)
    ]


def _is_commit(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "commit"
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip(" ;").upper() == "COMMIT"


def clock(files: Sequence[Source]) -> Broken:
    """The clock is read at the doors and passed in."""
    elsewhere = [file for file in sources.python(files, *FLOORS) if not file.path.startswith(DOORS)]
    return _reads(elsewhere, CLOCKS, "reads the clock; the time is passed in from the doors")


def environment(files: Sequence[Source]) -> Broken:
    """The environment is read in one place."""
    elsewhere = [file for file in sources.python(files, *FLOORS) if file.path != ENVIRONMENT]
    return _reads(elsewhere, ENVIRONMENTS, f"reads the environment; {ENVIRONMENT} alone does")


def execution(files: Sequence[Source]) -> Broken:
    """Nothing is executed that was data."""
    modules = sources.python(files, *FLOORS)
    broken = []
    for file in modules:
        excused = {name for path, name in EXECUTES_NO_DATA if path == file.path}
        broken += _reads([file], EXECUTORS - excused, "can execute what is only data")
    for file in modules:
        for line, module, _ in sources.imports(file.tree):
            if module.partition(".")[0] in EXECUTING_MODULES:
                broken.append(f"{file.path}:{line}: imports {module}, which can execute what is only data")
        for node in ast.walk(file.tree):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "shell"
                and getattr(node.value, "value", None) is not False
            ):
                broken.append(f"{file.path}:{node.value.lineno}: starts a shell")
    return broken


def _reads(files: Sequence[Source], forbidden: set[str], why: str) -> Broken:
    return [
        f"{file.path}:{line}: {name} {why}"
        for file in files
        for line, name in sources.names(file.tree)
        if name in forbidden
    ]


def sizes(files: Sequence[Source], reasons: Mapping[str, str]) -> Broken:
    """Files and functions stay short, or a reason says why not.

    :param reasons: by `path` or `path::name.of.function`; one that is no longer needed breaks the rule too.
    """
    counted = [file for file in files if file.path.endswith(COUNTED) and file.floor in {*FLOORS, "tests"}]
    long = {
        file.path: f"{file.path}: has {lines} lines, more than {MAX_FILE_LINES}"
        for file in counted
        if (lines := len(file.text.splitlines())) > MAX_FILE_LINES
    }
    for file in counted:
        for name, line, lines in _functions(file) if file.is_python else ():
            if lines > MAX_FUNCTION_LINES:
                told = f"{file.path}:{line}: {name} has {lines} lines, more than {MAX_FUNCTION_LINES}"
                long[f"{file.path}::{name}"] = told
    stale = [f"{key}: is on the list of reasons and needs none" for key in sorted(reasons.keys() - long.keys())]
    return [told for key, told in sorted(long.items()) if key not in reasons] + stale


def _functions(file: Source) -> Iterator[tuple[str, int, int]]:
    """Yield each function's dotted name, its line, and how many lines it has."""

    def within(parent: ast.AST, prefix: str) -> Iterator[tuple[str, int, int]]:
        for node in ast.iter_child_nodes(parent):
            name = f"{prefix}{getattr(node, 'name', '')}"
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1
            is_named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            yield from within(node, f"{name}." if is_named else prefix)

    return within(file.tree, "")


def docstrings(files: Sequence[Source]) -> Broken:
    """Every module says why it exists, and a package's `__init__` says nothing else."""
    modules = sources.python(files, *FLOORS, "tests")
    broken = [f"{file.path}: has no docstring" for file in modules if not ast.get_docstring(file.tree)]
    packages = [file for file in modules if PurePosixPath(file.path).name == "__init__.py"]
    return broken + [f"{file.path}: holds more than a docstring" for file in packages if len(file.tree.body) > 1]


def modules_not_names(files: Sequence[Source]) -> Broken:
    """Between our own modules, modules are imported and not the names in them."""
    modules = {file.module for file in sources.python(files, *FLOORS)}
    broken = []
    for file in sources.python(files, *FLOORS):
        for line, module, name in sources.imports(file.tree):
            if module.startswith("."):
                broken.append(f"{file.path}:{line}: imports relatively; say from which floor")
            elif module.partition(".")[0] in FLOORS and name is not None and f"{module}.{name}" not in modules:
                broken.append(f"{file.path}:{line}: imports the name {name} from {module}; import the module")
    return broken


def libraries(files: Sequence[Source]) -> Broken:
    """A floor imports only the libraries it was given."""
    return [
        f"{file.path}:{line}: imports {module}, which {file.floor} was not given"
        for file in sources.python(files, *LIBRARIES)
        for line, module, _ in sources.imports(file.tree)
        if (first := module.partition(".")[0]) not in sys.stdlib_module_names
        and first not in FLOORS
        and first not in LIBRARIES[file.floor]
    ]


_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npm" + "mirror", "extra-" + "index-url")
_PLACES = (
    r"(?<![\w./])/tmp" + r"/\w",
    r"(?<![\w./])/root" + r"/",
    r"(?<![\w.])/work" + r"/(main|shared)",
    "find" + "-links",
)
_UNTOLD = re.compile("|".join([*map(re.escape, _HOSTS), *_PLACES]))
LOCKS = ("uv.lock", "package-lock.json")


def places(files: Sequence[Source]) -> Broken:
    """No file knows a machine's folders or where packages are fetched from; locks know only public addresses."""
    return [
        f"{file.path}:{number}: names a place of one machine or a package registry: {found[0]}"
        for file in files
        if file.path not in LOCKS
        for number, line in enumerate(file.text.splitlines(), start=1)
        if (found := _UNTOLD.search(line))
    ]


def locks(files: Sequence[Source]) -> Broken:
    """Direct dependencies are pinned to what the lock holds, and the locks name no place of one machine."""
    text = {file.path: file.text for file in files}
    project, lock = tomllib.loads(text["pyproject.toml"]), tomllib.loads(text["uv.lock"])
    pins = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    held = {package["name"]: package["version"] for package in lock["package"]}
    broken = [f"pyproject.toml: {pin} is not what uv.lock holds" for pin in pins if not _is_held(pin, held)]
    elsewhere = [package["name"] for package in lock["package"] if not _is_public(package["source"])]
    broken += [f"uv.lock: {name} comes from a place of one machine" for name in elsewhere]
    tree = json.loads(text["package-lock.json"])["packages"]
    broken += [f"package-lock.json: {name} records where it was fetched" for name in tree if "resolved" in tree[name]]
    declared = json.loads(text["package.json"])
    wanted = {**declared["dependencies"], **declared["devDependencies"]}
    apart = [name for name, pin in wanted.items() if tree.get(f"node_modules/{name}", {}).get("version") != pin]
    return broken + [f"package.json: {name} is not what package-lock.json holds" for name in apart]


def _is_held(pin: str, held: Mapping[str, str]) -> bool:
    found = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", pin)
    return found is not None and held.get(re.sub(r"[-_.]+", "-", found[1]).lower()) == found[2]


def _is_public(source: Mapping[str, str]) -> bool:
    return source == {"virtual": "."} or source.get("registry", "").startswith("https://")


RULES = "bpmn/lint/rules/"


def lint_rules(files: Sequence[Source], known: Set[str]) -> Broken:
    """Every lint rule has a check, is known to the linter, and has valid and invalid examples.

    :param known: the dotted names of the modules that the linter runs.
    """
    rules = [file for file in files if file.path.startswith(RULES) and file.is_python]
    broken = []
    for rule in rules:
        name = PurePosixPath(rule.path).stem
        if name.startswith("_"):
            continue
        if not any(isinstance(node, ast.FunctionDef) and node.name == "check" for node in rule.tree.body):
            broken.append(f"{rule.path}: has no function check")
        if rule.module not in known:
            broken.append(f"{rule.path}: is not run by the linter")
        broken += [f"{rule.path}: has no {kind} example in tests/{RULES}" for kind in _lacking(files, name)]
    return broken


def _lacking(files: Sequence[Source], rule: str) -> list[str]:
    """Return which of `valid` and `invalid` a rule has no example of, as a file or as a word of a test's name."""
    words: set[str] = set()
    for file in files:
        if file.path == f"tests/{RULES}test_{rule}.py":
            words.update(word for name, _, _ in _functions(file) for word in name.split("_"))
        elif file.path.startswith(f"tests/{RULES}{rule}/"):
            words.update(re.split(r"\W|_", PurePosixPath(file.path).name))
    return [kind for kind in ("valid", "invalid") if kind not in words]
