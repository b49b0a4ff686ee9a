"""The cases whose states are kept: between them, everything that a state can hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bpmn import diagram as dg
from tests.runner import builder
from tests.runner.states import kept

event, timer = builder.event, builder.timer
OFFICES = ["Sở Xây dựng", "Sở Tài chính", "Công an phường"]


@dataclass(frozen=True, slots=True)
class Story:
    """A case. `before` leads to the state that is kept, `steps` go on from it."""

    drawn: Callable[[], builder.Drawing]
    before: Sequence[kept.Step] = ()
    steps: Sequence[kept.Step] = ()


def _begun() -> builder.Drawing:
    return builder.Drawing().node("start", "s").node("end", "e")


def _do(element: str, **answers: object) -> kept.Step:
    return {"do": element, "answers": answers}


def _loop() -> builder.Drawing:
    """a loop of tasks by an exclusive gateway, in its third round"""
    drawn = _begun().nodes_of("user", "a", "b").nodes_of("xor", "meet", "choose")
    drawn.path("s", "meet", "a", "b", "choose").flow("choose", "meet", "again")
    return drawn.flow("choose", "e", default=True)


def _standard_loop() -> builder.Drawing:
    """a standard loop in its second round"""
    loop = dg.Loop("standard", condition=dg.Text("more"), maximum=5)
    return _begun().node("user", "a", loop=loop).path("s", "a", "e")


def _one_by_one() -> builder.Drawing:
    """a sequential multi-instance over a collection, its first instance done"""
    loop = dg.Loop("sequential", collection="offices", item="office", output_collection="opinions", output_item="says")
    return _begun().node("user", "first").node("user", "ask", loop=loop).path("s", "first", "ask", "e")


def _all_at_once() -> builder.Drawing:
    """a parallel multi-instance with a completion condition, one of its instances done"""
    loop = dg.Loop(
        "parallel",
        collection="offices",
        item="office",
        output_collection="opinions",
        output_item="says",
        completion=dg.Text("numberOfCompletedInstances >= 2"),
    )
    return _begun().nodes_of("user", "first", "last").node("user", "ask", loop=loop).path("s", "first", "ask", "last")


def _many_scopes() -> builder.Drawing:
    """a parallel multi-instance of a subprocess, its instances at different steps"""
    loop = dg.Loop("parallel", cardinality=dg.Text("3"), output_collection="out", output_item="said")
    drawn = _begun().node("sub", "each", loop=loop).path("s", "each", "e")
    return drawn.inside("each").node("start", "is").nodes_of("user", "one", "two").path("is", "one", "two")


def _first_of() -> builder.Drawing:
    """an event gateway before a message, a timer and a signal"""
    drawn = _begun().node("events", "g").node("catch", "paid", events=event("message", "paid"))
    drawn.node("catch", "late", events=timer("P3D")).node("catch", "off", events=event("signal", "off"))
    drawn.nodes_of("user", "went", "waited", "stopped").path("s", "g", "paid", "went").path("g", "late", "waited")
    return drawn.path("g", "off", "stopped")


def _reminded() -> builder.Drawing:
    """a task with an interrupting timer and a cycle that reminds, which has fired once"""
    drawn = _begun().nodes_of("user", "work", "chief", "stopped").path("s", "work", "e")
    drawn.node("boundary", "remind", attached_to="work", events=timer("R4/PT24H", "cycle"), interrupting=False)
    drawn.node("boundary", "stop", attached_to="work", events=timer("P3D"))
    return drawn.path("remind", "chief").path("stop", "stopped")


def _nested() -> builder.Drawing:
    """a subprocess in a subprocess with an error that a boundary event catches"""
    drawn = _begun().node("sub", "outer").nodes_of("user", "before", "after", "failed")
    drawn.node("boundary", "b", attached_to="outer", events=event("error", "refused", code="refused"))
    drawn.path("s", "before", "outer", "after").path("b", "failed")
    drawn.inside("outer").node("start", "os").node("sub", "inner").node("user", "beside").node("and", "f")
    drawn.path("os", "f", "inner").path("f", "beside")
    drawn.inside("inner").node("start", "is").node("user", "examine").node("xor", "x")
    drawn.node("end", "good").node("end", "bad", events=event("error", "refused", code="refused"))
    drawn.path("is", "examine", "x").flow("x", "bad", "wrong")
    return drawn.flow("x", "good", default=True)


def _watched() -> builder.Drawing:
    """a scope with two event subprocesses: one runs beside it already, one would interrupt it"""
    drawn = _begun().node("user", "work").path("s", "work", "e")
    drawn.node("sub", "beside", event_subprocess=True).node("sub", "instead", event_subprocess=True)
    drawn.inside("beside").node("start", "asked", events=event("message", "asked"), interrupting=False)
    drawn.node("user", "reply").path("asked", "reply")
    drawn.inside("instead").node("start", "over", events=timer("P10D")).node("user", "close")
    return drawn.path("over", "close")


def _called() -> builder.Drawing:
    """a called process with its own data, by a mapping"""
    drawn = _begun().nodes_of("user", "a", "z")
    drawn.node("call", "c", called="Q", called_inputs=(("n", "x + 1"),), called_outputs=(("back", "n * 2"),))
    drawn.path("s", "a", "c", "z", "e").pool("Q", starts=False)
    return drawn.node("start", "qs").nodes_of("user", "q1", "q2").node("end", "qe").path("qs", "q1", "q2", "qe")


def _parked() -> builder.Drawing:
    """tokens parked at a parallel and at an inclusive join, one of them twice on a flow"""
    drawn = _begun().nodes_of("and", "f", "j").nodes_of("or", "split", "meet").nodes_of("user", *"abcdxyz")
    drawn.path("s", "f", "a", "j", "z").path("f", "b", "j").path("f", "c", "d", "j").path("f", "split")
    drawn.flow("split", "x", "true").flow("split", "y", "true").path("x", "meet").path("y", "meet")
    return drawn.path("meet", "j").path("x", "j")


def _keyed() -> builder.Drawing:
    """three waits for one message, two of them with correlation keys"""
    drawn = _begun().nodes_of("and", "f", "j").nodes_of("user", "first", "last").path("s", "first", "f")
    for name, key in (("one", "first_key"), ("two", "second_key"), ("any", None)):
        drawn.node("receive", name, message="notice", correlation=key).path("f", name, "j")
    return drawn.path("j", "last", "e")


def _expected() -> builder.Drawing:
    """a message on its way that will begin the second pool, after the first has ended"""
    drawn = _begun().node("user", "a").node("throw", "tell", events=event("message", "told"))
    drawn.path("s", "a", "tell", "e").pool("Q", starts=False)
    drawn.node("start", "qs", events=event("message", "told")).node("user", "q").path("qs", "q")
    return drawn.messages("tell", "qs")


def _outside() -> builder.Drawing:
    """a call to an outside service, beside a task and an intermediate timer"""
    drawn = (
        _begun().nodes_of("and", "f", "j").node("service", "tax", implementation="topic:tax").nodes_of("user", "a", "z")
    )
    drawn.node("catch", "t", events=timer("2026-12-01T08:00:00", "date"))
    return drawn.path("s", "f", "a", "j", "z").path("f", "tax", "j").path("f", "t", "j")


def _handed_over() -> builder.Drawing:
    """a hand-over that its sender takes back"""
    drawn = _begun().nodes_of("and", "f", "j").nodes_of("user", "a", "b", "c")
    drawn.node("boundary", "t", attached_to="b", events=timer("P5D"), interrupting=False)
    return drawn.path("s", "a", "f", "b", "j", "e").path("f", "c", "j")


def _answered() -> builder.Drawing:
    """data of every JSON type, with Vietnamese text"""
    return _begun().nodes_of("user", "a", "b").path("s", "a", "b", "e")


def _lent() -> builder.Drawing:
    """a task with a layer of data of its own, copied from a data object, and a subprocess with its own data object"""
    drawn = _begun().data("order").nodes_of("and", "f", "j").node("sub", "inner").node("user", "first")
    drawn.path("s", "first", "f").path("j", "e")
    form, result = (dg.Association("order", "form"),), (dg.Association("result", "order"),)
    drawn.node("user", "a", associations_in=form, associations_out=result).path("f", "a", "j").path("f", "inner", "j")
    return (
        drawn.inside("inner").data("draft").node("start", "is").nodes_of("user", "one", "two").path("is", "one", "two")
    )


def _offered() -> builder.Drawing:
    """an ad-hoc subprocess with a completion condition, one of its activities offered for the second time"""
    drawn = _begun().node("ad-hoc", "h", completion=dg.Text("enough = true")).node("user", "after")
    return drawn.path("s", "h", "after", "e").inside("h").nodes_of("user", *"abcd").path("c", "d")


def _kept_on() -> builder.Drawing:
    """an ad-hoc subprocess whose condition has been fulfilled, and whose remaining activities may be finished"""
    more = {"completion": dg.Text("enough = true"), "attributes": {"cancelRemainingInstances": "false"}}
    drawn = _begun().node("ad-hoc", "h", **more).node("user", "after").path("s", "h", "after", "e")
    return drawn.inside("h").nodes_of("user", *"abcd").path("c", "d")


def _transacted() -> builder.Drawing:
    """a transaction that a cancel end event may withdraw"""
    drawn = _begun().node("transaction", "t").nodes_of("user", "before", "after", "undo")
    drawn.path("s", "before", "t", "after", "e").node("boundary", "b", attached_to="t", events=event("cancel"))
    drawn.path("b", "undo").inside("t").node("start", "ts").node("and", "f").nodes_of("user", "pay", "check")
    drawn.node("xor", "x").node("end", "ok").node("end", "cancelled", events=event("cancel"))
    drawn.path("ts", "f", "pay").path("f", "check", "x").flow("x", "cancelled", "wrong")
    return drawn.flow("x", "ok", default=True)


def _conditional() -> builder.Drawing:
    """a conditional event that waits, and one on a task that has fired and may again once it has been false"""
    drawn = _begun().node("and", "f").nodes_of("user", "a", "b", "late", "told").path("s", "f", "a", "b")
    drawn.node("catch", "c", events=builder.condition("amount > 5")).path("f", "c", "told")
    drawn.node("boundary", "over", attached_to="b", events=builder.condition("alarm = true"), interrupting=False)
    return drawn.path("over", "late")


def _several() -> builder.Drawing:
    """events with several definitions: all of them needed and one come, any of them, and on a task"""
    both = (*event("message", "M"), *timer("P1D"))
    drawn = _begun().nodes_of("and", "f").nodes_of("user", *"axyz").path("s", "f", "a")
    drawn.node("catch", "all", events=both, parallel_multiple=True).path("f", "all", "x")
    drawn.node("catch", "any", events=(*event("message", "N"), *timer("P9D"))).path("f", "any", "y")
    standing = (*event("signal", "S"), *builder.condition("alarm = true"))
    return drawn.node("boundary", "b", attached_to="a", events=standing, interrupting=False).path("b", "z")


def _ended() -> builder.Drawing:
    """a case that has ended"""
    return _begun().node("user", "a").path("s", "a", "e")


ANSWERS: dict[str, object] = {
    "họ_tên": "Nguyễn Thị Minh Khai",
    "amount": 12_500_000,
    "share": 0.25,
    "urgent": True,
    "nothing": None,
    "papers": ["đơn", "bản sao", {"số": "218/2026", "__class__": "os.system", "typename": "datetime"}],
    "address": {"street": "12 phố Hàng Bài", "ward": "Hoàn Kiếm"},
}
STORIES: dict[str, Story] = {
    "loop": Story(
        _loop,
        [*(_do(task, again=True) for task in "abab"), _do("a", n=3)],
        [_do("b", again=True), _do("a"), _do("b", again=False)],
    ),
    "standard-loop": Story(_standard_loop, [_do("a", more=True)], [_do("a", more=True), _do("a", more=False)]),
    "sequential-multi-instance": Story(
        _one_by_one,
        [_do("first", offices=OFFICES), _do("ask", says="yes")],
        [_do("ask", says="no"), _do("ask", says="yes")],
    ),
    "parallel-multi-instance": Story(
        _all_at_once, [_do("first", offices=OFFICES), _do("ask", says="yes")], [_do("ask", says="no"), _do("last")]
    ),
    "multi-instance-subprocess": Story(
        _many_scopes,
        [_do("one", said="1"), _do("one", said="2"), _do("two", more=1)],
        [_do("two"), _do("one", said="3"), _do("two")],
    ),
    "event-gateway": Story(_first_of, [], [{"send": "paid", "payload": {"sum": 7}}, _do("went")]),
    "event-gateway-timer": Story(_first_of, [{"hours": 5}], [{"hours": 67}, _do("waited")]),
    "event-gateway-signal": Story(_first_of, [], [{"send": "off", "signal": True}, _do("stopped")]),
    "boundary-timers": Story(_reminded, [{"hours": 30}], [_do("chief"), {"hours": 20}, {"hours": 40}, _do("stopped")]),
    "boundary-timers-done": Story(_reminded, [{"hours": 30}], [_do("work"), _do("chief")]),
    "subprocess": Story(_nested, [_do("before", n=1)], [_do("examine", wrong=False), _do("beside"), _do("after")]),
    "subprocess-error": Story(
        _nested, [_do("before", n=1), _do("beside")], [_do("examine", wrong=True), _do("failed")]
    ),
    "event-subprocess": Story(
        _watched, [{"send": "asked", "payload": {"by": "applicant"}}], [{"send": "asked"}, _do("reply"), {"hours": 240}]
    ),
    "call-activity": Story(_called, [_do("a", x=4, secret=9), _do("q1", own=1)], [_do("q2"), _do("z")]),
    "parked-joins": Story(_parked, [_do("a"), _do("c"), _do("x")], [_do("d"), _do("y"), _do("b"), _do("z")]),
    "message-keys": Story(
        _keyed,
        [_do("first", first_key="H26", second_key="H27")],
        [*({"send": "notice", "key": key, "payload": {"last": key}} for key in ("H27", "H99", "H26")), _do("last")],
    ),
    "message-expected": Story(
        _expected, [_do("a", n=1)], [{"send": "told", "process": "Q", "payload": {"n": 1}}, _do("q")]
    ),
    "service-call": Story(_outside, [_do("a")], [{"answer": "tax", "result": {"tax": 70}}, {"hours": 300}, _do("z")]),
    "recall": Story(_handed_over, [_do("a", said="yes")], [{"recall": True}, _do("a", said="no"), _do("b"), _do("c")]),
    "data": Story(_answered, [_do("a", **ANSWERS)], [_do("b", more=[1, 2.5, None])]),
    "data-objects": Story(
        _lent, [_do("first", order={"n": 7}), _do("one", draft=1, order=8)], [_do("a", result="đạt"), _do("two")]
    ),
    "ad-hoc": Story(_offered, [_do("a", enough=False), _do("c")], [_do("a"), _do("d", enough=True), _do("after")]),
    "ad-hoc-fulfilled": Story(
        _kept_on, [_do("c", enough=False), _do("a", enough=True)], [*(_do(task) for task in "bdcd"), _do("after")]
    ),
    "transaction": Story(_transacted, [_do("before"), _do("pay", n=1)], [_do("check", wrong=False), _do("after")]),
    "transaction-cancelled": Story(_transacted, [_do("before")], [_do("check", wrong=True), _do("undo")]),
    "conditions": Story(
        _conditional,
        [_do("a", alarm=True)],
        [_do("late", alarm=False), _do("b", amount=6), _do("told")],
    ),
    "several-events": Story(
        _several,
        [{"hours": 30}, {"send": "S", "signal": True}],
        [{"send": "M"}, _do("z", alarm=True), _do("a"), {"send": "N"}, _do("y")],
    ),
    "ended": Story(_ended, [_do("a", n=1)], []),
}
