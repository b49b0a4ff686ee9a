"""Loops and calls that never rest are told; what rests somewhere, or what data decides, is not refused."""

from __future__ import annotations

from bpmn.lint.finding import Level
from tests.bpmn.drawing import chain, end, flow, node, prepared, process, start, throw, user, xor


def test_a_circle_of_gateways_is_refused():
    _, told = prepared(process(start(), xor("g"), xor("h"), chain("s", "g", "h", "g")))
    assert {one.element for one in told["loop-without-rest"]} == {"g", "h"}


def test_a_choice_before_a_circle_of_gateways_does_not_excuse_it():
    ways = flow("k", "j", condition="= a = 1") + flow("k", "e", condition="= a = 2") + flow("k", "m")
    parts = (start(), xor("j"), xor("k", "Đi đâu?", "k-m"), xor("m"), throw("t"), end())
    _, told = prepared(process(*parts, chain("s", "j", "k"), ways, chain("m", "t", "m")))
    assert {one.element for one in told["loop-without-rest"]} == {"m", "t"}
    assert {one.element for one in told["loop-without-rest-by-data"]} == {"j", "k"}


def test_a_choice_in_a_circle_does_not_excuse_a_smaller_one_that_it_is_not_on():
    ways = flow("k", "j", condition="= a = 1") + flow("k", "e", condition="= a = 2") + flow("k", "m")
    parts = (start(), xor("j"), xor("k", "Đi đâu?", "k-m"), xor("m"), node("parallelGateway", "t"), end())
    _, told = prepared(process(*parts, chain("s", "j", "k"), ways, chain("m", "t", "m"), flow("t", "j")))
    assert {one.element for one in told["loop-without-rest"]} == {"m", "t"}
    assert {one.element for one in told["loop-without-rest-by-data"]} == {"j", "k"}


def test_a_circle_of_gateways_as_long_as_a_file_may_be_is_told():
    ids = [f"g{n}" for n in range(3000)]
    _, told = prepared(process(start(), *(xor(one) for one in ids), chain("s", *ids, "g0")))
    assert len(told["loop-without-rest"]) == len(ids)


def test_a_circle_through_a_persons_task_is_fine():
    _, told = prepared(process(start(), xor("g"), user("a"), chain("s", "g", "a", "g")))
    assert "loop-without-rest" not in told


def test_a_process_that_calls_itself_at_once_is_refused_and_after_a_persons_task_not():
    call = node("callActivity", "c", "Lại", calledElement="P")
    _, at_once = prepared(process(start(), call, end(), chain("s", "c", "e")))
    assert at_once["call-without-end"][0].level is Level.ERROR
    _, later = prepared(process(start(), user("a"), call, end(), chain("s", "a", "c", "e")))
    assert "call-without-end" not in later


def test_a_process_between_two_that_call_themselves_is_not_told_to_do_so():
    calls = {"P": ("P", "Q"), "Q": ("R",), "R": ("R",)}
    processes = []
    for of, called in calls.items():
        steps = [node("callActivity", f"{of}{to}", to, calledElement=to) for to in called]
        ways = "".join(flow(f"s{of}", f"{of}{to}") for to in called)
        processes.append(process(start(f"s{of}"), *steps, ways, of=of))
    _, told = prepared(*processes)
    assert {one.element for one in told["call-without-end"]} == {"PP", "RR"}
