"""Tests of service.usecases."""
