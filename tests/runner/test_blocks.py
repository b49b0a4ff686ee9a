"""What holds for every diagram and every way through it: outcomes add up, nothing sticks, recall restores."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st

from runner import engine, outcome, state
from runner.specs import timer
from tests.runner import blocks, builder, driving
from tests.support import shares

answers = st.fixed_dictionaries({f"v{number}": st.integers(0, 1) for number in range(3)})


class Books:
    """What a caller keeps of outcomes: the open waits, timers and listenings."""

    def __init__(self) -> None:
        self.waits: dict[int, outcome.Wait] = {}
        self.timers: dict[int, outcome.Timer] = {}
        self.listening: dict[int, outcome.Listening] = {}
        self.seen: set[int] = set()

    def enter(self, done: outcome.Outcome, *, recalled: bool = False) -> None:
        """Book a step."""
        for closed in done.closed:
            del self.waits[closed.seq]
        for seq in done.timers_off:
            del self.timers[seq]
        for seq in done.listening_off:
            del self.listening[seq]
        for wait in done.opened:
            assert wait.seq not in self.waits
            assert recalled or wait.seq not in self.seen
            self.waits[wait.seq] = wait
            self.seen.add(wait.seq)
        self.timers |= {timer.seq: timer for timer in done.timers_set}
        self.listening |= {listening.seq: listening for listening in done.listening_on}


def check(run: driving.Run, books: Books) -> None:
    """The books agree with the state, and the state with itself."""
    assert tuple(books.waits[seq] for seq in sorted(books.waits)) == run.waits()
    case = state.load(run.program, run.state, run.now, engine.DEFAULT)
    due = {task.id: timer.instant(task.due) for task in case.all_tasks() if task.due is not None}
    assert {seq: one.due_at for seq, one in books.timers.items()} == due
    assert state.document(case) == state.unpacked(run.state)
    assert run.ended == (not books.waits)


def move(run: driving.Run, books: Books, play: st.DataObject) -> None:
    """One random step, and sometimes back and forth again."""
    kind = play.draw(st.sampled_from(["do", "do", "do", "time", "message"]))
    if kind == "time" and books.timers:
        run.later(hours=play.draw(st.integers(1, 4)))
    elif kind == "message" and books.listening:
        run.send(play.draw(st.sampled_from(sorted({one.message for one in books.listening.values()}))))
    else:
        task = play.draw(st.sampled_from(sorted(books.waits)))
        match books.waits[task].kind:
            case outcome.WaitKind.TASK:
                _complete(run, books, task, play)
                return
            case outcome.WaitKind.CALL:
                run.answer(books.waits[task].element, **play.draw(answers))
            case outcome.WaitKind.MESSAGE:
                run.send(books.listening[task].message)
            case outcome.WaitKind.TIMER:
                run.later(hours=2)
    books.enter(run.last)


def _complete(run: driving.Run, books: Books, task: int, play: st.DataObject) -> None:
    before, data = run.waits(), run.data()
    given = play.draw(answers)
    done = run.complete(task, **given)
    books.enter(done)
    if done.undo is not None and play.draw(st.booleans()):
        books.enter(run.recall(done.undo), recalled=True)
        assert run.waits() == before
        assert run.data() == data
        check(run, books)
        books.enter(run.complete(task, **given))


@hypothesis.settings(max_examples=shares.soak_share(20_000, 0.015))
@hypothesis.given(drawn=blocks.drawings(), data=answers, play=st.data())
def test_whatever_is_done_the_books_agree_and_the_case_ends(
    drawn: builder.Drawing, data: dict[str, int], play: st.DataObject
) -> None:
    run, books = driving.Run(drawn, dict(data)), Books()
    books.enter(run.last)
    check(run, books)
    for _ in range(25):
        if run.ended:
            break
        move(run, books, play)
        check(run, books)
    for _ in range(400):
        if run.ended:
            break
        _on(run, books)
    assert run.ended
    assert not books.timers
    assert not books.listening


def _on(run: driving.Run, books: Books) -> None:
    """Do the oldest open thing, leaving loops."""
    wait = books.waits[min(books.waits)]
    if wait.kind is outcome.WaitKind.TASK:
        run.complete(wait.seq, v0=0, v1=0, v2=0)
    elif wait.kind is outcome.WaitKind.CALL:
        run._take(lambda: engine.answer(run.program, run.state, wait.seq, {}, now=run.now))
    elif wait.kind is outcome.WaitKind.MESSAGE:
        run.send(books.listening[wait.seq].message)
    else:
        run.later(hours=2)
    books.enter(run.last)
