"""Helpers that several tests share: databases, servers, a browser, long tests' shares."""
