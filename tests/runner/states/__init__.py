"""States that were written by each format of the engine, kept to be read for ever; `python -m tests.runner.states`."""
