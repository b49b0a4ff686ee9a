"""Doors and use cases: introduces the engine and the tables to each other."""
