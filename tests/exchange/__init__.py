"""Files that other modelers wrote: what can be said of all of them, and the page that shows it."""
