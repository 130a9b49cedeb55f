"""FBA inventory: the FBA Inventory API v1."""
