"""Syncs: how a service brings in what Amazon knows, as rows that say how it went."""
