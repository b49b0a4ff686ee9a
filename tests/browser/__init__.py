"""Pages in a real browser: one module per user, and one that looks at every page."""
