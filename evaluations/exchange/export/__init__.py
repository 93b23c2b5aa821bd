"""Suites written for other tools, and results as files; one module an export, plain Python, no Django."""
