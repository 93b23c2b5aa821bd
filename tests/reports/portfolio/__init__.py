"""The portfolio as a report."""
