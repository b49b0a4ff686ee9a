"""The parts of the reader: each makes one kind of frozen value out of XML elements."""
