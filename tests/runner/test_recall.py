"""A hand-over can be taken back as long as the next lane has done nothing with it."""

from __future__ import annotations

import pytest

from runner import outcome
from tests.runner import builder, driving


def chain() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b", "c").node("end", "e")
    return drawn.path("s", "a", "b", "c", "e")


def joined() -> builder.Drawing:
    drawn = builder.Drawing().node("start", "s").nodes_of("and", "f", "j").nodes_of("user", "a", "b", "after")
    return drawn.node("end", "e").path("s", "f", "a", "j", "after", "e").path("f", "b", "j")


def undo(done: outcome.Outcome) -> bytes:
    assert done.undo is not None
    return done.undo


def test_a_recalled_task_is_open_again_under_its_number_and_its_answers_are_gone() -> None:
    run = driving.Run(chain(), {"x": 1})
    done = run.do("a", x=2, y=3)
    back = run.recall(undo(done))
    assert [(w.seq, w.element) for w in run.waits()] == [(1, "a")]
    assert back.opened == run.outcomes[0].opened
    assert back.closed == (outcome.Closed(2, outcome.Closing.RECALLED, "b"),)
    assert run.data() == {"x": 1}


def test_after_a_recall_the_case_goes_on_with_new_numbers_and_visits() -> None:
    run = driving.Run(chain())
    run.recall(undo(run.do("a")))
    wait = run.do("a").opened[0]
    assert (wait.element, wait.seq, wait.visit) == ("b", 3, 2)


def test_what_has_moved_on_can_not_be_recalled() -> None:
    run = driving.Run(chain())
    first = undo(run.do("a"))
    run.do("b")
    with pytest.raises(outcome.NotRecallableError):
        run.recall(first)
    run.do("c")
    with pytest.raises(outcome.NotRecallableError):
        run.recall(first)


def test_a_step_can_not_be_recalled_twice() -> None:
    run = driving.Run(chain())
    first = undo(run.do("a"))
    run.recall(first)
    with pytest.raises(outcome.NotRecallableError):
        run.recall(first)


def test_a_recall_leaves_the_other_branch_as_it_is_now() -> None:
    run = driving.Run(joined())
    first = undo(run.do("a", x=1))
    assert run.open() == ["b"]
    run.recall(first)
    assert run.open() == ["a", "b"]
    second = undo(run.do("b", y=2))
    run.do("a", x=3)
    assert run.open() == ["after"]
    with pytest.raises(outcome.NotRecallableError):
        run.recall(second)


def test_recalling_the_completion_that_closed_a_join_opens_the_join_again() -> None:
    run = driving.Run(joined())
    run.do("a", x=1)
    done = undo(run.do("b", x=2))
    assert run.open() == ["after"]
    run.recall(done)
    assert run.open() == ["b"]
    assert run.data() == {"x": 1}
    run.do("b")
    assert run.open() == ["after"]


def test_what_another_branch_has_written_since_stays() -> None:
    run = driving.Run(joined())
    done = undo(run.do("a", x=1, mine=1))
    state = run.state
    assert state
    drawn = joined()
    drawn.nodes_of("user", "b2").flow("b", "b2")
    run = driving.Run(drawn)
    done = undo(run.do("a", x=1, mine=1))
    run.do("b", x=2)
    with pytest.raises(outcome.NotRecallableError):
        run.recall(done)
    run = driving.Run(
        builder.Drawing()
        .node("start", "s")
        .node("and", "f")
        .nodes_of("user", "a", "b", "a2", "b2")
        .path("s", "f", "a", "a2")
        .path("f", "b", "b2")
    )
    done = undo(run.do("a", x=1, mine=1))
    run.do("b", x=2)
    run.recall(done)
    assert run.data() == {"x": 2}
    assert run.open() == ["a", "b2"]


def test_timers_and_messages_that_a_recalled_step_ended_wait_again() -> None:
    drawn = chain().node("boundary", "t", attached_to="a", events=builder.timer("P1D"), interrupting=False)
    drawn.node("boundary", "m", attached_to="a", events=builder.event("message", "stop"))
    drawn.node("boundary", "t2", attached_to="b", events=builder.timer("P1D"))
    drawn.nodes_of("user", "x", "y", "z").path("t", "x").path("m", "y").path("t2", "z")
    run = driving.Run(drawn)
    armed = run.last
    back = run.recall(undo(run.do("a")))
    assert back.timers_set == armed.timers_set
    assert back.listening_on == armed.listening_on
    assert len(back.timers_off) == 1
    run.later(days=1)
    assert run.open() == ["a", "x"]


def test_a_subprocess_that_was_entered_is_left_again() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("sub", "p").node("user", "z").node("end", "e")
    drawn.path("s", "a", "p", "z", "e").inside("p").node("start", "i").nodes_of("user", "b", "c").path("i", "b", "c")
    run = driving.Run(drawn)
    run.recall(undo(run.do("a")))
    assert run.open() == ["a"]
    run.do("a")
    run.do("b")
    run.recall(undo(run.do("c")))
    assert run.open() == ["c"]
    run.do("c")
    run.do("z")
    assert run.ended


def test_what_left_the_case_can_not_be_recalled() -> None:
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("send", "m", message="x").node("user", "b")
    assert driving.Run(drawn.path("s", "a", "m", "b")).do("a").undo is None
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("service", "c", implementation="topic:x")
    assert driving.Run(drawn.path("s", "a", "c")).do("a").undo is None
    drawn = builder.Drawing().node("start", "s").node("user", "a").node("end", "e")
    assert driving.Run(drawn.path("s", "a", "e")).do("a").undo is None


def test_an_instance_among_others_is_recalled_with_its_answers() -> None:
    from bpmn import diagram as dg

    loop = dg.Loop("parallel", collection="who", item="w", output_collection="out", output_item="o")
    drawn = builder.Drawing().node("start", "s").node("user", "a", loop=loop).node("user", "b").path("s", "a", "b")
    run = driving.Run(drawn, {"who": ["x", "y"]})
    done = undo(run.complete(1, o=1))
    run.recall(done)
    assert [(w.seq, w.item) for w in run.waits()] == [(1, "x"), (2, "y")]
    run.complete(2, o="second")
    done = undo(run.complete(1, o="first"))
    assert run.open() == ["b"]
    run.recall(done)
    assert [(w.seq, w.item) for w in run.waits()] == [(1, "x")]
    run.complete(1, o="first")
    assert run.data()["out"] == ["first", "second"]
