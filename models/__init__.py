"""Tables and their shared queries, for SQLite and PostgreSQL alike."""
