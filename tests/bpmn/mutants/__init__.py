"""Files that went wrong, made of good ones: what programs, copies and transfers do to a diagram."""
