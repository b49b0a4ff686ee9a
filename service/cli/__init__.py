"""The command line: one file a group of commands, loaded only when asked for."""
