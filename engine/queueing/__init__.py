"""Closed formulas of waiting lines."""
