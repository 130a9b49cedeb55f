"""Freshness: how long ago Amazon was last read, for the one who runs the servers."""
