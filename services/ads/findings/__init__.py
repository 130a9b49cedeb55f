"""Findings about campaigns and search terms."""
