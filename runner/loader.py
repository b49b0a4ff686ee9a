"""From a version's prepared diagram to the specs that SpiffWorkflow executes, built once and kept per version.

The table of elements is made from the prepared diagram alone, which is frozen when a version is published: states
name elements by their number in it. Nothing here reads XML, and no text of the diagram becomes code.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
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


MOST_KEPT = 100
_kept: OrderedDict[str, Program] = OrderedDict()
_lock = threading.Lock()


def cached(key: str, make: Callable[[], prep.Prepared]) -> Program:
    """The program of a version, kept for the next time; the one used longest ago makes room.

    Parameters:
        key: identifies the version (its sha256 or id).
        make: reads the prepared diagram where it isn't kept.

    Raises:
        UnsupportedError: as `program`.
    """
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    made = program(make())
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
