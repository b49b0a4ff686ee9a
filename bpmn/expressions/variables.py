"""What an expression asks of the case's data, read off its tree: for lint, for generated forms, for tests."""

from __future__ import annotations

from bpmn.expressions import tree


def names(expression: tree.Expression) -> frozenset[str]:
    """The variables that an expression reads; of a path its root, of `some x in list …` not `x`."""
    found: set[str] = set()
    waiting: list[tuple[tree.Node, frozenset[str]]] = [(expression.root, frozenset())]
    while waiting:
        node, bound = waiting.pop()
        match node:
            case tree.Name(name=name):
                if name not in bound and name not in _OWN:
                    found.add(name)
            case tree.Member(base=tree.Name(name=tree.SELF), key=key) if tree.SELF not in bound:
                found.add(key)
            case tree.Quantified(bindings=pairs, satisfies=last) | tree.For(bindings=pairs, result=last):
                for name, domain in pairs:
                    waiting.append((domain, bound))
                    bound = bound | {name}
                waiting.append((last, bound | {"partial"} if isinstance(node, tree.For) else bound))
            case tree.Lambda(parameters=parameters, body=body):
                waiting.append((body, bound.union(parameters)))
            case tree.In(value=value, tests=tests):
                waiting += [(value, bound), *((test, bound | {"?"}) for test in tests)]
            case tree.ContextOf(entries=entries):
                for key, value in entries:
                    waiting.append((value, bound))
                    bound = bound | {key}
            case tree.Index(base=base, index=index):
                waiting += [(base, bound), (index, bound | {"item", tree.SELF})]
            case _:
                waiting += [(part, bound) for part in tree.children(node)]
    return frozenset(found)


_OWN = frozenset({tree.SELF, tree.POSITION, tree.LAST})


def choices(expression: tree.Expression) -> tuple[tuple[str, tree.Scalar], ...]:
    """The values that variables are compared with, in the order of the text, each once.

    `status = "open" or status in ["a", "b"]` gives three pairs; a variable that stands alone as a condition
    (`approved`, `not(approved)`) is compared with True. Less and greater count where the other side is a number. A
    path is written with dots. From these a form can offer what the decision after it asks for.
    """
    found: dict[tuple[str, type, tree.Scalar], tuple[str, tree.Scalar]] = {}
    waiting: list[tuple[tree.Node, bool]] = [(expression.root, True)]
    while waiting:
        node, as_condition = waiting.pop()
        for name, value in _pairs(node, as_condition):
            found.setdefault((name, type(value), value), (name, value))
        inside = as_condition and isinstance(node, tree.Logic | tree.Not)
        waiting.extend((part, inside) for part in reversed(tree.children(node)))
    return tuple(found.values())


def _is_number(value: tree.Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pairs(node: tree.Node, as_condition: bool) -> list[tuple[str, tree.Scalar]]:
    if as_condition and (name := tree.path(node)):
        return [(name, True)]
    if isinstance(node, tree.Compare):
        equal = node.operator in (tree.Comparison.EQ, tree.Comparison.NE)
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if (name := tree.path(one)) and isinstance(other, tree.Literal) and (equal or _is_number(other.value)):
                return [(name, other.value)]
    if isinstance(node, tree.In) and (name := tree.path(node.value)):
        tests = [item for test in node.tests for item in (test.items if isinstance(test, tree.ListOf) else (test,))]
        return [(name, test.value) for test in tests if isinstance(test, tree.Literal)]
    return []
