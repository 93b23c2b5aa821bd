"""Suites, cases, endpoints, runs, samples, verdicts, graders and statistics."""
