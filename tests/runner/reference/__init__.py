"""A token game as reference: chapters 10 and 13 of BPMN 2.0.2 and `docs/deviations.md`, in plain Python, no engine.

It takes the same diagrams and the same steps as the engine, and tells what can be seen of a case from outside. What
is not the standard's own is in `deviations`, one function each. It is written to be read, not to be quick or small.
"""
