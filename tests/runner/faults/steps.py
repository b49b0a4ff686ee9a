"""Faults 13 to 16: steps that fail, and steps that would never end."""

from __future__ import annotations

import contextlib

from tests.bpmn import drawing as dw
from tests.runner.faults import engines, promises

broken, check, fails = promises.broken, engines.check, promises.fails
TWO = dw.start() + dw.user("a") + dw.user("b") + dw.end()


@promises.promise(13, fails("ValueError", "Invalid isoformat string: 'zz'"))
def data_are_data_whatever_their_keys_are_called(engine: type[engines.Case]) -> None:
    case = engine(dw.file(dw.process(TWO, dw.chain("s", "a", "b", "e"))))
    answers = {"f": {"typename": "datetime", "value": "zz"}}
    case.do("a", **answers)
    case.reload()
    check("data", case.data, answers)


@promises.promise(14, {"len": broken(r"open: \[\]"), "__builtins__": broken(r"open: \[\]")})
def no_key_breaks_the_gateway_behind(engine: type[engines.Case], key: str) -> None:
    flows = dw.chain("s", "a", "x") + dw.flow("x", "b", condition="len([1]) == 1") + dw.flow("x", "c")
    flows += dw.chain("b", "e") + dw.chain("c", "e")
    case = engine(dw.file(dw.process(TWO, dw.xor("x", default="x-c"), dw.user("c"), flows)))
    with contextlib.suppress(Exception):  # whether the step is taken or not: somebody must be waited for afterwards
        case.do("a", **{key: "x"})
    check("open", case.open, ["b"])


@promises.promise(15, broken(r"open: \['b'\]"))
def a_failing_step_changes_nothing_and_can_be_taken_after_repair(engine: type[engines.Case]) -> None:
    flows = dw.chain("s", "a", "f", "b", "e") + dw.chain("f", "x") + dw.flow("x", "c", condition="ok")
    flows += dw.chain("c", "e") + dw.flow("x", "d", condition="not ok") + dw.chain("d", "e")
    parts = TWO + dw.node("parallelGateway", "f") + dw.xor("x") + dw.user("c") + dw.user("d")
    case = engine(dw.file(dw.process(parts, flows)))
    with contextlib.suppress(Exception):  # each has an error of its own for this
        case.do("a")
    check("open", case.open, ["a"])
    case.do("a", ok=True)
    check("open after repair", case.open, ["b", "c"])


def refused(engine: type[engines.Case], file: bytes) -> None:
    """The file is refused, or its first step is: in bounded time either way."""
    said = False
    try:
        engine(file)
    except engines.RefusedError:
        said = True
    check("refused", said, True)


TAKEN = broken("refused: False")


@promises.promise(16, TAKEN)  # at a depth of 1,000 stock says that the case has ended
def a_circle_without_a_wait_is_refused(engine: type[engines.Case]) -> None:
    passing = dw.node("intermediateThrowEvent", "t")
    refused(engine, dw.file(dw.process(dw.start(), dw.xor("x"), passing, dw.chain("s", "x", "t", "x"))))


@promises.promise(16, promises.ENDLESS)
def a_script_without_an_end_holds_nobody_up(engine: type[engines.Case]) -> None:
    script = dw.node("scriptTask", "t", "", "<script>while True: pass</script>")
    case = engine(dw.file(dw.process(dw.start(), script, dw.end(), dw.chain("s", "t", "e"))))
    check("open", case.open, ["t"])


@promises.promise(16, promises.ENDLESS)
def a_process_that_calls_itself_is_refused(engine: type[engines.Case]) -> None:
    call = dw.node("callActivity", "c", "", calledElement="P")
    refused(engine, dw.file(dw.process(dw.start(), call, dw.end(), dw.chain("s", "c", "e"))))


@promises.promise(16, promises.ENDLESS)
def a_billion_instances_are_refused(engine: type[engines.Case]) -> None:
    loop = "<loopCardinality>10**9</loopCardinality>"
    task = dw.user("m", inside=f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>")
    refused(engine, dw.file(dw.process(dw.start(), task, dw.end(), dw.chain("s", "m", "e"))))


@promises.promise(16, TAKEN)
def five_thousand_tasks_at_once_are_refused(engine: type[engines.Case]) -> None:
    parts = "".join(dw.user(f"t{n}") + dw.chain("f", f"t{n}", "j") for n in range(5_000))
    ends = dw.node("parallelGateway", "f") + dw.node("parallelGateway", "j") + dw.end()
    refused(engine, dw.file(dw.process(dw.start(), ends, parts, dw.chain("s", "f"), dw.chain("j", "e"))))


@promises.promise(16, {"R/PT0S": TAKEN, "P999999999999M": promises.ENDLESS})
def an_impossible_timer_is_refused(engine: type[engines.Case], text: str) -> None:
    kind = "timeCycle" if text.startswith("R") else "timeDuration"
    caught = dw.node("boundaryEvent", "t", "", dw.timer(f'"{text}"', kind), attachedToRef="a", cancelActivity="false")
    flows = dw.chain("s", "a", "e") + dw.chain("t", "b", "e")
    refused(engine, dw.file(dw.process(TWO, caught, flows)))
