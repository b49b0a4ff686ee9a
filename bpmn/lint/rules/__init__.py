"""One lint rule a file: a sentence of docstring and one check."""
