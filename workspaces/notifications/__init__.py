"""Telling people: stored first, then mailed in letters and sent to webhooks."""
