"""Metrics and weights in; who stands where."""
