"""Transactions (BPMN 2.0.2, 10.3.5, 13.3.4): a subprocess that a cancel end event inside it can withdraw as a whole."""

from __future__ import annotations

from SpiffWorkflow.bpmn.specs.defaults import TransactionSubprocess

from runner.specs import subprocess


class Transaction(subprocess.ScopeMixin, TransactionSubprocess):  # type: ignore[misc]
    """Runs as an embedded subprocess does; what its outcome was agreed on outside is not executed (`protocol`)."""
