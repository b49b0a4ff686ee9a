"""Tests of bpmn.forms."""
