"""Diagrams of many pools and processes, beside those of `large`."""

from __future__ import annotations

import itertools

from tests.bpmn import drawing as dw
from tests.bpmn import large


@large.shape
def called_processes(size: int) -> bytes:
    ids = large.names("c", size // 6)
    called = (
        dw.process(dw.start(f"s{one}"), dw.user(f"t{one}"), dw.flow(f"s{one}", f"t{one}"), of=f"P{one}") for one in ids
    )
    calls = "".join(dw.node("callActivity", one, calledElement=f"P{one}") for one in ids)
    return large.whole(dw.lanes(here=("s", "e")), calls, dw.chain("s", *ids, "e"), after="".join(called))


@large.shape
def pools(size: int) -> bytes:
    ids = large.names("p", size // 4)
    inside = (
        dw.process(dw.start(f"s{one}"), dw.user(f"t{one}"), dw.flow(f"s{one}", f"t{one}"), of=f"P{one}") for one in ids
    )
    return dw.file(dw.pools(*((one, f"P{one}") for one in ids)), *inside)


@large.shape
def message_flows(size: int) -> bytes:
    out, into = large.names("a", size // 5), large.names("b", size // 5)
    told = "".join(dw.sends(one, two) for one, two in zip(out, into, strict=True))
    sender = dw.process(large.of("sendTask", out), dw.chain(*out))
    receiver = dw.process(large.of("receiveTask", into), dw.chain(*into), of="Q")
    return dw.file(dw.pools(("A", "P"), ("B", "Q"), flows=told), sender, receiver)


@large.shape
def messages_thrown_and_caught(size: int) -> bytes:
    parts, path = [], ["s"]
    for n in range(size // 8):
        told = dw.message(f"m{n}")
        parts += [
            large.of("intermediateThrowEvent", [f"t{n}"], told),
            large.of("intermediateCatchEvent", [f"c{n}"], told),
        ]
        path += [f"t{n}", f"c{n}"]
    before = "".join(dw.node("message", f"m{n}", f"M{n}") for n in range(size // 8))
    return large.whole(*parts, dw.chain(*path, "e"), before=before)


@large.shape
def lanes_that_talk(size: int) -> bytes:
    ids = large.names("t", size // 7)
    told = "".join(dw.sends(f"e{one}", f"s{two}") for one, two in itertools.pairwise(ids))
    parts = (
        dw.start(f"s{one}") + dw.user(one) + dw.end(f"e{one}") + dw.chain(f"s{one}", one, f"e{one}") for one in ids
    )
    return dw.file(dw.pools(("A", "P"), flows=told), dw.process(*parts))


def _joined(ids: list[str], process: str, to: str) -> str:
    """A pool whose steps each begin by a start event of their own and lead to steps of another pool."""
    steps = (dw.start(f"s{one}") + dw.user(one) + dw.flow(f"s{one}", one) + dw.flow(one, to + one[1:]) for one in ids)
    return dw.process(*steps, of=process)


@large.shape
def pools_joined_in_a_row(size: int) -> bytes:
    ids = large.names("t", size // 4)
    each = (dw.start(f"s{one}") + dw.user(one) + dw.flow(f"s{one}", one) for one in ids)
    on = [*(dw.flow(one, other) for one, other in itertools.pairwise(ids)), ""]
    inside = (dw.process(one, out, of=f"P{n}") for n, (one, out) in enumerate(zip(each, on, strict=True)))
    return dw.file(dw.pools(*((f"p{n}", f"P{n}") for n in range(len(ids)))), *inside)


@large.shape
def pools_joined_in_circles(size: int) -> bytes:
    out, back = large.names("a", size // 6), large.names("b", size // 6)
    return dw.file(dw.pools(("A", "P"), ("B", "Q")), _joined(out, "P", "b"), _joined(back, "Q", "a"))


SHAPES = large.SHAPES
"""All of them, these and those of `large`."""
