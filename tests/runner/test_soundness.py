"""What soundness tells is what the engine does: each deadlock can be replayed, and what is sound never gets stuck."""

from __future__ import annotations

import dataclasses

import hypothesis
from hypothesis import strategies as st

from bpmn import prepared as pp
from bpmn.soundness import check, drawn, levels, net, verdicts
from runner import engine, loader, outcome
from tests.runner import drafts, driving, replaying, sketch, tape
from tests.support import shares

WALKS, STEPS = 6, 40
"""Of one diagram."""
BYTES = 80


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.004))
@hypothesis.given(st.binary(min_size=BYTES, max_size=BYTES))
def test_each_deadlock_is_one_in_the_engine(drawing: bytes) -> None:
    prepared = drafts.Draft(tape.Tape(drawing)).whole().prepared()
    found = check.check(prepared.diagram, prepared)
    twice = any(told.rule == "lack-of-synchronisation" for told in found)  # which of two tokens is meant, no trace says
    for told in found:
        if told.rule == "deadlock" and not twice:
            assert replaying.stuck(prepared, told.trace) != "", told


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.004))
@hypothesis.given(drawing=st.binary(min_size=BYTES, max_size=BYTES), walking=st.binary(min_size=200, max_size=200))
def test_what_is_sound_never_gets_stuck_in_the_engine(drawing: bytes, walking: bytes) -> None:
    prepared = drafts.Draft(tape.Tape(drawing)).whole().prepared()
    told = {one.rule for one in check.check(prepared.diagram, prepared)}
    if not told & {"deadlock", "cannot-end", "soundness-bound", "lack-of-synchronisation"}:
        choices = tape.Tape(walking)
        for _ in range(WALKS):
            walk(prepared, choices)


def walk(prepared: pp.Prepared, choices: tape.Tape) -> None:
    """Anything that may happen, in any order; a deadlock is raised.

    An event that doesn't interrupt comes once while its activity is open, as soundness has it: of two comings an
    inclusive join may make one.
    """
    asked = [flow.condition.body for flow in prepared.diagram.flows.values() if flow.condition is not None]
    program = loader.program(prepared)

    def answers() -> dict[str, bool]:
        return {name: choices.chance(50) for name in asked}

    done = engine.start(program, answers(), now=driving.BEGIN)
    listening = {one.seq: one for one in done.listening_on}
    for _ in range(STEPS):
        if done.ended:
            return
        waits, again = engine.waits(program, done.state), ""
        if listening and (not waits or choices.chance(30)):
            heard = choices.pick([*listening.values()])
            told = outcome.Message(heard.message, "", answers(), None, None)
            done = engine.deliver(program, done.state, told, now=driving.BEGIN)
            again = "" if prepared.diagram.nodes[heard.element].interrupting else heard.element
        else:
            done = engine.complete(program, done.state, choices.pick(waits).seq, answers(), now=driving.BEGIN)
        listening = {seq: one for seq, one in listening.items() if seq not in done.listening_off}
        listening |= {one.seq: one for one in done.listening_on}
        listening = {seq: one for seq, one in listening.items() if one.element != again}


@dataclasses.dataclass(frozen=True)
class Answers:
    """What a game shows, as far as it doesn't depend on what was folded."""

    stuck: bool
    joins: frozenset[str]
    twice: bool
    left: bool
    ends: bool


def answers(prepared: pp.Prepared, *, reduced: bool) -> Answers | None:
    """What is found with all reductions or with none of them; None where not everything was looked at."""
    drawing = drawn.Drawing(prepared)
    bound = check.Bound(places=100_000) if reduced else check.Bound(1_500_000, 50_000, 100_000)
    exploring = check.play(drawing, levels.of(drawing, folded=reduced), bound, reduced=reduced)
    played, made = exploring.played, exploring.played.net
    if played.cut or not played.whole:
        return None
    joins = set()
    for part in played.stuck():
        if all(exploring.game.settle(state) for state in part):
            continue  # tokens run round without resting: what the others would come to isn't known
        common = set(part[0]).intersection(*part[1:])
        joins |= {made.places[place].element for place in common if made.places[place].kind == net.PARK}
    faults = verdicts.Judging(played, exploring.game, {}).all()
    twice = any(fault.kind == "lack-of-synchronisation" for fault in faults)
    return Answers(bool(played.stuck()), frozenset(joins), twice, bool(played.killed), bool(played.ended))


def compare(prepared: pp.Prepared) -> None:
    """Reductions change no answer."""
    quick, plain = answers(prepared, reduced=True), answers(prepared, reduced=False)
    assert quick is None or plain is None or quick == plain


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.004))
@hypothesis.given(st.binary(min_size=BYTES, max_size=BYTES))
def test_reductions_change_no_answer(drawing: bytes) -> None:
    compare(drafts.Draft(tape.Tape(drawing)).whole().prepared())


FOUND = (
    bytes.fromhex("000000e2930000005600d60000000000000000ab00000000000056001a670000000000e000a70000000046"),
    bytes.fromhex(
        "cd00000000004680c600005e00bb0000000000003b80750000000000000000000000ec000000a700"
        "b700000000000000000000000080000000000000a780a525c00080"
    ),
)
"""A gateway that runs round beside a join, and a branch that doesn't rest beside one that does and an error's end."""


@hypothesis.example(FOUND[0])
@hypothesis.example(FOUND[1])
@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.004))
@hypothesis.given(st.binary(min_size=BYTES, max_size=BYTES))
def test_reductions_change_no_answer_whatever_is_drawn(drawing: bytes) -> None:
    compare(sketch.Sketch(tape.Tape(drawing)).whole().prepared())


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.004))
@hypothesis.given(st.binary(min_size=60, max_size=60))
def test_whatever_is_drawn_is_judged(drawing: bytes) -> None:
    prepared = sketch.Sketch(tape.Tape(drawing)).whole().prepared()
    for told in check.check(prepared.diagram, prepared):
        assert told.element in prepared.diagram.nodes or told.element in prepared.diagram.processes
        assert set(told.trace) <= prepared.diagram.nodes.keys() | prepared.diagram.flows.keys()
