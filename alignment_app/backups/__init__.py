"""Backups: one file with every row and every uploaded file, and the way back into an empty installation."""
