"""Findings about stock."""
