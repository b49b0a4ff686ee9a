"""From a version's prepared diagram to the specs that SpiffWorkflow executes; whoever runs a version keeps them.

The table of elements is made from the prepared diagram alone, which is frozen when a version is published: states
name elements by their number in it. Nothing here reads XML, and no text of the diagram becomes code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpmn import prepared as prep
from runner import troubles
from runner.specs import assembly, pool

UnsupportedError = troubles.UnsupportedError
"""Raised by `program`; named here because that is where it is met."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What the engine runs: a version's specs.

    Attributes:
        prepared: what it was made of.
        table: ids by number: nodes, then flows, then processes, each in the file's order.
        specs: spec of each node and process by number; None for flows.
        resting: the spec of a stored task by number; the listener for a start event of an event subprocess.
        collaboration: its pools.
    """

    prepared: prep.Prepared
    table: tuple[str, ...]
    specs: tuple[Any, ...]
    resting: tuple[Any, ...]
    collaboration: pool.Collaboration


def program(prepared: prep.Prepared) -> Program:
    """The specs of a version.

    Raises:
        UnsupportedError: it holds an element that isn't executed, or an expression that can't be read.
    """
    built = assembly.Assembly(prepared)
    collaboration = built.build()
    return Program(prepared, built.table, tuple(built.specs), tuple(built.resting), collaboration)
