"""Conditions, timers and cardinalities as diagrams write them: parsed into one tree, evaluated by one bounded evaluator."""
