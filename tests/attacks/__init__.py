"""Hostile files and submissions against a real server."""
