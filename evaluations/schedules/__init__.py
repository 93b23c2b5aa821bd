"""Runs that come by themselves: when they are due, what drifted, and what was missed."""
