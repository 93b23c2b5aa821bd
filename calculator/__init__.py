"""Scenarios, cash flow, simulation and sensitivity."""
