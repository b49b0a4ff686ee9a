"""The command line: each command as an operator calls it."""
