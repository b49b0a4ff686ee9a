"""Conditions, timers and cardinalities as diagrams write them: parsed into one tree, and one bounded evaluator."""
