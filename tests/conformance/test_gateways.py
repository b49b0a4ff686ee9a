"""Gateways (10.6, 13.4): exclusive, inclusive, parallel and event-based, in splits, joins, loops and mixtures."""

from __future__ import annotations

import pytest

from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case
from tests.conformance.sketch import catch, one, signal, sub, when

EITHER = "s > x; x {'a' in test}> a > e; x {'b' in test}> b > e2"
SOME = "s > o; o {'a' in test}> a > o2; o {'b' in test}> b > o2; o *> d > o2; o2 > z > e"
LABELLED = one("s > x; x {n < 3}> a > e; x *> b > e2").replace('id="x-a"', 'id="x-a" name="n &lt; 3"')
EXCLUSIVE = [
    Case("the first flow whose condition holds", "13.4.2", one(EITHER), "? a; a; .; ends e", {"test": "a"}),
    Case("the second", "13.4.2", one(EITHER), "? b; b; .; ends e2", {"test": "b"}),
    Case("both hold: the first in the file", "13.4.2", one(EITHER), "? a; a; .", {"test": "ba"}),
    Case("none holds", "13.4.2", one(EITHER), "!no_flow_taken@x", {"test": "c"}),
    Case(
        "none holds behind a task",
        "13.4.2",
        one("s > w > x; x {'a' in test}> a > e; x {'b' in test}> b > e2"),
        'w {"test": "c"} !no_flow_taken@x; ? w; w {"test": "a"}; ? a; a; .',
    ),
    Case("the default", "13.4.2", one("s > x; x *> b > e2; x {'a' in test}> a > e"), "? b; b; .", {"test": "c"}),
    Case("not the default", "13.4.2", one("s > x; x *> b > e2; x {'a' in test}> a > e"), "? a; a; .", {"test": "a"}),
    Case(
        "merging passes each token",
        "13.4.2",
        one("s > p; p > a > x; p > b > x; x > z > e"),
        "a; ? z b; z; b; ? z; z; .; ends e e",
    ),
    Case(
        "merging and splitting in one",
        "13.4.2",
        one("s > p; p > a > x; p > b > x; x {'a' in test}> c > e; x *> d > e2"),
        'a; b {"test": "z"}; ? c d; c; d; .',
        {"test": "a"},
    ),
    Case("one way in, one way out", "13.4.2", one("s > x > a > e"), "a; ."),
    Case(
        "a condition on the only way out",
        "13.4.2",
        one("s > x; x {'a' in test}> a > e"),
        "!no_flow_taken@x",
        {"test": "b"},
    ),
    Case(
        "a loop",
        "13.4.2",
        one("s > x > a > x2; x2 {n < 3}> x; x2 *> b > e"),
        'a {"n": 1}; a {"n": 2}; a {"n": 3}; ? b; b; .',
    ),
    Case("a way that is labelled by its condition", "8.4.13", LABELLED, "? b; b; .", {"n": 5}),
    Case(
        "a loop of gateways that a condition leaves",
        "13.4.2",
        one("s > x > x1; x1 {n < 3}> x; x1 *> a > e"),
        "? a; a; .",
        {"n": 7},
        frozenset({"loop-without-rest-by-data"}),
    ),
    Case(
        "a loop of gateways that nothing leaves",
        "13.4.2",
        one("s > x > x1; x1 {n < 3}> x; x1 *> a > e"),
        "!over_budget@*",
        {"n": 1},
        frozenset({"loop-without-rest-by-data"}),
    ),
]
INCLUSIVE = [
    Case("one way", "13.4.3", one(SOME), "? a; a; z; .", {"test": "a"}),
    Case("two ways", "13.4.3", one(SOME), "? a b; a; ? b; b; ? z; z; .; ends e", {"test": "ab"}),
    Case("the default", "13.4.3", one(SOME), "? d; d; z; .", {"test": "x"}),
    Case(
        "no way",
        "13.4.3",
        one("s > o; o {'a' in test}> a > e; o {'b' in test}> b > e"),
        "!no_flow_taken@o",
        {"test": "c"},
    ),
    Case(
        "a flow without condition is always taken",
        "8.4.13",
        one("s > o; o {'a' in test}> a > e; o > b > e"),
        "? a b; a; b; .",
        {"test": "a"},
    ),
    Case(
        "a flow without condition beside a default",
        "8.4.13",
        one("s > o; o {'a' in test}> a > e; o > b > e; o *> c > e"),
        "? b; b; .",
        {"test": "x"},
    ),
    Case(
        "joining an exclusive split does not wait",
        "13.4.3",
        one("s > x; x {'a' in test}> a > o; x *> b > o; o > z > e"),
        "a; ? z; z; .",
        {"test": "a"},
    ),
    Case(
        "joining a parallel split waits for all",
        "13.4.3",
        one("s > p; p > a > o; p > b > o; o > z > e"),
        "a; ? b; b; ? z; z; .",
    ),
    Case(
        "nested",
        "13.4.3",
        one(
            "s > o; o {'a' in test}> o1; o {'b' in test}> b > o4; o1 {'a' in test}> c > o3; o1 {'c' in test}> d > o3;"
            " o3 > f > o4; o4 > z > e"
        ),
        "? b c d; b; c; ? d; d; ? f; f; ? z; z; .",
        {"test": "abc"},
    ),
    Case(
        "in a loop",
        "13.4.3",
        one("s > x > o; o {'a' in test}> a > o2; o {'b' in test}> b > o2; o2 > w > x2; x2 {n < 3}> x; x2 *> z > e"),
        'a; b; w {"n": 1}; ? a b; b; ? a; a; ? w; w {"n": 3}; ? z; z; .',
        {"test": "ab"},
    ),
    Case(
        "a token that can still come on an empty way",
        "13.4.3",
        one("s > p; p > a > o; p > b > x; x {'b' in test}> o; x *> c > e2; o > z > e"),
        "a; ? b; b; ? c z; c; z; .",
        {"test": "x"},
    ),
    Case(
        "joining and splitting in one",
        "13.4.3",
        one("s > p; p > a > o; p > b > o; o {'a' in test}> c > e; o {'b' in test}> d > e"),
        "a; b; ? c d; c; d; .",
        {"test": "ab"},
    ),
]
PARALLEL = [
    Case("fork and join", "13.4.1", one("s > p; p > a > p2; p > b > p2; p2 > z > e"), "a; ? b; b; ? z; z; .; ends e"),
    Case("fork without join", "13.4.1", one("s > p; p > a > e; p > b > e2"), "b; a; .; ends e e2"),
    Case("one way in, one way out", "13.4.1", one("s > p > a > e"), "a; ."),
    Case(
        "joining and forking in one",
        "13.4.1",
        one("s > p; p > a > p2; p > b > p2; p2 > c > e; p2 > d > e2"),
        "a; b; ? c d; c; d; .",
    ),
    Case(
        "an excess token stays on its flow",
        "13.4.1",
        one("s > p; p > a > x; p > b > x; p > c > p2; x > p2; p2 > z > e"),
        "a; b; c; ? z; z !deadlock@p2",
    ),
    Case(
        "two tokens on each way make two",
        "13.4.1",
        one("s > p; p > a > x; p > b > x; p > c > x2; p > d > x2; x > p2; x2 > p2; p2 > z > e"),
        "a; b; c; d; ? z z; z; z; .; ends e e",
    ),
    Case(
        "a join that waits in vain",
        "13.2.2",
        one("s > x; x {'a' in test}> a > p2; x *> b > p2; p2 > z > e"),
        "a !deadlock@p2",
        {"test": "a"},
    ),
    Case(
        "conditions on its ways out are not evaluated",
        "10.6.4",
        one("s > p; p {'a' in test}> a > e; p > b > e2"),
        "? a b; a; b; .",
        {"test": "x"},
        frozenset({"condition-on-parallel"}),
    ),
    Case(
        "three forks inside each other",
        "13.4.1",
        one("s > p; p > a > p3; p > p1; p1 > b > p2; p1 > c > p2; p2 > p3 > z > e"),
        "c; b; ? a; a; z; .",
    ),
]
M, S = '<message id="m" name="pay"/>', '<signal id="sg" name="go"/>'
RACE = one(
    "s > v; v > c1 > a > e; v > c2 > b > e; v > c3 > d > e; v > c4 > f > e",
    catch("c1", drawing.message("m")),
    catch("c2", signal("sg")),
    catch("c3", drawing.timer("PT1H")),
    catch("c4", when("done == True")),
    roots=M + S,
)
EVENTS = [
    Case("a message first", "13.4.4", RACE, "? c1 c2 c3 c4; msg pay; ? a; a; ."),
    Case("a signal first", "13.4.4", RACE, "sig go; ? b; wait PT2H; ? b; b; ."),
    Case("time first", "13.4.4", RACE, "wait PT59M; ? c1 c2 c3 c4; wait PT1M; ? d; d; ."),
    Case(
        "a receive task first",
        "10.6.6",
        one(
            "s > v; v > r > a > e; v > c > b > e",
            drawing.node("receiveTask", "r", "R", messageRef="m"),
            catch("c", drawing.timer("PT1H")),
            roots=M,
        ),
        "? c r; msg pay; ? a; a; .",
    ),
    Case("a condition that holds already", "13.4.4", RACE, "? f; f; .", {"done": True}),
    Case(
        "a condition that another branch fulfils",
        "13.4.4",
        one(
            "s > p; p > w > e2; p > v; v > c1 > a > e; v > c2 > b > e",
            catch("c1", when("done == True")),
            catch("c2", drawing.timer("P1D")),
        ),
        'w {"done": true}; ? a; a; .',
        {"done": False},
    ),
    Case(
        "two tokens wait apart",
        "13.4.4",
        one(
            "s > p; p > x; p > x; x > v; v > c1 > a > e; v > c2 > b > e",
            catch("c1", drawing.message("m")),
            catch("c2", drawing.timer("P1D")),
            roots=M,
        ),
        "? c1 c1 c2 c2; msg pay; ? a c1 c2; wait P1D; ? a b; a; b; .",
    ),
    Case(
        "it begins the process",
        "10.6.6",
        sketch.file(
            M + '<message id="m2" name="other"/>',
            sketch.process(
                "v > c1 > a > e; v > c2 > b > e",
                drawing.node("eventBasedGateway", "v", instantiate="true"),
                catch("c1", drawing.message("m")),
                catch("c2", drawing.message("m2")),
            ),
        ),
        "msg other; ? b; b; .",
    ),
]
MIXTURES = [
    Case(
        "an exclusive split into an inclusive join behind a fork",
        "13.4.3",
        one("s > p; p > x; p > c > o; x {'a' in test}> a > o; x *> b > e2; o > z > e"),
        "? b c; c; ? b z; b; z; .",
        {"test": "x"},
    ),
    Case(
        "an inclusive split into an exclusive merge",
        "13.4.2",
        one("s > o; o {'a' in test}> a > x; o {'b' in test}> b > x; x > z > e"),
        "a; b; ? z z; z; z; .; ends e e",
        {"test": "ab"},
    ),
    Case(
        "a fork behind a conditional flow",
        "13.4.1",
        one("s > a; a {'a' in test}> p; a *> e2; p > b > p2; p > c > p2; p2 > e"),
        "a; ? b c; b; c; .; ends e",
        {"test": "a"},
    ),
    Case(
        "gateways in a subprocess join inside it only",
        "13.3.4",
        one("s > p; p > u > p2; p > a > p2; p2 > z > e", sub("u", "s1 > p3; p3 > b > p4; p3 > c > p4; p4 > e1")),
        "b; a; ? c; c; ? z; z; .",
    ),
]


@pytest.mark.parametrize(("case", "dialect"), playing.cases(*EXCLUSIVE, *INCLUSIVE, *PARALLEL, *EVENTS, *MIXTURES))
def test_gateways_run_as_the_standard_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)
