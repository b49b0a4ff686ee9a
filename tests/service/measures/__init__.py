"""Tests of service.measures."""
