"""Criteria and phases: what people say of them, plan and add."""
