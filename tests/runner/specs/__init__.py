"""Tests of runner.specs."""
