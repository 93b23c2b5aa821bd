"""Pages of the explorer, a module a subject."""
