"""The repairs of `bpmn/prepare.py`, one file each: what a diagram lacks to run, told first, then assumed."""
