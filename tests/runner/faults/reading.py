"""Faults 6 to 9, 11, 12, 18 and 19: what the file says and what becomes of it."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bpmn import drawing as dw
from tests.runner.faults import engines, promises

broken, check, fails = promises.broken, engines.check, promises.fails
TWO = dw.start() + dw.user("a") + dw.user("b") + dw.end()


def event(kind: str, of: str, inside: str) -> str:
    """An event of a kind and a definition."""
    return dw.node(kind, of, "", inside)


@promises.promise(6, broken(r"open: \[\]"))
def a_flow_without_an_id_is_kept(engine: type[engines.Case]) -> None:
    bare = '<sequenceFlow sourceRef="a" targetRef="b"/>'
    case = engine(dw.file(dw.process(TWO, dw.chain("s", "a"), bare, dw.chain("b", "e"))))
    case.do("a")
    check("open", case.open, ["b"])


@promises.promise(7, broken(r"open: \[\]"))
def a_signal_at_an_end_is_thrown(engine: type[engines.Case]) -> None:
    told = '<signalEventDefinition signalRef="S"/>'
    parts = dw.start() + dw.node("parallelGateway", "f") + dw.user("a") + dw.user("b") + dw.end("be")
    parts += event("endEvent", "e", told) + event("intermediateCatchEvent", "c", told)
    flows = dw.chain("s", "f", "a", "e") + dw.chain("f", "c", "b", "be")
    case = engine(dw.file('<signal id="S" name="S"/>', dw.process(parts, flows)))
    case.do("a")
    check("open", case.open, ["b"])


@promises.promise(7, broken(r"open: \[\]"))
def a_link_leads_on_where_it_lands(engine: type[engines.Case]) -> None:
    told = '<linkEventDefinition name="L"/>'
    parts = event("intermediateThrowEvent", "t", told) + event("intermediateCatchEvent", "c", told)
    flows = dw.chain("s", "t") + dw.chain("c", "a", "e")
    check("open", engine(dw.file(dw.process(dw.start(), parts, dw.user("a"), dw.end(), flows))).open, ["a"])


@promises.promise(7, broken(r"open: \['a'\]"))
def what_is_not_executed_is_not_passed_over(engine: type[engines.Case]) -> None:
    parts = event("intermediateThrowEvent", "undoing", "<compensateEventDefinition/>")
    case = engine(dw.file(dw.process(dw.start(), parts, dw.user("a"), dw.end(), dw.chain("s", "undoing", "a", "e"))))
    check("open", case.open, ["undoing_undo"])


NAMELESS = fails("ValidationException", "TypeError")


@promises.promise(8, {"message": NAMELESS, "signal": NAMELESS})
def a_message_or_signal_needs_no_name(engine: type[engines.Case], kind: str) -> None:
    caught = event("intermediateCatchEvent", "c", f'<{kind}EventDefinition {kind}Ref="m"/>')
    flows = dw.chain("s", "a", "c", "b", "e")
    case = engine(dw.file(f'<{kind} id="m"/>', dw.process(TWO, caught, flows)))
    case.do("a")
    check("at the event", (case.open, case.ended), ([], False))


@promises.promise(9, fails("TypeError", r"eval\(\) arg 1 must be a string"))
def an_ad_hoc_subprocess_without_a_condition_ends_when_each_was_done(engine: type[engines.Case]) -> None:
    inside = dw.node("adHocSubProcess", "h", "", dw.user("x") + dw.user("y"))
    case = engine(dw.file(dw.process(dw.start(), inside, dw.user("a"), dw.end(), dw.chain("s", "h", "a", "e"))))
    for element in case.open:
        case.do(element)
    check("open", case.open, ["a"])


@promises.promise(
    11,
    {
        "Start": fails("ValidationException", "StartTask can not have any inputs"),
        "End": broken(r"open: \[\]"),
        "P.EndJoin": broken(r"open: \[\]"),
    },
)
def any_legal_id_works(engine: type[engines.Case], id_: str) -> None:
    case = engine(dw.file(dw.process(dw.start(), dw.user(id_), dw.end(), dw.chain("s", id_, "e"))))
    check("open", case.open, [id_])
    case.do(id_)
    check("ended", case.ended, True)


EXECUTED = broken("executed: True")


@promises.promise(12, dict.fromkeys(("condition", "script", "timer", "cardinality"), EXECUTED))
def no_python_of_a_diagram_is_executed(engine: type[engines.Case], where: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        effect = f"open('{folder}/x', 'w')"
        parts = {
            "condition": dw.xor("x", default="x-b"),
            "script": dw.node("scriptTask", "x", "", f"<script>{effect}</script>"),
            "timer": event("intermediateCatchEvent", "x", dw.timer(effect)),
            "cardinality": dw.user(
                "x",
                inside=f"<multiInstanceLoopCharacteristics><loopCardinality>{effect}</loopCardinality>"
                "</multiInstanceLoopCharacteristics>",
            ),
        }
        flows = dw.chain("s", "x", "b", "e") + (
            dw.flow("x", "a", condition=effect) + dw.chain("a", "b") if where == "condition" else ""
        )
        with contextlib.suppress(Exception):  # refusing it and stumbling over what it gave are both no execution
            engine(dw.file(dw.process(TWO, parts[where], flows)))
        check("executed", any(Path(folder).iterdir()), False)


@promises.promise(
    18,
    {
        date: broken(r"due: .*1[23], 0, tz.* promised .*1, 0, tz", zone="America/New_York")
        for date in ("2099-12-01T08:00:00", "2099-07-01T08:00:00")
    },
)
def a_date_without_a_zone_is_one_of_the_agencies_zone(engine: type[engines.Case], date: str) -> None:
    # 08:00 in Hà Nội, wherever and in whatever season the process began.
    caught = event("intermediateCatchEvent", "t", dw.timer(f'"{date}"', "timeDate"))
    case = engine(dw.file(dw.process(dw.start(), caught, dw.user("a"), dw.end(), dw.chain("s", "t", "a", "e"))))
    check("due", case.due.astimezone(UTC), datetime.fromisoformat(f"{date[:10]}T01:00:00+00:00"))


@promises.promise(19, fails("ValidationException", "RecursionError"))
def a_long_chain_of_tasks_recurses_nowhere(engine: type[engines.Case]) -> None:
    names = [f"t{n}" for n in range(600)]
    flows = dw.chain("s", *names, "e")
    case = engine(dw.file(dw.process(dw.start(), *map(dw.user, names), dw.end(), flows)))
    check("open", case.open, ["t0"])
