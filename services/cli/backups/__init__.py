"""Backup and restore of a whole installation: `zhuli backup` and `zhuli restore`."""
