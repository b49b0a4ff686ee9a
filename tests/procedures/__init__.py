"""The shipped procedures: that they are drawn well, complete, and that every branch runs to its end."""
