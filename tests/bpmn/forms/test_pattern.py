"""Patterns match as in the browser, and no pattern can stop the server."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms import pattern

FOUND = [
    ("^[0-9]{9}$|^[0-9]{12}$", ["001099012345", "123456789"], ["1234567890", "a23456789"]),
    ("abc", ["xxabcxx"], ["ab c"]),
    ("^a.c$", ["abc", "a c"], ["a\nc"]),
    (r"^\d+(?:\.\d{1,2})?$", ["1", "1.25"], ["1.", "1.255", "١"]),
    (r"^H26(\.\d+)*-\d{6}-\d{4,}$", ["H26.1.12-261122-0001"], ["H26.-261122-0001"]),
    (r"^\w+@\w+$", ["a@b"], ["á@b"]),
    (r"\bvề\b", [], ["tôi về nhà"]),
    (r"^[^\s,]+$", ["Hà"], ["Hà Nội"]),
    ("^(?:a|b|)+c{0,2}$", ["", "abba", "cc"], ["ccc"]),
    (r"^[\]\-\\a-c]$", ["]", "-", "\\", "b"], ["d"]),
    (r"^\u0041\x42\t$", ["AB\t"], ["AB"]),
    ("^a{,3}$", ["a{,3}"], ["aa"]),
    ("^(?<year>[0-9]{4})$", ["2026"], ["20266"]),
    ("a*?b", ["b", "aab"], ["aa"]),
    ("[-a]", ["-", "a"], ["b"]),
    ("[^]", ["a", "\n"], [""]),
    ("[]", [], ["", "a"]),
]


@pytest.mark.parametrize(("text", "yes", "no"), FOUND)
def test_a_pattern_matches_what_the_browser_matches(text: str, yes: list[str], no: list[str]) -> None:
    read = pattern.read(text)
    assert [one for one in yes if not read.found(one)] == []
    assert [one for one in no if read.found(one)] == []


@pytest.mark.parametrize("text", ["(a+)+$", "(a|a)*b", "(a*)*b", "a*a*a*a*a*a*b", "(.*)(.*)(.*)(.*)x"])
def test_patterns_that_stop_a_backtracking_matcher_are_answered(text: str) -> None:
    assert pattern.read(text).found("a" * 2_000) is (text == "(a+)+$")


@pytest.mark.parametrize(
    "text",
    ["(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", "(", "a)", "[a", "*a", "a**", r"\pL", "a{1000}", "((a{100}){100}){100}"],
)
def test_what_needs_backtracking_or_is_no_pattern_is_refused_when_read(text: str) -> None:
    with pytest.raises(pattern.PatternError):
        pattern.read(text)


@pytest.mark.parametrize("text", ["(" * 40 + ")" * 40, "a" * 501, "[b-a]", "\\"])
def test_what_is_too_long_too_deep_or_cut_off_is_refused(text: str) -> None:
    with pytest.raises(pattern.PatternError):
        pattern.read(text)


PIECES = st.recursive(
    st.sampled_from(["a", "b", "ab", "[ab]", "[^a]", ".", r"\d", r"\w"]),
    lambda inner: (
        st.builds("(?:{}|{})".format, inner, inner)
        | st.builds("{}{}".format, inner, inner)
        | st.builds("(?:{})?".format, inner)
        | st.builds("(?:{}){{0,2}}".format, inner)
        | st.builds("(?:{})+".format, inner)
    ),
    max_leaves=5,
)


@given(PIECES, st.booleans(), st.text("ab1", max_size=6))
def test_all_matchers_agree(piece: str, anchored: bool, text: str) -> None:
    whole = f"^(?:{piece})$" if anchored else piece
    assert pattern.read(whole).found(text) == bool(re.search(whole.replace("$", r"\Z"), text, re.ASCII))


@given(st.text(string.printable, max_size=20), st.text(max_size=20))
def test_any_text_is_a_pattern_or_is_refused(text: str, other: str) -> None:
    try:
        read = pattern.read(text)
    except pattern.PatternError:
        return
    assert read.found(other) in (True, False)
