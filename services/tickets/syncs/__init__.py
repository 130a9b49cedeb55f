"""Syncs: readings of what Amazon says of an account's health."""
