"""Eight people at once: one winner each, no doubled effect, no false conflict, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from models import case as cases_table
from models import event, step
from service import errors
from service.usecases import cases, idempotency, operating, tasks, views
from tests.service.usecases import world
from tests.support import shares

City = world.World
CLIENTS = 8
ROUNDS = 1_000


def _at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run all acts at the same moment; an error of ours is the result of its act."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except errors.ServiceError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _complete(city: City, who: str, case_id: int, seq: int, key: str | None = None) -> Callable[[], object]:
    asked = None if key is None else idempotency.Idempotency(key, b"1" * 32)

    def act() -> object:
        with city.database.transaction() as session:
            return tasks.complete(session, city.people[who], case_id, seq, {}, now=city.now, idempotency=asked)

    return act


def _open(city: City, case: views.CaseView) -> list[int]:
    with city.database.reading() as session:
        query = select(step.Step.seq).where(step.Step.case_id == int(case.id), step.Step.completed_at.is_(None))
        return list(session.scalars(query.order_by(step.Step.seq)))


def _is_sound(city: City, case: views.CaseView) -> None:
    """The record is whole, the counters agree with the log, and no step was opened or answered twice."""
    with city.database.reading() as session:
        row = session.get(cases_table.Case, int(case.id))
        assert row is not None
        query = select(event.Event).where(event.Event.scope_id == row.id).order_by(event.Event.seq)
        assert event.verify(session.scalars(query), row.event_head, row.event_seq) == ()
        steps = session.scalars(select(step.Step).where(step.Step.case_id == row.id)).all()
        held = session.scalar(select(func.sum(step.totals().c.held)))
        still_open = session.scalar(select(func.count()).where(step.Step.completed_at.is_(None)))
    assert len({(one.element, one.visit) for one in steps}) == len(steps)
    assert held == still_open


def test_of_eight_people_at_one_task_one_wins(city: City) -> None:
    city.publish("CHAIN", *world.chain())
    for _ in range(shares.soak_share(ROUNDS)):
        case = city.start("CHAIN")
        (seq,) = _open(city, case)
        people = ["staff H26.1", "other H26.1", "chief H26.1"]
        acts = [_complete(city, people[n % 3], int(case.id), seq) for n in range(CLIENTS)]
        told = _at_once(acts)
        codes = Counter(one.code if isinstance(one, errors.ServiceError) else "won" for one in told)
        assert codes == {"won": 1, "task_done": CLIENTS - 1}
        assert all(one.values["who"] in people for one in told if isinstance(one, errors.ConflictError))
        assert len(_open(city, case)) == 1
        _is_sound(city, case)


def _operate(city: City, code: str, seq: int, verb: str) -> Callable[[], object]:
    def act() -> object:
        who = city.people["administrator"]
        with city.database.transaction() as session:
            if verb == "move":
                return operating.move(session, who, code, seq, "result", "Nhầm", now=city.now)
            return operating.skip(session, who, code, seq, "Đã làm", now=city.now)

    return act


def test_of_a_colleague_and_operators_at_one_task_one_wins(city: City) -> None:
    city.publish("CHAIN", *world.chain())
    won: Counter[str] = Counter()
    for _ in range(shares.soak_share(ROUNDS, 0.03)):
        case = city.start("CHAIN")
        (seq,) = _open(city, case)
        acts = [_complete(city, "staff H26.1", int(case.id), seq) for _ in range(4)]
        acts += [_operate(city, case.code, seq, verb) for verb in ("move", "skip", "move", "skip")]
        told = _at_once(acts)
        codes = Counter(one.code if isinstance(one, errors.ServiceError) else "won" for one in told)
        assert codes.pop("won") == 1
        assert set(codes) <= {"task_done", "task_closed"}
        assert len(_open(city, case)) == 1
        _is_sound(city, case)
        won.update(type(one).__name__ for one in told if not isinstance(one, errors.ServiceError))
    assert set(won) <= {"Completed", "Operated"}


def test_of_eight_tasks_of_one_case_completed_at_once_all_succeed(city: City) -> None:
    city.publish("FORK", *world.fork(CLIENTS))
    for _ in range(shares.soak_share(ROUNDS, 0.03)):
        case = city.start("FORK")
        (intake,) = _open(city, case)
        _complete(city, "staff H26.1", int(case.id), intake)()
        parts = _open(city, case)
        assert len(parts) == CLIENTS
        told = _at_once([_complete(city, "staff H26.2", int(case.id), seq) for seq in parts])
        assert all(isinstance(one, views.Completed) for one in told), told
        with city.database.reading() as session:
            (holder,) = cases.holding(session, city.people["manager"], case.code, now=city.now)
        assert holder.element == "result"
        _is_sound(city, case)


def test_a_request_sent_eight_times_at_once_happens_once_and_is_answered_alike(city: City) -> None:
    city.publish("CHAIN", *world.chain())
    for number in range(shares.soak_share(ROUNDS, 0.03)):
        case = city.start("CHAIN")
        (seq,) = _open(city, case)
        told = _at_once([_complete(city, "staff H26.1", int(case.id), seq, f"key {number}")] * CLIENTS)
        assert all(isinstance(one, views.Completed) for one in told), told
        assert len({repr(one) for one in told}) == 1
        _is_sound(city, case)


def test_a_start_sent_eight_times_at_once_starts_one_case(city: City) -> None:
    city.publish("CHAIN", *world.chain())
    rounds = shares.soak_share(200, 0.05)
    for number in range(rounds):
        asked = idempotency.Idempotency(f"start {number}", b"1" * 32)
        told = _at_once([lambda asked=asked: city.start("CHAIN", idempotency=asked)] * CLIENTS)  # type: ignore[misc]
        assert len({repr(one) for one in told}) == 1
    assert city.count(cases_table.Case) == rounds


def test_dossiers_taken_in_at_once_get_each_number_once(city: City) -> None:
    city.publish("CHAIN", *world.chain())
    rounds = shares.soak_share(100, 0.05)
    told = [one for _ in range(rounds) for one in _at_once([lambda: city.start("CHAIN")] * CLIENTS)]
    codes = sorted(one.code for one in told if isinstance(one, views.CaseView))
    assert codes == [f"H26.1-261123-{n:04d}" for n in range(1, rounds * CLIENTS + 1)]


@pytest.mark.parametrize("rounds", [shares.soak_share(200, 0.05)])
def test_a_recall_and_a_claim_at_once_leave_one_of_them_standing(city: City, rounds: int) -> None:
    city.publish("CHAIN", *world.chain())
    for _ in range(rounds):
        case = city.start("CHAIN")
        (first,) = _open(city, case)
        _complete(city, "staff H26.1", int(case.id), first)()
        (second,) = _open(city, case)

        def recall(case: views.CaseView = case, first: int = first) -> object:
            with city.database.transaction() as session:
                return tasks.recall(session, city.people["staff H26.1"], int(case.id), first, now=city.now)

        def claim(case: views.CaseView = case, second: int = second) -> object:
            with city.database.transaction() as session:
                return tasks.claim(session, city.people["staff H26.2"], int(case.id), second, now=city.now)

        told = _at_once([recall, claim])
        codes = [one.code for one in told if isinstance(one, errors.ServiceError)]
        assert codes in (["already_begun"], ["task_closed"])
        _is_sound(city, case)
