"""An operator's acts on a token: put it elsewhere in its scope, or let it go on without the work.

Both are ordinary steps of the engine from where they touch the token: joins, conditions, budgets and deadlocks hold for
them as for any other. The token stays in its scope (BPMN 2.0.2, 10.4.7: data and listeners belong to it), so neither
the scope's data nor what listens in it changes.
"""

from __future__ import annotations

from collections.abc import Collection

from runner import data, live, outcome, troubles
from runner.specs import inclusive_gateway, node, parallel_gateway

JOINS = (parallel_gateway.ParallelGateway, inclusive_gateway.InclusiveGateway)


def move(case: live.Case, task: live.Task, element: str, elements: Collection[str]) -> None:
    """Withdraw a wait with all that belongs to it, and put its token into another node of the same scope.

    A token that waits at an event-based gateway takes all the waits behind it along. Into a join it comes on a flow
    that has no token yet: the first of those that lead from where it stood, else the first. Put into the node where it
    waits already, the wait begins anew.

    Parameters:
        element: id of a node that begins with the token, or of a sequence flow that the token is put on.
        elements: ids of all elements of the version.

    Raises:
        NotMovableError: it can't be put there.
    """
    token, scope = _token(task, element), task.scope
    target, flow = _target(token, scope, element, elements)
    seq, left = task.id, task.spec.node.id
    case.withdraw(token)
    case.report.retell(seq, outcome.Closing.MOVED, left)
    if flow is None:
        target.begin(scope)
        return
    case.report.passed.append(flow.id)
    target.arrive(scope, flow)


def skip(case: live.Case, task: live.Task, answers: dict[str, outcome.Json]) -> None:
    """Let a token leave its wait as if what it waits for had been done; conditions behind it decide as ever."""
    seq, left = task.id, task.spec.node.id
    if task.spec.kind is outcome.WaitKind.TASK:
        data.write(task, answers)
        task.run()
    elif task.spec.kind is outcome.WaitKind.CALL:
        data.write(task, answers)
        task.complete()
    else:
        task.spec.fire(task, answers)
    case.report.retell(seq, outcome.Closing.SKIPPED, left)


def must_be_held(case: live.Case) -> None:
    """Refuse a move after which the case runs on and nothing is waited for but by listeners: nobody would hold it.

    Raises:
        StepError: deadlock.
    """
    if case.live and not case.expected and not any(task.spec.kind is not None for task in case.all_tasks()):
        raise troubles.step_error("deadlock", "no step would be open any more, though the case hasn't ended")


def movable(task: live.Task) -> bool:
    """Whether a task is a wait whose token can be moved: instances are not, what only listens is none."""
    return task.spec.kind is not None and _whole(task) is not None


def places(scope: live.Scope) -> tuple[str, ...]:
    """Ids of the nodes that a token of a scope can be moved to, in the file's order."""
    return tuple(spec.node.id for spec in scope.level.nodes if _begins(spec))


def _whole(task: live.Task) -> live.Task | None:
    """What is to be withdrawn so that the token leaves: the wait, or the gateway that it stands behind."""
    if task.index is not None:
        return None
    host = task.host()
    while host is not None and host.spec.groups:
        task, host = host, host.host()
    return task


def _token(task: live.Task, element: str) -> live.Task:
    token = _whole(task)
    if token is None:
        raise outcome.NotMovableError(
            "an_instance", element, "one of several instances can be skipped, not moved: move none, or cancel the case"
        )
    return token


def _begins(spec: node.NodeMixin) -> bool:
    """Whether a token that comes to a node begins it: boundary events and event subprocesses begin by their event."""
    drawn = spec.node
    return drawn.attached_to is None and not drawn.event_subprocess


def _target(
    token: live.Task, scope: live.Scope, element: str, elements: Collection[str]
) -> tuple[node.NodeMixin, node.Flow | None]:
    flow = next((flow for flow in scope.level.flows.values() if flow.id == element), None)
    if flow is not None:
        return flow.target, flow
    spec = next((spec for spec in scope.level.nodes if spec.node.id == element), None)
    if spec is None and element in elements:
        reason = "it stands in another process or subprocess, and a token stays in its scope: name one of its own"
        raise outcome.NotMovableError("other_scope", element, f"{element}: {reason}")
    if spec is None:
        raise outcome.NotMovableError("unknown_element", element, f"the diagram has no element {element!r}: name one")
    if not _begins(spec):
        reason = "a token doesn't begin it, its event does: name the element behind it"
        raise outcome.NotMovableError("not_begun_by_a_token", element, f"{spec.node.type} {element}: {reason}")
    if isinstance(spec, JOINS) and len(spec.incoming) > 1:
        return spec, _way_in(spec, token, scope)
    return spec, None


def _way_in(join: node.NodeMixin, token: live.Task, scope: live.Scope) -> node.Flow:
    """The flow on which a token comes into a join: one without a token, and from where it stood if there is one."""
    empty = [flow for flow in join.incoming if flow.index not in scope.parked]
    leading = [flow for flow in empty if _leads(scope, token.spec.index, flow, join.index)]
    return (leading or empty or list(join.incoming))[0]


def _leads(scope: live.Scope, place: int, flow: node.Flow, join: int) -> bool:
    """Whether a token at a node could come to the join on the flow, without passing the join."""
    before, seen = scope.level.before, set[int]()
    waiting = list(scope.level.sources[flow.index])
    while waiting:
        at = waiting.pop()
        if at == place:
            return True
        if at not in seen and at != join:
            seen.add(at)
            waiting += before.get(at, ())
    return False
