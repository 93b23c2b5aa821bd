"""A new version of the specification: what it touches in a project, and what is to be done about each of it."""
