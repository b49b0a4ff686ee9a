"""Tests of service.pages."""
