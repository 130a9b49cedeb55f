"""Freshness: how old the numbers of every seller account are, for the one who runs the servers."""
