"""Tests of bpmn.expressions."""
