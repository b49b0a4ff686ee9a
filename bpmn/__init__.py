"""Reading, judging and comparing diagrams: no database, no engine, no web."""
