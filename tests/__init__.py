"""The promises Laneway keeps, in a tree that mirrors the source."""
