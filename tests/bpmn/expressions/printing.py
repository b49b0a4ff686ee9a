"""Trees written back as text, in each notation: for tests that read a text, write it and read it again."""

from __future__ import annotations

import json
from collections.abc import Callable

from bpmn.expressions import tree

Print = Callable[[tree.Node], str]
_SIGNS = {
    tree.Dialect.FEEL: ("=", "!=", "and", "or", "/"),
    tree.Dialect.JUEL: ("==", "ne", "&&", "or", "div"),
    tree.Dialect.PLAIN: ("==", "!=", "and", "||", "/"),
    tree.Dialect.XPATH: ("=", "!=", "and", "or", "div"),
}
"""How equal, not equal, and, or, divided by are written."""


def printed(node: tree.Node, dialect: tree.Dialect) -> str:
    """A tree as a text that holds everything in parentheses."""
    return f"${{{_text(node, dialect)}}}" if dialect is tree.Dialect.JUEL else _text(node, dialect)


def _text(node: tree.Node, dialect: tree.Dialect) -> str:
    def text(part: tree.Node) -> str:
        return _text(part, dialect)

    equal, unequal, both, either, divided = _SIGNS[dialect]
    match node:
        case tree.Literal(value=value):
            return _literal(value, dialect)
        case tree.Name(name=name):
            return f"${name}" if dialect is tree.Dialect.XPATH else name
        case tree.Member(base=base, key=key):
            return f"{text(base)}{'/' if dialect is tree.Dialect.XPATH else '.'}{key}"
        case tree.Compare(operator=sign, left=left, right=right):
            shown = {tree.Comparison.EQ: equal, tree.Comparison.NE: unequal}.get(sign, sign.value)
            return f"({text(left)} {shown} {text(right)})"
        case tree.Logic(every=every, operands=parts):
            return f"({f' {both if every else either} '.join(map(text, parts))})"
        case tree.Not(operand=part):
            return f"not({text(part)})"
        case tree.Negate(operand=part):
            return f"-({text(part)})"
        case tree.Arithmetic(first=first, rest=rest):
            shown = "".join(
                f" {divided if sign is tree.Operator.DIVIDE else sign.value} {text(part)}" for sign, part in rest
            )
            return f"({text(first)}{shown})"
        case tree.Call(function="xpath nodes", arguments=(part,)):
            return f"({text(part)})"
    assert dialect is tree.Dialect.FEEL
    return _feel(node, text)


def _literal(value: tree.Scalar, dialect: tree.Dialect) -> str:
    if isinstance(value, bool):
        return f"{str(value).lower()}{'()' if dialect is tree.Dialect.XPATH else ''}"
    if isinstance(value, str) and dialect is tree.Dialect.XPATH:
        return f"'{value}'"
    if isinstance(value, int | float):
        return f"({value})" if value < 0 else str(value)
    return json.dumps(value, ensure_ascii=False)


def _feel(node: tree.Node, text: Print) -> str:
    match node:
        case tree.Index(base=base, index=index):
            return f"{text(base)}[{text(index)}]"
        case tree.If(condition=condition, then=then, otherwise=otherwise):
            return f"(if {text(condition)} then {text(then)} else {text(otherwise)})"
        case tree.Quantified(every=every, bindings=bindings, satisfies=last):
            return f"({'every' if every else 'some'} {_bound(bindings, text)} satisfies {text(last)})"
        case tree.For(bindings=bindings, result=last):
            return f"(for {_bound(bindings, text)} return {text(last)})"
        case tree.ListOf(items=items):
            return f"[{', '.join(map(text, items))}]"
        case tree.ContextOf(entries=entries):
            return f"{{{', '.join(f'{key}: {text(value)}' for key, value in entries)}}}"
        case tree.Range(low=low, high=high) if low is not None and high is not None:
            opening, closing = "[" if node.low_included else "(", "]" if node.high_included else ")"
            return f"{opening}{text(low)}..{text(high)}{closing}"
        case tree.Between(value=value, low=start, high=stop):
            return f"({text(value)} between {text(start)} and {text(stop)})"
        case tree.In(value=value, tests=tests):
            return (
                f"({text(value)} in {text(tests[0]) if len(tests) == 1 else '(' + ', '.join(map(text, tests)) + ')'})"
            )
        case tree.Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(text, arguments))})"
        case tree.Lambda(parameters=parameters, body=body):
            return f"function({', '.join(parameters)}) {text(body)}"
        case tree.Instance(value=value, kind=kind):
            return f"({text(value)} instance of {_kind(kind)})"
    raise AssertionError(node)


def _bound(bindings: tuple[tuple[str, tree.Node], ...], text: Print) -> str:
    return ", ".join(f"{name} in {text(domain)}" for name, domain in bindings)


def _kind(kind: tree.Kind) -> str:
    if not kind.parts:
        return kind.name
    return f"{kind.name}<{', '.join(f'{key}: {_kind(part)}' if key else _kind(part) for key, part in kind.parts)}>"
