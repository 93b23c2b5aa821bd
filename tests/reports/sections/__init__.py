"""Sections of the reports: facts, words and pages."""
