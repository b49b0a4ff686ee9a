"""A diagram that was answered beside it is executed as answered."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterable
from typing import Any

import pytest

from bpmn import prepared as pp
from bpmn import settings as st
from bpmn import study
from bpmn.lint import finding
from runner import budget, engine, loader, outcome
from tests.bpmn import drawing, files
from tests.runner import driving
from tests.support import shares

ROOM = budget.Budget(steps=2_000, live=500)
WALKS, HELPED, STEPS = 8, 3, 30
ROUNDS = 4


def answered(data: bytes, answers: dict[str, Any]) -> study.Study:
    return study.study(data, settings=st.from_json({"answers": answers}))


class Walk:
    """One case, walked at random; `fired` are the elements whose timer was due and was taken."""

    def __init__(self, program: loader.Program, prepared: pp.Prepared, chance: random.Random) -> None:
        self.program, self.prepared, self.chance = program, prepared, chance
        self.now = driving.BEGIN
        self.waits: dict[int, outcome.Wait] = {}
        self.timers: dict[int, outcome.Timer] = {}
        self.listening: dict[int, outcome.Listening] = {}
        self.post: list[outcome.Message] = []
        self.fired: set[str] = set()
        self._book(engine.start(program, {}, now=self.now, budget=ROOM))

    def _book(self, done: outcome.Outcome) -> None:
        self.state, self.ended = done.state, done.ended
        nodes = self.prepared.diagram.nodes
        gone = {closed.seq for closed in done.closed}
        self.waits = {seq: one for seq, one in self.waits.items() if seq not in gone}
        self.fired |= {self.timers[seq].element for seq in done.timers_off if self.timers[seq].due_at <= self.now}
        # The timer of a start doesn't open cases by itself: a person does, and the case begins there.
        self.fired |= {one for one in done.passed if one in nodes and nodes[one].type == "startEvent"}
        self.timers = {seq: one for seq, one in self.timers.items() if seq not in done.timers_off}
        self.listening = {seq: one for seq, one in self.listening.items() if seq not in done.listening_off}
        self.waits |= {wait.seq: wait for wait in done.opened}
        self.timers |= {timer.seq: timer for timer in done.timers_set}
        self.listening |= {one.seq: one for one in done.listening_on}
        self.post += done.sent

    def step(self, wanted: set[str]) -> bool:
        """One step of those that are possible, a wanted timer before all else."""
        tasks = [one for one in self.waits.values() if one.kind in (outcome.WaitKind.TASK, outcome.WaitKind.CALL)]
        due = [timer for timer in self.timers.values() if timer.element in wanted - self.fired]
        possible = [self._complete] * len(tasks) + [self._hear] * len(self.listening) + [self._deliver] * len(self.post)
        if due or (not possible and self.timers):
            self.now = min(timer.due_at for timer in due or self.timers.values())
            self._book(engine.wake(self.program, self.state, now=self.now, budget=ROOM))
            return True
        if possible:
            self.chance.choice(possible)(tasks)
        return bool(possible)

    def helped(self, wanted: set[str]) -> bool:
        """Whether a token could be put where a wanted timer is armed."""
        nodes = self.prepared.diagram.nodes
        if any(timer.element in wanted for timer in self.timers.values()):
            return False
        for wait in self.waits.values():
            for element in sorted(wanted):
                with contextlib.suppress(outcome.NotMovableError, outcome.StepError):
                    to = nodes[element].attached_to or element
                    self._book(engine.move(self.program, self.state, wait.seq, to, now=self.now, budget=ROOM))
                    return True
        return False

    def _complete(self, tasks: list[outcome.Wait]) -> None:
        wait = self.chance.choice(tasks)
        step = engine.answer if wait.kind is outcome.WaitKind.CALL else engine.complete
        answers = self._answers(wait.element)
        self._book(step(self.program, self.state, wait.seq, answers, now=self.now, budget=ROOM))

    def _answers(self, element: str) -> dict[str, Any]:
        """What the form of a task asks of its decisions and variables."""
        task = self.prepared.tasks.get(element)
        told: dict[str, Any] = {}
        for gateway in task.decisions if task else ():
            decision = self.prepared.decisions[gateway]
            value = self.chance.choice(decision.choices).value
            told[decision.key] = [value] if decision.several else value
        for one in task.questions if task else ():
            kinds: dict[str, Iterable[Any]] = {"boolean": (True, False), "number": (0, 1_000)}
            told[one.key] = self.chance.choice([*kinds.get(one.kind, one.values)])
        return told

    def _hear(self, tasks: list[outcome.Wait]) -> None:
        heard = self.chance.choice([*self.listening.values()])
        message = outcome.Message(heard.message, "", {}, heard.key, None, heard.signal)
        self._book(engine.deliver(self.program, self.state, message, now=self.now, budget=ROOM))

    def _deliver(self, tasks: list[outcome.Wait]) -> None:
        message = self.post.pop(0)
        try:
            self._book(engine.deliver(self.program, self.state, message, now=self.now, budget=ROOM))
        except outcome.NotOpenError:
            self.post.append(message)  # nobody listens yet


def reached(seen: study.Study, wanted: set[str]) -> set[str]:
    """The wanted timers that fire within some walks; in the last of them an operator helps to get there."""
    program, chance = loader.program(seen.prepared), random.Random(5)  # noqa: S311 -- a walk
    fired: set[str] = set()
    for number in range(WALKS):
        walk = Walk(program, seen.prepared, chance)
        for _ in range(STEPS):
            left = wanted - fired - walk.fired
            with contextlib.suppress(outcome.StepError):  # not taken: another step may be
                if walk.ended or not left or (not (number > HELPED and walk.helped(left)) and not walk.step(left)):
                    break
        fired |= walk.fired
        if wanted <= fired:
            break
    return fired


def asked(seen: study.Study) -> dict[str, Any]:
    """An answer to each finding that asks for one."""
    told: dict[str, Any] = {}
    for one in seen.findings:
        if one.asks and one.element:
            told.setdefault(one.element, {})[one.asks] = reply(seen, one)
    return told


def reply(seen: study.Study, one: finding.Finding) -> object:
    if one.asks == "decision" and one.rule != "decision-by-person":
        bare = [flow.id for flow in seen.diagram.outgoing(str(one.element)) if flow.condition is None]
        return {"default": bare[-1] if bare else seen.diagram.outgoing(str(one.element))[-1].id}
    replies: dict[str, object] = {
        "timer": {"kind": "duration", "value": "PT1H"},
        "condition": "=loopCounter < 2" if one.rule == "loop-without-condition" else "=true",
        "decision": {"question": "?"},
        "count": "2",
        "message": f"m {one.element}",
        "service": "topic:x",
        "procedure": "P.1",
        "lane": seen.diagram.lane_of.get(str(one.element)),
    }
    return replies[one.asks]


def answered_whole(data: bytes) -> tuple[dict[str, Any], study.Study]:
    """All answers that a file asks for, and the file with them; what an answer lets run may ask in its turn."""
    raw: dict[str, Any] = {}
    for _ in range(ROUNDS):
        seen = answered(data, raw)
        more = asked(seen)
        if not more:
            break
        for element, answer in more.items():
            raw.setdefault(element, {}).update(answer)
    return raw, seen


def wrong(seen: study.Study) -> set[str]:
    """Rules of the drawing that are broken for good; the lanes are bound by nobody here."""
    return {one.rule for one in seen.findings if one.level is finding.Level.ERROR} - {"lane-unbound"}


def test_every_empty_timer_of_every_tool_runs_once_it_is_answered(record_property: pytest.RecordProperty):
    told = {"files": 0, "timers": 0, "in files with errors of another kind": 0, "fired": 0}
    for path in files.corpus("corpora/miwg", "*.bpmn"):
        data = path.read_bytes()
        if b"timerEventDefinition" not in data:
            continue
        raw, seen = answered_whole(data)
        empty = {element for element, answer in raw.items() if "timer" in answer}
        told["files"] += bool(empty)
        told["timers"] += len(empty)
        if wrong(seen):
            told["in files with errors of another kind"] += len(empty)
            continue
        assert reached(seen, empty) >= empty, path
        told["fired"] += len(empty)
    record_property("table", told)
    assert told["fired"] > told["timers"] * 0.95, told


def test_every_question_that_is_asked_of_a_tools_file_can_be_answered():
    paths = files.corpus("corpora/miwg", "*.bpmn")
    for path in paths[:: len(paths) // shares.soak_share(len(paths), 0.2)]:
        data = path.read_bytes()
        raw, seen = answered_whole(data)
        assert {one.element for one in seen.findings if one.rule == "answered-beside"} == set(raw), path
        assert [one.key for one in seen.findings if one.asks] == [], path
        assert not {rule for rule in wrong(seen) if rule.startswith("answer-")}, path


MIXED = drawing.file(
    drawing.process(
        drawing.start(),
        drawing.user("a"),
        drawing.xor("g", "Đạt?"),
        *(drawing.user(of) for of in "bcd"),
        drawing.chain("s", "a", "g"),
        drawing.flow("g", "b", "Đủ", "=diem > 5"),
        drawing.flow("g", "c", "Thiếu"),
        drawing.flow("g", "d", "Trả lại"),
    )
)


def test_a_condition_that_holds_asks_nobody():
    run = driving.Run(study.study(MIXED).prepared)
    run.do("a", diem=6)
    assert run.open() == ["b"]


def test_where_no_condition_holds_a_person_picks_among_the_other_ways():
    seen = study.study(MIXED)
    run = driving.Run(seen.prepared)
    run.do("a", diem=5)
    assert run.open() == ["g_decide"]
    (decision,) = seen.prepared.decisions.values()
    assert [choice.flow for choice in decision.choices] == ["g-c", "g-d"]
    run.do("g_decide", **{decision.key: "g-d"})
    assert run.open() == ["d"]


def test_a_script_bound_to_a_service_is_a_call_and_never_run():
    script = drawing.node("scriptTask", "x", "Tính", "<script>import os</script>")
    data = drawing.file(drawing.process(drawing.start(), script, drawing.user("a"), drawing.chain("s", "x", "a")))
    run = driving.Run(answered(data, {"x": {"service": "topic:tax"}}).prepared)
    (call,) = run.last.calls
    assert (call.element, call.implementation) == ("x", "topic:tax")
    run.answer("x", thue=3)
    assert run.open() == ["a"]


def test_a_decision_that_another_lane_takes_waits_there():
    lanes = drawing.lanes(A=("s", "a"), B=("g", "b", "c"))
    ways = drawing.flow("g", "b", "Có") + drawing.flow("g", "c", "Không")
    parts = (lanes, drawing.start(), drawing.user("a"), drawing.xor("g"), drawing.user("b"), drawing.user("c"))
    data = drawing.file(drawing.process(*parts, drawing.chain("s", "a", "g"), ways))
    run = driving.Run(answered(data, {"g": {"decision": {"lane": "P/A"}}}).prepared)
    run.do("a")
    assert [(wait.element, wait.lane) for wait in run.waits()] == [("g_decide", "P/A")]
