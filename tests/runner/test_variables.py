"""The variables of a case as a whole."""

from __future__ import annotations

from tests.runner import builder, driving


def test_of_two_pools_with_one_variable_the_later_counts_also_after_a_step_was_taken_back() -> None:
    drawn = builder.Drawing().node("start", "s").nodes_of("user", "a", "b").path("s", "a", "b")
    drawn.pool("Q").node("start", "q").nodes_of("user", "c", "d").path("q", "c", "d")
    run = driving.Run(drawn)
    run.do("c", n="Q")
    done = run.do("a", n="P")
    assert run.data()["n"] == "Q"
    assert done.undo is not None
    run.recall(done.undo)
    run.do("a", n="P")
    assert run.data()["n"] == "Q"
