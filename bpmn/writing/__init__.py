"""The parts of the writer: names and texts in XML, what stands in a process, its picture."""
