"""Logs of other tools read, one module a tool, and suites and results written for them; plain Python, no Django."""
