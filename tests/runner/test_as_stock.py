"""Where the stock library is right, ours does the same: sequences, decisions, forks, circles, subprocesses.

What stock gets wrong is left out: forks are few and stand in no circle (its joins count rounds together), and data are
written where no other branch runs beside. After each step both offer the same tasks, and what the step offers newly
comes in the same order.
"""

from __future__ import annotations

from xml.sax import saxutils

import hypothesis
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bpmn import diagram as dg
from bpmn import vocabulary
from tests.runner import builder, driving, parts, tape
from tests.support import shares

BLOCKS = ("task", "xor", "sub", "and", "circle", "sequence", "or")
FORKS = 4
"""Stock's tree doubles with each in a row."""


class Sound(parts.Parts):
    """Draws sound diagrams. `beside` lists the tasks that another branch may run beside."""

    def __init__(self, choices: tape.Tape) -> None:
        super().__init__(choices)
        self.forks = 0
        self.within = 0
        self.circles = 0
        self.beside: set[str] = set()

    def whole(self) -> builder.Drawing:
        """A process that always ends. Its first task writes the variables."""
        self.path("s", *self.block(3))
        return self.drawn

    def path(self, kind: str, first: str, last: str) -> None:
        """Start, something, end at the current place."""
        begin = self.add("start")
        if kind == "s":
            task = self.task()
            self.drawn.path(begin, task, first).flow(last, self.add("end"))
        else:
            self.drawn.path(begin, first).flow(last, self.add("end"))

    def task(self) -> str:
        """A person's task."""
        id_ = self.add("user")
        if self.within:
            self.beside.add(id_)
        return id_

    def condition(self) -> str:
        """On a variable."""
        return f"{self.choices.pick(parts.VARIABLES)} = {self.choices.below(2)}"

    def block(self, depth: int) -> tuple[str, str]:
        """First and last node of a block."""
        kind = self.choices.pick(BLOCKS) if depth > 0 else "task"
        if kind in ("and", "or") and (self.forks >= FORKS or self.circles):
            kind = "task"
        if kind == "task":
            return (task := self.task()), task
        found: tuple[str, str] = getattr(self, f"_{kind}")(depth - 1)
        return found

    def _sequence(self, depth: int) -> tuple[str, str]:
        (first, one), (other, last) = self.block(depth), self.block(depth)
        self.drawn.flow(one, other)
        return first, last

    def _xor(self, depth: int) -> tuple[str, str]:
        split, join = self.add("xor"), self.add("xor")
        for number in range(ways := 2 + self.choices.below(2)):
            first, last = self.block(depth)
            default = number == ways - 1
            self.drawn.flow(split, first, None if default else self.condition(), default=default).flow(last, join)
        return split, join

    def _fork(self, kind: str, depth: int) -> tuple[str, str]:
        """Each branch begins with a task, so that what is offered first is plain."""
        self.forks += 1
        self.within += 1
        split, join = self.add(kind), self.add(kind)
        for number in range(ways := 2 + self.choices.below(2)):
            head, (first, last) = self.task(), self.block(depth)
            default = kind == "or" and number == ways - 1
            asked = kind == "or" and not default
            self.drawn.flow(split, head, self.condition() if asked else None, default=default)
            self.drawn.path(head, first).flow(last, join)
        self.within -= 1
        return split, join

    def _and(self, depth: int) -> tuple[str, str]:
        return self._fork("and", depth)

    def _or(self, depth: int) -> tuple[str, str]:
        return self._fork("or", depth)

    def _circle(self, depth: int) -> tuple[str, str]:
        """Left by what its last task says; beside another branch nothing is said, so none stands there."""
        if self.within:
            return self.block(depth)
        self.circles += 1
        merge, split = self.add("xor"), self.add("xor")
        first, last = self.block(depth)
        self.circles -= 1
        out = self.add("xor")
        self.drawn.path(merge, first).path(last, self.task(), split).flow(split, merge, self.condition())
        self.drawn.flow(split, out, default=True)
        return merge, out

    def _sub(self, depth: int) -> tuple[str, str]:
        around = self.drawn.parent
        sub = self.add("sub")
        self.drawn.inside(sub)
        self.path("i", *self.block(depth))
        self.drawn.inside(around)
        return sub, sub


def written(drawn: builder.Drawing) -> bytes:
    """The diagram as a file, with conditions in Python, for stock."""

    def level(parent: str | None) -> str:
        nodes = [node for node in drawn.nodes.values() if node.parent == parent]
        flows = [flow for flow in drawn.flows.values() if flow.parent == parent]
        return "".join([*map(node_, nodes), *map(flow_, flows)])

    def node_(node: dg.Node) -> str:
        default = f" default={saxutils.quoteattr(node.default)}" if node.default else ""
        inner = level(node.id) if node.type == "subProcess" else ""
        return f"<{node.type} id={saxutils.quoteattr(node.id)}{default}>{inner}</{node.type}>"

    def flow_(flow: dg.Flow) -> str:
        text = flow.condition.body.replace("=", "==") if flow.condition is not None else ""
        asked = f"<conditionExpression>{text}</conditionExpression>" if text else ""
        ends = f"sourceRef={saxutils.quoteattr(flow.source)} targetRef={saxutils.quoteattr(flow.target)}"
        return f"<sequenceFlow id={saxutils.quoteattr(flow.id)} {ends}>{asked}</sequenceFlow>"

    process = f'<process id="P" isExecutable="true">{level(None)}</process>'
    return f'<definitions xmlns="{vocabulary.MODEL}" targetNamespace="t">{process}</definitions>'.encode()


class Stock:
    """The library as it comes."""

    def __init__(self, drawn: builder.Drawing) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(written(drawn))
        self.workflow = BpmnWorkflow(parser.get_spec("P"), parser.get_subprocess_specs("P"))
        self.workflow.do_engine_steps()

    def offered(self) -> list[str]:
        """Tasks that wait for a person, in the order of the tree."""
        return [task.task_spec.bpmn_id for task in self.workflow.get_tasks(state=TaskState.READY, manual=True)]

    def do(self, name: str, answers: dict[str, int]) -> None:
        """Complete a task."""
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(task for task in ready if task.task_spec.bpmn_id == name)
        task.data.update(answers)
        task.run()
        self.workflow.do_engine_steps()


@hypothesis.settings(max_examples=shares.soak_share(3_000, 0.05))
@hypothesis.given(drawing=st.binary(min_size=80, max_size=80), walking=st.binary(min_size=120, max_size=120))
def test_ours_offers_what_stock_offers(drawing: bytes, walking: bytes) -> None:
    sound, choices = Sound(tape.Tape(drawing)), tape.Tape(walking)
    drawn = sound.whole()
    run, stock = driving.Run(drawn), Stock(drawn)
    for number in range(40):
        assert sorted(run.open()) == sorted(stock.offered())
        assert run.ended == stock.workflow.is_completed()
        if run.ended:
            break
        before = run.open()
        name = choices.pick(before)
        answers = {} if name in sound.beside else {variable: choices.below(2) for variable in parts.VARIABLES}
        if number == 0:
            answers = {variable: choices.below(2) for variable in parts.VARIABLES}
        opened = [wait.element for wait in run.do(name, **answers).opened]
        stock.do(name, answers)
        remaining = [one for one in before if one != name]
        assert opened == [one for one in stock.offered() if one not in remaining]
