"""Typesetting: every shown text, every character, its limits and its colours."""
