"""Conformance through the whole chain: a file is read, prepared, loaded and run; what is expected is the standard's."""
