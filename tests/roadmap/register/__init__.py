"""Incidents and risks."""
