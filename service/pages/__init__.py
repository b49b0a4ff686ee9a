"""The pages, one file per noun; templates and static files beside."""
