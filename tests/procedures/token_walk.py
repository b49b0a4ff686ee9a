"""A small token game that walks a scenario through a drawing, to prove the scenarios without the engine.

It knows only what the shipped drawings use, written from chapter 13 of BPMN 2.0.2: one case is one run of the whole
collaboration; messages wait until somebody takes them; data lives once per process. No clock but the scenario's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.procedures import drawings
from tests.procedures.drawings import BPMN, TASKS


@dataclass(eq=False)
class Scope:
    """One run of a process or subprocess; `caller` is the token that waits for it."""

    container: Any
    data: dict[str, Any]
    caller: Token | None = None


@dataclass(eq=False)
class Token:
    """A token on a node, or on the flow into a join; `due` holds the days at which timers of its node fire."""

    node: str
    scope: Scope
    flow: str | None = None
    due: dict[str, float] = field(default_factory=dict)


class Walk:
    """One case: `open()` says which tasks wait, `ends` which end events were reached, `taken` which flows."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self.nodes = drawings.nodes(path)
        self.flows = {flow.get("id"): flow for flow in drawings.root(path).iter(f"{BPMN}sequenceFlow")}
        self.names = {m.get("id"): m.get("name") for m in drawings.root(path).iter(f"{BPMN}message")}
        self.processes = {p.get("id"): p for p in drawings.root(path).iter(f"{BPMN}process")}
        self.tokens: list[Token] = []
        self.mail: list[str] = []
        self.ends: list[str] = []
        self.taken: set[str] = set()
        self.now = 0.0
        self._begin(path, data)
        self.settle()

    def _begin(self, path: Path, data: dict[str, Any]) -> None:
        root = drawings.root(path)
        called = {node.get("calledElement") for node in root.iter(f"{BPMN}callActivity")}
        outside = {p.get("id") for p in root.iter(f"{BPMN}participant") if p.get("processRef") is None}
        from_outside = {f.get("targetRef") for f in root.iter(f"{BPMN}messageFlow") if f.get("sourceRef") in outside}
        self.asleep: dict[str, str] = {}
        for key, process in self.processes.items():
            if key in called:
                continue
            start = process.find(f"{BPMN}startEvent")
            if self._message(start.get("id")) and start.get("id") not in from_outside:
                self.asleep[self._message(start.get("id"))] = key
            else:
                self._run(process, dict(data), None)

    def _run(self, container: Any, data: dict[str, Any], caller: Token | None) -> None:
        scope = Scope(container, data, caller)
        self._leave(container.find(f"{BPMN}startEvent").get("id"), scope)

    # --- what stands in the drawing
    def _message(self, node: str) -> str:
        element = self.nodes[node]
        definition = element.find(f"{BPMN}messageEventDefinition")
        reference = element.get("messageRef") if definition is None else definition.get("messageRef")
        return str(self.names.get(reference, ""))

    def _days(self, node: str) -> float | None:
        text = self.nodes[node].findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDuration")
        return None if text is None else days(text)

    def _out(self, node: str) -> list[str]:
        return [flow for flow, element in self.flows.items() if element.get("sourceRef") == node]

    def _boundaries(self, node: str) -> Iterator[str]:
        return (key for key, element in self.nodes.items() if element.get("attachedToRef") == node)

    # --- moving
    def _leave(self, node: str, scope: Scope, flows: list[str] | None = None) -> None:
        for flow in self._out(node) if flows is None else flows:
            self.taken.add(flow)
            self._arrive(str(self.flows[flow].get("targetRef")), scope, flow)

    def _arrive(self, node: str, scope: Scope, flow: str | None) -> None:
        element = self.nodes[node]
        token = Token(node, scope, flow)
        kind = element.tag.removeprefix(BPMN)
        if kind in ("parallelGateway", "inclusiveGateway") and len(element.findall(f"{BPMN}incoming")) > 1:
            self.tokens.append(token)
        elif kind == "exclusiveGateway":
            self._leave(node, scope, self._chosen(node, scope)[:1])
        elif kind == "inclusiveGateway":
            self._leave(node, scope, self._chosen(node, scope))
        elif kind in ("parallelGateway", "intermediateThrowEvent"):
            self._throw(node)
            self._leave(node, scope)
        elif kind == "endEvent":
            self._end(node, scope)
        else:
            self._wait(token, kind)

    def _chosen(self, node: str, scope: Scope) -> list[str]:
        out = self._out(node)
        conditions = {flow: self.flows[flow].findtext(f"{BPMN}conditionExpression") for flow in out}
        true = [flow for flow, text in conditions.items() if text and holds(text, scope.data)]
        default = self.nodes[node].get("default")
        return true or ([default] if default else out)

    def _throw(self, node: str) -> None:
        if message := self._message(node):
            self.mail.append(message)

    def _wait(self, token: Token, kind: str) -> None:
        self.tokens.append(token)
        waits = list(self._boundaries(token.node))
        if kind == "eventBasedGateway":
            waits = [str(self.flows[flow].get("targetRef")) for flow in self._out(token.node)]
        elif kind == "intermediateCatchEvent":
            waits = [token.node]
        token.due = {key: self.now + d for key in waits if (d := self._days(key)) is not None}
        if kind == "callActivity":
            called = self.processes[self.nodes[token.node].get("calledElement")]
            self._run(called, dict(token.scope.data), token)
        elif kind == "subProcess":
            self._run(self.nodes[token.node], token.scope.data, token)

    def _end(self, node: str, scope: Scope) -> None:
        error = self.nodes[node].find(f"{BPMN}errorEventDefinition")
        self._throw(node)
        if error is not None:
            assert scope.caller is not None
            self._caught(scope, error.get("errorRef"))
            return
        if scope.caller is None:
            self.ends.append(node)
        elif not any(token.scope is scope for token in self.tokens):
            self._return(scope)

    def _return(self, scope: Scope) -> None:
        caller = scope.caller
        assert caller is not None
        self.tokens.remove(caller)
        caller.scope.data.update(scope.data)
        self._leave(caller.node, caller.scope)

    def _caught(self, scope: Scope, error: str) -> None:
        caller = scope.caller
        assert caller is not None
        for event in self._boundaries(caller.node):
            definition = self.nodes[event].find(f"{BPMN}errorEventDefinition")
            if definition is not None and definition.get("errorRef") == error:
                self._cancel(caller)
                self._leave(event, caller.scope)
                return
        raise AssertionError(f"nobody catches {error}")

    def _cancel(self, token: Token) -> None:
        self.tokens.remove(token)
        for inner in [other for other in self.tokens if other.scope.caller is token]:
            self._cancel(inner)

    def settle(self) -> None:
        """Deliver messages and fire joins until nothing moves any more."""
        while self._deliver() or self._join():
            pass

    def _deliver(self) -> bool:
        for message in self.mail:
            if message in self.asleep:
                self.mail.remove(message)
                self._run(self.processes[self.asleep.pop(message)], {}, None)
                return True
            for token in self.tokens:
                for event in self._listens(token):
                    if self._message(event) == message:
                        self.mail.remove(message)
                        self._fire(token, event)
                        return True
        return False

    def _listens(self, token: Token) -> list[str]:
        kind = self.nodes[token.node].tag.removeprefix(BPMN)
        if kind == "eventBasedGateway":
            return [str(self.flows[flow].get("targetRef")) for flow in self._out(token.node)]
        return [token.node, *self._boundaries(token.node)] if token.flow is not None else []

    def _fire(self, token: Token, event: str) -> None:
        if self.nodes[token.node].tag == f"{BPMN}eventBasedGateway":
            self.taken.update(f for f in self._out(token.node) if self.flows[f].get("targetRef") == event)
        token.due.pop(event, None)
        if self.nodes[event].get("cancelActivity") != "false":
            self._cancel(token)
        self._leave(event, token.scope)

    def _join(self) -> bool:
        for token in self.tokens:
            element = self.nodes[token.node]
            if element.tag not in (f"{BPMN}parallelGateway", f"{BPMN}inclusiveGateway"):
                continue
            here = {t.flow: t for t in self.tokens if t.node == token.node and t.scope is token.scope}
            missing = {flow.text for flow in element.findall(f"{BPMN}incoming")} - set(here)
            if element.tag == f"{BPMN}inclusiveGateway":
                missing = {flow for flow in missing if self._may_come(str(flow), token)}
            if not missing:
                for arrived in here.values():
                    self.tokens.remove(arrived)
                chosen = element.tag == f"{BPMN}inclusiveGateway" and len(self._out(token.node)) > 1
                self._leave(token.node, token.scope, self._chosen(token.node, token.scope) if chosen else None)
                return True
        return False

    def _may_come(self, flow: str, join: Token) -> bool:
        """Whether a token elsewhere in the scope can still reach a flow without passing the join."""
        others = [t for t in self.tokens if t.scope is join.scope and t.node != join.node]
        frontier, seen = [node for t in others for node in (t.node, *self._boundaries(t.node))], set()
        while frontier:
            node = frontier.pop()
            if node in seen or node == join.node:
                continue
            seen.add(node)
            if flow in self._out(node):
                return True
            targets = [str(self.flows[f].get("targetRef")) for f in self._out(node)]
            frontier += [n for target in targets for n in (target, *self._boundaries(target))]
        return False

    # --- what a scenario does
    def open(self) -> list[str]:
        """Ids of the tasks that wait for a person."""
        people = TASKS - {f"{BPMN}receiveTask"}
        return [token.node for token in self.tokens if self.nodes[token.node].tag in people]

    def step(self, step: dict[str, Any]) -> None:
        """Do one step of a scenario: a task's answers, a message from outside, or time that passes."""
        if "task" in step:
            token = next((t for t in self.tokens if t.node == step["task"]), None)
            assert token is not None, f"{step['task']} is not open, but {self.open()}"
            token.scope.data.update(step["answers"])
            self._cancel(token)
            self._leave(token.node, token.scope)
        elif "message" in step:
            assert step["message"] in {self._message(e) for t in self.tokens for e in self._listens(t)}
            self.mail.append(step["message"])
        else:
            self.now += days(step["wait"])
            while fired := [(t.due[e], t, e) for t in self.tokens for e in t.due if t.due[e] <= self.now]:
                _, token, event = min(fired, key=lambda one: one[0])
                self._fire(token, event)
                self.settle()
        self.settle()


def days(duration: str) -> float:
    """An ISO 8601 duration of days and hours, in days."""
    match = re.fullmatch(r"P(?:(\d+)D)?(?:T(\d+)H)?", duration)
    assert match is not None, duration
    return int(match[1] or 0) + int(match[2] or 0) / 24


def holds(condition: str, data: dict[str, Any]) -> bool:
    """A condition of the shipped drawings: FEEL equalities joined by `and`; a variable that is not there is null."""
    for part in condition.removeprefix("=").split(" and "):
        match = re.fullmatch(r'(\w+) = (true|false|"[^"]*")', part.strip())
        assert match is not None, condition
        wanted: Any = {"true": True, "false": False}.get(match[2], match[2].strip('"'))
        if data.get(match[1]) != wanted:
            return False
    return True
