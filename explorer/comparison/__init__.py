"""Versions side by side: what changed between two of them, word by word, and the history of a section."""
