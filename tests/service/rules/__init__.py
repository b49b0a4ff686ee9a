"""Tests of service.rules."""
