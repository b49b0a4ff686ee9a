"""Conformance through the whole chain: a file's bytes are read, prepared, loaded and run; what is expected is the standard's."""
