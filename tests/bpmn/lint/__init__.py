"""Tests of bpmn.lint."""
