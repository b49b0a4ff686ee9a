"""What an operator may do to a token: put it elsewhere in its scope, or let it go on without the work."""

from __future__ import annotations

import contextlib
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from bpmn import diagram as dg
from runner import engine, outcome
from tests.runner import blocks, builder, driving, test_blocks
from tests.support import shares

MOVED, SKIPPED, WITHDRAWN = outcome.Closing.MOVED, outcome.Closing.SKIPPED, outcome.Closing.WITHDRAWN


class Run(driving.Run):
    """A case with an operator beside it."""

    def move(self, element: str, to: str) -> outcome.Outcome:
        """Move the token of the first wait at an element."""
        return self._take(lambda: engine.move(self.program, self.state, self.seq(element), to, now=self.now))

    def skip(self, element: str, **answers: Any) -> outcome.Outcome:
        """Skip the first wait at an element."""
        return self._take(lambda: engine.skip(self.program, self.state, self.seq(element), answers, now=self.now))


def line() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b", "c").node("end", "e")
    return drawn.path("s", "a", "b", "c", "e")


def branches() -> builder.Drawing:
    """Two parallel branches of two tasks each, with a join."""
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "split", "join").node("end", "e")
    drawn.nodes_of("user", "a1", "a2", "b1", "b2", "last")
    return drawn.path("s", "split", "a1", "a2", "join", "last", "e").path("split", "b1", "b2", "join")


@pytest.mark.parametrize("to", ["a", "b", "c"])
def test_a_token_goes_forward_back_and_begins_anew_where_it_is(to: str) -> None:
    run = Run(line())
    run.do("a")
    out = run.move("b", to)
    assert out.closed == (outcome.Closed(2, MOVED, "b"),)
    assert [(wait.element, wait.seq, wait.opened_by) for wait in run.waits()] == [(to, 3, 2)]
    assert out.undo is None


def test_a_token_moved_to_an_end_event_ends_its_branch() -> None:
    run = Run(line())
    assert run.move("a", "e").ended
    assert run.last.ends == ("e",)


def test_the_other_branches_stay_as_they_are() -> None:
    run = Run(branches())
    run.move("a1", "a2")
    assert run.open() == ["b1", "a2"]
    run.do("b1")
    run.do("b2")
    run.do("a2")
    assert run.open() == ["last"]


@pytest.mark.parametrize(("first", "second"), [("a1", "b1"), ("b1", "a1")])
def test_a_token_comes_into_a_join_on_the_flow_of_its_own_branch(first: str, second: str) -> None:
    run = Run(branches())
    run.move(first, "join")
    assert run.open() == [second]
    run.do(second)
    run.do(second.replace("1", "2"))
    assert run.open() == ["last"]


def test_a_token_moved_to_a_join_fills_what_it_waits_for() -> None:
    run = Run(branches())
    run.do("a1")
    run.do("a2")
    run.move("b1", "join")
    assert run.open() == ["last"]


def test_a_token_is_put_on_a_flow_that_is_named() -> None:
    run = Run(branches())
    out = run.move("b1", "b2>join")
    assert out.passed == ("b2>join",)
    run.do("a1")
    run.do("a2")
    assert run.open() == ["last"]


def test_a_move_that_leaves_a_case_without_anything_to_wait_for_is_refused_and_changes_nothing() -> None:
    run = Run(branches())
    run.move("b1", "e")
    before = run.state
    with pytest.raises(outcome.StepError) as told:
        run.move("a1", "join")
    assert (told.value.incident.code, told.value.incident.element) == ("deadlock", "join")
    assert (run.state, run.open()) == (before, ["a1"])


def test_a_move_after_which_only_a_listener_could_go_on_is_refused_too() -> None:
    drawn = branches().node("sub", "asked", event_subprocess=True).inside("asked")
    drawn.node("start", "w", events=builder.event("message", "M"), interrupting=False).node("end", "we").path("w", "we")
    run = Run(drawn)
    run.move("b1", "e")
    with pytest.raises(outcome.StepError) as told:
        run.move("a1", "join")
    assert told.value.incident.code == "deadlock"
    assert run.open() == ["a1"]


def test_a_token_takes_its_boundary_events_and_timers_along() -> None:
    drawn = line().node("boundary", "late", attached_to="a", events=builder.timer("PT1H")).flow("late", "c")
    run = Run(drawn)
    out = run.move("a", "b")
    assert out.timers_off == (2,)
    run.later(hours=2)
    assert run.open() == ["b"]


def test_a_token_at_an_event_gateway_leaves_all_the_events_behind_it() -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").node("user", "a").node("end", "e")
    drawn.node("catch", "paid", events=builder.event("message", "paid"))
    drawn.node("catch", "late", events=builder.timer("P1D")).path("s", "g", "paid", "a", "e").path("g", "late", "e")
    run = Run(drawn)
    out = run.move("late", "a")
    assert {(one.element, one.how) for one in out.closed} == {("late", MOVED), ("paid", WITHDRAWN)}
    assert (len(out.timers_off), len(out.listening_off)) == (1, 1)
    assert run.open() == ["a"]


def test_a_moved_call_is_not_wanted_any_more_and_can_be_asked_for_again() -> None:
    drawn = builder.Drawing().node("start", "s").node("service", "t", implementation="topic:tax").node("end", "e")
    run = Run(drawn.path("s", "t", "e"))
    out = run.move("t", "t")
    assert [call.seq for call in out.calls] == [2]
    with pytest.raises(outcome.NotOpenError):
        engine.answer(run.program, run.state, 1, {}, now=run.now)


def within() -> builder.Drawing:
    """A subprocess with a task, beside a task of the process, and an event subprocess."""
    drawn = builder.Drawing().node("start", "s").node("sub", "sub").nodes_of("user", "out").node("end", "e")
    drawn.path("s", "sub", "out", "e")
    drawn.node("boundary", "late", attached_to="sub", events=builder.timer("PT1H")).flow("late", "out")
    drawn.inside("sub").node("start", "i").nodes_of("user", "in", "in2").node("end", "f")
    return drawn.path("i", "in", "in2", "f")


@pytest.mark.parametrize(
    ("to", "code"),
    [("out", "other_scope"), ("sub", "other_scope"), ("P", "other_scope"), ("nowhere", "unknown_element")],
)
def test_a_token_stays_in_its_scope(to: str, code: str) -> None:
    run = Run(within())
    before = run.state
    with pytest.raises(outcome.NotMovableError) as told:
        run.move("in", to)
    assert (told.value.code, told.value.element) == (code, to)
    assert run.state == before
    run.move("in", "in2")
    run.do("in2")
    assert run.open() == ["out"]


def test_a_boundary_event_is_no_place_for_a_token() -> None:
    run = Run(within())
    run.do("in")
    run.do("in2")
    with pytest.raises(outcome.NotMovableError) as told:
        run.move("out", "late")
    assert told.value.code == "not_begun_by_a_token"
    run.move("out", "sub")
    assert run.open() == ["in"]


def test_the_places_of_a_token_are_those_that_it_can_be_moved_to() -> None:
    run = Run(within())
    run.do("in")
    run.do("in2")
    scope = engine.describe(run.program, run.state).scopes[1]
    assert scope.places == ("s", "sub", "out", "e")
    assert [one.movable for one in scope.tokens] == [True]
    for place in scope.places:
        engine.move(run.program, run.state, run.seq("out"), place, now=run.now)


def several(kind: str = "parallel") -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "next").node("end", "e")
    drawn.node("user", "t", loop=dg.Loop(kind, cardinality=dg.Text("3")))
    return drawn.path("s", "t", "next", "e")


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_an_instance_is_skipped_but_not_moved(kind: str) -> None:
    run = Run(several(kind))
    with pytest.raises(outcome.NotMovableError) as told:
        run.move("t", "next")
    assert told.value.code == "an_instance"
    assert not any(one.movable for one in engine.describe(run.program, run.state).scopes[1].tokens)
    for _ in range(3):
        assert run.skip("t").closed[0].how is SKIPPED
    assert run.open() == ["next"]


def test_a_skipped_task_is_left_as_if_it_had_been_done() -> None:
    run = Run(line())
    out = run.skip("a")
    assert out.closed == (outcome.Closed(1, SKIPPED, "a"),)
    assert out.passed == ("a", "a>b")
    assert (run.open(), run.waits()[0].opened_by, out.undo) == (["b"], 1, None)


def choice() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "yes", "no").node("xor", "x")
    return drawn.path("s", "a", "x").flow("x", "yes", "ok = true").flow("x", "no", "ok = false")


def test_a_decision_that_a_skipped_task_would_have_brought_is_given_by_the_operator() -> None:
    run = Run(choice())
    with pytest.raises(outcome.StepError) as told:
        run.skip("a")
    assert (told.value.incident.code, told.value.incident.element) == ("unknown_variable", "x")
    run.skip("a", ok=False)
    assert (run.open(), run.data()) == (["no"], {"ok": False})


def test_calls_messages_and_timers_are_skipped_too() -> None:
    drawn = builder.Drawing().node("start", "s").node("service", "call", implementation="topic:tax").node("end", "e")
    drawn.node("catch", "paid", events=builder.event("message", "paid")).node("receive", "got", message="got")
    drawn.node("catch", "later", events=builder.timer("P9D"))
    run = Run(drawn.path("s", "call", "paid", "got", "later", "e"))
    assert run.skip("call", tax=3).closed == (outcome.Closed(1, SKIPPED, "call"),)
    assert run.data() == {"tax": 3}
    for element in ("paid", "got"):
        out = run.skip(element)
        assert out.closed[0].how is SKIPPED
        assert len(out.listening_off) == 1
    out = run.skip("later")
    assert (out.timers_off, out.ended) == ((4,), True)


def test_a_skipped_event_behind_a_gateway_decides_as_if_it_had_come() -> None:
    drawn = builder.Drawing().node("start", "s").node("events", "g").nodes_of("user", "a", "b").node("end", "e")
    drawn.node("catch", "paid", events=builder.event("message", "paid")).path("s", "g", "paid", "a", "e")
    drawn.node("catch", "late", events=builder.timer("P1D")).path("g", "late", "b", "e")
    run = Run(drawn)
    out = run.skip("paid")
    assert {(one.element, one.how) for one in out.closed} == {("paid", SKIPPED), ("late", WITHDRAWN)}
    assert run.open() == ["a"]


def several_events(parallel: bool) -> Run:
    both = (*builder.event("message", "M"), *builder.timer("P1D"))
    drawn = builder.Drawing().node("start", "s").node("catch", "c", events=both, parallel_multiple=parallel)
    return Run(drawn.nodes_of("user", "a", "b").path("s", "c", "a", "b"))


@pytest.mark.parametrize("parallel", [False, True])
def test_a_token_at_an_event_of_several_definitions_leaves_with_all_of_them(parallel: bool) -> None:
    run = several_events(parallel)
    out = run.move("c", "b")
    assert [one.how for one in sorted(out.closed, key=lambda one: one.seq)] == [MOVED, WITHDRAWN]
    assert (out.timers_off, out.listening_off, run.open()) == ((2,), (1,), ["b"])


def test_of_several_definitions_that_must_all_happen_each_is_skipped() -> None:
    run = several_events(parallel=True)
    assert run.skip("c").closed == (outcome.Closed(1, SKIPPED, "c"),)
    assert run.open() == ["c"]
    run.skip("c")
    assert run.open() == ["a"]
    run = several_events(parallel=False)
    run.skip("c")
    assert run.open() == ["a"]


def test_a_condition_is_skipped_and_moved_away_from() -> None:
    drawn = builder.Drawing().node("start", "s").node("and", "f").nodes_of("user", "a", "b")
    drawn.node("catch", "c", events=builder.condition("paid = true")).path("s", "f", "c", "b").path("f", "a")
    run = Run(drawn)
    run.skip("c")
    assert run.open() == ["a", "b"]
    run = Run(drawn)
    run.move("c", "b")
    run.do("a", paid=True)
    assert run.open() == ["b"]


def test_a_skipped_activity_of_an_ad_hoc_subprocess_counts_as_done() -> None:
    drawn = builder.Drawing().node("start", "s").node("ad-hoc", "h", completion=dg.Text("enough = true"))
    drawn.node("user", "after").path("s", "h", "after").inside("h").nodes_of("user", "a", "b")
    run = Run(drawn, {"enough": False})
    run.skip("a")
    assert sorted(run.open()) == ["a", "b"]
    run.skip("b", enough=True)
    assert run.open() == ["after"]


@pytest.mark.parametrize("seq", [-1, 0, 2, 99])
def test_what_is_no_wait_can_be_neither_moved_nor_skipped(seq: int) -> None:
    run = Run(line().node("boundary", "late", attached_to="a", events=builder.timer("PT1H")).flow("late", "c"))
    for act in (
        lambda: engine.move(run.program, run.state, seq, "b", now=run.now),
        lambda: engine.skip(run.program, run.state, seq, now=run.now),
    ):
        with pytest.raises(outcome.NotOpenError):
            act()


@hypothesis.settings(max_examples=shares.soak_share(10_000, 0.01))
@hypothesis.given(drawn=blocks.drawings(), data=test_blocks.answers)
def test_a_case_of_which_everything_is_skipped_comes_to_its_end(drawn: builder.Drawing, data: dict[str, int]) -> None:
    run, books = Run(drawn, dict(data)), test_blocks.Books()
    books.enter(run.last)
    for _ in range(400):
        if run.ended:
            break
        wait = books.waits[min(books.waits)]
        out = run._take(lambda seq=wait.seq: engine.skip(run.program, run.state, seq, LEAVING, now=run.now))
        assert out.closed[0] == outcome.Closed(wait.seq, SKIPPED, wait.element)
        books.enter(out)
        test_blocks.check(run, books)
    assert run.ended
    assert not books.timers
    assert not books.listening


LEAVING = {f"v{number}": 0 for number in range(3)}
"""What leaves the loops of the blocks."""


@hypothesis.settings(max_examples=shares.soak_share(10_000, 0.01))
@hypothesis.given(drawn=blocks.drawings(), data=test_blocks.answers, play=st.data())
def test_wherever_a_token_is_moved_the_books_agree_or_nothing_has_changed(
    drawn: builder.Drawing, data: dict[str, int], play: st.DataObject
) -> None:
    run, books = Run(drawn, dict(data)), test_blocks.Books()
    books.enter(run.last)
    for _ in range(8):
        if run.ended:
            break
        if play.draw(st.booleans()):
            with contextlib.suppress(outcome.StepError):  # a token moved from one branch is missed by its join
                test_blocks.move(run, books, play)
        elif not run.ended:
            _moved(run, books, play)
            assert run.ended or books.waits, "after a move somebody holds the case"
        if not run.ended and not books.waits:
            break  # its join misses the moved token, and only what listens beside the flow may still come
        test_blocks.check(run, books)


def _moved(run: Run, books: test_blocks.Books, play: st.DataObject) -> None:
    seq, to = play.draw(st.sampled_from(sorted(books.waits))), play.draw(st.sampled_from(run.program.table))
    scopes = engine.describe(run.program, run.state).scopes
    of = (one for one in scopes if any(token.seq == seq and token.movable for token in one.tokens))
    places = next((one.places for one in of), ())
    try:
        out = run._take(lambda: engine.move(run.program, run.state, seq, to, now=run.now))
    except outcome.NotMovableError:
        assert to not in places
    except outcome.StepError as refused:
        hypothesis.event(refused.incident.code)
    else:
        assert outcome.Closed(seq, MOVED, books.waits[seq].element) in out.closed
        books.enter(out)
