"""Tests of bpmn."""
