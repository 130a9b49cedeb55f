"""Findings about listings."""
