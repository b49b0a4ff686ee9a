"""An abstract or manual task that nobody has to report as done (BPMN 2.0.2, 10.3.3): tokens pass."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import NoneTask

from runner.specs import activity


class PassingTask(activity.ActivityMixin, NoneTask):  # type: ignore[misc]
    """Passes each token on at once."""
