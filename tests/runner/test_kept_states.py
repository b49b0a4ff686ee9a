"""A state that was written once is read for ever: by every later release, with the same meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner import codec, engine, loader
from tests.runner.states import kept, stories

FILES = sorted(kept.FOLDER.glob("format-*/*.json"))
every_state = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def player(one: kept.Kept) -> kept.Player:
    return kept.Player(loader.program(one.prepared), one.state, one.now, one.undo)


@every_state
def test_a_kept_state_shows_what_it_showed_when_it_was_written(path: Path) -> None:
    one = kept.read(path)
    shown = player(one).shown()
    assert {**shown, "ended": one.shown["ended"]} == one.shown


@every_state
def test_a_case_goes_on_from_a_kept_state_as_it_would_have_then(path: Path) -> None:
    one = kept.read(path)
    played = player(one)
    for step, expected in zip(one.steps, one.after, strict=True):
        played.take(step)
        assert played.shown() == expected, step


@every_state
def test_a_kept_state_is_written_anew_in_the_current_format_and_says_the_same(path: Path) -> None:
    one = kept.read(path)
    program = loader.program(one.prepared)
    woken = engine.wake(program, one.state, now=one.now)
    assert woken.state[0] == codec.CURRENT
    assert {**kept.Player(program, woken.state, one.now).shown(), "ended": one.shown["ended"]} == one.shown


def test_every_format_has_its_states_and_the_current_one_has_all_stories() -> None:
    for number in codec.FORMATS:
        assert len(list(kept.folder(number).glob("*.json"))) >= 12, f"format {number} has no kept states"
    assert {path.stem for path in kept.folder(codec.CURRENT).glob("*.json")} == set(stories.STORIES)


@every_state
def test_a_kept_state_is_in_the_format_of_its_folder(path: Path) -> None:
    assert kept.folder(kept.read(path).state[0]) == path.parent
