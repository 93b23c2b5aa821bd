"""What a new version of the specification asks of a project."""
