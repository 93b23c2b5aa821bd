"""How the rate moved over the runs of a project."""
