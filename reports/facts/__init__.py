"""The facts of a report by subject."""
