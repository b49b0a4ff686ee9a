"""Faults 1 to 5, 10, 17 and 20: where tokens go, and what is kept of them."""

from __future__ import annotations

from tests.bpmn import drawing as dw
from tests.runner.faults import engines, promises

broken, check = promises.broken, engines.check


def split(of: str) -> str:
    return dw.node("parallelGateway", of)


def loop(gateways: int) -> bytes:
    """A task that comes round again and again behind so many merges."""
    merges = [f"x{n}" for n in range(gateways)]
    return dw.file(
        dw.process(dw.start(), dw.user("a"), *map(dw.xor, merges), dw.chain("s", *merges, "a"), dw.flow("a", "x0"))
    )


@promises.promise(1, broken(r"ended in round 4\d: True"))
def a_loop_is_never_reported_as_completed(engine: type[engines.Case]) -> None:
    # Stock gives up at a depth of 1,000: 500 rounds of two nodes, or these.
    case = engine(loop(20))
    for number in range(1, 101):
        case.do("a")
        check(f"ended in round {number}", case.ended, False)
        check(f"open in round {number}", case.open, ["a"])


@promises.promise(2, broken(r"grows in 20 rounds: True"))
def the_state_holds_only_what_is_alive(engine: type[engines.Case]) -> None:
    case = engine(loop(1))
    case.do("a")
    early = case.size
    for _ in range(20):
        case.do("a")
    check("grows in 20 rounds", case.size > 1.2 * early, False)


def blocks(number: int) -> bytes:
    """Fork and join blocks in series."""
    parts, last = [dw.start()], "s"
    for n in range(number):
        parts += [split(f"f{n}"), dw.user(f"a{n}"), dw.user(f"b{n}"), split(f"j{n}")]
        parts += [dw.chain(last, f"f{n}", f"a{n}", f"j{n}"), dw.chain(f"f{n}", f"b{n}", f"j{n}")]
        last = f"j{n}"
    return dw.file(dw.process(*parts, dw.end(), dw.flow(last, "e")))


@promises.promise(3, broken(r"three blocks more cost eight times as much: True"))
def fork_and_join_blocks_cost_what_they_are(engine: type[engines.Case]) -> None:
    few, more = (engine(blocks(n)).size for n in (4, 7))
    check("three blocks more cost eight times as much", more > 6 * few, False)


@promises.promise(3, promises.ENDLESS)
def twenty_fork_and_join_blocks_are_started(engine: type[engines.Case]) -> None:
    check("open", engine(blocks(20)).open, ["a0", "b0"])


@promises.promise(4, broken(r"open: \['c'\]"))
def two_tokens_through_a_merge_pass_a_parallel_gateway_one_by_one(engine: type[engines.Case]) -> None:
    parts = (split("f"), dw.user("a"), dw.user("b"), dw.xor("m"), split("g"), dw.user("c"), dw.end())
    flows = dw.chain("s", "f", "a", "m", "g", "c", "e") + dw.chain("f", "b", "m")
    case = engine(dw.file(dw.process(dw.start(), *parts, flows)))
    case.do("a")
    case.do("b")
    check("open", case.open, ["c", "c"])


@promises.promise(5, {kind: broken(r"open: \['a', 'handle'\]") for kind in ("error", "escalation")})
def an_event_subprocess_starts_on_its_event_only(engine: type[engines.Case], kind: str) -> None:
    inside = dw.start("ws", f"<{kind}EventDefinition/>") + dw.user("handle") + dw.end("we")
    inside += dw.chain("ws", "handle", "we")
    waiting = dw.node("subProcess", "w", "", inside, triggeredByEvent="true")
    case = engine(dw.file(dw.process(dw.start(), dw.user("a"), dw.end(), dw.chain("s", "a", "e"), waiting)))
    check("open", case.open, ["a"])


@promises.promise(10, broken(r"open: \['x'\]"))
def a_message_to_another_pool_is_kept_until_it_listens(engine: type[engines.Case]) -> None:
    told = '<messageEventDefinition messageRef="m"/>'
    sender = dw.start() + dw.node("intermediateThrowEvent", "t", "", told) + dw.user("x") + dw.end()
    catch = dw.node("intermediateCatchEvent", "c", "", told)
    receiver = dw.start("q") + dw.user("first") + catch + dw.user("then") + dw.end("qe")
    case = engine(
        dw.file(
            dw.pools(("A", "P"), ("B", "Q"), flows=dw.sends("t", "c")),
            '<message id="m" name="M"/>',
            dw.process(sender, dw.chain("s", "t", "x", "e")),
            dw.process(receiver, dw.chain("q", "first", "c", "then", "qe"), of="Q"),
        )
    )
    check("open first", case.open, ["first", "x"])
    case.do("first")
    case.post()
    check("open", case.open, ["then", "x"])


@promises.promise(17, broken(r"completed twice: True"))
def a_completed_task_can_not_be_completed_again(engine: type[engines.Case]) -> None:
    case = engine(dw.file(dw.process(dw.start(), dw.user("a"), dw.user("b"), dw.end(), dw.chain("s", "a", "b", "e"))))
    done = case.do("a")
    twice = True
    try:
        case.again(done)
    except engines.RefusedError:
        twice = False
    check("completed twice", twice, False)


@promises.promise(20, broken(r"data: \{.*'y': 2.*\}, promised"))
def what_parallel_branches_write_is_all_there_behind_the_join(engine: type[engines.Case]) -> None:
    parts = (dw.user("0"), split("f"), split("j"), dw.user("a"), dw.user("b"), dw.user("z"), dw.end())
    flows = dw.chain("s", "0", "f", "a", "j", "z", "e") + dw.chain("f", "b", "j")
    case = engine(dw.file(dw.process(dw.start(), *parts, flows)))
    case.do("0", x=0, y=0)
    case.do("a", x=1)
    case.do("b", y=2)
    check("data", case.data, {"x": 1, "y": 2})
