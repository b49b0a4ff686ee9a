"""Conditions, timers and other expressions of diagrams: parsed into one tree, evaluated by one bounded evaluator."""
