"""Spec versions, sections, principles, examples and prompts."""
