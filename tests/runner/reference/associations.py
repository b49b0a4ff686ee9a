"""Data associations (10.4.2): what an activity or event copies in when it begins, and out when it is completed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpmn import diagram as dg
from tests.runner.reference import deviations, position
from tests.runner.reference import layer as layers


def come(at: position.Position, scope: position.Scope, node: dg.Node) -> None:
    """A token comes to a node, and takes the data inputs of it."""
    at.move(scope, node, copied_in(node, scope.layer))


def copied_in(node: dg.Node, layer: layers.Layer) -> layers.Layer:
    """What the node sees: with data inputs, those in a layer of its own."""
    if not node.associations_in and not deviations.mapping_in_place(node):
        return layer
    found = layers.Layer({}, layer, passes=True)
    for name, value in _copies(node, node.associations_in, found, out=False):
        found.own[name] = value
    return found


def copy_out(node: dg.Node, layer: layers.Layer, target: layers.Layer) -> None:
    """Give what the node sees to data objects."""
    target.put(dict(_copies(node, node.associations_out, layer, out=True)))


def _copies(
    node: dg.Node, associations: tuple[dg.Association, ...], layer: layers.Layer, *, out: bool
) -> Iterator[tuple[str, Any]]:
    for one in associations:
        if one.target is not None and one.transformation is not None:
            yield from _value(one.transformation, one.target, layer, node)
        elif one.target is not None and one.source is not None and (out or one.source != one.target):
            yield from _value(one.source, one.target, layer, node)
        for text, name in one.assignments:
            yield from _value(text, name, layer, node)
    if deviations.mapping_in_place(node):
        for name, body in node.called_outputs if out else node.called_inputs:
            yield from _value(body, name, layer, node)


def _value(text: dg.Text | str, name: str, layer: layers.Layer, node: dg.Node) -> Iterator[tuple[str, Any]]:
    found = deviations.available(text, layer, node.id)
    if found is not deviations.NOT_THERE:
        yield name, found
