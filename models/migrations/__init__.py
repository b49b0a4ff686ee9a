"""The schema's history, one file a change; the database says which it has."""
