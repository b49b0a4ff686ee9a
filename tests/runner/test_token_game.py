"""The engine against the reference, on random diagrams, sound or not; every step from the last one's bytes."""

from __future__ import annotations

from collections import Counter

import hypothesis
import pytest
from hypothesis import strategies as st

from runner import budget, engine, outcome
from tests.runner import builder, driving, token_game
from tests.support import shares

VARIABLES = ["v0", "v1", "v2"]
KINDS = ["user", "user", "xor", "and", "or"]
answers = st.fixed_dictionaries({variable: st.integers(0, 1) for variable in VARIABLES})


@st.composite
def drawings(draw: st.DrawFn) -> builder.Drawing:
    """A start, some nodes joined at random (circles too), an end; each split with conditions has a default."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=9))
    names = [f"n{number}" for number in range(len(kinds))]
    drawn = builder.Drawing().node("start", "s")
    for name, kind in zip(names, kinds, strict=True):
        drawn.node(kind, name)
    drawn.node("end", "e").flow("s", "n0")
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        forward = [*names[number + 1 :], "e"]
        targets = draw(st.lists(st.sampled_from([*forward, *forward, *names]), min_size=1, max_size=3, unique=True))
        chooses = kind in ("xor", "or") or (kind == "user" and draw(st.booleans()))
        for place, target in enumerate(targets):
            if len(targets) == 1 or not chooses:
                drawn.flow(name, target)
            elif place == len(targets) - 1:
                drawn.flow(name, target, default=True)
            else:
                drawn.flow(name, target, f"{draw(st.sampled_from(VARIABLES))} = {draw(st.integers(0, 1))}")
    return drawn


def check(run: driving.Run, game: token_game.Game) -> None:
    assert Counter(run.open()) == game.at
    assert run.ended == game.ended
    counted = Counter({t.element: t.count for t in run_tokens(run)})
    assert counted == game.at + game.on


def run_tokens(run: driving.Run) -> tuple[outcome.Token, ...]:
    return engine.tokens(run.program, run.state)


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.02))
@hypothesis.given(drawn=drawings(), data=answers, play=st.data())
def test_the_engine_moves_tokens_as_the_standard_says(
    drawn: builder.Drawing, data: dict[str, int], play: st.DataObject
) -> None:
    prepared = drawn.prepared()
    limits = budget.Budget(steps=2_000, live=700)
    try:
        game = token_game.Game(prepared.diagram, data)
    except token_game.EndlessError:
        hypothesis.reject()
    except token_game.StuckError:
        with pytest.raises(outcome.StepError, match="could never end"):
            driving.Run(prepared, dict(data))
        return
    run = driving.Run(prepared, dict(data), budget=limits)
    check(run, game)
    opened = {wait.seq for wait in run.last.opened}
    for _ in range(12):
        if run.ended:
            break
        wait = play.draw(st.sampled_from(run.waits()))
        given = play.draw(answers)
        trial = game.copy()
        try:
            trial.complete(wait.element, given)
        except token_game.EndlessError:
            break
        except token_game.StuckError:
            with pytest.raises(outcome.StepError, match="could never end"):
                run.complete(wait.seq, **given)
            continue
        game = trial
        done = run.complete(wait.seq, **given)
        check(run, game)
        opened = (opened | {w.seq for w in done.opened}) - {c.seq for c in done.closed}
        assert opened == {w.seq for w in run.waits()}
        if done.undo is not None and play.draw(st.booleans()):
            before = run.outcomes[-2]
            run.recall(done.undo)
            assert Counter(run.open()) == Counter(w.element for w in engine_waits(run, before.state))
            run.state = done.state
            run.outcomes.append(done)


def engine_waits(run: driving.Run, state: bytes) -> tuple[outcome.Wait, ...]:
    return engine.waits(run.program, state)
