"""Whatever people and the worker do in whatever order, the rows, the counters and the engine's states agree."""

from __future__ import annotations

import random
from collections.abc import Callable

from sqlalchemy import select

from models import case as cases_table
from models import step, timer
from service import errors
from service.usecases import cases, deadlines, delivery, operating, tasks
from tests.service.usecases import world
from tests.service.usecases.world import to
from tests.support import books, shares

City = world.World
MESSAGE = '<messageEventDefinition messageRef="m"/>'
PEOPLE = ("staff H26.1", "other H26.1", "staff H26.2", "chief H26.2")
LANES = {"P/One": to("agency", "H26.1"), "P/Two": to("agency", "H26.2")}


def _flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


def _race(prefix: str) -> str:
    """An event-based gateway between a timer and a message, as the content of a subprocess."""
    s, g, t, m, e = (f"{prefix}_{part}" for part in ("s", "g", "late", "told", "e"))
    return (
        f'<startEvent id="{s}"/><eventBasedGateway id="{g}"/><endEvent id="{e}"/>'
        f'<intermediateCatchEvent id="{t}">{world.timer("PT5H")}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="{m}">{MESSAGE}</intermediateCatchEvent>'
        + "".join(_flow(*pair) for pair in ((s, g), (g, t), (g, m), (t, e), (m, e)))
    )


def _drawn() -> bytes:
    """Intake, then side by side: a task with a reminder, three races of timer and message, two parallel tasks with a
    call in between, and a task that ends everything; then the result."""
    many = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    drawing = world.Drawing(roots=['<message id="m" name="paid"/>']).node("One", "startEvent", "s")
    drawing.user("One", "intake", "remind", "result", "stop").user("Two", "check", "note", "weigh")
    drawing.node("One", "boundaryEvent", "soon", world.timer("PT1H"), attachedToRef="check", cancelActivity="false")
    drawing.node("Two", "boundaryEvent", "over", world.timer("PT4H"), attachedToRef="note")
    drawing.node("Two", "subProcess", "races", _race("r") + many)
    drawing.node("One", "parallelGateway", "split").node("One", "parallelGateway", "join")
    drawing.node("One", "endEvent", "e").node("One", "endEvent", "f")
    drawing.node("One", "endEvent", "z", "<terminateEventDefinition/>")
    drawing.path("s", "intake", "split", "check", "join").path("split", "races", "join").path("soon", "remind", "f")
    drawing.path("split", "note", "weigh", "join").path("over", "weigh").path("split", "stop", "z")
    return world.xml(drawing.path("join", "result", "e"))


def _rows(city: City, code: str, *where: object) -> list[tuple[int, int]]:
    table = step.Step
    with city.database.reading() as session:
        query = select(table.case_id, table.seq).join(cases_table.Case, cases_table.Case.id == table.case_id)
        found = session.execute(query.where(cases_table.Case.code == code, table.kind == "task", *where))  # type: ignore[arg-type]
        return [(row.case_id, row.seq) for row in found]


def _move(city: City, code: str, chance: random.Random) -> str:
    """One thing that somebody does; what it was, or why it was refused."""
    closed = step.Step.completed_at.is_not(None)
    who = city.people[chance.choice(PEOPLE)]
    kind = chance.choice(
        ["complete"] * 6
        + ["claim", "claim", "release", "recall", "recall", "time", "work", "bring", "fold", "put", "skip"]
    )
    if kind in ("put", "skip"):
        return f"{kind} {_operate(city, code, kind, chance)}"
    rows = _rows(city, code, closed if kind == "recall" else ~closed)
    if kind == "time":
        city.later(minutes=chance.choice([10, 40, 90]))
    elif kind == "work":
        city.work()
    elif kind == "fold":
        with city.database.transaction() as session:
            deadlines.fold_counters(session)
    elif kind == "bring":
        return _try(city, lambda session: delivery.bring(session, who, code, "paid", {"fee": 1}, now=city.now))
    elif rows:
        case_id, seq = chance.choice(rows)
        if kind == "complete":
            return _try(city, lambda session: tasks.complete(session, who, case_id, seq, {}, now=city.now))
        act: Callable[..., None] = {"claim": tasks.claim, "release": tasks.release, "recall": tasks.recall}[kind]
        return f"{kind} {_try(city, lambda session: act(session, who, case_id, seq, now=city.now))}"
    return kind


def _operate(city: City, code: str, kind: str, chance: random.Random) -> str:
    """An operator moves or skips any of the waits."""
    with city.database.reading() as session:
        told = operating.state(session, city.people["administrator"], code)
    waits = [(scope, one) for scope in told.scopes for one in scope.tokens if one.may_skip]
    if not waits:
        return "nothing"
    scope, one = chance.choice(waits)
    assert one.seq is not None
    seq, to, who = one.seq, chance.choice([*scope.places, scope.places[-1]]).element, city.people["administrator"]
    if kind == "skip":
        return _try(city, lambda session: operating.skip(session, who, code, seq, "no paper", now=city.now))
    return _try(city, lambda session: operating.move(session, who, code, seq, to, "wrong step", now=city.now))


def _try(city: City, act: Callable[..., object]) -> str:
    try:
        with city.database.transaction() as session:
            act(session)
    except errors.ServiceError as refused:
        return refused.code
    return "done"


def test_after_any_history_rows_counters_and_states_agree(city: City) -> None:
    city.publish("P", _drawn(), LANES)
    done: set[str] = set()
    for seed in range(shares.soak_share(100, 0.2)):
        chance = random.Random(seed)  # noqa: S311 -- the same histories on every machine
        code = city.start("P").code
        for _ in range(40):
            done.add(_move(city, code, chance))
        assert books.faults(city.database) == [], seed
        if chance.random() < 0.3:
            _try(city, lambda s, code=code: cases.cancel(s, city.people["staff H26.1"], code, "no", now=city.now))  # type: ignore[misc]
        assert books.faults(city.database) == [], seed
    assert {"done", "claim done", "release done", "recall done", "recall already_begun", "task_claimed"} <= done
    assert {"put done", "skip done"} <= done
    with city.database.reading() as session:
        gone = select(timer.Timer.case_id).join(cases_table.Case, cases_table.Case.id == timer.Timer.case_id)
        assert session.scalars(gone.where(cases_table.Case.status != "running")).all() == []
