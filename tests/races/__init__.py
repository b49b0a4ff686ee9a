"""Several people at one task, and at two tasks of one case, through real servers."""
