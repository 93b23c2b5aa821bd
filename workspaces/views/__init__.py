"""Pages about projects and people."""
