"""The engine against a reference written from the standard: random diagrams of all supported elements, random walks.

Each step begins with the bytes that the last one left. Whatever can be seen from outside is equal after each of them:
waits, tokens, ends, timers, what is listened for, what was sent and called, the flows passed, the variables, and for
which reason a step is refused.
"""

from __future__ import annotations

import dataclasses

import hypothesis
from hypothesis import strategies as st

from tests.runner import elements, sketch, strolling, tape, walk
from tests.support import shares

PARTS = 4
EXAMPLES = 100_000
"""Of all parts together."""
SHARE = 0.03
BYTES, STEPS = 300, 160
"""What a diagram and a walk are chosen by."""
DRAWN, PASSED = (0.95, 0.9) if shares.soaking() else (0.9, 0.5)
"""Of the pairs of kinds of elements, how many each part at least draws in one diagram, and has passed in one case."""


@dataclasses.dataclass
class Tally:
    """What has been tried. `endless` are cases that would not rest within the moves that the reference makes."""

    pairs: elements.Pairs = dataclasses.field(default_factory=elements.Pairs)
    examples: int = 0
    endless: int = 0
    steps: int = 0
    refused: int = 0

    def shown(self) -> str:
        """In a line."""
        every = self.pairs.all()
        return (
            f"{self.examples} diagrams played ({self.endless} endless ones besides), {self.steps} steps, of which "
            f"{self.refused} refused by both; of {every} pairs of {len(elements.ALL)} kinds of elements "
            f"{len(self.pairs.drawn) / every:.1%} drawn and {len(self.pairs.passed) / every:.1%} passed together"
        )


def play(tally: Tally, drawing: bytes, walking: bytes) -> None:
    """One diagram, one walk."""
    prepared = sketch.Sketch(tape.Tape(drawing)).whole().prepared()
    try:
        case = strolling.stroll(prepared, tape.Tape(walking))
    except walk.EndlessError:
        tally.endless += 1
        return
    tally.examples += 1
    tally.steps += case.steps
    tally.refused += case.refused
    tally.pairs.add(elements.kinds(prepared), case.passed | prepared.diagram.processes.keys())


class Reference:
    """One part of the examples; several, so that processes can share them."""

    part = 0

    def test_the_engine_does_what_the_reference_does(self) -> None:
        tally = Tally()

        @hypothesis.settings(max_examples=shares.soak_share(EXAMPLES // PARTS, SHARE))
        @hypothesis.given(
            drawing=st.binary(min_size=BYTES, max_size=BYTES), walking=st.binary(min_size=STEPS, max_size=STEPS)
        )
        def plays(drawing: bytes, walking: bytes) -> None:
            play(tally, drawing, walking)

        if not shares.soaking():
            plays = hypothesis.seed(self.part)(plays)
        plays()
        print(tally.shown())
        assert len(tally.pairs.drawn) >= DRAWN * tally.pairs.all()
        assert len(tally.pairs.passed) >= PASSED * tally.pairs.all(), tally.pairs.missing()[:20]


class TestFirstPart(Reference):
    part = 1


class TestSecondPart(Reference):
    part = 2


class TestThirdPart(Reference):
    part = 3


class TestFourthPart(Reference):
    part = 4
