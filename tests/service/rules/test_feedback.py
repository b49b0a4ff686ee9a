"""What may become of a piece of feedback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules import feedback


def test_it_goes_from_received_to_closed() -> None:
    state = "received"
    for act in ("assign", "answer", "close"):
        following = feedback.after(state, act)
        assert following is not None
        state = following
    assert state == "closed"
    assert feedback.after(state, "answer") is None
    assert feedback.acts(state) == ("reopen",)


@given(st.lists(st.sampled_from(sorted(feedback.ACTS))))
def test_whatever_is_done_it_is_in_a_state_and_something_can_be_done(acts: list[str]) -> None:
    state = "received"
    for act in acts:
        state = feedback.after(state, act) or state
        assert state in feedback.STATES
        assert feedback.acts(state)


def test_an_act_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="fly"):
        feedback.after("received", "fly")


def test_a_threshold_of_nothing_is_never_reached() -> None:
    assert not feedback.Threshold(0).reached(1_000)
    assert not feedback.Threshold(3).reached(2)
    assert feedback.Threshold(3).reached(3)
