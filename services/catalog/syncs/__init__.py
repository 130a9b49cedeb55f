"""Fetching listings from Amazon."""
