"""Walks one diagram with the engine and with the reference at once, each step from the bytes that the last one left."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bpmn import prepared as pp
from runner import budget, engine, loader, outcome
from tests.runner import driving
from tests.runner.reference import game as games
from tests.runner.reference import position

LIMITS = budget.Budget(steps=3_000, live=1_000)
EndlessError = position.EndlessError


class Walk:
    """A case under way, twice. Whatever the two tell differently fails at once.

    Raises:
        EndlessError: the case would never rest, or not before more moves than a test wants to see.
        Refused: it can't begin, as both say.
    """

    def __init__(self, prepared: pp.Prepared, data: dict[str, Any]) -> None:
        self.program = loader.program(prepared)
        self.now = driving.BEGIN
        self.waits: dict[int, outcome.Wait] = {}
        self.timers: dict[int, outcome.Timer] = {}
        self.listening: dict[int, outcome.Listening] = {}
        self.post: list[outcome.Message] = []
        self.passed: set[str] = set()
        self.steps = 0
        self.refused = 0
        self.state = b""
        self.ended = False
        self.game: games.Game
        try:
            self.game = games.Game(prepared, dict(data), self.now)
        except games.RefusedError as refused:
            expect_refusal(refused, lambda: engine.start(self.program, data, now=self.now, budget=LIMITS))
            self.ended = True
            return
        self._book(engine.start(self.program, data, now=self.now, budget=LIMITS))

    # -- steps --------------------------------------------------------------------------------------------------------

    def complete(self, wait: outcome.Wait, answers: dict[str, Any]) -> None:
        """Complete a task or answer a call; what can be recalled is recalled on the way, and done again."""
        which = (wait.element, wait.index, repr(wait.item))
        alike = [one for one in self.waits.values() if (one.element, one.index, repr(one.item)) == which]
        place = sorted(one.seq for one in alike).index(wait.seq)
        step = engine.answer if wait.kind is outcome.WaitKind.CALL else engine.complete

        def played(game: games.Game) -> None:
            found = [(done, done.instance()) for done in game.waits()]
            open_ = [done for done, (index, item) in found if (done.node.id, index, repr(item)) == which]
            assert engine.variables(self.program, self.state, wait.seq) == open_[place].layer.seen()
            game.complete(open_[place], answers, self.now)

        self._step(lambda: step(self.program, self.state, wait.seq, answers, now=self.now, budget=LIMITS), played)

    def deliver(self, message: outcome.Message) -> None:
        """A message or signal comes."""

        def played(game: games.Game) -> None:
            payload = dict(message.payload)
            if message.signal:
                game.signal(message.name, payload, self.now)
            else:
                game.deliver(message.name, payload, message.key, message.process, self.now)

        self._step(lambda: engine.deliver(self.program, self.state, message, now=self.now, budget=LIMITS), played)

    def wake(self, now: datetime) -> None:
        """Time passes."""
        self.now = now
        self._step(lambda: engine.wake(self.program, self.state, now=now, budget=LIMITS), lambda game: game.wake(now))

    def _step(self, step: Callable[[], outcome.Outcome], played: Callable[[games.Game], None]) -> None:
        self.steps += 1
        try:
            done = step()
        except (outcome.StepError, outcome.NotOpenError) as refused:
            self._refused(refused, played)
            return
        before = self.state
        played(self.game)
        self._book(done)
        if done.undo is not None:
            self._recall(before, done.undo)

    def _refused(self, refused: outcome.StepError | outcome.NotOpenError, played: Callable[[games.Game], None]) -> None:
        """The reference must refuse it too, for the same reason; on a copy, for the case stays as it was."""
        self.refused += 1
        try:
            played(copy.deepcopy(self.game))
        except games.RefusedError as foreseen:
            compare_refusals(refused, foreseen)
        except games.NotOpenError:
            if not isinstance(refused, outcome.NotOpenError):
                raise
        else:
            raise AssertionError(f"the engine refuses what the reference does: {refused}") from refused

    def _recall(self, before: bytes, undo: bytes) -> None:
        """Taking the step back restores what was; the walk goes on as if it had not been taken back."""
        back = engine.recall(self.program, self.state, undo, now=self.now, budget=LIMITS).state
        assert self._standing(back) == self._standing(before)

    def _standing(self, state: bytes) -> tuple[Any, ...]:
        waits = {wait.seq: wait for wait in engine.waits(self.program, state)}
        tokens = {(token.element, token.waiting): token.count for token in engine.tokens(self.program, state)}
        return waits, tokens, {seq: engine.variables(self.program, state, seq) for seq in waits}

    # -- comparing ----------------------------------------------------------------------------------------------------

    def _book(self, done: outcome.Outcome) -> None:
        self.state, self.ended = done.state, done.ended
        for closed in done.closed:
            del self.waits[closed.seq]
        for seq in done.timers_off:
            del self.timers[seq]
        for seq in done.listening_off:
            del self.listening[seq]
        self.waits |= {wait.seq: wait for wait in done.opened}
        self.timers |= {timer.seq: timer for timer in done.timers_set}
        self.listening |= {one.seq: one for one in done.listening_on}
        self.post += done.sent
        self.passed.update(done.passed)
        self.compare(done)

    def compare(self, done: outcome.Outcome) -> None:
        """Everything that can be seen is equal."""
        told, foreseen = self._told(done), self._foreseen()
        assert told == foreseen, "\n".join(
            f"{what}: the engine {told[what]}\n{what}: the reference {foreseen[what]}"
            for what in told
            if told[what] != foreseen[what]
        )

    def _told(self, done: outcome.Outcome) -> dict[str, Any]:
        waits = self.waits.values()
        return {
            "waits": Counter((w.element, w.kind.value, w.group, repr(w.index), repr(w.item)) for w in waits),
            "tokens": {(t.element, t.waiting): t.count for t in engine.tokens(self.program, self.state)},
            "ends": Counter(done.ends),
            "timers": Counter((t.element, t.due_at) for t in self.timers.values()),
            "listening": Counter((t.element, t.message, t.key, t.signal) for t in self.listening.values()),
            "sent": [(m.name, m.element, dict(m.payload), m.key, m.process, m.signal) for m in done.sent],
            "calls": [(c.element, c.implementation) for c in done.calls],
            "passed": Counter(one for one in done.passed if one in self.game.plan.flows),
            "ended": done.ended,
            "variables": None if done.ended else engine.variables(self.program, self.state),
        }

    def _foreseen(self) -> dict[str, Any]:
        game, at = self.game, self.game.at
        listening = [(one.node.id, one.name, one.key, one.kind == "signal") for one in game.listening()]
        return {
            "waits": Counter((p.node.id, p.kind, p.group, *map(repr, p.instance())) for p in game.waits()),
            "tokens": dict(game.tokens()),
            "ends": Counter(at.ends),
            "timers": game.timers(),
            "listening": Counter(listening),
            "sent": [(m.name, m.element, m.payload, m.key, m.process, m.signal) for m in at.sent],
            "calls": [(p.node.id, p.node.implementation) for p in game.calls()],
            "passed": Counter({one: n for one, n in at.passed.items() if one in game.plan.flows}),
            "ended": game.ended,
            "variables": None if game.ended else game.variables(),
        }


def expect_refusal(foreseen: games.RefusedError, step: Callable[[], outcome.Outcome]) -> None:
    """The engine refuses what the reference does."""
    try:
        step()
    except outcome.StepError as refused:
        compare_refusals(refused, foreseen)
    else:
        raise AssertionError(f"the reference refuses what the engine does: {foreseen}") from foreseen


def compare_refusals(refused: outcome.StepError | outcome.NotOpenError, foreseen: games.RefusedError) -> None:
    """Both for the same reason, at the same element."""
    assert isinstance(refused, outcome.StepError), f"{refused}, and the reference: {foreseen}"
    assert refused.incident.code == foreseen.code
    assert foreseen.element in ("", refused.incident.element)
