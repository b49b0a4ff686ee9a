"""Shapes and ways for a diagram that has no picture, or has one of a part only.

Layered from left to right, lanes as bands, subprocesses open with their contents inside, boundary events on their
hosts, data and notes in the rows of their steps; nothing stands on anything else. The same diagram gives the same
picture on every machine, and time grows about as the diagram does. Lengths are in pixels.
"""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn.placing import completed as completing
from bpmn.placing import fresh


def laid_out(diagram: dg.Diagram) -> dg.Diagram:
    """The diagram with a shape for all that can be drawn and a way for every flow, in the place of what it had.

    Parameters:
        diagram: with its lanes by key and `lane_of`, as the reader gives it.
    """
    return fresh.laid_out(diagram)


def completed(diagram: dg.Diagram) -> dg.Diagram:
    """The diagram as it is drawn, with a place for what is drawn nowhere; laid out where hardly anything is drawn.

    Shapes of plane 0 are one picture; each other plane holds the contents of one subprocess that is drawn closed.
    """
    return completing.completed(diagram)
