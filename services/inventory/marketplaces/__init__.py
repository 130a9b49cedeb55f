"""Seller accounts on their marketplaces: what the other features' rows belong to."""
