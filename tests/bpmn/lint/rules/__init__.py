"""Tests of bpmn.lint.rules."""
