"""A case that nothing can move any more is never left silently: the step that leads there is refused.

Nothing moves tokens at a join that can't be activated, nor conditions where no data can change any more.

By the standard such a case never ends (13.2.2: tokens remain at a join that can't be activated); nobody would hold it.
"""

from __future__ import annotations

from runner import live, troubles


def refuse(case: live.Case) -> None:
    """Refuse a step after which nobody and nothing is waited for, though tokens remain.

    Raises:
        StepError: deadlock, naming a join where tokens wait in vain.
    """
    if case.expected or any(number > 0 and number not in case.watched for number in case.numbers()):
        return
    for task in case.watched.values():
        raise troubles.step_error(
            "deadlock",
            "it waits for a condition that nothing can fulfil any more, because nobody and nothing else is waited for",
            task.spec.node,
            task.spec.lane,
        )
    for scope in case.subprocesses.values():
        for number in scope.parked:
            join = scope.level.flows[number].target
            raise troubles.step_error(
                "deadlock",
                "tokens wait here for others that can't come any more, so the case could never end",
                join.node,
                join.lane,
                {"flows": ", ".join(scope.level.flows[n].id for n in scope.parked)},
            )
