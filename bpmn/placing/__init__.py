"""The parts of the layout: layers, rows, ways of flows, and what a drawing lacks."""
