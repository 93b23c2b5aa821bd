"""Pages of saved scenarios, a module a subject."""
