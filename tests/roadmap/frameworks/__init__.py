"""Frameworks and the statement of applicability."""
