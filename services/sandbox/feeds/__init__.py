"""Feeds: the Feeds API 2021-06-30, with which listings are submitted in bulk."""
