"""Runs the rules: every module in `bpmn/lint/rules` is one, found by listing the package, kept on no list by hand."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn import settings as st
from bpmn.lint import finding, rules, subject


@functools.cache
def modules() -> Mapping[str, ModuleType]:
    """Every rule by its name (``task-unnamed``), in the order of the names."""
    found = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {name.replace("_", "-"): importlib.import_module(f"{rules.__name__}.{name}") for name in found}


def lint(diagram: dg.Diagram, prepared: pp.Prepared, settings: st.Settings) -> tuple[finding.Finding, ...]:
    """What every rule has to say, rule by rule in the order of their names."""
    judged = subject.of(diagram, prepared, settings)
    return tuple(told for module in modules().values() for told in module.check(judged))
