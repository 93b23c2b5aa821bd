"""Frameworks as versioned lists of identifiers, how far a project's criteria cover them, and what applies to it."""
