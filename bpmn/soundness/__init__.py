"""Whether every case of a diagram can come to its end: a bounded token game over the prepared diagram."""
