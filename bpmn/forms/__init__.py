"""The one model of a task's form, a file per source dialect, and the check of answers against it."""
