"""The project's files as its own rules see them: read once, parsed, with names resolved to what was imported."""

import ast
import builtins
import functools
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TEXT = {
    *(".py", ".js", ".css", ".html", ".md", ".toml", ".lock", ".json", ".po", ".txt", ".mako", ".sh"),
    *(".bpmn", ".form", ".svg", ""),
}
"""Suffixes of files that hold text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file.

    :param path: from the checkout's root, with slashes.
    :param text: what it holds; empty where it isn't text.
    """

    path: str
    text: str

    @property
    def is_python(self) -> bool:
        """Whether it is a module."""
        return self.path.endswith(".py")

    @property
    def floor(self) -> str:
        """The folder of the top level that it stands in; empty for a file of the top level itself."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    @property
    def module(self) -> str:
        """The dotted name by which it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parsed(self.text)


@functools.lru_cache(maxsize=2_000)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def read(root: Path) -> list[Source]:
    """Return the files of a checkout that git knows or would add, or all below a folder that is no checkout."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (root / ".git").exists():
        told = subprocess.run(listing, cwd=root, capture_output=True, text=True, check=True).stdout
        paths = sorted(set(told.split("\0")) - {""})
    else:
        paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return [Source(path, _text(root / path)) for path in paths if (root / path).is_file()]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.suffix in TEXT else ""


def python(sources: Sequence[Source], *floors: str) -> list[Source]:
    """Return the modules of the given top-level folders."""
    return [source for source in sources if source.is_python and source.floor in floors]


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each name that a module reads, with its line, as the dotted path of what was imported under it.

    `from datetime import datetime as d` makes `d.now` read as `datetime.datetime.now`; a builtin that the module
    doesn't define reads as `builtins.eval`.
    """
    imported, defined = _imported(tree), _defined(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            dotted = _dotted(node)
            first, _, rest = dotted.partition(".")
            if first in imported:
                first = imported[first]
            elif hasattr(builtins, first) and first not in defined:
                first = f"builtins.{first}"
            if first:
                yield node.lineno, f"{first}.{rest}" if rest else first


def imports(tree: ast.Module) -> Iterator[tuple[int, str, str | None]]:
    """Yield each import with its line: the module, and the name taken from it if only that was."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, None
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, "." * node.level + (node.module or ""), alias.name


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                found[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    return found


def _defined(tree: ast.Module) -> set[str]:
    """Return the names that a module gives a meaning of its own: parameters, variables, functions outside classes."""
    methods = {id(part) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for part in node.body}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and id(node) not in methods:
            found.add(node.name)
    return found


def _dotted(node: ast.expr) -> str:
    """Return `a.b.c` for such an expression, with an empty first part where it hangs on more, as in `f().c`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""
