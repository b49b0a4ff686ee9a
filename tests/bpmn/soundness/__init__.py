"""Tests of bpmn.soundness."""
