"""What the reader says of elements without a name, once it is known what they stand beside.

While a file is read only ids are known; repairs and rules come later and describe by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bpmn import describing, diagram
from bpmn.lint import finding
from bpmn.reading import told

_ENDS = frozenset({"source", "target", "host"})
"""Values that name another element: by its name, or its id where it has none."""


def described(findings: Iterable[finding.Finding], drawn: diagram.Diagram) -> tuple[finding.Finding, ...]:
    """The findings with a name or description in the place of each id that stands for one."""
    names = describing.Names(drawn)
    return tuple(_described(one, names, drawn) for one in findings)


def _described(one: finding.Finding, names: describing.Names, drawn: diagram.Diagram) -> finding.Finding:
    if one.rule not in told.RULES:
        return one
    values = {key: (text, text) for key, text in one.values.items()}
    for key in values.keys() & _ENDS:
        node = drawn.nodes.get(one.values[key])
        if node is not None:
            values[key] = names.of(node.id) or (told.short(node.name),) * 2
    called = names.of(one.element) if one.element and not one.name else None
    if called is None and not one.name and {"source", "target"} <= values.keys():
        (source, source_en), (target, target_en) = values["source"], values["target"]
        called = f"{source} → {target}", f"{source_en} → {target_en}"
    named = called or (one.name or one.element or "?",) * 2
    vietnamese, english = told.sentences(one.rule, named, values)
    return replace(one, message=vietnamese, message_en=english)
