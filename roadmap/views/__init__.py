"""Pages of the roadmap, by subject."""
