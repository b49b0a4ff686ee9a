"""Tests of bpmn.dialects."""
