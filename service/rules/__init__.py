"""Pure decisions: who may do what, and how long work may take."""
